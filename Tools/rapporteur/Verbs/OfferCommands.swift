import ArgumentParser
import Desk
import Registry

struct OfferCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "offer", abstract: "Support that somebody offers.",
    subcommands: [
      Add<OfferFields>.self,
      Show<OfferFields>.self,
      List<OfferFields, OfferFilters>.self,
      Correct<OfferFields>.self,
      History<OfferFields>.self,
      Retract<OfferFields>.self,
      Reinstate<OfferFields>.self,
      OfferStatus.self,
      MatchOffer.self,
      WithdrawOffer.self,
    ])
}

struct OfferStatus: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Record how far an offer has come.",
    discussion: example("offer status o-benin-1 delivered"))

  @Argument(help: "The offer.") var id: String
  @Argument(help: "The status: offered, agreed, delivered, …") var status: String
  @Option(help: ArgumentHelp("A remark on it.", valueName: "text"))
  var note: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "offer.status_changed", to: ThingRef(.offer, id),
      [
        ("status", [status]),
        ("status_note", note.map { [$0] } ?? []),
      ])
  }
}

struct MatchOffer: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "match", abstract: "Record that an offer answers a request.",
    discussion: example("offer match o-ecuador-colombia --request r-ecuador-1"))

  @Argument(help: "The offer.") var id: String
  @Option(help: ArgumentHelp("The request; repeat for several.", valueName: "id"))
  var request: [String] = []
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "offer.matched", to: ThingRef(.offer, id),
      [
        ("request", request)
      ])
  }
}

struct WithdrawOffer: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw", abstract: "Record that an offer no longer stands.",
    discussion: example("offer withdraw o-benin-1 --reason \"no budget\""))

  @Argument(help: "The offer.") var id: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "offer.withdrawn", to: ThingRef(.offer, id),
      [
        ("status", ["withdrawn"])
      ])
  }
}
