import JSON
import ProjectionKit
public import Registry

extension Reading {
  /// The things of a kind that pass a filter, in the order they were first recorded; with `fields`,
  /// only these fields of them and nothing else.
  public func list(
    _ kind: Kind, _ filter: ThingFilter = ThingFilter(), fields: Set<String>? = nil
  ) throws -> Listing {
    let (conditions, undated) = try conditions(kind, filter)
    return Listing(
      things: try things(
        kind, where: conditions, order: filter.order.sql,
        limit: filter.least, fields: fields),
      undated: try undated.map { try count(kind, where: $0) } ?? 0)
  }

  /// Some of the things of a kind that pass a filter, and how many pass in all: for whoever turns
  /// pages, so that no page takes longer than what it shows.
  ///
  /// - Parameter most: the count stops behind so many.
  public func page(
    _ kind: Kind, _ filter: ThingFilter, offset: Int, limit: Int, countingTo most: Int = .max
  ) throws -> (listing: Listing, count: BoundedCount) {
    let (conditions, undated) = try conditions(kind, filter)
    var count = try self.count(kind, where: conditions, upTo: most)
    if let least = filter.least, count.number > least {
      count = BoundedCount(number: least, isExact: true)
    }
    let left = count.isExact ? max(0, count.number - offset) : Int.max
    let things = try things(
      kind, where: conditions,
      // Of many, the first are soon met along the order; of few, all are found first.
      order: filter.order.sql ?? (count.number > Self.many ? "t.begun" : nil),
      limit: min(limit, left), offset: offset)
    let listing = Listing(
      things: things, undated: try undated.map { try self.count(kind, where: $0) } ?? 0)
    return (listing, count)
  }

  private static let many = 1_000

  /// How many things pass conditions; the count stops behind `most`.
  func count(_ kind: Kind, where conditions: Conditions, upTo most: Int) throws -> BoundedCount {
    guard most < .max else {
      return BoundedCount(number: try count(kind, where: conditions), isExact: true)
    }
    if sight.lacks(kind) { return BoundedCount(number: 0, isExact: true) }
    let found = try reader.integers(
      "SELECT count(*) FROM (SELECT 1 FROM \(kind.table) t\(conditions.clause) LIMIT \(most + 1))",
      conditions.arguments)
    let number = Int(found.first ?? 0)
    return BoundedCount(number: min(number, most), isExact: number <= most)
  }

  /// The things with these ids that pass a filter.
  public func passing(
    _ kind: Kind, _ filter: ThingFilter, among ids: some Collection<String>
  ) throws -> [Thing] {
    var conditions = try conditions(kind, filter).passing
    conditions.add("t.\(kind.key)", among: ids)
    return try things(kind, where: conditions)
  }

  /// The ids of the things that pass a filter, in the order they were first recorded; of people, the
  /// log's own.
  public func ids(_ kind: Kind, _ filter: ThingFilter) throws -> [String] {
    let rows = try rows(kind, filter)
    let image = try reader.images(kind.table, [kind.key])[0]
    return rows.compactMap { image.values[image[$0]].text }
  }

  /// The things that stand in these rows, in the order they were first recorded.
  public func things(_ kind: Kind, inRows rows: some Sequence<Int64>) throws -> [Thing] {
    let numbers = JSONValue.array(rows.map { .integer($0) }).compactText
    return try things(
      kind, where: Conditions("t.row IN (SELECT value FROM json_each(?))", .text(numbers)))
  }

  /// The numbers of the rows that hold the things which pass a filter, in the order they were first
  /// recorded: the fastest answer to "which", for questions about very many things.
  public func rows(_ kind: Kind, _ filter: ThingFilter) throws -> [Int64] {
    let passing = try conditions(kind, filter).passing
    // Order and row in one number are sorted several times as fast as by SQLite.
    let sql = "SELECT t.begun << 32 | t.row FROM \(kind.table) t" + passing.clause
    let found = try reader.integers(sql, passing.arguments).sorted().map { $0 & 0xFFFF_FFFF }
    return filter.least.map { Array(found.prefix($0)) } ?? found
  }

  /// How many things pass conditions.
  public func count(_ kind: Kind, where conditions: Conditions) throws -> Int {
    if sight.lacks(kind) { return 0 }
    let found = try reader.integers(
      "SELECT count(*) FROM \(kind.table) t" + conditions.clause, conditions.arguments)
    return Int(found.first ?? 0)
  }

  /// What has to hold for a thing to pass a filter. When the filter asks for a period, also what
  /// holds for those that would pass but for having no date.
  func conditions(_ kind: Kind, _ filter: ThingFilter) throws -> (
    passing: Conditions, undated: Conditions?
  ) {
    var conditions = Conditions()
    let parts = filter.parts
    if !parts.contains(where: \.includesGone) { conditions.add(Self.stands) }
    for part in parts { try add(part, kind, to: &conditions) }
    guard let dates = kind.definition.dates,
      parts.contains(where: { $0.from != nil || $0.to != nil })
    else { return (conditions, nil) }
    var undated = conditions
    undated.add("t.\(dates.first) IS NULL")
    for part in parts { add(part, dates, to: &conditions) }
    return (conditions, undated)
  }

  /// Everything that one filter asks of the things themselves, but for their date.
  func add(_ filter: ThingFilter, _ kind: Kind, to conditions: inout Conditions) throws {
    if kind.definition.field("country") != nil, filter.countryBy == .stated {
      add(filter, places: kind, by: "t.country", to: &conditions)
    }
    add(filter, under: kind, to: &conditions)
    try add(filter, references: kind, to: &conditions)
    try add(filter, terms: kind, to: &conditions)
    if let document = filter.document { add(document: document, to: &conditions) }
    try add(filter, due: kind, to: &conditions)
    try add(filter, only: kind, to: &conditions)
    if let text = filter.text { add(words: text, kind, to: &conditions) }
    try add(filter, beyondFields: kind, to: &conditions)
  }

  /// Sources stand as a list of texts `document:place`. Looking for the text comes first, since it is
  /// fast and passes nearly nothing that the list itself then refuses.
  private func add(document: String, to conditions: inout Conditions) {
    conditions.add(
      """
      instr(t.sources, ?) > 0 AND EXISTS (SELECT 1 FROM json_each(t.sources) s
      WHERE substr(s.value, 1, length(?)) = ?)
      """, ["\"\(document):", "\(document):", "\(document):"].map { .text($0) })
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
      let memberships = CountryGroups.shared.memberships(of: group)
      conditions.add(column, among: Set(memberships.map(\.iso3)).sorted())
      var parts: [String] = []
      var arguments: [SQLValue] = []
      let always = memberships.filter { $0.span == DaySpan(first: nil, last: nil) }
      if !always.isEmpty {
        parts.append("\(column) IN (\(marks(always.map(\.iso3))))")
        arguments += always.map { .text($0.iso3) }
      }
      for membership in memberships {
        guard let span = membership.span, span.first != nil || span.last != nil else { continue }
        parts.append("(\(column) = ? AND \(last) >= ? AND \(first) <= ?)")
        arguments.append(.text(membership.iso3))
        arguments.append(.integer(span.first.map { Int64($0.number) } ?? .min))
        arguments.append(.integer(span.last.map { Int64($0.number) } ?? .max))
      }
      // Without any date there is no event to be a member at.
      conditions.add("\(last) IS NOT NULL")
      conditions.add(parts.isEmpty ? "0" : parts.joined(separator: " OR "), arguments)
    }
  }

  /// SQL for the first and last day of the event: the thing's own date, or for this test only its
  /// meeting's; null when neither is stated.
  func eventDays(_ kind: Kind) -> (first: String, last: String) {
    let own = kind.definition.dates?.days(of: "t")
    guard kind.definition.field("meeting") != nil, let meeting = Kind.meeting.definition.dates
    else {
      return (own?.first ?? "NULL", own?.last ?? "NULL")
    }
    let days = meeting.days(of: "m")
    let (first, last) = (
      "(SELECT \(days.first) FROM meetings m WHERE m.id = t.meeting)",
      "(SELECT \(days.last) FROM meetings m WHERE m.id = t.meeting)"
    )
    return (
      own.map { "COALESCE(\($0.first), \(first))" } ?? first,
      own.map { "COALESCE(\($0.last), \(last))" } ?? last
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
    conditions.add(
      """
      t.row IN (SELECT x.row FROM \(kind.table)_\(FieldColumns(field: field).list) x
      WHERE x.value IN (\(marks(values))))
      """, values.map { .text($0) })
  }

  private func add(
    _ filter: ThingFilter, terms kind: Kind, to conditions: inout Conditions
  ) throws {
    var terms = filter.terms
    if !filter.themes.isEmpty, let field = kind.definition.themes {
      terms[field.name] = filter.themes.flatMap {
        Themes.shared.narrower(of: $0).union([$0]).sorted()
      }
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
          t.row IN (SELECT x.row FROM \(list) x WHERE x.value IN (\(marks(wanted)))
          UNION ALL SELECT x.row FROM \(list) x
          WHERE x.value IS NULL AND x.written IN (\(marks(written))))
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

  /// A mark for each argument of a query, as `IN (…)` takes them.
  public func marks(_ values: [String]) -> String {
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
    let days = dates.days(of: "t")
    if let from = filter.from?.earliest {
      conditions.add("\(days.last) >= ?", [.integer(Int64(from.number))])
    }
    if let to = filter.to?.latest {
      conditions.add("\(days.first) <= ?", [.integer(Int64(to.number))])
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

  /// Things of whose own words, or of those of a later name, each one looked for begins one.
  private func add(words text: String, _ kind: Kind, to conditions: inout Conditions) {
    guard let words = WordQuery(text) else { return }
    if sight.hidesSome(of: kind) { return add(visibleWords: words, kind, to: &conditions) }
    func found(_ table: String, _ alias: String) -> String {
      "\(alias).words IN (SELECT rowid FROM \(table)_words WHERE \(table)_words MATCH ?)"
    }
    guard kind.definition.entries.contains(.name) else {
      return conditions.add(found(kind.table, "t"), [.text(words.beginnings)])
    }
    let names = EntryKind.name.table(in: kind)
    conditions.add(
      """
      \(found(kind.table, "t")) OR t.\(kind.key) IN (
        SELECT e.thing FROM \(names) e WHERE e.standing = 1 AND \(found(names, "e")))
      """, [.text(words.beginnings), .text(words.beginnings)])
  }

  /// The same where some texts are kept back: what is not seen is not found, or it could be guessed
  /// word by word.
  private func add(visibleWords words: WordQuery, _ kind: Kind, to conditions: inout Conditions) {
    switch (kind, sight.people) {
    case (.person, .names):
      let names = EntryKind.name.table(in: kind)
      let expression = SQLValue.text("names : (\(words.beginnings))")
      conditions.add(
        """
        t.words IN (SELECT rowid FROM people_words WHERE people_words MATCH ?) OR t.person IN (
          SELECT e.thing FROM \(names) e WHERE e.standing = 1
          AND e.words IN (SELECT rowid FROM \(names)_words WHERE \(names)_words MATCH ?))
        """, [expression, expression])
    case (.statement, _):
      conditions.add(
        """
        t.words IN (SELECT rowid FROM statements_words WHERE statements_words MATCH ?)
        AND t.subject NOT LIKE 'person/%'
        """, [.text(words.beginnings)])
    default: conditions.add("0")
    }
  }
}
