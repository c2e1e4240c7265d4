import ArgumentParser
import Desk
import Registry

struct MeetingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "meeting", abstract: "Anything convened: workshops, forums, bilaterals, visits.",
    subcommands: [
      Add<MeetingFields>.self,
      Show<MeetingFields>.self,
      List<MeetingFields, MeetingListFilters>.self,
      Correct<MeetingFields>.self,
      History<MeetingFields>.self,
      Retract<MeetingFields>.self,
      Reinstate<MeetingFields>.self,
      Reschedule.self,
      Hold.self,
      Cancel.self,
      AddSession.self,
      Participate.self,
      AssignRole.self,
      Objective.self,
      MeetingOutcome.self,
      CarryOver.self,
    ])
}

struct Reschedule: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "reschedule", abstract: "Record new dates.",
    discussion: example("meeting reschedule m-unpsf-2014 --start 2014-06-24 --end 2014-06-26"))

  @Argument(help: "The meeting.") var id: String
  @Option(help: ArgumentHelp("The first day.", valueName: "date"))
  var start: String?
  @Option(help: ArgumentHelp("The last day.", valueName: "date"))
  var end: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "meeting.rescheduled", to: ThingRef(.meeting, id),
      [
        ("start", start.map { [$0] } ?? []),
        ("end", end.map { [$0] } ?? []),
      ])
  }
}

struct Hold: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "hold", abstract: "Record that a meeting took place.",
    discussion: example("meeting hold m-beijing20-workshop"))

  @Argument(help: "The meeting.") var id: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "meeting.held", to: ThingRef(.meeting, id),
      [
        ("status", ["held"])
      ])
  }
}

struct Cancel: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Record that a meeting was cancelled.",
    discussion: example("meeting cancel m-unpsf-2014 --reason \"no quorum\""))

  @Argument(help: "The meeting.") var id: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "meeting.cancelled", to: ThingRef(.meeting, id),
      [
        ("status", ["cancelled"])
      ])
  }
}

struct AddSession: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "session", abstract: "Record a session.",
    discussion: example("meeting session m-unpsf-2014 \"Closing\" --start 2014-06-26"))

  @Argument(help: "The meeting.") var id: String
  @Argument(help: "What the session is called.") var title: String
  @Option(help: ArgumentHelp("When it starts.", valueName: "date"))
  var start: String?
  @Option(help: ArgumentHelp("When it ends.", valueName: "date"))
  var end: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "meeting.session_added", to: ThingRef(.meeting, id),
      [
        ("title", [title]),
        ("start", start.map { [$0] } ?? []),
        ("end", end.map { [$0] } ?? []),
      ])
  }
}

struct Participate: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "participate", abstract: "Record that an organisation or a country took part.",
    discussion: example(
      "meeting participate m-unpsf-2014 --organisation gov-fiji --capacity delegation --count 3")
  )

  @Argument(help: "The meeting.") var id: String
  @Option(help: ArgumentHelp("The organisation.", valueName: "id"))
  var organisation: String?
  @Option(help: ArgumentHelp("The country.", valueName: "country"))
  var country: String?
  @Option(
    help: ArgumentHelp("In which capacity: participant, host, delegation, …", valueName: "capacity")
  )
  var capacity: String?
  @Option(help: ArgumentHelp("How many people.", valueName: "number"))
  var count: String?
  @Option(help: ArgumentHelp("A note.", valueName: "text"))
  var note: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "meeting.participation_recorded", to: ThingRef(.meeting, id),
      [
        ("organisation", organisation.map { [$0] } ?? []),
        ("country", country.map { [$0] } ?? []),
        ("capacity", capacity.map { [$0] } ?? []),
        ("count", count.map { [$0] } ?? []),
        ("note", note.map { [$0] } ?? []),
      ])
  }
}

struct AssignRole: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "role", abstract: "Record what a person, or the holder of a post, did.",
    discussion: example(
      "meeting role m-unpsf-2014-w1 --person p-alberti --role speaker --session \"Session 1\"")
  )

  @Argument(help: "The meeting.") var id: String
  @Option(help: ArgumentHelp("The person.", valueName: "id"))
  var person: String?
  @Option(help: ArgumentHelp("The post, when nobody is named.", valueName: "text"))
  var post: String?
  @Option(help: ArgumentHelp("The role: speaker, chair, general_rapporteur, …", valueName: "role"))
  var role: String
  @Option(help: ArgumentHelp("The session.", valueName: "title"))
  var session: String?
  @Option(help: ArgumentHelp("What about.", valueName: "text"))
  var topic: String?
  @Option(help: ArgumentHelp("stated, collective or inferred.", valueName: "basis"))
  var basis: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "meeting.role_assigned", to: ThingRef(.meeting, id),
      [
        ("person", person.map { [$0] } ?? []),
        ("post", post.map { [$0] } ?? []),
        ("role", [role]),
        ("session", session.map { [$0] } ?? []),
        ("topic", topic.map { [$0] } ?? []),
        ("basis", basis.map { [$0] } ?? []),
      ])
  }
}

struct Objective: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "objective", abstract: "Record what a meeting is for.",
    discussion: example(
      "meeting objective m-unpsf-2014 \"Agree on a plan\" --expected-outcome \"A plan\"")
  )

  @Argument(help: "The meeting.") var id: String
  @Argument(help: "The objective.") var text: String
  @Option(help: ArgumentHelp("What it is expected to give.", valueName: "text"))
  var expectedOutcome: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "meeting.objective_set", to: ThingRef(.meeting, id),
      [
        ("text", [text]),
        ("expected_outcome", expectedOutcome.map { [$0] } ?? []),
      ])
  }
}

struct MeetingOutcome: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "outcome", abstract: "Record what a meeting gave.",
    discussion: example("meeting outcome m-unpsf-2014 \"The plan was agreed\" --kind decision"))

  @Argument(help: "The meeting.") var id: String
  @Argument(help: "The outcome.") var text: String
  @Option(help: ArgumentHelp("information or decision.", valueName: "kind"))
  var kind: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "meeting.outcome_recorded", to: ThingRef(.meeting, id),
      [
        ("text", [text]),
        ("kind", kind.map { [$0] } ?? []),
      ])
  }
}
