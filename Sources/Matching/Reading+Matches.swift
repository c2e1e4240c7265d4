import ProjectionKit
public import Registry
public import Things

extension Reading {
  /// What could answer a request: offers, practices, people and peers, the best first. Of equal
  /// score offers come first, then practices, people and peers, then the smaller id.
  ///
  /// - Parameters:
  ///   - kinds: only these; nil for all.
  ///   - limit: at most so many; the others are not put into words, which takes most of the time.
  /// - Returns: the matches, and how many there are in all.
  public func matches(
    for request: Thing, kinds: Set<Match.Kind>? = nil, limit: Int? = nil
  ) throws -> (matches: [Match], total: Int) {
    let need = try need(of: request)
    let matcher = Matcher(need, today: today)
    let candidates = Candidates(self, request, need)
    func wants(_ some: Match.Kind...) -> Bool { kinds.map { !$0.isDisjoint(with: some) } ?? true }
    var found: [Candidate] = []
    if wants(.offer) { found += try candidates.offers() }
    if wants(.practice) { found += try candidates.practices() }
    if wants(.person) { found += try candidates.people() }
    if wants(.country, .organisation) {
      found += try candidates.peers().filter { wants($0.kind) }
    }
    let order = Dictionary(
      uniqueKeysWithValues: Match.Kind.allCases.enumerated().map { ($1, $0) })
    let ranked = found.map { (score: matcher.score($0.facts), candidate: $0) }.sorted { a, b in
      if a.score != b.score { return a.score > b.score }
      if a.candidate.kind != b.candidate.kind {
        return (order[a.candidate.kind] ?? 0) < (order[b.candidate.kind] ?? 0)
      }
      return a.candidate.id < b.candidate.id
    }
    let matches = try ranked.prefix(limit ?? .max).map { ranked in
      try match(ranked.candidate, matcher)
    }
    return (matches, ranked.count)
  }

  private func match(_ candidate: Candidate, _ matcher: Matcher) throws -> Match {
    let kind = candidate.kind
    let ref = Registry.Kind(rawValue: kind.rawValue).map { ThingRef($0, candidate.id) }
    return Match(
      kind: kind, id: try ref.map { try typedID($0) } ?? candidate.id,
      title: try ref.map { try title($0) } ?? Countries.shared[candidate.id]?.name,
      parts: matcher.parts(candidate.facts), evidence: candidate.evidence.sorted())
  }

  // MARK: The request

  /// What a request asks for.
  public func need(of request: Thing) throws -> MatchNeed {
    var need = MatchNeed()
    if case .terms(let themes)? = request.fields["themes"] {
      for term in themes {
        guard let id = code(of: term, in: "theme"), !need.themes.contains(id) else { continue }
        need.themes.append(id)
      }
    }
    if case .terms(let types)? = request.fields["support_types"] {
      for term in types {
        guard let code = code(of: term, in: "support_type") else { continue }
        need.supportTypes.append(code)
      }
    }
    var requesters: [String] = []
    if case .references(let ids)? = request.fields["requester"] { requesters = ids }
    need.country = try country(of: request, requesters)
    need.languages = try languages(ofPeopleOf: requesters)
    need.date = try date(of: request)
    return need
  }

  /// The request's country, or that of the first who ask that has one.
  private func country(of request: Thing, _ requesters: [String]) throws -> String? {
    if case .country(let country)? = request.fields["country"] { return country.code }
    for id in requesters {
      if case .country(let country)? = try thing(ThingRef(.organisation, id))?.fields["country"] {
        return country.code
      }
    }
    return nil
  }

  /// When it was asked; or else, as for all questions of group membership, when its meeting was.
  private func date(of request: Thing) throws -> PartialDate? {
    if case .date(let date)? = request.fields["requested_on"] { return date }
    guard case .reference(let id)? = request.fields["meeting"],
      case .date(let start)? = try thing(ThingRef(.meeting, id))?.fields["start"]
    else { return nil }
    return start
  }

  /// The languages that people with a post in these organisations declared.
  private func languages(ofPeopleOf organisations: [String]) throws -> [String] {
    guard !organisations.isEmpty else { return [] }
    var conditions = Conditions()
    conditions.add("e.organisation", among: organisations)
    var languages: [String] = []
    for (person, _) in try standingEntries(.affiliation, in: .person, where: conditions) {
      guard case .texts(let spoken)? = try thing(ThingRef(.person, person))?.fields["languages"]
      else { continue }
      for language in spoken where !languages.contains(language) { languages.append(language) }
    }
    return languages
  }
}
