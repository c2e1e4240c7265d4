/// The id of a thing: a letter or digit, then up to 63 letters, digits, dots, underscores or
/// hyphens, all of ASCII; case matters.
public struct Identifier: Hashable, Sendable {
  /// The id as it is written.
  public let text: String

  /// The most characters an id may have.
  public static let maximumLength = 64

  /// Takes a text as an id; throws an error that names the first thing wrong with it.
  public init(_ text: some StringProtocol) throws(IdentifierError) {
    let written = String(text)
    guard let first = written.utf8.first else { throw IdentifierError(.empty, written) }
    guard written.utf8.count <= Self.maximumLength else {
      throw IdentifierError(.tooLong, written)
    }
    guard written.utf8.allSatisfy({ Self.isAlphanumeric($0) || ".-_".utf8.contains($0) }) else {
      throw IdentifierError(.character, written)
    }
    guard Self.isAlphanumeric(first) else { throw IdentifierError(.firstCharacter, written) }
    self.text = written
  }

  /// A readable lower-case id made from a title or a name: diacritics are folded, everything but
  /// letters and digits becomes a hyphen, and whole words are kept up to `limit` characters.
  ///
  /// A text without a Latin letter or a digit gives `untitled`. The id is not looked up anywhere:
  /// the caller makes it unique.
  public static func suggestion(from text: String, limit: Int = 48) -> String {
    var words: [String] = []
    var length = 0
    for token in TextFolding.tokens(text) {
      let word = String(decoding: token.utf8.filter(isAlphanumeric), as: UTF8.self)
      guard !word.isEmpty else { continue }
      guard length + word.utf8.count <= limit else {
        if words.isEmpty { words.append(String(word.prefix(limit))) }
        break
      }
      words.append(word)
      length += word.utf8.count + 1
    }
    return words.isEmpty ? "untitled" : words.joined(separator: "-")
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }
}

extension Identifier: CustomStringConvertible {
  /// The id as it is written.
  public var description: String { text }
}

extension Identifier: Comparable {
  /// Orders ids by their bytes.
  public static func < (a: Self, b: Self) -> Bool { a.text < b.text }
}

/// Why a text was not accepted as an id.
public struct IdentifierError: Error, Hashable, Sendable {
  /// What was wrong with the text.
  public enum Code: String, Hashable, Sendable {
    case empty = "id_empty"
    case tooLong = "id_too_long"
    case firstCharacter = "id_first_character"
    case character = "id_character"
  }

  /// What was wrong.
  public let code: Code
  /// The text that was refused.
  public let text: String

  /// An error about a text.
  public init(_ code: Code, _ text: String) {
    self.code = code
    self.text = text
  }

  /// What was wrong, to be said of the text: “…” holds a blank.
  public var reason: String {
    switch code {
    case .empty: "is empty"
    case .tooLong: "has \(text.utf8.count) bytes, and \(Identifier.maximumLength) are the most"
    case .firstCharacter: "begins with “\(text.prefix(1))”"
    case .character: "holds “\(offender)”"
    }
  }

  /// What to write instead.
  public var hint: String {
    let rule =
      "an id begins with a letter or digit (A-Z, a-z, 0-9) and goes on with these, . _ or -"
    return code == .empty ? rule : "\(rule), for example \(Identifier.suggestion(from: text))"
  }

  /// What was wrong and what to do.
  public var message: String { "the id “\(text.prefix(80))” \(reason); \(hint)" }

  /// The first character that no id may hold.
  private var offender: String {
    text.first { (try? Identifier("a\($0)")) == nil }.map(String.init) ?? ""
  }

  /// Errors are equal when their codes are.
  public static func == (a: Self, b: Self) -> Bool { a.code == b.code }
  /// Hashes the code.
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension IdentifierError: CustomStringConvertible {
  /// The message.
  public var description: String { message }
}
