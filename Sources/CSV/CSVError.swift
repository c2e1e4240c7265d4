/// What is wrong with a CSV file, and where.
public struct CSVError: Error, Sendable {
  /// The kinds of faults.
  public enum Code: String, Hashable, Sendable {
    case noHeader = "csv_no_header"
    case encoding = "csv_encoding"
    case invalidUTF8 = "csv_invalid_utf8"
    case nul = "csv_nul"
    case strayQuote = "csv_stray_quote"
    case unterminatedQuote = "csv_unterminated_quote"
    case fieldTooLong = "csv_field_too_long"
    case rowTooLong = "csv_row_too_long"
    case tooFewFields = "csv_too_few_fields"
    case tooManyFields = "csv_too_many_fields"
    case duplicateColumn = "csv_duplicate_column"
    case unnamedColumn = "csv_unnamed_column"
    case unknownColumn = "csv_unknown_column"
  }

  /// What is wrong.
  public var code: Code
  /// The row as a spreadsheet counts it: the header is row 1.
  public var row: Int
  /// The line of the file on which the row begins, from 1; rows with line breaks in a cell make it
  /// differ from `row`.
  public var line: Int
  /// The column's name, or its number from 1 when it has no name; nil when the whole row is meant.
  public var column: String?
  /// What is wrong, in one clause.
  public var reason: String
  /// What to do.
  public var hint: String

  /// Describes one fault.
  public init(
    _ code: Code, row: Int, line: Int, column: String? = nil, reason: String, hint: String
  ) {
    self.code = code
    self.row = row
    self.line = line
    self.column = column
    self.reason = reason
    self.hint = hint
  }

  /// Where, what and what to do.
  public var message: String {
    let place = column.map { "row \(row), column \($0)" } ?? "row \(row)"
    return "\(place): \(reason); \(hint)"
  }
}

extension CSVError: Hashable {
  /// Errors are equal when their codes are.
  public static func == (a: Self, b: Self) -> Bool { a.code == b.code }
  /// Hashes the code.
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension CSVError: CustomStringConvertible {
  /// The message.
  public var description: String { message }
}
