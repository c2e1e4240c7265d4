import Foundation
import JSON

/// A column of a table: which member of a row it shows, and under which title.
struct TableColumn: Sendable {
  /// The title.
  let title: String
  /// The member.
  let key: String
  /// Shown when the member is absent.
  let absent: String

  init(_ title: String, _ key: String, absent: String = "–") {
    self.title = title
    self.key = key
    self.absent = absent
  }
}

/// Rows laid out in columns that fit the terminal.
struct Table {
  let columns: [TableColumn]
  let rows: [JSONValue]

  /// The table's lines.
  var text: String {
    let cells = rows.map { row in
      columns.map { column in
        let text = Self.cell(row[column.key])
        return text.isEmpty ? column.absent : text.replacing("\n", with: " ")
      }
    }
    let widths = widths(of: cells)
    var text = Style.strong(line(columns.map(\.title), widths)) + "\n"
    for row in cells { text += line(row, widths) + "\n" }
    return text
  }

  /// What people read of a JSON value.
  static func cell(_ value: JSONValue?) -> String {
    switch value {
    case nil, .null: ""
    case .string(let text): text
    case .integer(let number): String(number)
    case .bool(let truth): truth ? "yes" : "no"
    case .array(let elements): elements.map { cell($0) }.joined(separator: "; ")
    case .object(let members):
      members["name"]?.string ?? members["title"]?.string ?? members["id"]?.string
        ?? JSONValue.object(members).compactText
    }
  }

  /// Each column as wide as its widest cell; if that is too much in all, the widest give way.
  private func widths(of cells: [[String]]) -> [Int] {
    var widths = columns.indices.map { index in
      max(columns[index].title.columns, cells.map { $0[index].columns }.max() ?? 0)
    }
    guard let available = Terminal.width else { return widths }
    let gaps = 2 * (columns.count - 1)
    while widths.reduce(0, +) + gaps > available, let widest = widths.max(), widest > 6 {
      if let index = widths.lastIndex(of: widest) { widths[index] -= 1 }
    }
    return widths
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      let cut = cell.cut(to: widths[index])
      line += cut
      if index < cells.count - 1 {
        line += String(repeating: " ", count: widths[index] - cut.columns + 2)
      }
    }
    return line
  }
}

/// One thing as lines of name and value.
struct Page {
  let value: JSONValue

  init(_ value: JSONValue) { self.value = value }

  /// The page's lines: what it is called first, then what is stated, then lists of rows.
  var text: String {
    let members = value.object ?? [:]
    let names = members.keys.sorted { a, b in
      (Self.rank(a), a) < (Self.rank(b), b)
    }
    let width = min(24, names.map(\.count).max() ?? 0)
    var text = ""
    for name in names {
      guard let member = members[name] else { continue }
      let label = name.replacing("_", with: " ")
      if case .array(let rows) = member, rows.contains(where: { $0.object != nil }) {
        text += Style.strong("\(label) (\(rows.count))") + "\n"
        for row in rows { text += "  " + Self.summary(row) + "\n" }
      } else {
        let cell = Table.cell(member)
        let shown = cell.isEmpty ? "not stated" : cell.replacing("\n", with: "\n" + Self.indent(width))
        text += Style.strong(label.padded(to: width)) + "  " + shown + "\n"
      }
    }
    return text
  }

  private static func indent(_ width: Int) -> String { String(repeating: " ", count: width + 2) }

  /// A row of a list on one line: the words first, then the rest as name: value.
  private static func summary(_ row: JSONValue) -> String {
    let members = row.object ?? [:]
    let leading = [
      "name", "title", "role", "position", "organisation_name", "organisation", "session", "what",
      "summary", "attribute", "value",
    ]
    var parts = leading.compactMap { name in
      members[name].map { Table.cell($0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    for (name, member) in members.sorted(by: { $0.key < $1.key })
    where !leading.contains(name) && !name.hasSuffix("_as_written") && member.object == nil {
      let cell = Table.cell(member)
      if !cell.isEmpty, name != "sources" { parts.append("\(name.replacing("_", with: " ")): \(cell)") }
    }
    if let sources = members["sources"], !Table.cell(sources).isEmpty {
      parts.append("[\(Table.cell(sources))]")
    }
    return parts.joined(separator: " · ")
  }

  private static func rank(_ name: String) -> Int {
    let first = ["id", "name", "title", "summary", "what", "text", "kind", "status"]
    return first.firstIndex(of: name) ?? (name == "sources" ? 99 : 50)
  }
}

/// The terminal that results are printed on.
enum Terminal {
  /// Its width in columns; nil when results go to a file or a pipe.
  static let width: Int? = {
    if let columns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap({ Int($0) }) {
      return max(columns, 40)
    }
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col > 0
    else { return nil }
    return max(Int(size.ws_col), 40)
  }()
}

/// Emphasis, where the terminal can show it and nobody asked for plain text.
enum Style {
  private static let isOn =
    isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  /// Bold.
  static func strong(_ text: String) -> String { isOn ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  /// A background as dark as `share` of the darkest (0…1), for heat in tables.
  static func shaded(_ text: String, _ share: Double) -> String {
    guard isOn, share > 0 else { return text }
    // The 24 greys of the 256-colour palette are 232…255, from black to white.
    let grey = 250 - Int((share * 14).rounded())
    let ink = share > 0.5 ? 15 : 0
    return "\u{1B}[48;5;\(grey)m\u{1B}[38;5;\(ink)m\(text)\u{1B}[0m"
  }
}

extension String {
  /// How many terminal columns the text takes: wide characters of East Asia take two, combining
  /// marks none.
  var columns: Int {
    reduce(0) { total, character in
      guard let scalar = character.unicodeScalars.first else { return total }
      return total + (scalar.isWide ? 2 : scalar.properties.generalCategory == .format ? 0 : 1)
    }
  }

  /// The text, or its beginning and an ellipsis, in at most so many columns.
  func cut(to width: Int) -> String {
    guard columns > width else { return self }
    var cut = ""
    var used = 0
    for character in self {
      let next = String(character).columns
      if used + next > width - 1 { break }
      cut.append(character)
      used += next
    }
    return cut + "…"
  }

  /// The text with blanks behind it up to a width.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - columns))
  }
}

extension Unicode.Scalar {
  /// Whether terminals give it two columns (Unicode Standard Annex 11, the blocks in use).
  fileprivate var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
