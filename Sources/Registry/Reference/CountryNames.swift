import ReferenceData

/// What people write for countries, folded into keys. Each table is made when it is first needed.
enum CountryNames {
  /// A name that must not simply be looked up.
  struct Ambiguous {
    /// What to do with the name.
    enum Treatment: String {
      case resolve, ask, refuse
    }

    let treatment: Treatment
    /// Alpha-3 codes, likeliest first.
    let candidates: [String]
    let rule: String
  }

  /// A name without what people leave out or write in several ways.
  static func key(_ name: String) -> String {
    let parts = name.utf8.split(separator: UInt8(ascii: "&")).map { String(Substring($0)) }
    var words = TextFolding.tokens(parts.joined(separator: " and "))
    words = words.map { $0 == "st" ? "saint" : $0 }
    if words.first == "the", words.count > 1 { words.removeFirst() }
    return words.joined()
  }

  /// The names to be handled with care, by key.
  static let ambiguous: [String: Ambiguous] = {
    var entries: [String: Ambiguous] = [:]
    for row in ReferenceTable(.ambiguousNames).rows {
      entries[key(row["text"])] = Ambiguous(
        treatment: Ambiguous.Treatment(rawValue: row["exact"]) ?? .ask,
        candidates: row.list("candidates"), rule: row["rule"])
    }
    return entries
  }()

  /// Alpha-3 codes by the key of a name, formal name or alias in English.
  static let english: [String: String] = {
    var codes: [String: String] = [:]
    for country in Countries.shared.all {
      for name in [country.name] + country.aliases + [country.officialName].compactMap(\.self) {
        codes[key(name)] = country.iso3
      }
    }
    return codes
  }()

  /// Names by alpha-3 code and language.
  static let translations: [String: [String: String]] = {
    var names: [String: [String: String]] = [:]
    for row in ReferenceTable(.countryNames).rows {
      for language in ["fr", "es", "ar", "zh", "ru"] {
        names[row["iso3"], default: [:]][language] = row.optional(language)
      }
    }
    return names
  }()

  /// Alpha-3 codes by the key of a name in another language, with and without its article.
  static let foreign: [String: String] = {
    var codes: [String: String] = [:]
    for (iso3, names) in translations {
      for name in names.values {
        codes[key(name)] = iso3
        if let bare = withoutArticle(name) { codes[key(String(bare))] = iso3 }
      }
    }
    return codes
  }()

  /// A French or Spanish name without the article in parentheses behind it, as in "Chili (le)"; nil
  /// for names without one.
  static func withoutArticle(_ name: String) -> Substring? {
    guard name.utf8.last == UInt8(ascii: ")"), let open = name.utf8.lastIndex(of: UInt8(ascii: "("))
    else { return nil }
    let article = TextFolding.fold(name[name.utf8.index(after: open)...].dropLast())
    return ["l", "le", "la", "les", "el", "los", "las"].contains(article) ? name[..<open] : nil
  }
}
