import ArgumentParser
import Desk
import Registry

struct FollowUpCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "followup", abstract: "What somebody should do.",
    subcommands: [
      Add<FollowUpFields>.self,
      Show<FollowUpFields>.self,
      List<FollowUpFields, FollowUpFilters>.self,
      Correct<FollowUpFields>.self,
      History<FollowUpFields>.self,
      Retract<FollowUpFields>.self,
      Reinstate<FollowUpFields>.self,
      FollowUpStatus.self,
      Assign.self,
      Postpone.self,
      Done.self,
      Verify.self,
      Reopen.self,
      Drop.self,
    ])
}

struct FollowUpStatus: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Record how far a follow-up has come.",
    discussion: example("followup status f-fiji-1 planned"))

  @Argument(help: "The follow-up.") var id: String
  @Argument(help: "The status: open, planned, done, …") var status: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "followup.status_changed", to: ThingRef(.followup, id),
      [
        ("status", [status])
      ])
  }
}

struct Assign: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "assign", abstract: "Record who is to do it.",
    discussion: example("followup assign f-fiji-1 --owner unpog"))

  @Argument(help: "The follow-up.") var id: String
  @Option(help: ArgumentHelp("The owner; repeat for several.", valueName: "id"))
  var owner: [String] = []
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "followup.assigned", to: ThingRef(.followup, id),
      [
        ("owner", owner)
      ])
  }
}

struct Postpone: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "reschedule", abstract: "Record a new due date.",
    discussion: example("followup reschedule f-fiji-1 --due 2014-09"))

  @Argument(help: "The follow-up.") var id: String
  @Option(help: ArgumentHelp("By when.", valueName: "date"))
  var due: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "followup.rescheduled", to: ThingRef(.followup, id),
      [
        ("due", [due])
      ])
  }
}

struct Done: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "done", abstract: "Record that it is done.",
    discussion: example("followup done f-fiji-1 --source D003:L98"))

  @Argument(help: "The follow-up.") var id: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "followup.done", to: ThingRef(.followup, id),
      [
        ("status", ["done"])
      ])
  }
}

struct Verify: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Confirm, under another account than who recorded it, that it is done.",
    discussion: example("followup verify f-fiji-1 --actor planner-1"))

  @Argument(help: "The follow-up.") var id: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "followup.verified", to: ThingRef(.followup, id), [("verified", [try recording.account()])])
  }
}

struct Reopen: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "reopen", abstract: "Record that it is to be done after all, or again.",
    discussion: example("followup reopen f-fiji-1 --reason \"the toolkit was the wrong one\""))

  @Argument(help: "The follow-up.") var id: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "followup.reopened", to: ThingRef(.followup, id),
      [
        ("status", ["open"])
      ])
  }
}

struct Drop: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "drop", abstract: "Record that it will not be done.",
    discussion: example("followup drop f-fiji-1 --reason \"no longer wanted\""))

  @Argument(help: "The follow-up.") var id: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "followup.dropped", to: ThingRef(.followup, id),
      [
        ("status", ["dropped"])
      ])
  }
}
