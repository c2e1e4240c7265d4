import ArgumentParser
import Desk
import Registry

struct RecommendationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommendation", abstract: "What meetings and experts recommend.",
    subcommands: [
      Add<RecommendationFields>.self,
      Show<RecommendationFields>.self,
      List<RecommendationFields, RecommendationFilters>.self,
      Correct<RecommendationFields>.self,
      History<RecommendationFields>.self,
      Retract<RecommendationFields>.self,
      Reinstate<RecommendationFields>.self,
      SameAs.self,
      RecommendationStatus.self,
      TakeUp.self,
    ])
}

struct SameAs: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "same-as", abstract: "Record that it repeats another one.",
    discussion: example("recommendation same-as rec-fac-1 rec-ms-gov-1"))

  @Argument(help: "The recommendation.") var id: String
  @Argument(help: "The other recommendation.") var other: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "recommendation.same_as_noted", to: ThingRef(.recommendation, id),
      [
        ("same_as", [other])
      ])
  }
}

struct RecommendationStatus: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Record what became of it.",
    discussion: example("recommendation status rec-ms-gov-1 adopted"))

  @Argument(help: "The recommendation.") var id: String
  @Argument(help: "The status.") var status: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "recommendation.status_changed", to: ThingRef(.recommendation, id),
      [
        ("status", [status])
      ])
  }
}

struct TakeUp: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "take-up", abstract: "Record who took it up.",
    discussion: example("recommendation take-up rec-ms-gov-1 --by gov-fiji"))

  @Argument(help: "The recommendation.") var id: String
  @Option(help: ArgumentHelp("Who took it up; repeat for several.", valueName: "id"))
  var by: [String] = []
  @Option(help: ArgumentHelp("A note.", valueName: "text"))
  var note: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "recommendation.taken_up", to: ThingRef(.recommendation, id),
      [
        ("by", by),
        ("note", note.map { [$0] } ?? []),
      ])
  }
}
