import ReferenceData

extension Countries {
  /// A country that somebody may be about to write.
  public struct Proposal: Hashable, Sendable {
    /// The country.
    public let country: Country
    /// The name that fits what was typed.
    public let spelling: String
    /// Why one should look twice: what the list of ambiguous names says of the text.
    public let note: String?
  }

  /// The countries that a text may become: what it is already comes first, with what the list of
  /// ambiguous names says of it; then names that begin so, then those with words that do, in any of
  /// the six languages, formal and old names and codes included. Slips only when nothing else fits.
  public func proposals(for text: String, limit: Int) -> [Proposal] {
    var proposals: [Proposal] = []
    var seen: Set<String> = []
    func add(_ country: Country, _ spelling: String, _ note: String? = nil) {
      guard proposals.count < limit, seen.insert(country.iso3).inserted else { return }
      proposals.append(Proposal(country: country, spelling: spelling, note: note))
    }
    switch resolve(text) {
    case .country(let country): add(country, text.trimmed)
    case .ambiguous(let candidates, let rule): candidates.forEach { add($0, text.trimmed, rule) }
    case .refused(let candidates, let reason): candidates.forEach { add($0, text.trimmed, reason) }
    case .unknown: break
    }
    let typed = Spelling(text)
    var found: [(fit: Spelling.Fit, order: Int, country: Country, spelling: String)] = []
    for (order, country) in all.enumerated() {
      let fits = (CountryNames.spellings[country.iso3] ?? []).compactMap { spelling in
        spelling.fit(typed).map { (fit: $0, spelling: spelling.text) }
      }
      if let best = fits.min(by: { $0.fit < $1.fit }) {
        found.append((best.fit, order, country, best.spelling))
      }
    }
    for match in found.sorted(by: { ($0.fit, $0.order) < ($1.fit, $1.order) }) {
      add(match.country, match.spelling)
    }
    if proposals.isEmpty, case .unknown(let near) = resolve(text) {
      for name in near { if let country = country(named: name) { add(country, name) } }
    }
    return proposals
  }

  /// All the names of a country that complete: in English first.
  public func spellings(of iso3: String) -> [String] {
    (CountryNames.spellings[iso3] ?? []).map(\.text)
  }
}

extension CountryNames {
  /// Ways to write each country, by alpha-3 code.
  static let spellings: [String: [Spelling]] = {
    var spellings: [String: [Spelling]] = [:]
    for country in Countries.shared.all {
      var texts = [country.name] + country.aliases + [country.officialName].compactMap(\.self)
      texts += (translations[country.iso3] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
      texts += [country.iso3]
      var seen: Set<String> = []
      spellings[country.iso3] =
        texts.filter { !$0.isEmpty && seen.insert(key($0)).inserted }.map(Spelling.init)
    }
    return spellings
  }()
}

extension Countries {
  /// A name that somebody has to decide about.
  public struct AmbiguousName: Hashable, Sendable {
    /// The name as the list has it.
    public let text: String
    /// What it may mean, likeliest first.
    public let candidates: [Country]
    /// Why.
    public let rule: String
  }

  /// The names that must not be looked up silently, in the order of the list.
  public var ambiguousNames: [AmbiguousName] {
    ReferenceTable(.ambiguousNames).rows.compactMap { row in
      guard row["exact"] == "ask" else { return nil }
      return AmbiguousName(
        text: row["text"], candidates: row.list("candidates").compactMap { self[$0] },
        rule: row["rule"])
    }
  }
}
