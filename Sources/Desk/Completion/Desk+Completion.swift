import Registry
public import Things

extension Desk {
  /// What a text may become, best fit first: names and titles in any spelling, ids, codes.
  ///
  /// Organisations also answer to the names of their country, and countries to every name in six
  /// languages. A slip of the pen is forgiven when nothing else fits.
  ///
  /// - Parameters:
  ///   - subjects: what is wanted; with several, each gets its share.
  ///   - limit: at most so many.
  ///   - language: in which countries are named.
  public func complete(
    _ text: String, among subjects: [Completion.Subject], limit: Int = 10,
    language: String = "en", _ reading: Reading
  ) throws -> [Completion] {
    let text = String(text.prefix(Self.longestTyped)).trimmed
    guard !text.isEmpty, limit > 0 else { return [] }
    let share = max(1, limit / max(1, subjects.count))
    var found: [Completion] = []
    for subject in subjects {
      switch subject {
      case .thing(let kind): found += try complete(text, kind, share, reading)
      case .country:
        found += Countries.shared.proposals(for: text, limit: share).map {
          Self.completion($0, language)
        }
      case .theme: found += Self.complete(text, Self.themes, share)
      case .term(let vocabulary): found += Self.complete(text, Self.terms(of: vocabulary), share)
      case .date:
        found += PartialDate.heard(text).prefix(share).map {
          Completion(.date, $0.text, $0.text)
        }
      }
    }
    return Array(found.prefix(limit))
  }

  /// Longer texts are no names.
  private static let longestTyped = 200

  private static func completion(
    _ proposal: Countries.Proposal, _ language: String
  ) -> Completion {
    let country = proposal.country
    let name = Countries.shared.name(of: country.iso3, in: language) ?? country.name
    let isOther = TextFolding.key(proposal.spelling) != TextFolding.key(name)
    return Completion(
      .country, country.iso3, name,
      detail: isOther && proposal.spelling != country.iso3
        ? "\(proposal.spelling) · \(country.iso3)" : country.iso3, note: proposal.note)
  }

  // MARK: Reference data

  /// A term with all that people write for it.
  private struct Wording {
    var completion: Completion
    var spellings: [Spelling]
  }

  private static let themes: [Wording] = Themes.shared.all.map { theme in
    Wording(
      completion: Completion(
        .theme, theme.id, theme.label, detail: theme.broader.map(Themes.shared.label)),
      spellings: ([theme.label, theme.id] + theme.aliases).map(Spelling.init))
  }

  private static let terms: [String: [Wording]] = Dictionary(
    uniqueKeysWithValues: Vocabularies.shared.names.map { name in
      (
        name,
        Vocabularies.shared.terms(of: name).map { term in
          Wording(
            completion: Completion(.term(name), term.code, term.label),
            spellings: [Spelling(term.label), Spelling(term.code)])
        }
      )
    })

  private static func terms(of vocabulary: String) -> [Wording] { terms[vocabulary] ?? [] }

  private static func complete(
    _ text: String, _ wordings: [Wording], _ limit: Int
  ) -> [Completion] {
    let typed = Spelling(text)
    var found: [(fit: Spelling.Fit, order: Int, completion: Completion)] = []
    for (order, wording) in wordings.enumerated() {
      if let fit = wording.spellings.compactMap({ $0.fit(typed) }).min() {
        found.append((fit, order, wording.completion))
      }
    }
    if !found.isEmpty {
      found.sort { ($0.fit, $0.order) < ($1.fit, $1.order) }
      return found.prefix(limit).map(\.completion)
    }
    var owners: [String: Completion] = [:]
    for wording in wordings {
      for spelling in wording.spellings { owners[spelling.text] = wording.completion }
    }
    var seen: Set<String> = []
    return NearMatch.closest(to: text, in: owners.keys.sorted(), limit: limit * 2)
      .compactMap { owners[$0] }.filter { seen.insert($0.id).inserted }.prefix(limit).map(\.self)
  }
}
