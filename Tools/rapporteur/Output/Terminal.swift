import Foundation

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

  /// Faint.
  static func faint(_ text: String) -> String { isOn ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

  /// What was looked for, in bold and underlined.
  static func found(_ text: String) -> String { isOn ? "\u{1B}[1;4m\(text)\u{1B}[0m" : text }

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
    // Asked for every example of every command at each start.
    if utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return utf8.count }
    return reduce(0) { total, character in
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

  /// The text in lines of at most so many columns, broken between words; a longer word is broken
  /// where the line ends.
  func wrapped(to width: Int) -> [String] {
    guard columns > width else { return [self] }
    var lines: [String] = []
    var line = ""
    for word in split(separator: " ", omittingEmptySubsequences: false) {
      var word = String(word)
      if !line.isEmpty, line.columns + 1 + word.columns <= width {
        line += " " + word
        continue
      }
      if !line.isEmpty { lines.append(line) }
      while word.columns > width {
        var part = ""
        while let next = word.first, (part + String(next)).columns <= max(width, 2) {
          part.append(word.removeFirst())
        }
        lines.append(part)
      }
      line = word
    }
    return lines + [line]
  }

  /// The text's lines wrapped to a width (the terminal's when none is given), the first indented by
  /// `first` columns, those that follow by `rest`.
  func hanging(first: Int, rest: Int, within width: Int? = Terminal.width) -> String {
    let room = width.map { max(20, $0 - max(first, rest)) } ?? .max
    return split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { String($0).wrapped(to: room) }.enumerated()
      .map { String(repeating: " ", count: $0 == 0 ? first : rest) + $1 }
      .joined(separator: "\n")
  }

  /// A moment as people read it: 2026-11-20 14:03:21Z.
  var toTheSecond: String { prefix(19).replacing("T", with: " ") + "Z" }

  /// The text up to its last character that is no blank.
  var withoutTrailingBlanks: String {
    String(self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)])
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
