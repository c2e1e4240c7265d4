internal import GRDB

/// What a reading connection's temporary views show.
struct ReadingPlan {
  var generations: [String: Int64] = [:]
  var size: UInt64?
}

/// A row that a query found.
public struct ViewRow: Hashable, Sendable {
  /// The columns' names, in the order of the query.
  public let names: [String]
  /// The values, in the same order.
  public let values: [SQLValue]

  /// The value in the column of this name. Throws when the query has no such column.
  public subscript(name: String) -> SQLValue {
    get throws {
      guard let index = names.firstIndex(of: name) else {
        throw ViewError(
          .unknownName, "the query has no column \(name)",
          hint: "its columns are \(names.joined(separator: ", "))")
      }
      return values[index]
    }
  }

  /// The value in the column at this place.
  public subscript(index: Int) -> SQLValue { values[index] }
}

/// The views at one log size. Valid only inside the closure that received it.
///
/// Every table of every projection can be queried by its name and shows the rows of that size, with
/// the columns `row` (the number of the row's version, to join lists by), the key, the declared
/// columns, and `since` (the log size from which the row holds: the position of the event that put
/// it there, plus one). Lists are `<table>_<list>(row, place, value, …)`, joined by `row`.
public final class ViewReader {
  /// The log size that the views are shown at.
  public let size: UInt64
  /// The views that stand at a smaller size because their fold failed or they wait to be rebuilt.
  public let behind: [String]

  private let session: Session
  private static let statementsKept = 256

  private let path: String
  private let images: ColumnImages
  /// By table.
  private let generations: [String: Int64]

  init(
    size: UInt64, behind: [String], _ session: Session, path: String, images: ColumnImages,
    generations: [String: Int64]
  ) {
    self.path = path
    self.images = images
    self.generations = generations
    self.size = size
    self.behind = behind
    self.session = session
  }

  /// The rows that a query finds. Parameters are `?` or `?1`, `?2`, ….
  public func rows(_ sql: String, _ arguments: [SQLValue] = []) throws -> [ViewRow] {
    var rows: [ViewRow] = []
    try forEachRow(sql, arguments) { row in
      rows.append(row)
      return true
    }
    return rows
  }

  /// The first row that a query finds.
  public func first(_ sql: String, _ arguments: [SQLValue] = []) throws -> ViewRow? {
    var first: ViewRow?
    try forEachRow(sql, arguments) { row in
      first = row
      return false
    }
    return first
  }

  /// The first column of the rows that a query finds, which holds whole numbers.
  public func integers(_ sql: String, _ arguments: [SQLValue] = []) throws -> [Int64] {
    try ViewError.translating(path) {
      try run(sql, arguments) { statement in
        var numbers: [Int64] = []
        while try statement.step() { numbers.append(statement.integer(0)) }
        return numbers
      }
    }
  }

  /// Calls `body` with each row that a query finds until it returns false.
  public func forEachRow(
    _ sql: String, _ arguments: [SQLValue] = [], _ body: (ViewRow) throws -> Bool
  ) throws {
    try ViewError.translating(path) {
      try run(sql, arguments) { statement in
        let names = statement.columnNames
        while try statement.step() {
          let values = (0..<statement.columnCount).map { statement.value($0) }
          guard try body(ViewRow(names: names, values: values)) else { return }
        }
      }
    }
  }

  /// Runs `body` on a query whose parameters are bound.
  private func run<T>(
    _ sql: String, _ arguments: [SQLValue], _ body: (Statement) throws -> T
  ) throws -> T {
    if session.statementCount > Self.statementsKept { session.releaseStatements() }
    let statement = try session.borrow(sql)
    defer { session.giveBack(statement) }
    guard statement.readsOnly, statement.columnCount > 0 else {
      throw ViewError(.query, "not a query: \(sql)", hint: "queries only read")
    }
    guard statement.parameterCount == arguments.count else {
      throw ViewError(
        .query,
        "a query has \(statement.parameterCount) parameters and was given \(arguments.count): "
          + sql, hint: "give a value for each parameter")
    }
    for (index, value) in arguments.enumerated() {
      try statement.bind(Int32(index) + 1, cell: value)
    }
    return try body(statement)
  }

  /// Columns of a table as numbers, for questions about very many rows. See ``ColumnImage``.
  public func images(_ table: String, _ columns: [String]) throws -> [ColumnImage] {
    guard let generation = generations[table] else {
      throw ViewError(.unknownName, "there is no table \(table)", hint: "name a table of a view")
    }
    return try ViewError.translating(path) {
      try columns.map { try images.image(table, $0, generation, session) }
    }
  }
}

extension ViewStore {
  /// Runs `body` on the views as they are now, or as they were when the log had `size` events.
  /// Whatever is written meanwhile, they do not change.
  public func read<T>(asOf size: UInt64? = nil, _ body: (ViewReader) throws -> T) throws -> T {
    try withSnapshot { connection, session in
      try body(try prepare(connection, session, asOf: size))
    }
  }

  /// Runs `body` in a transaction on the file as it is now.
  func withSnapshot<T>(_ body: (Connection, Session) throws -> T) throws -> T {
    try ViewError.translating(path) {
      try withReader { connection in
        try connection.use { session in
          try session.execute("BEGIN")
          do {
            let result = try body(connection, session)
            try session.execute("COMMIT")
            return result
          } catch {
            // The temporary views are kept if they can be.
            if (try? session.execute("COMMIT")) == nil {
              connection.readingPlan = ReadingPlan()
              try? session.execute("ROLLBACK")
            }
            throw error
          }
        }
      }
    }
  }

  /// The size that the views have reached: the smallest of those that run, or, when none runs, the
  /// largest of the others.
  func reached(_ live: [Checkpoint]) throws -> UInt64 {
    let running = live.filter { checkpoint in
      checkpoint.state == .running && projections.contains { checkpoint.isOf($0) }
    }
    guard let size = running.map(\.size).min() ?? live.map(\.size).max() else {
      throw ViewError(
        .notBuilt, "the views in \(path) have not been built",
        hint: "they are built when the registry is opened, or by `views rebuild`")
    }
    return size
  }

  /// Throws when the views have not reached a size.
  func require(_ size: UInt64, _ live: [Checkpoint]) throws {
    let reached = try reached(live)
    guard size <= reached else {
      throw ViewError(
        .beyondSize, "the views were asked for as of size \(size), but have reached \(reached)",
        hint: "give a size of at most \(reached)")
    }
  }

  private func prepare(
    _ connection: Connection, _ session: Session, asOf asked: UInt64?
  ) throws -> ViewReader {
    let checkpoints = try Catalogue.checkpoints(session).filter(\.isLive)
    if let asked { try require(asked, checkpoints) }
    let size = try asked ?? reached(checkpoints)
    try show(checkpoints, at: size, connection, session)
    var generations: [String: Int64] = [:]
    for projection in projections {
      let generation = checkpoints.first { $0.name == projection.name }?.generation
      for table in projection.tables { generations[table.name] = generation }
    }
    return ViewReader(
      size: size, behind: checkpoints.filter { $0.size < size }.map(\.name), session, path: path,
      images: images, generations: generations)
  }

  /// Makes every table name stand for the rows of `size`. Does nothing when it does already.
  private func show(
    _ checkpoints: [Checkpoint], at size: UInt64, _ connection: Connection, _ session: Session
  ) throws {
    let generations = Dictionary(
      checkpoints.map { ($0.name, $0.generation) }, uniquingKeysWith: { a, _ in a })
    let shown = connection.readingPlan
    if generations != shown.generations {
      connection.readingPlan.generations = [:]
      try session.execute(try temporaryViews(checkpoints, session))
      connection.readingPlan.generations = generations
    }
    if size != shown.size {
      try session.execute("DELETE FROM temp.as_of")
      try session.execute("INSERT INTO temp.as_of VALUES(\(size))")
      connection.readingPlan.size = size
    }
  }

  private func temporaryViews(_ checkpoints: [Checkpoint], _ session: Session) throws -> String {
    var sql = "CREATE TEMP TABLE IF NOT EXISTS as_of(n INTEGER NOT NULL);\n"
    for projection in projections {
      guard let checkpoint = checkpoints.first(where: { $0.name == projection.name }) else {
        continue
      }
      let isSame = checkpoint.isOf(projection)
      for table in projection.tables {
        let names = TableNames(table, building: false)
        let columns =
          isSame ? names.shown : try session.columns(of: names.rows)
        sql += "DROP VIEW IF EXISTS temp.\"\(table.name)\";\n"
        guard !columns.isEmpty else { continue }
        sql += """
          CREATE TEMP VIEW "\(table.name)" AS \
          SELECT \(TableNames.list(columns, after: "row")), since FROM main."\(names.rows)" \
          WHERE since <= (SELECT n FROM temp.as_of) AND until > (SELECT n FROM temp.as_of);

          """
      }
    }
    return sql
  }
}

extension Session {
  /// The key and the declared columns of a table of rows, as it stands in the file.
  func columns(of table: String) throws -> [String] {
    let statement = try statement("SELECT name FROM pragma_table_info(?1)")
    try statement.bind(1, table)
    defer { statement.reset() }
    var names: [String] = []
    while try statement.step() { names.append(statement.text(0)) }
    return names.filter { !["row", "since", "until"].contains($0) }
  }
}
