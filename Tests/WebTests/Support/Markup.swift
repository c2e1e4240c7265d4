/// What a browser makes of a page: its elements with their attributes, read as HTML is read
/// (https://html.spec.whatwg.org/multipage/parsing.html#tokenization), not as it was meant.
struct Markup {
  /// A start tag.
  struct Element {
    var name: String
    var attributes: [(name: String, value: String)]

    subscript(attribute: String) -> String? { attributes.first { $0.name == attribute }?.value }
  }

  private(set) var elements: [Element] = []
  private let scalars: [Unicode.Scalar]
  private var place = 0

  /// Reads a page.
  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    while place < scalars.count {
      guard scalars[place] == "<" else {
        place += 1
        continue
      }
      place += 1
      if starts(with: "!--") {
        skip(past: "-->")
      } else if let next = peek, next.properties.isAlphabetic, next.isASCII {
        readTag()
      }
    }
  }

  private var peek: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    [" ", "\t", "\n", "\r", "\u{C}"].contains(scalar)
  }

  private func starts(with text: String) -> Bool {
    scalars[place...].starts(with: text.unicodeScalars)
  }

  private mutating func skip(past end: String) {
    while place < scalars.count, !starts(with: end) { place += 1 }
    place += end.unicodeScalars.count
  }

  private mutating func word(until stop: (Unicode.Scalar) -> Bool) -> String {
    var word = String.UnicodeScalarView()
    while let next = peek, !stop(next) {
      word.append(next)
      place += 1
    }
    return String(word)
  }

  private mutating func readTag() {
    let name = word { Self.isBlank($0) || $0 == "/" || $0 == ">" }.lowercased()
    var element = Element(name: name, attributes: [])
    while let next = peek, next != ">" {
      if Self.isBlank(next) || next == "/" {
        place += 1
      } else {
        element.attributes.append(readAttribute())
      }
    }
    elements.append(element)
    // Nothing is markup in these until their own end.
    if ["script", "style", "textarea", "title"].contains(name) { skip(past: "</" + name) }
  }

  private mutating func readAttribute() -> (name: String, value: String) {
    let first = place
    var name = word { Self.isBlank($0) || ["/", ">", "="].contains($0) }.lowercased()
    if place == first {
      name = "="
      place += 1
    }
    while let next = peek, Self.isBlank(next) { place += 1 }
    guard peek == "=" else { return (name, "") }
    place += 1
    while let next = peek, Self.isBlank(next) { place += 1 }
    guard let quote = peek, quote == "\"" || quote == "'" else {
      return (name, word { Self.isBlank($0) || $0 == ">" })
    }
    place += 1
    let value = word { $0 == quote }
    place += 1
    return (name, value)
  }
}
