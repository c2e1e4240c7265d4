/// Reads and writes the row versions of one table through reused statements, which are prepared when
/// first needed.
final class TableStore: RowSource, RowSink {
  /// The statements that write.
  private struct Writing {
    var insertion: Statement
    var ending: Statement
    var links: [Statement]
    var nextRow: Int64
  }

  /// The statements that find a row.
  private struct Finding {
    var row: Statement
    var links: [Statement]
  }

  private let session: Session
  private let names: TableNames
  private var writing: Writing?
  private var finding: Finding?

  init(_ session: Session, _ names: TableNames) {
    self.session = session
    self.names = names
  }

  func insert(_ version: RowVersion) throws -> Int64 {
    let writing = try prepareWriting()
    let row = writing.nextRow
    self.writing?.nextRow += 1
    let insertion = writing.insertion
    try insertion.bind(1, row)
    try insertion.bind(2, version.key.text)
    try insertion.bind(cells: version.content.cells, from: 3)
    let index = Int32(version.content.cells.count) + 3
    try insertion.bind(index, version.since)
    try insertion.bind(index + 1, version.until)
    if let words = names.words { try insert(version, into: words, insertion, at: index + 2) }
    try insertion.run()
    for (list, statement) in zip(version.content.lists, writing.links) {
      for (place, link) in list.enumerated() {
        try statement.bind(1, row)
        try statement.bind(2, Int64(place))
        try statement.bind(3, cell: link.value)
        for (index, value) in link.extra.enumerated() {
          try statement.bind(Int32(index) + 4, cell: value)
        }
        try statement.run()
      }
    }
    return row
  }

  /// Writes the words of a version, unless an earlier version of the row has the same.
  private func insert(
    _ version: RowVersion, into words: String, _ insertion: Statement, at column: Int32
  ) throws {
    try insertion.bind(column, version.words)
    guard let index = names.schema.words, WordIndex.size(of: version.words) == version.since else {
      return
    }
    let statement = try session.statement(
      """
      INSERT INTO "\(words)"(rowid, \(TableNames.list(index.columns))) \
      VALUES(\(TableNames.marks(index.columns.count + 1)))
      """)
    try statement.bind(1, version.words)
    for (place, text) in index.texts(version.content).enumerated() {
      try statement.bind(Int32(place) + 2, text)
    }
    try statement.run()
  }

  func end(row: Int64, until: Int64) throws {
    let ending = try prepareWriting().ending
    try ending.bind(1, row)
    try ending.bind(2, until)
    try ending.run()
  }

  func current(_ key: RowKey, shape: TableShape) throws -> StoredRow? {
    let finding = try prepareFinding()
    let lookup = finding.row
    try lookup.bind(1, key.text)
    defer { lookup.reset() }
    guard try lookup.step() else { return nil }
    let number = lookup.integer(0)
    var content = Row(shape)
    for column in content.cells.indices { content.cells[column] = lookup.value(Int32(column) + 3) }
    for (index, statement) in finding.links.enumerated() {
      content.lists[index] = try statement.links(ofRow: number)
    }
    return StoredRow(
      number: number, since: lookup.integer(1), words: lookup.integer(2), content: content)
  }

  func keys(where column: String, is value: SQLValue) throws -> [RowKey] {
    let statement = try session.statement(
      """
      SELECT "\(names.schema.key)" FROM "\(names.rows)" \
      WHERE "\(column)" IS ?1 AND "\(column)" COLLATE BINARY IS ?1 AND until = \(RowVersion.holds)
      """)
    try statement.bind(1, cell: value)
    defer { statement.reset() }
    var keys: [RowKey] = []
    while try statement.step() { keys.append(RowKey(statement.text(0))) }
    return keys
  }

  private func prepareWriting() throws -> Writing {
    if let writing { return writing }
    let schema = names.schema
    let columns = TableNames.list([schema.key] + schema.columns.map(\.name))
    let prepared = Writing(
      insertion: try session.statement(
        """
        INSERT INTO "\(names.rows)"(row, \(columns), since, until\(names.words == nil ? "" : ", words")) \
        VALUES(\(TableNames.marks(schema.columns.count + (names.words == nil ? 4 : 5))))
        """),
      ending: try session.statement("UPDATE \"\(names.rows)\" SET until = ?2 WHERE row = ?1"),
      links: try zip(names.links, schema.links).map { name, link in
        try session.statement(
          "INSERT INTO \"\(name)\" VALUES(\(TableNames.marks(link.extra.count + 3)))")
      },
      nextRow: (try session.integer("SELECT max(row) FROM \"\(names.rows)\"") ?? 0) + 1)
    writing = prepared
    return prepared
  }

  private func prepareFinding() throws -> Finding {
    if let finding { return finding }
    let columns = names.schema.columns.map(\.name)
    let words = names.words == nil ? "0" : "words"
    let prepared = Finding(
      row: try session.statement(
        """
        SELECT \(TableNames.list(columns, after: "row, since, \(words)")) FROM "\(names.rows)" \
        WHERE "\(names.schema.key)" = ?1 AND until = \(RowVersion.holds)
        """),
      links: try names.links.map { try session.statement(TableNames.linkLookup($0)) })
    finding = prepared
    return prepared
  }
}

extension Statement {
  /// The entries that a `TableNames.linkLookup` finds for a row number, in order.
  func links(ofRow row: Int64) throws -> [Link] {
    try bind(1, row)
    defer { reset() }
    var links: [Link] = []
    while try step() {
      links.append(Link(value: value(2), extra: (3..<columnCount).map { value($0) }))
    }
    return links
  }
}
