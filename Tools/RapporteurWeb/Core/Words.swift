public import Registry

/// What the registry's own values are called in a language: terms, themes, countries, numbers.
public struct Words: Sendable {
  private let languages: Languages
  private let language: Language

  /// The words of a language.
  public init(_ languages: Languages, _ language: Language) {
    self.languages = languages
    self.language = language
  }

  /// The string with this key.
  public func callAsFunction(
    _ key: String, _ arguments: [String: any CustomStringConvertible] = [:]
  ) -> String {
    languages.text(key, arguments, language)
  }

  /// The string with this key, if there is one.
  public func string(_ key: String) -> String? { languages.string(key, language) }

  /// Whether the language is English, in which the registry itself speaks.
  public var isEnglish: Bool { language == .english }

  /// A kind of thing, one of it.
  public func kind(_ kind: Kind) -> String { self("kind.\(kind.rawValue).one") }

  /// A kind of thing, many of it.
  public func kinds(_ kind: Kind) -> String { self("kind.\(kind.rawValue).many") }

  /// A term of a vocabulary; one that the vocabulary does not have is shown as it is.
  public func term(_ code: String, of vocabulary: String) -> String {
    let key = vocabulary == "theme" ? "theme.\(code)" : "term.\(vocabulary).\(code)"
    return string(key) ?? code
  }

  /// A country or area by its alpha-3 code. Where the language is none of the six of the United
  /// Nations, its English name.
  public func country(_ iso3: String) -> String {
    Countries.shared.plainName(of: iso3, in: language.code)
      ?? Countries.shared[iso3]?.name ?? iso3
  }

  /// A region by its M49 code.
  public func region(_ m49: String) -> String {
    string("region.\(m49)") ?? m49
  }

  /// A group of countries, such as `SIDS`.
  public func group(_ code: String) -> String { string("group.\(code)") ?? code }

  /// A whole number, its digits in groups of three.
  public func number(_ number: Int) -> String { languages.number(number, language) }
}
