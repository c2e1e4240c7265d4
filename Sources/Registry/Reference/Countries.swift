import ReferenceData

/// The countries and areas, and what people write for them.
public struct Countries: Sendable {
  /// The list the program ships, read when it is first asked for.
  public static let shared = Countries()

  /// All countries and areas in the order of their English names.
  public let all: [Country]
  private let positions: [String: Int]

  private init() {
    all = ReferenceTable(.countries).rows.map(Country.init)
    positions = Dictionary(uniqueKeysWithValues: zip(all.map(\.iso3), all.indices))
  }

  /// The country with an alpha-3 code in capitals.
  public subscript(iso3: String) -> Country? { positions[iso3].map { all[$0] } }

  /// The country with an M49 code of three digits.
  public func country(m49: String) -> Country? { all.first { $0.m49 == m49 } }

  /// The name in one of the six languages of the United Nations (`en`, `fr`, `es`, `ar`, `zh`,
  /// `ru`); nil for another language or an unknown code.
  public func name(of iso3: String, in language: String) -> String? {
    language == "en" ? self[iso3]?.name : CountryNames.translations[iso3]?[language]
  }

  /// The name as it stands alone: without the article that the French and Spanish lists put behind
  /// it, as in "Chili (le)". Nil for another language or an unknown code.
  public func plainName(of iso3: String, in language: String) -> String? {
    name(of: iso3, in: language).map { name in
      CountryNames.withoutArticle(name).map { String($0).trimmingBlanks() } ?? name
    }
  }
}

extension Countries {
  /// What a written name turned out to be.
  public enum Resolution: Hashable, Sendable {
    /// Exactly one country.
    case country(Country)
    /// One of several, likeliest first; somebody must say which. The rule says why.
    case ambiguous(candidates: [Country], rule: String)
    /// A name that stands for no country of the list, with the reason; the candidates are what its
    /// territory is today.
    case refused(candidates: [Country], reason: String)
    /// Nothing we know; the names are those it may be a slip of.
    case unknown(nearMatches: [String])
  }

  /// Finds the country that somebody wrote.
  ///
  /// The list of ambiguous names comes first; then M49 codes, alpha-3 codes, alpha-2 codes (in
  /// capitals only, as `no` and `in` are words), names, formal names and aliases in English, names
  /// in the other five languages. Names are compared without case, diacritics, punctuation, blanks
  /// and a leading "the".
  public func resolve(_ written: String) -> Resolution {
    let key = CountryNames.key(written)
    guard !key.isEmpty else { return .unknown(nearMatches: []) }
    if let entry = CountryNames.ambiguous[key] { return resolve(entry) }
    if let country = country(code: written.trimmingBlanks()) ?? country(key: key) {
      return .country(country)
    }
    if let country = inverted(written).flatMap({ country(key: CountryNames.key($0)) }) {
      return .country(country)
    }
    if let region = Regions.shared.resolve(written) {
      return .refused(
        candidates: [], reason: "\(region.name) is the region \(region.m49), not a country")
    }
    return .unknown(nearMatches: nearMatches(to: written))
  }

  /// The one country that is known by a name, in any of the languages; nil for codes, for names that
  /// may mean several, and for slips.
  public func country(named name: String) -> Country? {
    let key = CountryNames.key(name)
    guard let entry = CountryNames.ambiguous[key] else { return country(key: key) }
    return resolve(entry).country
  }

  /// What an entry of the list of ambiguous names says.
  private func resolve(_ entry: CountryNames.Ambiguous) -> Resolution {
    let candidates = entry.candidates.compactMap { self[$0] }
    switch entry.treatment {
    case .resolve:
      return candidates.first.map(Resolution.country)
        ?? .refused(candidates: [], reason: entry.rule)
    case .ask: return .ambiguous(candidates: candidates, rule: entry.rule)
    case .refuse: return .refused(candidates: candidates, reason: entry.rule)
    }
  }

  private func country(code: String) -> Country? {
    switch code.utf8.count {
    case 2: all.first { $0.iso2 == code }
    case 3: self[code.uppercased()] ?? country(m49: code)
    default: nil
    }
  }

  private func country(key: String) -> Country? {
    (CountryNames.english[key] ?? CountryNames.foreign[key]).flatMap { self[$0] }
  }

  /// "Korea, Republic of" as "Republic of Korea"; nil when there is not exactly one comma.
  private func inverted(_ written: String) -> String? {
    let parts = written.split(separator: ",")
    return parts.count == 2 ? "\(parts[1]) \(parts[0])" : nil
  }

  private func nearMatches(to written: String) -> [String] {
    let written = written.trimmingBlanks()
    if written.utf8.count <= 2 {
      let padded = String(repeating: "0", count: 3 - written.utf8.count) + written
      let country = all.first { $0.iso2 == written.uppercased() || $0.m49 == padded }
      return country.map { [$0.name] } ?? []
    }
    return NearMatch.closest(to: written, in: all.lazy.flatMap { [$0.name] + $0.aliases })
  }
}

extension Countries.Resolution {
  /// The country, when there is exactly one.
  public var country: Country? {
    if case .country(let country) = self { country } else { nil }
  }

  /// Why there is no country and what to do, for a message about the written text; nil when there
  /// is one.
  public var problem: (reason: String, hint: String)? {
    func names(_ countries: [Country]) -> String {
      countries.map { "\($0.name) (\($0.iso3))" }.joined(separator: " or ")
    }
    switch self {
    case .country: return nil
    case .ambiguous(let candidates, _):
      return (
        candidates.count > 1 ? "may mean several countries" : "may mean more than the country",
        "write \(names(candidates)) if that is meant"
      )
    case .refused(let candidates, _):
      let hint = "leave the country empty" + (candidates.isEmpty ? "" : ", or write ")
      return ("stands for no country of the list", hint + names(candidates))
    case .unknown(let nearMatches):
      return (
        "is no country that we know",
        nearMatches.isEmpty
          ? "write its English name, or its ISO or M49 code"
          : "did you mean \(nearMatches.joined(separator: " or "))?"
      )
    }
  }
}
