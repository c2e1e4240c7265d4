internal import EventLog

/// The versions of one table's rows, as they are stored.
struct History {
  /// A row at one moment, with its fields in the order of the schema: columns, then lists.
  struct Version {
    var key: RowKey
    var since: Int64
    var fields: [FieldContent]
  }

  private let session: Session
  private let names: TableNames
  private let key: String
  private let selection: String
  let fieldNames: [String]

  init(_ session: Session, _ names: TableNames) {
    self.session = session
    self.names = names
    let schema = names.schema
    key = "\"\(schema.key)\""
    let columns = schema.columns.map(\.name)
    fieldNames = columns + schema.links.map(\.name)
    selection = """
      SELECT \(TableNames.list([schema.key] + columns, after: "row, since")) FROM "\(names.rows)"
      """
  }

  /// The rows as of a size, in the order of the keys; with nil, those that hold now.
  func walk(asOf size: UInt64?) throws -> Walk {
    let time = size == nil ? "until = \(RowVersion.holds)" : "since <= ?1 AND until > ?1"
    let statement = try session.borrow("\(selection) WHERE \(time) ORDER BY \(key)")
    if let size { try statement.bind(1, Int64(clamping: size)) }
    return Walk(history: self, session: session, statement: statement)
  }

  /// Rows one after the other.
  final class Walk {
    private let history: History
    private let session: Session
    private let statement: Statement

    fileprivate init(history: History, session: Session, statement: Statement) {
      self.history = history
      self.session = session
      self.statement = statement
    }

    deinit { session.giveBack(statement) }

    func next() throws -> Version? {
      try statement.step() ? try history.version(statement) : nil
    }
  }

  func changes(of view: String, from old: UInt64, to new: UInt64) throws -> [ViewChange] {
    try touched(from: old, to: new).compactMap { key, positions in
      let before = try version(of: key, asOf: old)
      let after = try version(of: key, asOf: new)
      let kind: ViewChange.Kind
      switch (before, after) {
      case (nil, nil): return nil
      case (nil, _): kind = .added
      case (_, nil): kind = .withdrawn
      default: kind = .changed
      }
      let fields = fieldNames.indices.compactMap { index -> FieldChange? in
        let change = FieldChange(
          name: fieldNames[index], from: before?.fields[index], to: after?.fields[index])
        let isSame =
          kind == .changed
          ? change.from == change.to : (change.from ?? change.to)?.isEmpty ?? true
        return isSame ? nil : change
      }
      if kind == .changed && fields.isEmpty { return nil }
      return ViewChange(
        view: view, table: names.schema.name, key: key.text, kind: kind, fields: fields,
        positions: positions)
    }
  }

  /// The keys that have a version beginning or ending after one size and up to another, with the
  /// events that did it.
  private func touched(
    from old: UInt64, to new: UInt64
  ) throws -> [(key: RowKey, positions: [Position])] {
    let statement = try session.statement(
      """
      SELECT \(key), since, until FROM "\(names.rows)" \
      WHERE (since > ?1 AND since <= ?2) OR (until > ?1 AND until <= ?2) ORDER BY \(key), since
      """)
    let (from, to) = (Int64(clamping: old), Int64(clamping: new))
    try statement.bind(1, from)
    try statement.bind(2, to)
    defer { statement.reset() }
    var touched: [(key: RowKey, positions: [Position])] = []
    while try statement.step() {
      let key = RowKey(statement.text(0))
      if touched.last?.key != key { touched.append((key, [])) }
      for size in [statement.integer(1), statement.integer(2)] where size > from && size <= to {
        let position = Position(size - 1)
        let last = touched.count - 1
        if touched[last].positions.last != position { touched[last].positions.append(position) }
      }
    }
    return touched
  }

  private func version(of key: RowKey, asOf size: UInt64) throws -> Version? {
    let statement = try session.statement(
      "\(selection) WHERE \(self.key) = ?1 AND since <= ?2 AND until > ?2")
    try statement.bind(1, key.text)
    try statement.bind(2, Int64(clamping: size))
    defer { statement.reset() }
    return try statement.step() ? try version(statement) : nil
  }

  private func version(_ statement: Statement) throws -> Version {
    let row = statement.integer(0)
    var fields = (3..<statement.columnCount).map { FieldContent.value(statement.value($0)) }
    for name in names.links {
      let lookup = try session.statement(TableNames.linkLookup(name))
      fields.append(.list(try lookup.links(ofRow: row)))
    }
    return Version(key: RowKey(statement.text(2)), since: statement.integer(1), fields: fields)
  }
}
