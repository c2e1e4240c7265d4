internal import GRDB
internal import GRDBSQLite

/// A prepared statement that is bound and stepped without copies in between
/// (https://www.sqlite.org/c3ref/stmt.html). Used only on the connection's own queue.
final class Statement {
  private let statement: OpaquePointer
  private let connection: OpaquePointer
  let sql: String
  let columnCount: Int32
  /// Where the texts of `bind(cells:from:)` stand while SQLite reads them.
  private var texts = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// Prepares one statement. Text after it is refused.
  init(_ connection: OpaquePointer, _ sql: String) throws {
    var prepared: OpaquePointer?
    var rest = 0
    let code = sql.withCString { start in
      var tail: UnsafePointer<CChar>?
      let code = sqlite3_prepare_v3(
        connection, start, -1, CUnsignedInt(SQLITE_PREPARE_PERSISTENT), &prepared, &tail)
      if let tail { rest = sql.utf8.count - (tail - start) }
      return code
    }
    guard code == SQLITE_OK, let prepared else {
      throw Self.error(
        code == SQLITE_OK ? SQLITE_ERROR : code, connection, sql,
        code == SQLITE_OK ? "the statement is empty" : nil)
    }
    guard sql.utf8.suffix(rest).allSatisfy({ [9, 10, 13, 32, 59].contains($0) }) else {
      sqlite3_finalize(prepared)
      throw Self.error(SQLITE_ERROR, connection, sql, "more than one statement")
    }
    self.connection = connection
    self.sql = sql
    statement = prepared
    columnCount = sqlite3_column_count(prepared)
  }

  deinit {
    sqlite3_finalize(statement)
    texts.deallocate()
  }

  /// Whether it leaves the file as it is.
  var readsOnly: Bool { sqlite3_stmt_readonly(statement) != 0 }

  /// How many parameters it has.
  var parameterCount: Int { Int(sqlite3_bind_parameter_count(statement)) }

  /// The names of its columns.
  var columnNames: [String] {
    (0..<columnCount).map { sqlite3_column_name(statement, $0).map { String(cString: $0) } ?? "" }
  }

  func bind(_ index: Int32, _ value: Int64) throws {
    try check(sqlite3_bind_int64(statement, index, value))
  }

  func bind(_ index: Int32, _ text: String) throws {
    var text = text
    let code = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        sqlite3_bind_text(
          statement, index, characters.baseAddress, CInt(characters.count), Self.copied)
      }
    }
    try check(code)
  }

  func bind(_ index: Int32, cell value: SQLValue) throws {
    switch value {
    case .null: try check(sqlite3_bind_null(statement, index))
    case .integer(let number): try bind(index, number)
    case .text(let text): try bind(index, text)
    }
  }

  /// Binds a whole row of cells. Its texts are copied once into memory of this statement instead of
  /// once each by SQLite; so every run of the statement has to bind its cells this way.
  func bind(cells: [SQLValue], from first: Int32) throws {
    var size = 0
    for case .text(let text) in cells { size += text.utf8.count }
    if size > texts.count {
      texts.deallocate()
      texts = .allocate(byteCount: size * 2, alignment: 1)
    }
    var index = first
    var end = 0
    for cell in cells {
      if case .text(var text) = cell, end < texts.count {
        let start = end
        text.withUTF8 { bytes in
          texts[start...].copyBytes(from: bytes)
          end += bytes.count
        }
        let place = texts.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self)
        try check(sqlite3_bind_text(statement, index, place, CInt(end - start), nil))
      } else {
        try bind(index, cell: cell)
      }
      index += 1
    }
  }

  /// Whether there is a row.
  func step() throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw Self.error(code, connection, sql, nil)
    }
  }

  /// Runs a statement that gives no rows.
  func run() throws {
    defer { reset() }
    while try step() {}
  }

  /// Makes it ready to run again.
  func reset() { sqlite3_reset(statement) }

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(statement, column) else { return "" }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func value(_ column: Int32) -> SQLValue {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_NULL: .null
    case SQLITE_INTEGER: .integer(integer(column))
    default: .text(text(column))
    }
  }

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK else { throw Self.error(code, connection, sql, nil) }
  }

  /// SQLite's marker for "make your own copy", SQLITE_TRANSIENT.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  private static func error(
    _ code: Int32, _ connection: OpaquePointer, _ sql: String, _ message: String?
  ) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: code),
      message: message ?? String(cString: sqlite3_errmsg(connection)), sql: sql)
  }
}
