/// One row of a CSV file below its header.
public struct CSVRow: Hashable, Sendable {
  /// The row as a spreadsheet counts it: the header is row 1, blank lines count.
  public var number: Int
  /// The line of the file on which the row begins, from 1.
  public var line: Int
  /// The cells, as many as the header has.
  public var fields: [String]

  /// A row at a place.
  public init(number: Int, line: Int, fields: [String]) {
    self.number = number
    self.line = line
    self.fields = fields
  }
}

/// The first row of a CSV file.
public struct CSVHeader: Hashable, Sendable {
  /// The names of the columns, in the file's order.
  public var columns: [String]

  /// A header with these columns.
  public init(columns: [String]) { self.columns = columns }

  /// Where a column stands, or nil when the file does not have it.
  public func index(of column: String) -> Int? { columns.firstIndex(of: column) }

  /// The name of the column at an index, or its number from 1 when it has no name.
  func name(at index: Int) -> String {
    index < columns.count && !columns[index].isEmpty ? columns[index] : String(index + 1)
  }

  /// What is wrong with a header that stands at a place: columns without a name and names that come
  /// twice.
  func faults(row: Int, line: Int) -> [CSVError] {
    var seen: [String: Int] = [:]
    return columns.enumerated().compactMap { index, name in
      let column = self.name(at: index)
      if name.allSatisfy(\.isWhitespace) {
        return CSVError(
          .unnamedColumn, row: row, line: line, column: String(index + 1),
          reason: "column \(index + 1) has no name",
          hint: "name it, or delete the column, also where it looks empty")
      }
      guard let first = seen.updateValue(index, forKey: name) else { return nil }
      return CSVError(
        .duplicateColumn, row: row, line: line, column: column,
        reason: "columns \(first + 1) and \(index + 1) are both called \"\(name)\"",
        hint: "rename or delete one of them")
    }
  }
}

/// How large the parts of a CSV file may be, so that a broken file cannot fill the memory.
public struct CSVLimits: Hashable, Sendable {
  /// The most bytes a cell may have.
  public var fieldBytes: Int
  /// The most bytes a row may have, separators included.
  public var rowBytes: Int
  /// The most cells a row may have.
  public var fields: Int

  /// Limits; unless stated otherwise a cell may have 1,000,000 bytes and a row 8,000,000 bytes and
  /// 16,384 cells (as many as a spreadsheet has columns).
  public init(fieldBytes: Int = 1_000_000, rowBytes: Int = 8_000_000, fields: Int = 16_384) {
    self.fieldBytes = fieldBytes
    self.rowBytes = rowBytes
    self.fields = fields
  }
}
