import GRDBSQLite
import LMDB

/// LMDB alone: the record under its position, and nothing else.
final class BareLMDB {
  private let environment: Environment
  private let records: Database
  private var next: UInt64 = 0

  init(directory: String) throws {
    environment = try Environment(directory: directory, options: .init(databases: ["records"]))
    records = try environment.database("records")
  }

  /// Stores these records in one commit.
  func append(_ batch: ArraySlice<[UInt8]>) throws {
    try environment.write { transaction in
      for record in batch {
        try record.withUnsafeBytes { try transaction.append(records, next, $0) }
        next += 1
      }
    }
  }

  func close() { environment.close() }
}

/// What many systems keep events in: a table in SQLite with a unique id and unique revisions.
/// Write-ahead log, every commit synced, statements reused (https://www.sqlite.org/pragma.html).
final class EventTable {
  private var connection: OpaquePointer?
  private var insertion: OpaquePointer?
  private var next: Int64 = 0

  init(path: String) throws {
    guard sqlite3_open(path, &connection) == SQLITE_OK else {
      throw BenchError("\(path) cannot be made")
    }
    try run("PRAGMA journal_mode = WAL")
    try run("PRAGMA synchronous = FULL")
    try run(
      """
      CREATE TABLE events(position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,
        stream TEXT NOT NULL, revision INTEGER NOT NULL, type TEXT NOT NULL, record BLOB NOT NULL,
        UNIQUE(stream, revision))
      """)
    sqlite3_prepare_v2(
      connection, "INSERT INTO events VALUES(?, ?, ?, ?, ?, ?)", -1, &insertion, nil)
  }

  /// Stores these records in one commit.
  func append(_ batch: ArraySlice<StoredRecord>) throws {
    try run("BEGIN IMMEDIATE")
    for record in batch { try insert(record) }
    try run("COMMIT")
  }

  private func insert(_ record: StoredRecord) throws {
    let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    sqlite3_bind_int64(insertion, 1, next)
    sqlite3_bind_blob(insertion, 2, record.id, CInt(record.id.count), transient)
    sqlite3_bind_text(insertion, 3, record.stream, -1, transient)
    sqlite3_bind_int64(insertion, 4, Int64(record.revision))
    sqlite3_bind_text(insertion, 5, record.type, -1, transient)
    sqlite3_bind_blob(insertion, 6, record.bytes, CInt(record.bytes.count), transient)
    guard sqlite3_step(insertion) == SQLITE_DONE else {
      throw BenchError(String(cString: sqlite3_errmsg(connection)))
    }
    sqlite3_reset(insertion)
    next += 1
  }

  private func run(_ sql: String) throws {
    guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
      throw BenchError(String(cString: sqlite3_errmsg(connection)))
    }
  }

  func close() {
    sqlite3_finalize(insertion)
    sqlite3_close(connection)
  }
}

/// A record as the log stored it, with what a table keeps in columns of its own.
struct StoredRecord {
  var bytes: [UInt8]
  var id: [UInt8]
  var stream: String
  var revision: UInt32
  var type: String
}
