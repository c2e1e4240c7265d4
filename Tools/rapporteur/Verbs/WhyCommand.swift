import ArgumentParser
import Desk
import JSON
import Things

/// `why`.
struct WhyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Show the events that a value rests on: who, when, which source.",
    discussion: """
      Of an attribute every event that ever concerned it, what is in force at the end; of a thing \
      the events that its present values rest on. A kind in front (request/r-fiji-1) says which \
      thing is meant where an id is used by several.

      \(example("why request/r-fiji-1.status"))
      """)

  @Argument(
    help: ArgumentHelp(
      "A thing or an entry of one, or an attribute of it.", valueName: "[kind/]id[.attribute]"))
  var subject: String
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let explanation = try reading.read(desk) { try desk.explain(subject, $0) }
      guard registry.output.format == .table else {
        return registry.output.rows(explanation.rows, columns: .why, none: "")
      }
      Output.write(WhyText(explanation).text)
    }
  }
}

extension [TableColumn] {
  /// The columns of the answer to `why`.
  fileprivate static let why = [
    "position", "type", "recorded", "occurred", "by", "thing", "entry", "attribute", "value",
    "in_force", "reason", "sources",
  ].map { TableColumn($0.uppercased(), $0) }
}
