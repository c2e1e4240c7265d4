import JSON
import ProjectionKit
import Registry

/// Where everything stands in the rows of a table of things or of entries. Worked out once, so that
/// a fold finds cells by place and not by name.
struct TableLayout: Sendable {
  /// What the rows are of.
  enum Content: Hashable, Sendable {
    case things(Kind)
    case entries(EntryKind, of: Kind)
  }

  /// A field, its first column and its list.
  private struct Place: Sendable {
    var columns: FieldColumns
    var cell: Int
    var list: Int
  }

  /// The table.
  let schema: TableSchema
  private var places: [Place] = []
  private var placesByName: [String: Int] = [:]
  private let ownFirst: Int
  private let ownLast: Int

  /// The layout for things of a kind, or their entries of a kind.
  static func of(_ content: Content) -> TableLayout { all[content] ?? TableLayout(content) }

  private static let all: [Content: TableLayout] = {
    var layouts: [Content: TableLayout] = [:]
    for kind in Kind.allCases {
      layouts[.things(kind)] = TableLayout(.things(kind))
      for entry in kind.definition.entries {
        layouts[.entries(entry, of: kind)] = TableLayout(.entries(entry, of: kind))
      }
    }
    return layouts
  }()

  private init(_ content: Content) {
    let fields: [Field]
    let name: String
    let key: String
    var columns: [Column] = []
    let last: [Column]
    switch content {
    case .things(let kind):
      (name, key, fields) = (kind.table, kind.key, kind.definition.fields)
      last = [Column("merged_into", indexed: true), Column("status_by")]
    case .entries(let entry, let kind):
      (name, key, fields) = (entry.table(in: kind), "entry", entry.fields(in: kind))
      columns.append(Column("thing", indexed: true))
      last = [Column("batch")]
    }
    var links: [LinkList] = []
    for field in fields {
      let own = FieldColumns(field: field)
      placesByName[field.name] = places.count
      places.append(Place(columns: own, cell: columns.count, list: links.count))
      columns += own.columns
      links += own.links
    }
    ownFirst = columns.count
    columns += [
      Column("sources"), Column("standing", .integer), Column("retracted"),
      Column("retracted_batch"), Column("begun", .integer),
    ]
    ownLast = columns.count
    columns += last
    var filters: [String] = []
    if case .things = content {
      filters = ["standing", "begun"] + places.flatMap(\.columns.filters) + ["sources"]
    }
    // Lists show what stands, in the order of its beginning.
    schema = TableSchema(
      name, key: key, columns: columns, links: links, indexes: [["standing", "begun"]],
      filters: filters, words: Self.words(content, places))
  }

  /// The full-text index over the fields that hold words; nil when none does.
  private static func words(_ content: Content, _ places: [Place]) -> WordIndex? {
    let names = Set(Passages.fields(of: content).map(\.name))
    let read = places.filter { names.contains($0.columns.field.name) }
    guard !read.isEmpty else { return nil }
    return WordIndex(
      ["names", "rest"],
      from: read.flatMap { $0.cell..<$0.cell + $0.columns.columns.count }
    ) { row in
      var fields: Fields = [:]
      for place in read {
        fields[place.columns.field.name] = place.columns.value(at: place.cell) { row[at: $0] }
      }
      return Passages(fields, of: content).words
    }
  }

  // MARK: The columns that are no fields

  /// The column that says whose the rows are, of a table `t`.
  var owner: String { schema.key == "entry" ? "t.thing" : "t.\"\(schema.key)\"" }

  /// An entry's thing.
  private var thing: Int { 0 }
  private var sources: Int { ownFirst }
  private var standing: Int { ownFirst + 1 }
  private var retracted: Int { ownFirst + 2 }
  private var retractedBatch: Int { ownFirst + 3 }
  private var begun: Int { ownFirst + 4 }
  private var mergedInto: Int { ownLast }
  private var statusBy: Int { ownLast + 1 }
  private var batch: Int { ownLast }

  // MARK: Into rows

  /// Notes which event began the row.
  func begin(_ row: inout Row, at position: UInt64) {
    row[at: begun] = .integer(Int64(clamping: position))
  }

  /// Puts a thing into its row. With `names`, other fields stay as they are.
  func put(_ value: Thing, _ names: Set<String>?, into row: inout Row) {
    put(value.fields, names, into: &row)
    put(value.sources, value.retraction, into: &row)
    row[at: mergedInto] = SQLValue(value.mergedInto)
    row[at: statusBy] = SQLValue(value.statusBy)
    if value.mergedInto != nil { row[at: standing] = 0 }
  }

  /// Puts an entry into its row.
  func put(_ entry: Entry, of owner: ThingRef, into row: inout Row) {
    row[at: thing] = .text(owner.id)
    put(entry.fields, nil, into: &row)
    put(entry.sources, entry.retraction, into: &row)
    row[at: batch] = SQLValue(entry.batch)
  }

  private func put(_ fields: Fields, _ names: Set<String>?, into row: inout Row) {
    for place in chosen(names) {
      place.columns.put(
        fields[place.columns.field.name], into: &row, at: place.cell, list: place.list)
    }
  }

  private func put(_ list: [String], _ retraction: Retraction?, into row: inout Row) {
    row[at: sources] = .text(Value.texts(list).json.compactText)
    row[at: standing] = retraction == nil ? 1 : 0
    row[at: retracted] = retraction.map { .text($0.reason ?? "") } ?? .null
    row[at: retractedBatch] = SQLValue(retraction?.batch)
  }

  private func chosen(_ names: Set<String>?) -> [Place] {
    names.map { $0.compactMap { placesByName[$0].map { places[$0] } } } ?? places
  }

  // MARK: Out of rows

  /// The thing in a row whose cells are found by their place in the schema; with `names`, only with
  /// these fields. Its entries are not in the row.
  func thing(_ ref: ThingRef, _ names: Set<String>? = nil, _ cell: (Int) -> SQLValue) -> Thing {
    Thing(
      ref, fields: fields(names, cell), sources: sources(cell), retraction: retraction(cell),
      mergedInto: cell(mergedInto).text, statusBy: cell(statusBy).text)
  }

  /// The entry in a row whose cells are found by their place in the schema.
  func entry(_ id: String, _ kind: EntryKind, _ cell: (Int) -> SQLValue) -> Entry {
    Entry(
      id: id, kind: kind, fields: fields(nil, cell), sources: sources(cell),
      retraction: retraction(cell), batch: cell(batch).text)
  }

  /// The fields in a row whose cells are found by their place in the schema; with `names`, only these.
  func fields(_ names: Set<String>?, _ cell: (Int) -> SQLValue) -> Fields {
    var fields: Fields = [:]
    for place in chosen(names) {
      if let value = place.columns.value(at: place.cell, cell) {
        fields[place.columns.field.name] = value
      }
    }
    return fields
  }

  private func sources(_ cell: (Int) -> SQLValue) -> [String] {
    guard let text = cell(sources).text, let json = try? JSONValue(parsing: text) else { return [] }
    return json.array?.compactMap(\.string) ?? []
  }

  private func retraction(_ cell: (Int) -> SQLValue) -> Retraction? {
    cell(retracted).text.map {
      Retraction(reason: $0.isEmpty ? nil : $0, batch: cell(retractedBatch).text)
    }
  }

  /// The columns to select from the table `t` for these fields alone, or for everything.
  func selection(_ names: Set<String>?) -> String {
    guard let names else { return "t.*" }
    var columns = [schema.key]
    for place in chosen(names) { columns += place.columns.columns.map(\.name) }
    return columns.map { "t.\"\($0)\"" }.joined(separator: ", ")
  }

  /// Where the columns of the schema stand among those of a query. A column that the query lacks has
  /// no place: a view of another version may be without it.
  func places(among names: [String]) -> [Int?] {
    let found = Dictionary(
      names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return schema.columns.map { found[$0.name] }
  }
}
