import ProjectionKit
public import Registry
public import Things

extension Desk {
  /// The things of a kind that a text may name, best fit first.
  func complete(
    _ text: String, _ kind: Kind, _ limit: Int, _ reading: Reading
  ) throws -> [Completion] {
    var found = Found(limit: limit)
    if let exact = try reading.find(kind, text) { try found.add(exact, reading) }
    func search(_ fits: [SearchHit.Fit]) throws {
      guard !found.isFull else { return }
      let hits = try reading.search(text, kinds: [kind], fits: fits, limit: limit)
      for hit in hits { try found.add(hit.thing, reading) }
    }
    try search([.exact, .name])
    if kind == .organisation { try addOrganisations(ofCountry: text, to: &found, reading) }
    try search([.nameBeginnings])
    try addIDs(beginningWith: text, kind, to: &found, reading)
    if found.things.isEmpty {
      for thing in try near(text, kind, limit, reading) { try found.add(thing, reading) }
    }
    return try found.things.map { try completion(of: $0, reading) }
  }

  /// A thing with what tells it from others of its name.
  public func completion(of ref: ThingRef, _ reading: Reading) throws -> Completion {
    let id = try reading.typedID(ref)
    let title = try reading.title(ref) ?? id
    return Completion(.thing(ref.kind), id, title, detail: try detail(ref, reading))
  }

  private func detail(_ ref: ThingRef, _ reading: Reading) throws -> String? {
    guard let thing = try reading.thing(ref) else { return nil }
    var parts: [String] = []
    func add(_ text: String?) { if let text, !text.isEmpty { parts.append(text) } }
    if case .country(let country)? = thing.fields["country"] {
      add(Countries.shared[country.code]?.name ?? country.written)
    }
    switch ref.kind {
    case .organisation: add(thing.fields["short_name"]?.written)
    case .meeting:
      add(thing.fields["start"]?.written)
      add(thing.fields["city"]?.written)
    case .request: add(thing.fields["requested_on"]?.written)
    case .offer: add(thing.fields["offered_on"]?.written)
    case .followup: add(thing.fields["due"]?.written)
    case .document: add(thing.fields["date"]?.written)
    case .person:
      for entry in try reading.entries(.affiliation, of: ref).suffix(1) {
        if case .reference(let id)? = entry.fields["organisation"] {
          add(try reading.title(ThingRef(.organisation, id)))
        }
      }
    case .recommendation, .practice, .network, .statement, .account, .question, .vocabulary: break
    }
    return parts.isEmpty ? nil : parts.joined(separator: " · ")
  }

  /// What was found so far, each once, up to a limit; only what stands.
  struct Found {
    let limit: Int
    private(set) var things: [ThingRef] = []
    private var seen: Set<ThingRef> = []

    init(limit: Int) { self.limit = limit }

    var isFull: Bool { things.count >= limit }

    mutating func add(_ ref: ThingRef, _ reading: Reading) throws {
      guard !isFull else { return }
      let winner = try reading.winner(ref)
      guard seen.insert(winner).inserted, try reading.stands(winner) else { return }
      things.append(winner)
    }
  }

  private func addOrganisations(
    ofCountry text: String, to found: inout Found, _ reading: Reading
  ) throws {
    guard !found.isFull else { return }
    let countries = Countries.shared.proposals(for: text, limit: 3)
    for country in countries {
      for thing in try organisations(of: [country.country], found.limit, reading) {
        try found.add(thing, reading)
      }
    }
  }

  /// The organisations of countries, governments first.
  func organisations(
    of countries: [Country], _ limit: Int, _ reading: Reading
  ) throws -> [ThingRef] {
    guard !countries.isEmpty else { return [] }
    var conditions = Conditions("t.standing = 1")
    conditions.add("t.country", among: countries.map(\.iso3))
    return try reading.things(
      .organisation, where: conditions,
      order: "t.kind IS NOT 'government', t.parent IS NOT NULL, t.begun", limit: limit, fields: []
    ).map(\.ref)
  }

  private func addIDs(
    beginningWith text: String, _ kind: Kind, to found: inout Found, _ reading: Reading
  ) throws {
    guard !found.isFull, text.utf8.count > 1, (try? Identifier(text)) != nil,
      !reading.sight.hidesNames(of: kind)
    else { return }
    let rows = try reading.reader.rows(
      """
      SELECT t.\(kind.key) AS key FROM \(kind.table) t
      WHERE t.id >= ?1 AND t.id < ?1 || '~' AND t.standing = 1 ORDER BY t.id LIMIT \(found.limit)
      """, [.text(text)])
    for row in rows {
      if let id = try row["key"].text { try found.add(ThingRef(kind, id), reading) }
    }
  }

  /// Things whose names are nearly what was typed. Words that begin alike are compared, a few hundred
  /// names at most.
  private func near(
    _ text: String, _ kind: Kind, _ limit: Int, _ reading: Reading
  ) throws -> [ThingRef] {
    var names: [String: ThingRef] = [:]
    for word in TextFolding.tokens(text).prefix(4) where word.count > 2 {
      let hits = try reading.search(
        String(word.prefix(2)), kinds: [kind], fits: [.nameBeginnings], limit: Self.nearLimit)
      for hit in hits {
        guard let title = try reading.title(hit.thing) else { continue }
        names[title] = hit.thing
      }
    }
    let typed = TextFolding.tokens(text)
    let close = names.keys.compactMap { name -> (score: Int, name: String)? in
      let words = TextFolding.tokens(name)
      var score = 0
      for word in typed {
        let most = max(1, word.count / 4)
        let best = words.compactMap { NearMatch.distance(word, $0, atMost: most) }.min()
        guard let best else { return nil }
        score += best
      }
      return (score, name)
    }
    return close.sorted { ($0.score, $0.name) < ($1.score, $1.name) }.prefix(limit)
      .compactMap { names[$0.name] }
  }

  private static let nearLimit = 300
}
