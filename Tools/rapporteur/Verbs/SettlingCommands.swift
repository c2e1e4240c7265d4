import ArgumentParser
import Desk
import JSON
import Registry
import Statements
import Terms
import Things

/// `conflicts`.
struct ConflictsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflicts", abstract: "Show statements that disagree and are not settled.",
    discussion: example("conflicts"))

  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let conflicts = try reading.read(desk) { try $0.conflicts() }.array ?? []
      guard registry.output.format == .table, !conflicts.isEmpty else {
        return registry.output.rows(conflicts, columns: [], none: "no statements disagree")
      }
      for conflict in conflicts {
        let subject = conflict["subject"]?.string ?? ""
        let attribute = conflict["attribute"]?.string ?? ""
        Output.write(Style.strong("\(subject) · \(attribute)") + "\n")
        for value in conflict["values"]?.array ?? [] { Output.write(Self.line(value)) }
      }
      Output.write("\nSettle one with: rapporteur statement prefer ID --reason …\n")
    }
  }

  private static func line(_ value: JSONValue) -> String {
    let words = ["qualifier", "value", "unit"].map { Table.cell(value[$0]) }.filter { !$0.isEmpty }
    let sources = Table.cell(value["sources"])
    return "  \(words.joined(separator: " "))  [\(sources)]  \(value["id"]?.string ?? "")\n"
  }
}

/// `unclassified`.
struct UnclassifiedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unclassified", abstract: "Terms that are in no vocabulary: list them, map them.",
    subcommands: [ListUnclassified.self, MapTerm.self], defaultSubcommand: ListUnclassified.self)
}

struct ListUnclassified: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List terms that are in no vocabulary, with where they occur.",
    discussion: example("unclassified"))

  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let terms = try reading.read(desk) { try $0.unclassified() }.array ?? []
      registry.output.rows(
        terms,
        columns: [
          TableColumn("VOCABULARY", "vocabulary"), TableColumn("TERM", "term"),
          TableColumn("COUNT", "count"), TableColumn("IN", "things"),
        ], none: "every term is in its vocabulary or mapped")
    }
  }
}

struct MapTerm: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "map", abstract: "Say what a term means. It applies to old records from now on.",
    discussion: example("unclassified map theme \"emerging technology\" --to digital-government"))

  @Argument(help: "The vocabulary: theme, meeting_kind, role, …") var vocabulary: String
  @Argument(help: "The term as written.") var term: String
  @Option(help: ArgumentHelp("What it means: a term of the vocabulary.", valueName: "id"))
  var to: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    guard let type = EventCatalogue.type(named: "term.mapped") else { return }
    let code = try Vocabularies.meaning(of: to, in: vocabulary)
    try await record(
      [
        Step(
          ThingRef(.vocabulary, vocabulary),
          .happen(type, ["term": .text(term), "to": .text(code)]))
      ], id: vocabulary)
  }
}
