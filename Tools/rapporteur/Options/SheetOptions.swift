import ArgumentParser
import Desk
import EventLog
import Interchange
import JSON
import Registry
import Spreadsheet

/// Where a list goes that is to be opened as a spreadsheet.
struct SheetOptions: ParsableArguments, Sendable {
  @Option(help: ArgumentHelp("Write the list to this spreadsheet instead.", valueName: "file"))
  var xlsx: String?

  /// Writes the rows to the file, if one was given, and says so.
  ///
  /// - Parameters:
  ///   - title: the sheet's name.
  ///   - days: the members that hold dates.
  ///   - size: the size of the log that the rows were read at.
  /// - Returns: false when no file was given, and the rows are still to be printed.
  func take(
    _ rows: [JSONValue], columns: [TableColumn], title: String, days: Set<String> = [],
    asOf size: UInt64, _ desk: Desk, _ output: Output
  ) throws -> Bool {
    guard let xlsx else { return false }
    let keys = Output.keys(of: rows, columns)
    let cells = rows.map { row in
      keys.map { Self.cell(row[$0], isDay: days.contains($0)) }
    }
    try OutputFile.write(xlsx, option: "--xlsx") { scratch in
      var workbook = try Workbook(
        path: scratch, title: "Rapporteur: \(desk.log.origin)",
        created: try desk.lastRecorded(before: size))
      try workbook.add(Sheet(name: title, columns: keys, rows: cells))
      try workbook.close()
    }
    if output.format == .table {
      Output.write("\(rows.count == 1 ? "1 row" : "\(rows.count) rows") written to \(xlsx)\n")
    } else {
      output.page(["xlsx": .string(xlsx), "rows": .integer(Int64(rows.count))])
    }
    return true
  }

  private static func cell(_ value: JSONValue?, isDay: Bool) -> Cell {
    switch value {
    case .integer(let number): .integer(number)
    case .bool(let truth): .truth(truth)
    case .string(let text) where isDay: (try? PartialDate(text)).map { Cell($0) } ?? Cell(text)
    default: Cell(Table.cell(value))
    }
  }
}

extension Kind {
  /// The fields that hold dates.
  var dateFields: Set<String> {
    Set(definition.fields.filter { $0.type == .date }.map(\.name))
  }
}
