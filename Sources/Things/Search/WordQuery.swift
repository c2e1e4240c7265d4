import Registry

/// What somebody looks for, as an expression of the full-text index
/// (https://www.sqlite.org/fts5.html#full_text_query_syntax).
///
/// Case, accents and the order of words do not matter. Words that other people write as one are
/// found either way, and a country by every name that it has or had.
public struct WordQuery: Hashable, Sendable {
  /// The words, folded.
  public let words: [String]
  /// The words that together name a country, the longest name first.
  private let countries: [CountryName]

  private struct CountryName: Hashable {
    var range: Range<Int>
    var iso3: String
  }

  /// What stands for a country in the index: one word that no text has, by its private-use letter.
  public static func word(forCountry iso3: String) -> String { "\u{E001}" + iso3.lowercased() }

  /// What stands for a whole name in the index: one word that no text has.
  public static func word(forName name: String) -> String {
    "\u{E000}" + TextFolding.tokens(name).joined()
  }

  /// Nil when there is no word in the text.
  public init?(_ text: String) {
    words = TextFolding.tokens(text)
    // In capitals only: "and", "can" and "per" are codes of countries, too.
    let written = text.split { !$0.isLetter }.filter { Countries.shared[String($0)] != nil }
    countries = Self.countries(in: words, codes: Set(written.map { TextFolding.fold($0) }))
    if words.isEmpty { return nil }
  }

  /// Each word begins one of the text. A single letter or digit begins too much: it has to be a word.
  public var beginnings: String {
    expression { $0.utf8.count > 1 ? "\"\($0)\"*" : "\"\($0)\"" }
  }

  /// Each word is one of the text.
  public var wholeWords: String { expression { "\"\($0)\"" } }

  /// All words; for each one the word that it makes with its neighbour, and the country that it helps
  /// to name, do as well. Grows with the number of words, and not with its square.
  private func expression(_ term: (String) -> String) -> String {
    var ways = words.map { [term($0)] }
    // "Jae hong" is also written "Jaehong".
    for index in words.indices.dropLast() {
      let joined = term(words[index] + words[index + 1])
      ways[index].append(joined)
      ways[index + 1].append(joined)
    }
    for country in countries {
      for index in country.range {
        ways[index].append("\"\(Self.word(forCountry: country.iso3))\"")
      }
    }
    return ways.map { "(" + $0.joined(separator: " OR ") + ")" }.joined(separator: " AND ")
  }

  /// The words that name a country; nil when none do.
  public func name(of iso3: String) -> Range<Int>? {
    countries.first { $0.iso3 == iso3 }?.range
  }

  private static func countries(in words: [String], codes: Set<String>) -> [CountryName] {
    var found: [CountryName] = []
    for start in words.indices {
      for end in ((start + 1)...min(words.count, start + 6)).reversed() {
        let name = words[start..<end].joined(separator: " ")
        let country =
          codes.contains(name)
          ? Countries.shared[name.uppercased()] : Countries.shared.country(named: name)
        guard let country else { continue }
        found.append(CountryName(range: start..<end, iso3: country.iso3))
        break
      }
    }
    return found
  }
}
