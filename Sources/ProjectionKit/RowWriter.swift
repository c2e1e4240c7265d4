/// The rows of one projection as its fold sees and changes them.
///
/// When a row holds from and until is not the fold's business. Putting the content that a row
/// already has changes nothing.
public struct RowWriter {
  let state: FoldState

  init(_ state: FoldState) { self.state = state }

  /// Empty tables in memory, for trying a projection without a file.
  public init(tables: [TableSchema]) throws {
    for table in tables { try table.validate() }
    self.init(FoldState(tables.map { TableState($0, complete: true) }))
  }

  /// The row of this key, or nil when there is none.
  public func current(_ table: String, _ key: String) throws -> Row? {
    try state.reading { try state.table(table).current(RowKey(key)) }
  }

  /// A row whose columns are all null and whose lists are empty.
  public func new(_ table: String) throws -> Row { Row(try state.table(table).shape) }

  /// Makes this the row of the key, whether or not there was one.
  public mutating func put(_ table: String, _ key: String, _ row: Row) throws {
    try state.reading { try state.table(table).set(RowKey(key), row) }
  }

  /// Removes the row of the key, if there is one.
  public mutating func remove(_ table: String, _ key: String) throws {
    try state.reading { try state.table(table).set(RowKey(key), nil) }
  }

  /// Changes the row of the key, or a new one when there is none.
  public mutating func update(
    _ table: String, _ key: String, _ change: (inout Row) throws -> Void
  ) throws {
    let found = try state.table(table)
    var row = try state.reading { try found.current(RowKey(key)) } ?? Row(found.shape)
    try change(&row)
    try state.reading { try found.set(RowKey(key), row) }
  }

  /// The keys of all rows that have `value` in `column`, sorted. Meant for rare fix-ups; the
  /// column must be declared as indexed.
  public func keys(_ table: String, where column: String, is value: SQLValue) throws -> [String] {
    try state.reading { try state.table(table).keys(where: column, is: value) }
  }

  /// Notes that this event cannot be read, for example because its type has a version that this
  /// program does not know. It is counted in the view's status.
  public mutating func countUnknown() { state.unknownEvents += 1 }
}
