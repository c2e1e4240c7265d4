public import ProjectionKit
public import Registry

/// One reading of the views: at one size, with one meaning of "today". Valid only inside the
/// closure that received the reader.
public final class Reading {
  /// The views.
  public let reader: ViewReader
  /// What overdue, due and "today's groups" are measured by.
  public let today: Day
  /// What whoever asks may see.
  public let sight: Sight
  /// Which day decides what organisations are called in the rows of others.
  public var names: NameDay = .today

  /// Which day decides what something is called.
  public enum NameDay: String, CaseIterable, Sendable {
    /// The row's own date, or for this question only its meeting's; today when neither is stated.
    case event
    /// Today.
    case today
  }

  private var titles: [ThingRef: String?] = [:]
  private var typedIDs: [String: String] = [:]
  private var mergers: [Kind: [String: String]] = [:]
  private lazy var mappings = try? loadMappings()

  /// A reading of the views.
  public init(_ reader: ViewReader, today: Day, sight: Sight = .current) {
    self.reader = reader
    self.today = today
    self.sight = sight
  }

  // MARK: Things

  /// What holds for things that count, in a table `t`. Nearly all do, which SQLite would not guess: it
  /// would rather go through them than look for the few of a country
  /// (https://www.sqlite.org/lang_corefunc.html#likely).
  static let stands = "likely(t.standing = 1)"

  /// The things of a kind that pass `conditions`, which name the table `t`.
  ///
  /// - Parameters:
  ///   - order: what to order by in SQL; nil for the order in which they were first recorded.
  ///   - limit: at most so many.
  ///   - offset: so many are passed over first, when there is a limit.
  ///   - fields: the only fields that are read, and nothing else of the things; nil for everything.
  ///     A few fields of many things are read much faster.
  public func things(
    _ kind: Kind, where conditions: Conditions = Conditions(), order: String? = nil,
    limit: Int? = nil, offset: Int = 0, fields: Set<String>? = nil
  ) throws -> [Thing] {
    if limit == 0 || sight.lacks(kind) { return [] }
    let layout = TableLayout.of(.things(kind))
    var found: [Thing] = []
    var places: [Int?] = []
    try reader.forEachRow(
      Self.query(layout.selection(fields), kind, conditions, order, limit, offset),
      conditions.arguments
    ) { row in
      if places.isEmpty { places = layout.places(among: row.names) }
      let id = try row[kind.key].text ?? ""
      found.append(
        shown(
          layout.thing(ThingRef(kind, id), fields) { place in
            places[place].map { row[$0] } ?? .null
          }))
      return true
    }
    return found
  }

  /// A query that finds out first which rows are wanted, in an index that holds all it takes, and
  /// reads the rows themselves then.
  ///
  /// The order is an expression: SQLite would else walk along it rather than look for the few that
  /// pass (https://www.sqlite.org/optoverview.html, "unary +"). A list of everything may walk.
  private static func query(
    _ selection: String, _ kind: Kind, _ conditions: Conditions, _ order: String?, _ limit: Int?,
    _ offset: Int
  ) -> String {
    let table = "\(kind.table) t"
    let isEverything = conditions.parts.allSatisfy { $0 == Self.stands }
    let first = order ?? (isEverything ? "t.begun" : "+t.begun")
    guard let limit else {
      return "SELECT \(selection) FROM \(table)\(conditions.clause) ORDER BY \(first)"
    }
    return """
      SELECT \(selection) FROM \(table) WHERE t.row IN (
        SELECT t.row FROM \(table)\(conditions.clause) ORDER BY \(first)
        LIMIT \(limit) OFFSET \(offset))
      ORDER BY \(order ?? "+t.begun")
      """
  }

  /// The thing, retracted or merged ones too; nil when there is none.
  public func thing(_ ref: ThingRef) throws -> Thing? {
    try things(
      ref.kind, where: Conditions("t.\(ref.kind.key) = ?", .text(ref.id)), limit: 1
    ).first
  }

  /// The entries of one kind that count, of things of `kind` that are not retracted, and that pass
  /// `conditions` (table `e`), with the things they belong to.
  public func standingEntries(
    _ entryKind: EntryKind, in kind: Kind, where conditions: Conditions = Conditions()
  ) throws -> [(thing: String, entry: Entry)] {
    var conditions = conditions
    // With many ids to look for, SQLite would rather walk along all that stand; an expression keeps
    // it from that (https://www.sqlite.org/optoverview.html, "unary +").
    conditions.add(conditions.parts.isEmpty ? "e.standing = 1" : "+e.standing = 1")
    conditions.add(
      """
      EXISTS (SELECT 1 FROM \(kind.table) o
      WHERE o.\(kind.key) = e.thing AND o.retracted IS NULL)
      """)
    return try entries(entryKind, in: kind, where: conditions)
  }

  /// The entries of one kind that things of `kind` hold and that pass `conditions` (table `e`),
  /// with the things they belong to.
  private func entries(
    _ entryKind: EntryKind, in kind: Kind, where conditions: Conditions
  ) throws -> [(thing: String, entry: Entry)] {
    let sql =
      "SELECT e.* FROM \(entryKind.table(in: kind)) e" + conditions.clause + " ORDER BY e.begun"
    let layout = TableLayout.of(.entries(entryKind, of: kind))
    var places: [Int?] = []
    return try reader.rows(sql, conditions.arguments).map { row in
      if places.isEmpty { places = layout.places(among: row.names) }
      let entry = layout.entry(try row["entry"].text ?? "", entryKind) { place in
        places[place].map { row[$0] } ?? .null
      }
      return (try row["thing"].text ?? "", shown(entry, in: kind))
    }
  }

  /// The entries of one kind that count for one thing.
  public func entries(_ entryKind: EntryKind, of ref: ThingRef) throws -> [Entry] {
    try entries(
      entryKind, in: ref.kind,
      where: Conditions("e.thing = ? AND e.standing = 1", .text(ref.id))
    ).map(\.entry)
  }

  /// The thing that an entry belongs to. Of a person, with the log's id, which the Desk takes as
  /// well as the typed one.
  public func owner(ofEntry id: String, in kind: Kind) throws -> ThingRef? {
    guard let entryKind = EntryKind(ofEntry: id), kind.definition.entries.contains(entryKind),
      !sight.lacks(kind)
    else {
      return nil
    }
    let row = try reader.first(
      "SELECT thing FROM \(entryKind.table(in: kind)) WHERE entry = ?", [.text(id)])
    return try row?["thing"].text.map { ThingRef(kind, $0) }
  }

  /// The fields in the row of a table of things or of entries that has this key, as they may be seen;
  /// none when there is no such row.
  func fields(ofRow key: String, in content: TableLayout.Content) throws -> Fields {
    let layout = TableLayout.of(content)
    let row = try reader.first(
      "SELECT * FROM \(layout.schema.name) WHERE \"\(layout.schema.key)\" = ?", [.text(key)])
    guard let row else { return [:] }
    let places = layout.places(among: row.names)
    let fields = layout.fields(nil) { place in places[place].map { row[$0] } ?? .null }
    let names =
      switch content {
      case .things(let kind): withheld(fields, of: kind, about: Thing.person(kind, key, fields))
      case .entries(let entry, let kind): withheld(fields, of: kind, entry: entry, about: nil)
      }
    return fields.filter { !names.contains($0.key) }
  }

  /// The value that the main column of a field holds, for those who read the column alone. Only for
  /// fields that have no other column.
  public static func value(_ text: String, of field: Field) -> Value? {
    FieldColumns(field: field).value(at: 0) { _ in .text(text) }
  }

  // MARK: What people call things

  /// The id that people type. For everything but people, the id itself; so for people who were erased,
  /// and for all people where their names are kept back: what people type is made from the name.
  public func typedID(_ ref: ThingRef) throws -> String {
    guard ref.kind == .person, !sight.hidesNames(of: .person) else { return ref.id }
    if let known = typedIDs[ref.id] { return known }
    let row = try reader.rows("SELECT id FROM people WHERE person = ?", [.text(ref.id)]).first
    let typed = try row?["id"].text
    let id = typed == Value.erased.written ? nil : typed
    typedIDs[ref.id] = id ?? ref.id
    return id ?? ref.id
  }

  /// The thing that people call `typed`; nil when there is none.
  public func find(_ kind: Kind, _ typed: String) throws -> ThingRef? {
    guard typed != Value.erased.written, !sight.lacks(kind) else { return nil }
    let column =
      kind != .person ? "id" : sight.people == .ids ? "person" : "id = ?1 OR person"
    let row = try reader.rows(
      "SELECT \(kind.key) AS key FROM \(kind.table) WHERE \(column) = ?1", [.text(typed)]
    ).first
    return try row?["key"].text.map { ThingRef(kind, $0) }
  }

  /// What people know the thing by: its name or title. For organisations and networks the name
  /// that is valid today. A vocabulary has none but its id.
  public func title(_ ref: ThingRef) throws -> String? {
    guard ref.kind != .vocabulary, !sight.hidesNames(of: ref.kind) else { return nil }
    if let known = titles[ref] { return known }
    let title = try currentName(ref) ?? firstTitle(ref)
    titles[ref] = .some(title)
    return title
  }

  /// The name or title that the thing was first given, corrections included.
  func firstTitle(_ ref: ThingRef) throws -> String? {
    if sight.hidesNames(of: ref.kind) { return nil }
    return try reader.first(
      "SELECT \(ref.kind.definition.title) AS title FROM \(ref.kind.table) WHERE \(ref.kind.key) = ?",
      [.text(ref.id)])?["title"].text
  }

  /// Learns the titles of all things of a kind that stand, for answers that name very many.
  public func learnTitles(_ kind: Kind) throws {
    if sight.hidesNames(of: kind) { return }
    let images = try reader.images(kind.table, [kind.key, kind.definition.title])
    let rows = try reader.integers("SELECT row FROM \(kind.table) t WHERE t.standing = 1")
    titles.reserveCapacity(titles.count + rows.count)
    for row in rows {
      guard let id = images[0].values[images[0][row]].text else { continue }
      titles[ThingRef(kind, id)] = .some(images[1].values[images[1][row]].text)
    }
    guard kind.definition.entries.contains(.name) else { return }
    for row in try reader.rows(
      "SELECT DISTINCT thing FROM \(EntryKind.name.table(in: kind)) WHERE standing = 1")
    {
      guard let id = row[0].text else { continue }
      let ref = ThingRef(kind, id)
      if let name = try currentName(ref) { titles[ref] = .some(name) }
    }
  }

  /// The last name given from a day that is not after today.
  public func currentName(_ ref: ThingRef) throws -> String? { try name(ref, on: today) }

  /// The last name given from a day that is not after this one; nil when only the first is known.
  func name(_ ref: ThingRef, on day: Day) throws -> String? {
    guard ref.kind.definition.entries.contains(.name), !sight.hidesNames(of: ref.kind) else {
      return nil
    }
    return try reader.rows(
      """
      SELECT name FROM \(EntryKind.name.table(in: ref.kind))
      WHERE thing = ? AND standing = 1 AND (from_first IS NULL OR from_first <= ?)
      ORDER BY from_first IS NULL DESC, from_first DESC, begun DESC LIMIT 1
      """, [.text(ref.id), .integer(Int64(day.number))]
    ).first?["name"].text
  }

  /// The ids of this thing and of all that were merged into it.
  public func withMerged(_ ref: ThingRef) throws -> [String] {
    try reader.rows(
      """
      WITH RECURSIVE same(id) AS (
        SELECT ?1 UNION SELECT m.\(ref.kind.key) FROM \(ref.kind.table) m JOIN same
        ON m.merged_into = same.id)
      SELECT id FROM same
      """, [.text(ref.id)]
    ).compactMap { try $0["id"].text }
  }

  /// The thing that stands for this one after merges.
  public func winner(_ ref: ThingRef) throws -> ThingRef {
    let mergers = try mergers(of: ref.kind)
    if mergers.isEmpty { return ref }
    var current = ref.id
    var seen: Set<String> = []
    while let next = mergers[current], seen.insert(current).inserted { current = next }
    return ThingRef(ref.kind, current)
  }

  /// Whether a thing is there and counts: neither retracted nor merged into another.
  public func stands(_ ref: ThingRef) throws -> Bool {
    let conditions = Conditions(
      "t.\(ref.kind.key) = ? AND t.standing = 1", .text(ref.id))
    return try count(ref.kind, where: conditions) > 0
  }

  /// The things of a kind that were merged, few at any time, and what into.
  private func mergers(of kind: Kind) throws -> [String: String] {
    if let known = mergers[kind] { return known }
    var found: [String: String] = [:]
    try reader.forEachRow(
      "SELECT \(kind.key), merged_into FROM \(kind.table) WHERE merged_into IS NOT NULL"
    ) { row in
      if let id = row[0].text { found[id] = row[1].text }
      return true
    }
    mergers[kind] = found
    return found
  }

  // MARK: Terms

  /// The code of a term: as recorded, or as somebody mapped it since.
  public func code(of term: Term, in vocabulary: String) -> String? {
    term.code ?? mappings?[vocabulary]?[TextFolding.fold(term.written)]
  }

  /// The texts that were mapped to this code.
  public func texts(mappedTo code: String, in vocabulary: String) -> [String] {
    mappings?[vocabulary]?.filter { $0.value == code }.map(\.key) ?? []
  }

  private func loadMappings() throws -> [String: [String: String]] {
    var mappings: [String: [String: String]] = [:]
    for row in try reader.rows(
      "SELECT thing, term, \"to\" AS code FROM mappings WHERE standing = 1 ORDER BY begun", [])
    {
      guard let vocabulary = try row["thing"].text, let term = try row["term"].text else {
        continue
      }
      mappings[vocabulary, default: [:]][TextFolding.fold(term)] = try row["code"].text
    }
    return mappings
  }
}

/// Conditions of a query, all of which must hold, with their arguments.
public struct Conditions: Sendable {
  /// The conditions in SQL, with `?` for each argument.
  public private(set) var parts: [String] = []
  /// The arguments in order.
  public private(set) var arguments: [SQLValue] = []

  /// No condition.
  public init() {}

  /// One condition.
  public init(_ part: String, _ arguments: SQLValue...) {
    add(part, arguments)
  }

  /// Adds a condition.
  public mutating func add(_ part: String, _ arguments: [SQLValue] = []) {
    parts.append(part)
    self.arguments += arguments
  }

  /// Adds the condition that `expression` is one of these texts.
  public mutating func add(_ expression: String, among values: some Collection<String>) {
    let marks = Array(repeating: "?", count: values.count).joined(separator: ", ")
    add("\(expression) IN (\(marks))", values.map { .text($0) })
  }

  /// The conditions as a clause of a query, with a blank before it.
  public var clause: String {
    parts.isEmpty ? "" : " WHERE " + parts.map { "(\($0))" }.joined(separator: " AND ")
  }
}
