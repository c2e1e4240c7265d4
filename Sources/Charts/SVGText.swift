/// Writes SVG line by line (https://www.w3.org/TR/SVG11/). The same calls give the same bytes.
///
/// Drawings that stand in a page name what they are filled with by a class as well, so that the page's
/// sheet can give another colour in the dark. A class goes before a presentation attribute
/// (https://www.w3.org/TR/SVG11/styling.html#UsingPresentationAttributes).
struct SVGText {
  private(set) var text = ""
  private var depth = 0
  private let isInPage: Bool

  /// - Parameter isInPage: whether fills have classes.
  init(isInPage: Bool = false) { self.isInPage = isInPage }

  /// An element with attributes in the given order; its content, if any, is indented below it.
  mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String>, _ content: (inout SVGText) -> Void
  ) {
    text += indent + "<" + name + written(attributes) + ">\n"
    depth += 1
    content(&self)
    depth -= 1
    text += indent + "</\(name)>\n"
  }

  /// An element that holds nothing.
  mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String>) {
    text += indent + "<" + name + written(attributes) + "/>\n"
  }

  /// An element that holds words.
  mutating func words(
    _ name: String, _ attributes: KeyValuePairs<String, String>, _ words: String
  ) {
    text += indent + "<" + name + written(attributes) + ">\(Self.escaped(words))</\(name)>\n"
  }

  /// What leads to an address, if there is one: named for those who do not see the drawing.
  mutating func linked(
    to address: String?, named name: String, _ content: (inout SVGText) -> Void
  ) {
    guard let address else { return content(&self) }
    element("a", ["href": address, "aria-label": name], content)
  }

  /// A group; as a link when there is an address.
  mutating func group(
    to address: String?, named name: String, _ content: (inout SVGText) -> Void
  ) {
    address == nil ? element("g", [:], content) : linked(to: address, named: name, content)
  }

  private var indent: String { String(repeating: " ", count: depth * 2) }

  private func written(_ attributes: KeyValuePairs<String, String>) -> String {
    let written = attributes.map { " \($0)=\"\(Self.escaped($1))\"" }.joined()
    guard isInPage, let fill = attributes.first(where: { $0.key == "fill" })?.value,
      let name = Palette.classes[fill]
    else { return written }
    return written + " class=\"\(name)\""
  }

  /// The text as content or attribute: markup is escaped, and what XML cannot hold is replaced
  /// (https://www.w3.org/TR/xml/#charsets).
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\t", "\n", "\r": escaped += " "
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

extension String {
  /// About how wide the text is at a font size, on the large side: fonts differ from reader to reader.
  func width(at size: Double) -> Double {
    let units = unicodeScalars.reduce(0.0) { total, scalar in
      switch scalar.value {
      case 0x0300...0x036F, 0x200B...0x200F: total
      case 0x1100...0x115F, 0x2E80...0xD7A3, 0xF900...0xFAFF, 0xFF00...0xFF60, 0x1F300...0x3FFFD:
        total + 1.0
      default: total + (scalar.properties.isUppercase ? 0.7 : scalar == " " ? 0.3 : 0.56)
      }
    }
    return units * size
  }

  /// The text, or its beginning and an ellipsis, within a width.
  func cut(to width: Double, at size: Double) -> String {
    guard self.width(at: size) > width else { return self }
    var cut = self
    while !cut.isEmpty, (cut + "…").width(at: size) > width { cut.removeLast() }
    return String(cut.reversed().drop { $0 == " " }.reversed()) + "…"
  }

  /// The text in lines, broken between words, within a width; what is longer than the last line is
  /// cut.
  func lines(within width: Double, at size: Double, most: Int) -> [String] {
    var lines: [String] = []
    for word in split(separator: " ").map({ String($0) }) {
      if let last = lines.last, (last + " " + word).width(at: size) <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
    if lines.count > most {
      lines = Array(lines.prefix(most - 1)) + [lines.dropFirst(most - 1).joined(separator: " ")]
    }
    return lines.map { $0.cut(to: width, at: size) }
  }
}

extension Double {
  /// The number as drawings have it: whole, or with one digit.
  var drawn: String {
    let tenths = Int((self * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let (whole, rest) = (abs(tenths) / 10, abs(tenths) % 10)
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }
}
