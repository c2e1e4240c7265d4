import JSON
import ProjectionKit
public import Registry

/// What filters ask beyond the fields of a thing itself: of its entries, of what it refers to and of
/// what refers to it.
extension Reading {
  /// Everything that one filter asks beyond the fields of the things of a kind, in table `t`.
  func add(
    _ filter: ThingFilter, beyondFields kind: Kind, to conditions: inout Conditions
  ) throws {
    try add(filter, derivedPlaces: kind, to: &conditions)
    try add(filter, written: kind, to: &conditions)
    for alternatives in filter.either {
      let parts = try alternatives.map { alternative in
        var alternative = alternative
        alternative.countryBy = filter.countryBy
        return try part(kind, alternative)
      }
      conditions.add(anyOf: parts)
    }
    for (name, inner) in filter.through.sorted(by: { $0.key < $1.key }) {
      guard let field = kind.definition.field(name), let target = field.type.target else {
        continue
      }
      let part = try part(target, inner)
      conditions.add(
        "t.\(FieldColumns(field: field).name) IN (SELECT t.\(target.key) FROM \(target.table) t"
          + part.clause + ")", part.arguments)
    }
    for trait in filter.traits.sorted(by: { "\($0)" < "\($1)" }) {
      try add(trait, kind, to: &conditions)
    }
    if kind == .person { try add(filter, postsAndRoles: &conditions) }
  }

  /// What one filter asks, but for dates and words.
  private func part(_ kind: Kind, _ filter: ThingFilter) throws -> Conditions {
    var conditions = Conditions()
    try add(filter, kind, to: &conditions)
    return conditions
  }

  /// The ids of these things, as people type them, of what they were merged into, and of all that was
  /// merged with them.
  public func same(_ kind: Kind, _ typed: [String]) throws -> [String] {
    var ids: Set<String> = []
    for id in typed {
      let found = try find(kind, id) ?? ThingRef(kind, id)
      ids.formUnion(try withMerged(try winner(found)))
    }
    return ids.sorted()
  }

  // MARK: Countries of others

  /// Countries of those who asked, of those whom a person works for, and of those in a network.
  private func add(
    _ filter: ThingFilter, derivedPlaces kind: Kind, to conditions: inout Conditions
  ) throws {
    func places(_ column: String) -> Conditions {
      var part = Conditions()
      add(filter, places: kind, by: column, to: &part)
      return part
    }
    let asked = places("o.country")
    switch kind {
    case .request where filter.countryBy == .requester:
      let requesters = """
        SELECT 1 FROM requests_requester_each x JOIN organisations o ON o.id = x.value
        WHERE x.row = t.row AND
        """
      if filter.absent.contains("country") {
        conditions.add("NOT EXISTS (\(requesters) o.country IS NOT NULL)")
      }
      guard !asked.parts.isEmpty else { return }
      var theirs = Conditions("t.country IS NULL")
      theirs.add("EXISTS (\(requesters) \(asked.all))", asked.arguments)
      conditions.add(anyOf: [places("t.country"), theirs])
    case .person where !asked.parts.isEmpty:
      conditions.add(
        """
        EXISTS (SELECT 1 FROM affiliations a JOIN organisations o ON o.id = a.organisation
        WHERE a.thing = t.person AND a.standing = 1 AND \(asked.all))
        """, asked.arguments)
    case .network where !asked.parts.isEmpty:
      conditions.add(
        """
        EXISTS (SELECT 1 FROM (
          SELECT thing, organisation FROM memberships WHERE standing = 1 AND \(Self.stays)
          UNION ALL SELECT thing, organisation FROM focal_points WHERE standing = 1) e
        JOIN organisations o ON o.id = e.organisation WHERE e.thing = t.id AND \(asked.all))
        """, asked.arguments)
    default: break
    }
  }

  // MARK: Words

  /// Fields by what somebody wrote there: as a whole, or by words that occur in it.
  private func add(
    _ filter: ThingFilter, written kind: Kind, to conditions: inout Conditions
  ) throws {
    for (name, wanted) in filter.written.sorted(by: { $0.key < $1.key }) {
      guard let field = kind.definition.field(name) else { continue }
      let keys = Set(wanted.map { TextFolding.fold($0) })
      try add(kind, field, to: &conditions) { texts in
        texts.contains { keys.contains(TextFolding.fold($0)) }
      }
    }
    for (name, alternatives) in filter.wordsIn.sorted(by: { $0.key < $1.key }) {
      guard let field = kind.definition.field(name) else { continue }
      conditions.add(
        anyOf: try alternatives.map { try part(kind, field, words: $0) })
    }
  }

  /// A field that refers to the thing of this id, or one in which these words occur.
  private func part(_ kind: Kind, _ field: Field, words: String) throws -> Conditions {
    var conditions = Conditions()
    if let target = field.type.target, try find(target, words) != nil {
      var filter = ThingFilter()
      filter.references[field.name] = [words]
      return try part(kind, filter)
    }
    let wanted = TextFolding.tokens(words)
    try add(kind, field, to: &conditions) { texts in
      let all = TextFolding.fold(texts.joined(separator: " "))
      return wanted.allSatisfy { all.contains($0) }
    }
    return conditions
  }

  /// Things whose field holds a value that passes: of the values that occur, those are found first.
  /// Things that are referred to count by their ids and titles.
  private func add(
    _ kind: Kind, _ field: Field, to conditions: inout Conditions,
    _ passes: ([String]) -> Bool
  ) throws {
    guard !sight.hides(field, of: kind, about: true) else { return conditions.add("0") }
    let columns = FieldColumns(field: field)
    let column = "t.\(columns.name)"
    var passing: [String] = []
    for row in try reader.rows(
      "SELECT DISTINCT \(column) FROM \(kind.table) t WHERE \(column) IS NOT NULL")
    {
      guard let cell = row[0].text, let value = columns.value(at: 0, { _ in row[0] }) else {
        continue
      }
      if passes(try texts(of: value, field)) { passing.append(cell) }
    }
    conditions.add(
      "\(column) IN (SELECT value FROM json_each(?))",
      [.text(Value.texts(passing).json.compactText)])
  }

  private func texts(of value: Value, _ field: Field) throws -> [String] {
    switch value {
    case .texts(let texts): return texts
    case .references(let ids):
      guard let target = field.type.target else { return ids }
      return try ids.flatMap { [$0, try title(ThingRef(target, $0)) ?? ""] }
    default: return [value.written]
    }
  }

  /// What somebody wrote in a place, each once.
  public func texts(in place: FilterPlace) throws -> [String] {
    if sight.lacks(place.kind)
      || sight.hides(place.field, of: place.kind, entry: place.entry, about: true)
    {
      return []
    }
    let table = place.entry?.table(in: place.kind) ?? place.kind.table
    let columns = FieldColumns(field: place.field)
    let query =
      switch place.field.type {
      case .terms: "SELECT DISTINCT written FROM \(table)_\(columns.list)"
      case .term: "SELECT DISTINCT \(columns.presence) FROM \(table)"
      default: "SELECT DISTINCT \(columns.name) FROM \(table) WHERE standing = 1"
      }
    return try reader.rows(query).flatMap { row -> [String] in
      guard let text = row[0].text else { return [] }
      guard case .titles = place.field.type,
        case .texts(let texts)? = columns.value(at: 0, { _ in row[0] })
      else { return [text] }
      return texts
    }
  }

  // MARK: People

  private func add(_ filter: ThingFilter, postsAndRoles conditions: inout Conditions) throws {
    if !filter.affiliatedWith.isEmpty {
      let ids = try same(.organisation, filter.affiliatedWith)
      conditions.add(
        """
        t.person IN (SELECT x.thing FROM affiliations x WHERE x.standing = 1
        AND x.organisation IN (\(marks(ids))))
        """, ids.map { .text($0) })
    }
    guard !filter.withRoleIn.isEmpty || !filter.withRole.isEmpty else { return }
    var role = Conditions("x.standing = 1")
    if !filter.withRoleIn.isEmpty { role.add("x.thing", among: filter.withRoleIn) }
    if !filter.withRole.isEmpty {
      try add(filter.withRole, in: "role", "x.role", "roles", to: &role)
    }
    // A role stays with the id that it was recorded under, and counts for whom that stands for now.
    let winners = try winners(
      ofMerged: .person, in: "SELECT x.person FROM roles x\(role.clause)", role.arguments)
    conditions.add(
      "t.person IN (SELECT x.person FROM roles x\(role.clause)) OR t.person IN (\(marks(winners)))",
      role.arguments + winners.map { .text($0) })
  }

  /// A column of terms that holds one of these, as recorded or as mapped since.
  func add(
    _ terms: [String], in vocabulary: String, _ column: String, _ table: String,
    to conditions: inout Conditions
  ) throws {
    let written = try writtenForms(
      of: terms, in: vocabulary, column, column + "_written", table)
    conditions.add(
      """
      \(column) IN (\(marks(terms)))
      OR (\(column) IS NULL AND \(column)_written IN (\(marks(written))))
      """, (terms + written).map { .text($0) })
  }
}

extension Conditions {
  /// All the conditions as one; true when there are none.
  var all: String {
    parts.isEmpty ? "1" : parts.map { "(\($0))" }.joined(separator: " AND ")
  }

  /// Adds the condition that all of one of these hold.
  mutating func add(anyOf alternatives: [Conditions]) {
    add(
      alternatives.map { "(\($0.all))" }.joined(separator: " OR "),
      alternatives.flatMap(\.arguments))
  }
}
