public import Registry

/// What a cell of a spreadsheet holds.
public enum Cell: Hashable, Sendable {
  /// Nothing: not stated.
  case empty
  /// Text, never a formula.
  case text(String)
  /// A whole number.
  case integer(Int64)
  /// A number with a fraction.
  case number(Double)
  /// A day.
  case day(Day)
  /// Yes or no.
  case truth(Bool)
}

extension Cell {
  /// A text, or nothing when there is none.
  public init(_ text: String?) { self = text.flatMap { $0.isEmpty ? nil : .text($0) } ?? .empty }

  /// A date: a day when it names one, else the text as it stands.
  public init(_ date: PartialDate) {
    self =
      date.precision == .day ? date.earliest.map { .day($0) } ?? .text(date.text) : .text(date.text)
  }

  /// A figure that stands as text in the registry: a number when nothing of it is lost by that.
  public init(figure text: String) {
    let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
    let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    // A leading zero is part of a code, and a closing one says how exact a figure is.
    let isPlain =
      text.utf8.count - digits.count < 2 && (1...2).contains(parts.count)
      && digits.count <= 15
      && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { (48...57).contains($0) } }
      && (parts[0].count == 1 || parts[0].first != UInt8(ascii: "0"))
      && (parts.count == 1 || parts[1].last != UInt8(ascii: "0"))
    if isPlain, parts.count == 1, let number = Int64(text) {
      self = .integer(number)
    } else if isPlain, let number = Double(text) {
      self = .number(number)
    } else {
      self.init(text)
    }
  }
}

/// A table to be opened in a spreadsheet program.
public struct Sheet: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The columns' titles.
  public var columns: [String]
  /// The rows, each with a cell for each column.
  public var rows: [[Cell]]

  /// A table.
  public init(name: String, columns: [String], rows: [[Cell]]) {
    self.name = name
    self.columns = columns
    self.rows = rows
  }
}
