import CSV
import Desk
import EventLog
import Foundation
import JSON
import Registry

/// Prints results on standard output and remarks on standard error.
struct Output: Sendable {
  /// How results are printed.
  let format: Format
  /// Whether remarks are left out.
  let isQuiet: Bool

  /// Prints rows: as a table with these columns, or whole.
  func rows(_ rows: [JSONValue], columns: [TableColumn], none: String) {
    switch format {
    case .table:
      Self.write(rows.isEmpty ? none + "\n" : Table(columns: columns, rows: rows).text)
    case .json:
      // One object a line: whole, and still readable.
      let lines = rows.map(\.compactText).joined(separator: ",\n ")
      Self.write(rows.isEmpty ? "[]\n" : "[\(lines)]\n")
    case .jsonl: Self.write(rows.map { $0.compactText + "\n" }.joined())
    case .csv: Self.write(csv(rows, columns))
    }
  }

  /// Prints one thing: as a page, or whole.
  func page(_ value: JSONValue) {
    switch format {
    case .table: Self.write(Page(value).text)
    case .json: Self.write(value.prettyText() + "\n")
    case .jsonl: Self.write(value.compactText + "\n")
    case .csv: Self.write(csv([value], []))
    }
  }

  /// Prints the events of one thing: a paragraph each, or as rows.
  func history(_ events: [JSONValue]) {
    guard format == .table, !events.isEmpty else {
      return rows(events, columns: .history, none: "no events")
    }
    Self.write(HistoryText(events).text)
  }

  /// Prints what a command recorded.
  func receipt(_ outcome: Outcome, id: String? = nil) {
    warn(outcome.warnings)
    guard format != .table else {
      let what = id.map { "\($0): " } ?? ""
      if outcome.events.isEmpty {
        Self.write("\(what)nothing to record; it is so already\n")
      } else if let first = outcome.events.first, let last = outcome.events.last {
        let types = outcome.events.count == 1 ? first.type : "\(outcome.events.count) events"
        let at =
          first.position == last.position
          ? "position \(first.position)" : "positions \(first.position)–\(last.position)"
        let again = outcome.repeated ? ", recorded before" : ""
        Self.write("\(what)\(types) at \(at)\(again); the log has \(outcome.size) events\n")
      }
      return
    }
    Self.write(outcome.json(id: id).compactText + "\n")
  }

  /// What is worth a second look, on standard error.
  func warn(_ warnings: [Warning]) {
    for warning in warnings { note("warning: \(warning.message)") }
  }

  /// A remark on standard error.
  func note(_ text: String) {
    if !isQuiet { Self.note(text) }
  }

  /// A remark on standard error.
  static func note(_ text: String) { remark(text + "\n") }

  /// Writes on standard error. Nobody reading remarks is no reason to fail.
  static func remark(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Writes on standard output, or ends the program with exit code 5 when that cannot be done, so
  /// that a result cut short is not taken for whole. A reader that went away (`| head`) ends it too.
  static func write(_ text: String) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch {
      remark("error: the result cannot be written: \(error.localizedDescription)\n")
      Foundation.exit(5)
    }
  }

  /// The rows as CSV for people, guarded against cells that a spreadsheet would run.
  private func csv(_ rows: [JSONValue], _ columns: [TableColumn]) -> String {
    let keys = Self.keys(of: rows, columns)
    let writer = CSVWriter(.people, lineEnding: .lf)
    var text = writer.row(keys)
    for row in rows { writer.append(keys.map { Table.cell(row.stated($0)) }, to: &text) }
    return text
  }

  /// All members of the rows: those of the columns first, in their order.
  static func keys(of rows: [JSONValue], _ columns: [TableColumn]) -> [String] {
    let named = columns.map(\.key)
    let others = Set(rows.flatMap { ($0.object ?? [:]).keys }).subtracting(named).sorted()
    return rows.isEmpty ? named : named + others
  }
}
