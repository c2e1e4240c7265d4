import ArgumentParser
import Desk
import Registry
import Statements
import Things

struct StatementCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statement", abstract: "Values that somebody asserted, each with its source.",
    subcommands: [
      Add<StatementFields>.self,
      Show<StatementFields>.self,
      List<StatementFields, StatementFilters>.self,
      Correct<StatementFields>.self,
      History<StatementFields>.self,
      Retract<StatementFields>.self,
      Reinstate<StatementFields>.self,
      Prefer.self,
    ])
}

struct Prefer: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "prefer",
    abstract: "Settle a disagreement: prefer one statement. The others stay visible.",
    discussion: example("statement prefer st-3f9ac1d204b7 --reason \"the final report\""))

  @Argument(help: "The statement.") var id: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    guard let type = EventCatalogue.type(named: "statement.preferred") else { return }
    try await registry.withDesk { desk in
      let ref = ThingRef(.statement, id)
      // Of several answers to one question at most one is preferred.
      let others = try desk.reading { try $0.preferredRivals(of: ref) }
      var submission = try recording.submission()
      submission.steps =
        others.map { Step($0, .correct([:], cleared: ["preferred"])) }
        + [Step(ref, .happen(type, ["preferred": .flag(true)]))]
      registry.output.receipt(try await desk.submit(submission), id: id)
    }
  }
}
