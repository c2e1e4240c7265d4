/// The names of a table's parts in the file: the ones that queries read, or those of a view that is
/// being built beside them.
struct TableNames {
  /// What the tables of a view under construction end with.
  static let buildingSuffix = "_next"

  let schema: TableSchema
  let rows: String
  let links: [String]
  /// The full-text index.
  let words: String?

  init(_ schema: TableSchema, building: Bool) {
    let suffix = building ? Self.buildingSuffix : ""
    self.schema = schema
    rows = schema.name + "_rows" + suffix
    links = schema.links.map { "\(schema.name)_\($0.name)\(suffix)" }
    words = schema.words.map { _ in "\(schema.name)_words\(suffix)" }
  }

  /// All tables.
  var all: [String] { [rows] + links + (words.map { [$0] } ?? []) }

  /// The definitions of the tables, without indexes.
  var definitions: String {
    let key = "\"\(schema.key)\" TEXT NOT NULL"
    let columns = schema.columns.map(Self.definition)
    var sql = """
      CREATE TABLE "\(rows)"(\((["row INTEGER PRIMARY KEY", key] + columns + [
        "since INTEGER NOT NULL", "until INTEGER NOT NULL",
      ] + (words == nil ? [] : ["words INTEGER NOT NULL"])).joined(separator: ", ")));

      """
    for (name, link) in zip(links, schema.links) {
      let parts =
        ["row INTEGER NOT NULL", "place INTEGER NOT NULL", "value \(link.kind.rawValue)"]
        + link.extra.map(Self.definition) + ["PRIMARY KEY(row, place)"]
      sql += "CREATE TABLE \"\(name)\"(\(parts.joined(separator: ", "))) WITHOUT ROWID;\n"
    }
    if let words, let index = schema.words { sql += index.definition(words) }
    return sql
  }

  /// The definition of the index by which a fold finds rows.
  func keyIndex(generation: Int64) -> String {
    """
    CREATE UNIQUE INDEX IF NOT EXISTS "\(schema.name)_by_key_\(generation)" \
    ON "\(rows)"("\(schema.key)", until)
    """
  }

  /// The definitions of the indexes that queries use, one statement each.
  func otherIndexes(generation: Int64) -> [String] {
    let lists = schema.columns.filter(\.indexed).map { [$0.name] } + schema.indexes
    let columns = lists.map { index(over: $0, generation: generation) }
    let values = zip(links, schema.links).map { name, link in
      """
      CREATE INDEX IF NOT EXISTS "\(schema.name)_by_list_\(link.name)_\(generation)" \
      ON "\(name)"(value, row)
      """
    }
    let found = words == nil ? [] : [index(over: ["words"], generation: generation)]
    return columns + values + found + filterIndex(generation: generation)
  }

  /// The definition of the index that holds what questions narrow the table by, if it has one.
  private func filterIndex(generation: Int64) -> [String] {
    guard !schema.filters.isEmpty else { return [] }
    let rest = schema.filters.dropFirst() + (words == nil ? [] : ["words"])
    return [
      """
      CREATE INDEX IF NOT EXISTS "\(schema.name)_by_filters_\(generation)" \
      ON "\(rows)"(\(Self.list([schema.filters[0], "until", "since"] + rest)))
      """
    ]
  }

  /// The definition of an index over columns, today's rows together.
  func index(over columns: [String], generation: Int64) -> String {
    """
    CREATE INDEX IF NOT EXISTS "\(schema.name)_by_\(columns.joined(separator: "_"))_\(generation)" \
    ON "\(rows)"(\(Self.list(columns)), until)
    """
  }

  /// The definition of the view by which other tools read today's rows.
  var todayView: String {
    """
    CREATE VIEW "\(schema.name)" AS \
    SELECT \(Self.list(shown, after: "row")), since FROM \
    "\(rows)" WHERE until = \(RowVersion.holds)
    """
  }

  /// The columns by which queries read the table.
  var shown: [String] {
    [schema.key] + schema.columns.map(\.name) + (words == nil ? [] : ["words"])
  }

  /// The statement that finds the entries of a list by the number of their row.
  static func linkLookup(_ name: String) -> String {
    "SELECT * FROM \"\(name)\" WHERE row = ?1 ORDER BY place"
  }

  /// Names for a statement's list of columns.
  static func list(_ names: [String], after first: String? = nil) -> String {
    ((first.map { [$0] } ?? []) + names.map { "\"\($0)\"" }).joined(separator: ", ")
  }

  /// That many parameters.
  static func marks(_ count: Int) -> String {
    Array(repeating: "?", count: count).joined(separator: ",")
  }

  private static func definition(_ column: Column) -> String {
    let collation = column.collation == .binary ? "" : " COLLATE \(column.collation.rawValue)"
    return "\"\(column.name)\" \(column.kind.rawValue)\(collation)"
  }
}
