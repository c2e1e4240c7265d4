import JSON
import ProjectionKit
import Registry
import Things

/// A candidate with what its score is made from.
struct Candidate {
  var kind: Match.Kind
  /// The id in the log.
  var id: String
  var facts: MatchFacts
  var evidence: [String] = []
}

/// Finds what could answer one request, by the indexes over themes, support types and links; nothing
/// is read that gives no points for its theme.
///
/// SQLite would rather walk along all that stand than look up the few that a list names; the unary
/// `+` in `+t.standing` keeps it from that (https://www.sqlite.org/optoverview.html).
struct Candidates {
  let reading: Reading
  let request: Thing
  let need: MatchNeed
  /// The themes that give points.
  let themes: [String]
  /// What these themes were written as before somebody mapped them.
  private let writings: Set<String>

  init(_ reading: Reading, _ request: Thing, _ need: MatchNeed) {
    (self.reading, self.request, self.need) = (reading, request, need)
    themes = Matcher.near(need.themes).sorted()
    writings = Set(themes.flatMap { reading.texts(mappedTo: $0, in: "theme") })
  }

  // MARK: Offers

  /// Offers on such a theme, or of such a support type if the request names no theme, and those that
  /// are linked to the request already. What was withdrawn answers nothing.
  func offers() throws -> [Candidate] {
    var links: [String: String] = [:]
    for row in try reading.rows(
      """
      SELECT o.id FROM offers_request_each x JOIN offers o ON o.row = x.row WHERE x.value = ?
      """, [request.ref.id])
    {
      if let id = row[0].text { links[id] = "the offer names the request" }
    }
    for (id, link) in try linked(by: "offer") { links[id] = link }
    return try things(
      .offer, links,
      columns: """
        COALESCE(t.country, (SELECT g.country FROM offers_provider_each p
        JOIN organisations g ON g.id = p.value
        WHERE p.row = t.row AND g.country IS NOT NULL LIMIT 1)), t.offered_on_last
        """, condition: "COALESCE(t.status, '') <> 'withdrawn'")
  }

  // MARK: Practices

  /// Practices on such a theme, and those that are linked to the request already.
  func practices() throws -> [Candidate] {
    try things(
      .practice, try linked(by: "practice"),
      columns: """
        COALESCE(t.country, (SELECT g.country FROM organisations g WHERE g.id = t.organisation)),
        (SELECT COALESCE(m.end_last, m.start_last) FROM meetings m WHERE m.id = t.meeting)
        """)
  }

  // MARK: People

  /// People who declared expertise in such a theme.
  func people() throws -> [Candidate] {
    let found = try things(
      .person, [:],
      columns: """
        (SELECT g.country FROM affiliations a JOIN organisations g ON g.id = a.organisation
        WHERE a.thing = t.person AND a.standing = 1 AND g.country IS NOT NULL
        ORDER BY +a.begun DESC LIMIT 1),
        (SELECT MAX(a.as_of__last) FROM affiliations a
        WHERE a.thing = t.person AND a.standing = 1)
        """)
    return try found.map { candidate in
      var candidate = candidate
      let person = try reading.thing(ThingRef(.person, candidate.id))
      if case .texts(let languages)? = person?.fields["languages"] {
        candidate.facts.languages = languages
      }
      return candidate
    }
  }

  // MARK: Peers

  /// Countries, or bodies of no country, that asked for support on the same theme, and countries
  /// with a practice on it; not those who ask here.
  func peers() throws -> [Candidate] {
    struct Name: Hashable {
      var kind: Match.Kind
      var id: String
    }
    var peers: [Name: Candidate] = [:]
    // One request stands in several rows when it has several of the themes.
    var seen: Set<String> = []
    func note(
      _ kind: Match.Kind, _ id: String, _ evidence: String, _ theme: String?, _ support: String?,
      _ day: Day?, _ experience: String?
    ) throws {
      guard id != need.country, try !asks(kind, id) else { return }
      let name = Name(kind: kind, id: id)
      var peer =
        peers.removeValue(forKey: name)
        ?? Candidate(
          kind: kind, id: id,
          facts: MatchFacts(country: kind == .country ? id : nil, experience: []))
      if let theme, peer.facts.themes?.contains(theme) != true {
        peer.facts.themes = (peer.facts.themes ?? []) + [theme]
      }
      if let support { peer.facts.supportTypes = (peer.facts.supportTypes ?? []).adding(support) }
      if let day { peer.facts.day = max(peer.facts.day ?? day, day) }
      if seen.insert("\(kind) \(id) \(evidence)").inserted {
        peer.evidence.append(evidence)
        if let experience { peer.facts.experience?.append(experience) }
      }
      peers[name] = peer
    }
    let same = PeerThemes(need.themes, reading)
    for request in try peerRequests(same) where request.id != self.request.ref.id {
      let experience = request.isDelivered ? "delivered: \(request.id)" : nil
      let kind: Match.Kind = request.country == nil ? .organisation : .country
      let requesters = try request.requesters.map {
        try reading.winner(ThingRef(.organisation, $0)).id
      }
      for id in request.country.map({ [$0] }) ?? requesters {
        try note(
          kind, id, "request/\(request.id)", request.theme, request.support, request.day,
          experience)
      }
    }
    for practice in try practices(on: same) {
      try note(
        .country, practice.country, "practice/\(practice.id)", practice.theme, nil, practice.day,
        "practice: \(practice.id)")
    }
    return Array(peers.values)
  }

  /// Whether this is who asks here.
  private func asks(_ kind: Match.Kind, _ id: String) throws -> Bool {
    guard kind == .organisation, case .references(let ids)? = request.fields["requester"] else {
      return false
    }
    return try ids.contains { try reading.winner(ThingRef(.organisation, $0)).id == id }
  }

  private struct PeerRequest {
    var id: String
    var country: String?
    var requesters: [String]
    var theme: String?
    var support: String?
    var isDelivered: Bool
    var day: Day?
  }

  private func peerRequests(_ same: PeerThemes) throws -> [PeerRequest] {
    let byTheme = !need.themes.isEmpty
    let values = byTheme ? same.codes : need.supportTypes
    guard !values.isEmpty else { return [] }
    let list = byTheme ? "requests_themes_each" : "requests_support_types_each"
    let support = shared("requests_support_types_each")
    let selection = """
      SELECT t.id, t.country, CASE WHEN t.country IS NULL THEN t.requester END, t.status,
      t.requested_on_last, \(support), x.value, x.written
      """
    var rows = try reading.rows(
      """
      \(selection.replacing("x.written", with: "NULL")) FROM \(list) x
      JOIN requests t ON t.row = x.row
      WHERE x.value IN (\(reading.marks(values))) AND +t.standing = 1
      """, values)
    if byTheme, !same.writings.isEmpty {
      rows += try reading.rows(
        """
        \(selection) FROM \(list) x JOIN requests t ON t.row = x.row
        WHERE x.value IS NULL AND +t.standing = 1
        """, []
      ).filter { $0[7].text.map { same.code(of: $0) != nil } ?? false }
    }
    return rows.map { row in
      PeerRequest(
        id: row[0].text ?? "", country: row[1].text,
        requesters: row[2].text.flatMap { Value.references(json: $0) } ?? [],
        theme: byTheme ? row[6].text ?? row[7].text.flatMap { same.code(of: $0) } : nil,
        support: row[5].text, isDelivered: row[3].text == "delivered", day: row[4].day)
    }
  }

  private func practices(on same: PeerThemes) throws -> [(
    id: String, country: String, theme: String?, day: Day?
  )] {
    guard !same.codes.isEmpty else { return [] }
    let selection = """
      SELECT t.id, t.country, x.value, x.written,
      (SELECT COALESCE(m.end_last, m.start_last) FROM meetings m WHERE m.id = t.meeting)
      FROM practices_themes_each x JOIN practices t ON t.row = x.row
      """
    var rows = try reading.rows(
      "\(selection) WHERE x.value IN (\(reading.marks(same.codes))) AND +t.standing = 1", same.codes
    )
    if !same.writings.isEmpty {
      rows += try reading.rows("\(selection) WHERE x.value IS NULL AND +t.standing = 1", [])
        .filter { $0[3].text.map { same.code(of: $0) != nil } ?? false }
    }
    return rows.compactMap { row in
      guard let id = row[0].text, let country = row[1].text else { return nil }
      let theme = row[2].text ?? row[3].text.flatMap { same.code(of: $0) }
      return (id, country, theme, row[4].day)
    }
  }

  // MARK: Queries

  /// Things of a kind on such a theme (or of such a support type), and the linked ones.
  ///
  /// - Parameter columns: SQL for the country and for the last day.
  private func things(
    _ kind: Match.Kind, _ links: [String: String], columns: String, condition: String = "1"
  ) throws -> [Candidate] {
    let source = Source(kind)
    let selection = "SELECT t.\(source.key), x.value, x.written, \(support(source)), \(columns)"
    var found: [String: Candidate] = [:]
    func note(_ row: ViewRow) {
      guard let id = row[0].text else { return }
      let theme = row[1].text ?? row[2].text.map { reading.code(ofTheme: $0) ?? $0 }
      var candidate =
        found[id]
        ?? Candidate(
          kind: kind, id: id,
          facts: MatchFacts(
            supportTypes: row[3].text.map { [$0] },
            country: row[4].text, day: row[5].day, link: links[id]))
      if let theme { candidate.facts.themes = (candidate.facts.themes ?? []).adding(theme) }
      found[id] = candidate
    }
    let byTheme = !need.themes.isEmpty
    let list = byTheme ? source.themes : source.support
    let values = byTheme ? themes : need.supportTypes
    func ask(_ list: String, _ condition: String, _ arguments: [String]) throws {
      try reading.reader.forEachRow(
        """
        \(selection) FROM \(list) x JOIN \(source.table) t ON t.row = x.row WHERE \(condition)
        """, arguments.map { .text($0) }
      ) { row in
        note(row)
        return true
      }
    }
    let stands = "+t.standing = 1 AND \(condition)"
    if let list, !values.isEmpty {
      if byTheme {
        try ask(list, "x.value IN (\(reading.marks(values))) AND \(stands)", values)
        if !writings.isEmpty {
          try askMapped(list, selection, source, stands) { note($0) }
        }
      } else {
        let without = selection.replacing("x.value, x.written", with: "NULL, NULL")
        try reading.reader.forEachRow(
          """
          \(without) FROM \(list) x JOIN \(source.table) t ON t.row = x.row
          WHERE x.value IN (\(reading.marks(values))) AND \(stands)
          """, values.map { .text($0) }
        ) { row in
          note(row)
          return true
        }
      }
    }
    let missing = links.keys.filter { found[$0] == nil }.sorted()
    if !missing.isEmpty {
      try reading.reader.forEachRow(
        """
        \(selection) FROM \(source.table) t LEFT JOIN \(source.themes) x ON x.row = t.row
        WHERE t.\(source.key) IN (\(reading.marks(missing))) AND \(stands)
        """, missing.map { .text($0) }
      ) { row in
        note(row)
        return true
      }
    }
    return Array(found.values)
  }

  private func askMapped(
    _ list: String, _ selection: String, _ source: Source, _ stands: String,
    _ note: (ViewRow) -> Void
  ) throws {
    try reading.reader.forEachRow(
      """
      \(selection) FROM \(list) x JOIN \(source.table) t ON t.row = x.row
      WHERE x.value IS NULL AND \(stands)
      """
    ) { row in
      if let written = row[2].text, writings.contains(TextFolding.fold(written)) { note(row) }
      return true
    }
  }

  /// SQL for the first support type of a thing that was asked for: empty when it states others only,
  /// null when it states none.
  private func support(_ source: Source) -> String { source.support.map(shared) ?? "NULL" }

  private func shared(_ list: String) -> String {
    // Codes of the vocabulary, which hold no quotes.
    let wanted = need.supportTypes.map { "'\($0)'" }.joined(separator: ", ")
    return """
      CASE WHEN t.support_types IS NULL THEN NULL ELSE COALESCE((SELECT s.value FROM \(list) s
      WHERE s.row = t.row AND s.value IN (\(wanted)) LIMIT 1), '') END
      """
  }

  /// What the request's own links name, with how they are to be told.
  private func linked(by field: String) throws -> [String: String] {
    var found: [String: String] = [:]
    for entry in try reading.entries(.link, of: request.ref) {
      if case .reference(let id)? = entry.fields[field] {
        found[id] = "the request is linked to it (\(entry.id))"
      }
    }
    return found
  }

  /// Where things of a kind stand.
  private struct Source {
    let table: String
    let key: String
    let themes: String
    let support: String?

    init(_ kind: Match.Kind) {
      switch kind {
      case .offer:
        (table, key) = ("offers", "id")
        (themes, support) = ("offers_themes_each", "offers_support_types_each")
      case .person:
        (table, key, themes, support) = ("people", "person", "people_expertise_each", nil)
      default: (table, key, themes, support) = ("practices", "id", "practices_themes_each", nil)
      }
    }
  }
}

/// The themes that peers have to have in common, with what was mapped to them.
private struct PeerThemes {
  let codes: [String]
  let writings: Set<String>
  private let reading: Reading

  init(_ codes: [String], _ reading: Reading) {
    self.codes = codes
    self.reading = reading
    writings = Set(codes.flatMap { reading.texts(mappedTo: $0, in: "theme") })
  }

  /// The theme that a text was mapped to, if it is one of these.
  func code(of written: String) -> String? {
    guard writings.contains(TextFolding.fold(written)) else { return nil }
    return reading.code(ofTheme: written)
  }
}

extension Reading {
  fileprivate func code(ofTheme written: String) -> String? {
    code(of: Term(code: nil, written: written), in: "theme")
  }

  fileprivate func rows(_ sql: String, _ texts: [String]) throws -> [ViewRow] {
    try reader.rows(sql, texts.map { .text($0) })
  }
}

extension SQLValue {
  /// A day stored by its number.
  fileprivate var day: Day? {
    guard case .integer(let number) = self else { return nil }
    return Int32(exactly: number).map { Day(number: $0) }
  }
}

extension Value {
  /// The ids in the JSON text of a column.
  fileprivate static func references(json text: String) -> [String]? {
    guard let json = try? JSONValue(parsing: text) else { return nil }
    return json.array?.compactMap(\.string)
  }
}

extension [String] {
  /// The list with one more, if it is not in it.
  fileprivate func adding(_ text: String) -> [String] { contains(text) ? self : self + [text] }
}
