public import ArgumentParser
import Desk
import JSON
public import Registry
import Things

extension Kind: ExpressibleByArgument {
  /// The kinds that people look things up by.
  public static var allValueStrings: [String] {
    allCases.filter { $0 != .vocabulary }.map(\.rawValue)
  }
}

/// `search`.
struct SearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Find words in everything that can be read.",
    discussion: """
      Case, accents and the order of words do not matter; a word may be cut short; a country is found by \
      every name it has or had. What is called so comes before what mentions it: score 100 for the very \
      name, 80 for its words, 60 for their beginnings, 40 and 20 for words and beginnings elsewhere; \
      among equals, what was written last.

      \(example("search \"east timor training\""))
      """)

  @Argument(help: "The words, in any order.") var text: [String]
  @Option(help: ArgumentHelp("Only this kind of thing; repeat for several.", valueName: "kind"))
  var kind: [Kind] = []
  @Option(help: ArgumentHelp("At most so many.", valueName: "number")) var limit: Int?
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    let words = text.joined(separator: " ")
    try WordQuery.refuseNoWord(in: words, example: "search training")
    if let limit, limit < 1 {
      throw DeskError(.refused, "--limit is not positive", at: ["option": "--limit"])
    }
    try await registry.withDesk { desk in
      let rows = try reading.read(desk) { try desk.search(words, kinds: kind, limit: limit, $0) }
      guard registry.output.format == .table else {
        return registry.output.rows(rows, columns: Self.columns, none: "")
      }
      Output.write(SearchText(rows).text)
    }
  }

  private static let columns = ["kind", "id", "title", "score", "field", "extract"].map {
    TableColumn($0.uppercased(), $0)
  }
}

/// What a search found, for people: a title line each, and the words where they stand.
struct SearchText {
  private let rows: [JSONValue]

  init(_ rows: [JSONValue]) { self.rows = rows }

  var text: String {
    if rows.isEmpty {
      return "nothing has all these words; fewer of them, or their beginnings, find more\n"
    }
    return rows.map { row in
      let head = [row["title"], row["kind"], row["id"]].map { Table.cell($0) }
      var text = Style.strong(head[0].hanging(first: 0, rest: 2)) + "\n"
      text +=
        Style.faint(
          "  \(head[1]) \(head[2]) · \(Table.cell(row["field"])) · "
            + "score \(Table.cell(row["score"]))") + "\n"
      if Table.cell(row["extract"]) != head[0] { text += "  " + extract(row) + "\n" }
      return text
    }.joined()
  }

  /// The extract with the words found set off.
  private func extract(_ row: JSONValue) -> String {
    let characters = Array(Table.cell(row["extract"]))
    var text = ""
    var offset = 0
    for mark in row["marks"]?.array ?? [] {
      guard let start = mark.array?.first?.integer, let length = mark.array?.last?.integer,
        Int(start) >= offset, Int(start + length) <= characters.count
      else { continue }
      text += String(characters[offset..<Int(start)])
      text += Style.found(String(characters[Int(start)..<Int(start + length)]))
      offset = Int(start + length)
    }
    return text + String(characters[offset...])
  }
}

extension WordQuery {
  /// Refuses a text that holds nothing to look for.
  static func refuseNoWord(in text: String, example: String) throws {
    guard WordQuery(text) == nil else { return }
    throw DeskError(
      .refused, "there is no word in “\(text)”", at: ["option": "TEXT"],
      hint: "give letters or digits, as in `rapporteur \(example)`")
  }
}
