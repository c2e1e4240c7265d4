import ProjectionKit
public import Registry

extension Reading {
  /// The things of a kind that pass a filter, in the order they were first recorded; with `fields`,
  /// only these fields of them and nothing else.
  public func list(
    _ kind: Kind, _ filter: ThingFilter = ThingFilter(), fields: Set<String>? = nil
  ) throws -> Listing {
    var conditions = Conditions()
    let parts = filter.parts
    if !parts.contains(where: \.includesGone) { conditions.add("t.standing = 1") }
    for part in parts { try add(part, kind, to: &conditions) }
    // SQLite would walk along the order of lists rather than look for the few that pass; an
    // expression keeps it from that (https://www.sqlite.org/optoverview.html, "unary +").
    let unordered = "+t.begun"
    let hasWords = parts.contains { $0.text != nil }
    let passes: ((Thing) -> Bool)? =
      hasWords ? { thing in parts.allSatisfy { self.passes(thing, $0) } } : nil
    var undated = 0
    if let dates = kind.definition.dates, parts.contains(where: { $0.from != nil || $0.to != nil })
    {
      var without = conditions
      without.add("t.\(dates.first) IS NULL")
      undated = try things(
        kind, where: without, order: unordered, fields: hasWords ? nil : [], passes
      ).count
      for part in parts { add(part, dates, to: &conditions) }
    }
    let limit = parts.compactMap(\.limit).min()
    let order = filter.order.sql ?? (conditions.parts.count > 1 ? unordered : nil)
    let things = try things(
      kind, where: conditions, order: order, limit: limit, fields: hasWords ? nil : fields, passes)
    return Listing(things: things, undated: undated)
  }

  /// Everything that one filter asks of the things themselves, but for their date and their words.
  func add(_ filter: ThingFilter, _ kind: Kind, to conditions: inout Conditions) throws {
    if kind.definition.field("country") != nil, filter.countryBy == .stated {
      add(filter, places: kind, by: "t.country", to: &conditions)
    }
    add(filter, under: kind, to: &conditions)
    try add(filter, references: kind, to: &conditions)
    try add(filter, terms: kind, to: &conditions)
    if let document = filter.document {
      conditions.add(
        "EXISTS (SELECT 1 FROM json_each(t.sources) s WHERE substr(s.value, 1, length(?)) = ?)",
        [.text(document + ":"), .text(document + ":")])
    }
    try add(filter, due: kind, to: &conditions)
    try add(filter, only: kind, to: &conditions)
    try add(filter, beyondFields: kind, to: &conditions)
  }

  // MARK: Where

  /// What countries, region and group ask of the country in a column.
  func add(
    _ filter: ThingFilter, places kind: Kind, by column: String, to conditions: inout Conditions
  ) {
    if !filter.countries.isEmpty { conditions.add(column, among: filter.countries) }
    if let region = filter.region {
      conditions.add(column, among: Regions.shared.countries(in: region).sorted())
    }
    if let group = filter.group { add(filter, group, kind, by: column, to: &conditions) }
  }

  private func add(_ filter: ThingFilter, under kind: Kind, to conditions: inout Conditions) {
    guard let top = filter.under else { return }
    let column = kind == .meeting ? "id" : "meeting"
    guard kind == .meeting || kind.definition.field("meeting") != nil else { return }
    conditions.add(
      """
      t.\(column) IN (WITH RECURSIVE inside(id) AS (
        SELECT ? UNION SELECT m.id FROM meetings m JOIN inside ON m.parent = inside.id)
        SELECT id FROM inside)
      """, [.text(top)])
  }

  /// Membership is a matter of the day: one condition for each member and period.
  private func add(
    _ filter: ThingFilter, _ group: String, _ kind: Kind, by column: String,
    to conditions: inout Conditions
  ) {
    // What never happens on a day is asked about as of today.
    switch kind.hasEventDay ? filter.groupDay : filter.groupDay.orToday {
    case .today:
      let members = CountryGroups.shared.members(of: group, on: PartialDate(today))
      conditions.add(column, among: members.sorted())
    case .date(let date):
      conditions.add(column, among: CountryGroups.shared.members(of: group, on: date).sorted())
    case .event:
      let (first, last) = eventDays(kind)
      var parts: [String] = []
      var arguments: [SQLValue] = []
      for membership in CountryGroups.shared.memberships(of: group) {
        guard let span = membership.span else { continue }
        parts.append("(\(column) = ? AND \(last) >= ? AND \(first) <= ?)")
        arguments.append(.text(membership.iso3))
        arguments.append(.integer(span.first.map { Int64($0.number) } ?? .min))
        arguments.append(.integer(span.last.map { Int64($0.number) } ?? .max))
      }
      conditions.add(parts.isEmpty ? "0" : parts.joined(separator: " OR "), arguments)
    }
  }

  /// SQL for the first and last day of the event: the thing's own date, or for this test only its
  /// meeting's.
  func eventDays(_ kind: Kind) -> (first: String, last: String) {
    var firsts: [String] = []
    var lasts: [String] = []
    if let dates = kind.definition.dates {
      firsts.append("t.\(dates.first)_first")
      lasts += dates.all.reversed().map { "t.\($0)_last" }
    }
    if kind.definition.field("meeting") != nil {
      firsts.append("(SELECT m.start_first FROM meetings m WHERE m.id = t.meeting)")
      lasts.append(
        "(SELECT COALESCE(m.end_last, m.start_last) FROM meetings m WHERE m.id = t.meeting)")
    }
    return (
      "COALESCE(\(firsts.joined(separator: ", ")), NULL)",
      "COALESCE(\(lasts.joined(separator: ", ")), NULL)"
    )
  }

  // MARK: Who and what

  private func add(
    _ filter: ThingFilter, references kind: Kind, to conditions: inout Conditions
  ) throws {
    for (name, typed) in filter.references.sorted(by: { $0.key < $1.key }) {
      guard let field = kind.definition.field(name) else { continue }
      let columns = FieldColumns(field: field)
      var ids: Set<String> = []
      for id in typed {
        guard let target = field.type.target else { continue }
        ids.formUnion(try same(target, [id]))
      }
      if columns.links.isEmpty {
        conditions.add("t.\(columns.name)", among: ids.sorted())
      } else {
        add(any: ids.sorted(), of: field, kind, to: &conditions)
      }
    }
    for name in filter.absent.sorted() {
      guard let field = kind.definition.field(name) else { continue }
      conditions.add("t.\(FieldColumns(field: field).presence) IS NULL")
    }
  }

  private func add(
    any values: [String], of field: Field, _ kind: Kind, to conditions: inout Conditions
  ) {
    let marks = Array(repeating: "?", count: values.count).joined(separator: ", ")
    conditions.add(
      """
      EXISTS (SELECT 1 FROM \(kind.table)_\(FieldColumns(field: field).list) x
      WHERE x.row = t.row AND x.value IN (\(marks)))
      """, values.map { .text($0) })
  }

  private func add(
    _ filter: ThingFilter, terms kind: Kind, to conditions: inout Conditions
  ) throws {
    var terms = filter.terms
    if !filter.themes.isEmpty, let field = kind.definition.themes {
      terms[field.name] = filter.themes.flatMap(Self.narrower)
    }
    for (name, wanted) in terms.sorted(by: { $0.key < $1.key }) {
      guard let field = kind.definition.field(name) else { continue }
      let columns = FieldColumns(field: field)
      switch field.type {
      case .terms(let vocabulary):
        let list = "\(kind.table)_\(columns.list)"
        let written = try writtenForms(of: wanted, in: vocabulary, "x.value", "x.written", list)
        conditions.add(
          """
          EXISTS (SELECT 1 FROM \(list) x WHERE x.row = t.row AND (x.value IN (\(marks(wanted)))
          OR (x.value IS NULL AND x.written IN (\(marks(written))))))
          """, (wanted + written).map { .text($0) })
      case .term(let vocabulary):
        let (code, text) = ("t.\(columns.name)", "t.\(columns.name)_written")
        let written = try writtenForms(of: wanted, in: vocabulary, code, text, kind.table)
        conditions.add(
          """
          \(code) IN (\(marks(wanted))) OR (\(code) IS NULL AND \(text) IN (\(marks(written))))
          """, (wanted + written).map { .text($0) })
      default:
        conditions.add("t.\(FieldColumns(field: field).name)", among: wanted)
      }
    }
    for (name, unwanted) in filter.excluded.sorted(by: { $0.key < $1.key }) {
      try exclude(unwanted, from: name, of: kind, to: &conditions)
    }
  }

  /// What has none of these terms in the field, as recorded or as mapped since.
  func exclude(
    _ unwanted: Set<String>, from name: String, of kind: Kind, to conditions: inout Conditions
  ) throws {
    guard case .term(let vocabulary)? = kind.definition.field(name)?.type else { return }
    let (code, text) = ("t.\(name)", "t.\(name)_written")
    let written = try writtenForms(of: unwanted.sorted(), in: vocabulary, code, text, kind.table)
    conditions.add(
      "COALESCE(\(code), \(text), '') NOT IN (\(marks(written)))", written.map { .text($0) })
  }

  /// The theme and its narrower ones; a theme in no vocabulary alone, as it was written.
  private static func narrower(_ theme: String) -> [String] {
    let narrower = Themes.shared.narrower(of: theme).sorted()
    return narrower.isEmpty ? [theme] : narrower
  }

  func marks(_ values: [String]) -> String {
    Array(repeating: "?", count: values.count).joined(separator: ", ")
  }

  /// The texts in no vocabulary that stand for one of these terms: the term itself as written, and
  /// what was mapped to it since.
  func writtenForms(
    of terms: [String], in vocabulary: String, _ code: String, _ written: String, _ table: String
  ) throws -> [String] {
    let keys = Set(terms.flatMap { texts(mappedTo: $0, in: vocabulary) })
    guard !keys.isEmpty else { return terms }
    let alias = code.prefix { $0 != "." }
    return terms
      + (try reader.rows(
        "SELECT DISTINCT \(written) AS written FROM \(table) \(alias) WHERE \(code) IS NULL", []
      )
      .compactMap { try $0["written"].text }.filter { keys.contains(TextFolding.fold($0)) })
  }

  /// Filters that only one kind has.
  private func add(_ filter: ThingFilter, only kind: Kind, to conditions: inout Conditions) throws {
    if kind == .statement, let subject = filter.subject {
      let things =
        if let thing = ThingRef(stream: subject) { [thing] } else {
          try Kind.allCases.compactMap { $0 == .vocabulary ? nil : try find($0, subject) }
        }
      let known = try things.compactMap { try find($0.kind, $0.id)?.description }
      conditions.add("t.subject", among: known)
    }
  }

  // MARK: When

  /// Partial dates compare as periods: what may have happened in the period passes.
  private func add(_ filter: ThingFilter, _ dates: DateFields, to conditions: inout Conditions) {
    guard filter.from != nil || filter.to != nil else { return }
    conditions.add("t.\(dates.first) IS NOT NULL")
    if let from = filter.from?.earliest {
      let last =
        "COALESCE(\(dates.all.reversed().map { "t.\($0)_last" }.joined(separator: ", ")), ?)"
      conditions.add("\(last) >= ?", [.integer(.max), .integer(Int64(from.number))])
    }
    if let to = filter.to?.latest {
      conditions.add(
        "COALESCE(t.\(dates.first)_first, ?) <= ?", [.integer(.min), .integer(Int64(to.number))])
    }
  }

  private func add(_ filter: ThingFilter, due kind: Kind, to conditions: inout Conditions) throws {
    guard kind == .followup else { return }
    if let day = filter.dueBefore?.earliest {
      conditions.add("t.due_last < ?", [.integer(Int64(day.number))])
    }
    guard filter.overdue else { return }
    conditions.add("t.due_last < ?", [.integer(Int64(today.number))])
    try exclude(FollowUp.closedStatuses, from: "status", of: kind, to: &conditions)
  }

  // MARK: Words

  private func passes(_ thing: Thing, _ filter: ThingFilter) -> Bool {
    guard let text = filter.text else { return true }
    let later = (try? entries(.name, of: thing.ref)) ?? []
    let texts = thing.fields.values.map(\.written) + later.compactMap { $0.fields["name"]?.written }
    let all = TextFolding.fold(texts.joined(separator: " "))
    return TextFolding.tokens(text).allSatisfy { all.contains($0) }
  }
}
