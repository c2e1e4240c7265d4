import ArgumentParser
import Desk
import Registry
import Things

struct NetworkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network", abstract: "Who stays in touch about what.",
    subcommands: [
      Add<NetworkFields>.self,
      Show<NetworkFields>.self,
      List<NetworkFields, NetworkFilters>.self,
      Correct<NetworkFields>.self,
      History<NetworkFields>.self,
      Retract<NetworkFields>.self,
      Reinstate<NetworkFields>.self,
      Rename<NetworkFields>.self,
      Join.self,
      Leave.self,
      FocalPoint.self,
      CloseNetwork.self,
    ])
}

struct Join: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "join", abstract: "Record a member.",
    discussion: example("network join net-sids --organisation gov-fiji --from 2014-06")
  )

  @Argument(help: "The network.") var id: String
  @Option(help: ArgumentHelp("The organisation.", valueName: "id"))
  var organisation: String?
  @Option(help: ArgumentHelp("The person.", valueName: "id"))
  var person: String?
  @Option(help: ArgumentHelp("Since when.", valueName: "date"))
  var from: String?
  @Option(help: ArgumentHelp("A note.", valueName: "text"))
  var note: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "network.member_joined", to: ThingRef(.network, id),
      [
        ("organisation", organisation.map { [$0] } ?? []),
        ("person", person.map { [$0] } ?? []),
        ("from", from.map { [$0] } ?? []),
        ("note", note.map { [$0] } ?? []),
      ])
  }
}

struct Leave: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "leave", abstract: "Record until when a member belonged to a network.",
    discussion: example("network leave membership-3f9ac1d204b7 --until 2015-01"))

  @Argument(help: "The membership, as `network show` lists it.") var membership: String
  @Option(help: ArgumentHelp("The last day.", valueName: "date")) var until: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    guard let type = EventCatalogue.type(named: "network.member_left") else { return }
    try await registry.withDesk { desk in
      guard
        let owner = try desk.reading({ try $0.owner(ofEntry: membership, in: .network) })
      else {
        throw DeskError(
          .notFound, "there is no membership “\(membership)”", at: ["option": "MEMBERSHIP"],
          hint: "`rapporteur network show` lists a network's members")
      }
      var submission = try recording.submission()
      submission.steps = [
        Step(
          owner,
          .happenToEntry(
            type, entry: membership, ["until": .date(try option(until, "--until"))]))
      ]
      registry.output.receipt(try await desk.submit(submission), id: membership)
    }
  }
}

struct FocalPoint: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "focal-point",
    abstract: "Record who is a network's focal point, or is proposed as one, or no longer is.",
    discussion: example("network focal-point net-sids --person p-alberti --status appointed"))

  @Argument(help: "The network.") var id: String
  @Option(help: ArgumentHelp("The person.", valueName: "id")) var person: String?
  @Option(help: ArgumentHelp("The organisation.", valueName: "id")) var organisation: String?
  @Option(
    help: ArgumentHelp(
      "requested, self_proposed, offered_cooperation, appointed or ended.", valueName: "status"))
  var status: String
  @Option(help: ArgumentHelp("In which meeting.", valueName: "id")) var meeting: String?
  @Option(help: ArgumentHelp("When it was so.", valueName: "date")) var asOf: String?
  @Option(help: ArgumentHelp("A note.", valueName: "text")) var note: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    let written = Term(
      code: Vocabularies.shared.resolve(status, in: "focal_point_status"), written: status)
    let type = EventCatalogue.adding(.focalPoint, to: .network, ["status": .term(written)])
    try await happen(
      type?.name ?? "", to: ThingRef(.network, id),
      [
        ("person", person.map { [$0] } ?? []),
        ("organisation", organisation.map { [$0] } ?? []), ("status", [status]),
        ("meeting", meeting.map { [$0] } ?? []), ("as_of", asOf.map { [$0] } ?? []),
        ("note", note.map { [$0] } ?? []),
      ])
  }
}

struct CloseNetwork: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "close", abstract: "Record that a network is closed.",
    discussion: example("network close net-sids --occurred 2016"))

  @Argument(help: "The network.") var id: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen("network.closed", to: ThingRef(.network, id), [("status", ["closed"])])
  }
}
