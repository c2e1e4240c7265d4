/// Lines of a name and a value, as iCalendar (RFC 5545, section 3.1) and vCard (RFC 6350, section 3)
/// write them: folded at 75 octets, ended by CR and LF.
struct ContentLines {
  /// The most octets on a line, without its end.
  static let width = 75

  /// What was written so far.
  private(set) var text = ""

  /// Adds a line with a value that stands in its final form. The name holds the parameters.
  mutating func add(_ name: String, _ value: String) { fold("\(name):\(value)") }

  /// Adds a line whose value is a text.
  mutating func add(_ name: String, text: String) { add(name, Self.escaped(text)) }

  /// Adds a line whose value is a text, if there is one.
  mutating func add(_ name: String, text: String?) {
    if let text, !text.isEmpty { add(name, Self.escaped(text)) }
  }

  /// Adds a line whose value is several texts, if there are any.
  mutating func add(_ name: String, texts: [String]) {
    if !texts.isEmpty { add(name, texts.map(Self.escaped).joined(separator: ",")) }
  }

  /// Breaks the line so that no part is longer than the width and no character is cut through. The
  /// blank that continues a line counts.
  private mutating func fold(_ line: String) {
    var used = 0
    for scalar in line.unicodeScalars {
      let octets = UTF8.width(scalar)
      if used + octets > Self.width {
        text += "\r\n "
        used = 1
      }
      text.unicodeScalars.append(scalar)
      used += octets
    }
    text += "\r\n"
  }

  /// The text as a value: backslash, semicolon and comma are escaped, and so are line ends of any
  /// kind; other control characters, which the formats do not have, become U+FFFD.
  ///
  /// RFC 5545, section 3.3.11; RFC 6350, section 3.4, where a text may have its semicolons escaped.
  static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", ";", ",": escaped += ["\\", scalar]
      // The second half of CR LF.
      case "\n" where previous == "\r": break
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": escaped += ["\\", "n"]
      case "\t": escaped.append(scalar)
      default:
        escaped.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
      }
      previous = scalar
    }
    return String(escaped)
  }
}
