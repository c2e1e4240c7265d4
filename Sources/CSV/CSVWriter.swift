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

  /// The text with an apostrophe before it when a spreadsheet would take it for a formula: when it
  /// begins, after any blanks, with `=`, `+`, `-`, `@` (also in full width), a tab or a line break.
  public static func guarded(_ text: String) -> String {
    let first = text.unicodeScalars.first { $0 != " " && $0 != "\u{A0}" }
    guard let first, "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first) else { return text }
    return "'" + text
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
