/// Writes rows as CSV (RFC 4180).
public struct CSVWriter: Hashable, Sendable {
  /// What a file is written for.
  public enum Purpose: Hashable, Sendable {
    /// To be read by programs: every text comes back exactly (only NUL is refused by readers).
    case exchange
    /// To be opened by people: a cell that a spreadsheet would take for a formula has an apostrophe
    /// before it.
    case people
  }

  /// What stands at the end of a row.
  public enum LineEnding: String, Hashable, Sendable {
    /// As the RFC has it.
    case crlf = "\r\n"
    /// As terminals and text tools have it.
    case lf = "\n"
  }

  /// What the file is written for.
  public var purpose: Purpose
  /// What stands at the end of a row.
  public var lineEnding: LineEnding

  /// A writer for a purpose.
  public init(_ purpose: Purpose = .exchange, lineEnding: LineEnding = .crlf) {
    self.purpose = purpose
    self.lineEnding = lineEnding
  }

  /// One row with its line end.
  public func row(_ fields: [String]) -> String {
    var output = ""
    append(fields, to: &output)
    return output
  }

  /// Appends one row with its line end.
  public func append(_ fields: [String], to output: inout String) {
    for (index, field) in fields.enumerated() {
      if index > 0 { output += "," }
      let text = purpose == .people ? Self.guarded(field) : field
      // A lone empty cell would be a blank line, which readers pass over.
      if Self.needsQuotes(text) || (fields.count == 1 && text.isEmpty) {
        output += "\""
        for scalar in text.unicodeScalars {
          if scalar == "\"" { output += "\"" }
          output.unicodeScalars.append(scalar)
        }
        output += "\""
      } else {
        output += text
      }
    }
    output += lineEnding.rawValue
  }

  /// The text with an apostrophe before what a spreadsheet would take for a formula: when it begins,
  /// after any blanks, with `=`, `+`, `-`, `@` (also in full width), a tab or a line break.
  ///
  /// Where lists are separated by semicolons, spreadsheets read files like this one with semicolons
  /// between cells, and then a quoted line break may begin a row. So what follows a semicolon or a
  /// line break is guarded, too.
  public static func guarded(_ text: String) -> String {
    let scalars = text.unicodeScalars
    var guarded = String.UnicodeScalarView()
    if let first = scalars.first(where: { !isBlank($0) }),
      startsFormula(first) || isBreak(first) || first == "\t"
    {
      guarded.append("'")
    }
    // Whether nothing but blanks stands between here and a semicolon or line break.
    var mayBegin = false
    for scalar in scalars {
      if mayBegin, startsFormula(scalar) { guarded.append("'") }
      guarded.append(scalar)
      mayBegin =
        scalar == ";" || isBreak(scalar) || mayBegin && (isBlank(scalar) || scalar == "\t")
    }
    return String(guarded)
  }

  private static func startsFormula(_ scalar: Unicode.Scalar) -> Bool {
    "=+-@＝＋－＠".unicodeScalars.contains(scalar)
  }

  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool { scalar == "\r" || scalar == "\n" }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\u{A0}"
  }

  private static func needsQuotes(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return false }
    // Blanks at the ends would be lost in some programs; a mark of byte order at the start, in ours.
    let space = UInt8(ascii: " ")
    return first == space || last == space || text.unicodeScalars.first == "\u{FEFF}"
      || text.utf8.contains { byte in
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
          || byte == UInt8(ascii: "\r")
      }
  }
}
