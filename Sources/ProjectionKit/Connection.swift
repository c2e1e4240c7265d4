internal import GRDB
internal import GRDBSQLite

/// What can be done with the file while its queue is held.
final class Session {
  let database: Database
  private let raw: OpaquePointer
  private var statements: [String: Statement] = [:]

  init(_ database: Database, for purpose: Connection.Purpose) throws {
    guard let raw = database.sqliteConnection else {
      throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the connection is closed")
    }
    // GRDB notes for observers every column that a statement reads, which makes preparing queries over
    // wide tables the slowest part of a short program. A connection that only reads has no observers.
    if purpose == .reading { sqlite3_set_authorizer(raw, nil, nil) }
    self.database = database
    self.raw = raw
  }

  /// The statement for this text, prepared once.
  func statement(_ sql: String) throws -> Statement {
    if let known = statements[sql] { return known }
    let statement = try Statement(raw, sql)
    statements[sql] = statement
    return statement
  }

  /// A statement for this text that nobody else uses until it is given back.
  func borrow(_ sql: String) throws -> Statement {
    try statements.removeValue(forKey: sql) ?? Statement(raw, sql)
  }

  /// Keeps a borrowed statement for the next use.
  func giveBack(_ statement: Statement) {
    statement.reset()
    statements[statement.sql] = statement
  }

  /// Lets go of all statements, before tables are dropped or renamed and when there are many.
  func releaseStatements() { statements = [:] }

  var statementCount: Int { statements.count }

  /// Runs statements that give no rows, such as definitions.
  func execute(_ sql: String) throws { try database.execute(sql: sql) }

  /// The first value of the first row.
  func integer(_ sql: String) throws -> Int64? {
    let statement = try statement(sql)
    defer { statement.reset() }
    return try statement.step() ? statement.integer(0) : nil
  }

  /// Runs `body` in a write transaction, which is undone when it throws.
  func write<T>(_ body: () throws -> T) throws -> T {
    var result: T?
    try database.inTransaction(.immediate) {
      result = try body()
      return .commit
    }
    guard let result else {
      throw DatabaseError(resultCode: .SQLITE_ABORT, message: "the transaction was undone")
    }
    return result
  }
}

/// One connection to the file. GRDB's queue lets one caller use it at a time.
///
/// Sendable by hand: `session` is only touched inside the queue.
final class Connection: @unchecked Sendable {
  /// What a connection is for.
  enum Purpose { case reading, writing }

  private let purpose: Purpose
  private let queue: DatabaseQueue
  private var session: Session?
  /// What a reading connection's temporary views were made for.
  var readingPlan = ReadingPlan()

  /// Opens the file at `path`, or with an empty path a private file that vanishes on close.
  init(path: String, for purpose: Purpose) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.readonly = purpose == .reading
    configuration.busyMode = .timeout(60)
    configuration.prepareDatabase { database in
      try database.execute(
        sql: """
          PRAGMA synchronous = NORMAL;
          PRAGMA temp_store = MEMORY;
          PRAGMA cache_size = -32768;
          PRAGMA wal_autocheckpoint = 8192;
          PRAGMA journal_size_limit = 67108864;
          """)
    }
    self.purpose = purpose
    queue = try DatabaseQueue(path: path, configuration: configuration)
  }

  deinit { session = nil }

  /// Runs `body` while nobody else uses the connection.
  func use<T>(_ body: (Session) throws -> T) throws -> T {
    try queue.writeWithoutTransaction { database in
      let session = try self.session ?? Session(database, for: purpose)
      self.session = session
      return try body(session)
    }
  }
}
