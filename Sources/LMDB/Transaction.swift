import CLMDB
import Glibc

/// One of an environment's databases: a map from bytes to bytes, sorted by key.
public struct Database: Hashable, Sendable {
  let index: Int
}

/// The environment at one moment. Valid only inside the closure that received it; afterwards
/// every call throws `.badTransaction`. What it returns points into the mapped file and is valid
/// as long as the transaction (in a write transaction: until the next change).
public class ReadTransaction {
  private var pointer: OpaquePointer?
  private let databases: [MDB_dbi]
  fileprivate let path: String

  init(_ pointer: OpaquePointer, databases: [MDB_dbi], path: String) {
    self.pointer = pointer
    self.databases = databases
    self.path = path
  }

  /// Gives up the handle without ending the transaction (whoever commits it does).
  func release() { pointer = nil }

  /// Ends the transaction without a trace. See `mdb_txn_abort`.
  func end() {
    if let pointer { mdb_txn_abort(pointer) }
    pointer = nil
  }

  fileprivate final func handle() throws(LMDBError) -> OpaquePointer {
    guard let pointer else {
      throw LMDBError(.badTransaction, "a transaction of \(path) was used after its end")
    }
    return pointer
  }

  fileprivate final func number(_ database: Database) -> MDB_dbi { databases[database.index] }

  /// The number of the commit that is seen, or is being made.
  public final func number() throws(LMDBError) -> UInt64 { UInt64(mdb_txn_id(try handle())) }

  /// The value stored under `key`. See `mdb_get`.
  public final func get(
    _ database: Database, _ key: UnsafeRawBufferPointer
  ) throws(LMDBError) -> UnsafeRawBufferPointer? {
    var name = MDB_val(key)
    var value = MDB_val()
    let result = mdb_get(try handle(), number(database), &name, &value)
    if result == MDB_NOTFOUND { return nil }
    guard result == 0 else { throw LMDBError(returned: result, doing: "reading", in: path) }
    return UnsafeRawBufferPointer(value)
  }

  /// The value stored under an integer key (eight bytes, big-endian).
  public final func get(
    _ database: Database, _ key: UInt64
  ) throws(LMDBError) -> UnsafeRawBufferPointer? {
    var bigEndian = key.bigEndian
    return try withBytes(of: &bigEndian) { key throws(LMDBError) in try get(database, key) }
  }

  /// A copy of the value stored under `key`.
  public final func get(_ database: Database, _ key: [UInt8]) throws(LMDBError) -> [UInt8]? {
    let value = try withBytes(of: key) { key throws(LMDBError) in try get(database, key) }
    return value.map { Array($0) }
  }

  /// How many entries the database has. See `mdb_stat`.
  public final func count(_ database: Database) throws(LMDBError) -> Int {
    var statistics = MDB_stat()
    let result = mdb_stat(try handle(), number(database), &statistics)
    guard result == 0 else { throw LMDBError(returned: result, doing: "counting", in: path) }
    return statistics.ms_entries
  }

  /// Runs `body` with a cursor over the database. See `mdb_cursor_open`.
  public final func withCursor<T>(
    _ database: Database, _ body: (Cursor) throws -> T
  ) throws -> T {
    var pointer: OpaquePointer?
    let result = mdb_cursor_open(try handle(), number(database), &pointer)
    guard result == 0, let pointer else {
      throw LMDBError(returned: result, doing: "reading", in: path)
    }
    let cursor = Cursor(pointer, path: path)
    defer { cursor.end() }
    return try body(cursor)
  }
}

/// A transaction that may change things. All of it is committed, or nothing.
public final class WriteTransaction: ReadTransaction {
  /// Stores `value` under `key`, in place of what was there. See `mdb_put`.
  public func put(
    _ database: Database, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
  ) throws(LMDBError) {
    try put(database, key, value, flags: 0)
  }

  /// Stores `value` under `key`, in place of what was there.
  public func put(_ database: Database, _ key: [UInt8], _ value: [UInt8]) throws(LMDBError) {
    try withBytes(of: key) { key throws(LMDBError) in
      try withBytes(of: value) { value throws(LMDBError) in
        try put(database, key, value, flags: 0)
      }
    }
  }

  /// Stores `value` behind all other keys: faster, and pages are filled. Throws `.keyExists`
  /// when `key` is not larger than all others. See `mdb_put` with `MDB_APPEND`.
  public func append(
    _ database: Database, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
  ) throws(LMDBError) {
    try put(database, key, value, flags: UInt32(MDB_APPEND))
  }

  /// Stores `value` under an integer key (eight bytes, big-endian) behind all others.
  public func append(
    _ database: Database, _ key: UInt64, _ value: UnsafeRawBufferPointer
  ) throws(LMDBError) {
    var bigEndian = key.bigEndian
    try withBytes(of: &bigEndian) { key throws(LMDBError) in
      try put(database, key, value, flags: UInt32(MDB_APPEND))
    }
  }

  /// Removes `key`; says whether it was there. See `mdb_del`.
  @discardableResult
  public func delete(
    _ database: Database, _ key: UnsafeRawBufferPointer
  ) throws(LMDBError) -> Bool {
    var name = MDB_val(key)
    let result = mdb_del(try handle(), number(database), &name, nil)
    if result == MDB_NOTFOUND { return false }
    guard result == 0 else { throw LMDBError(returned: result, doing: "deleting", in: path) }
    return true
  }

  /// Removes `key`; says whether it was there.
  @discardableResult
  public func delete(_ database: Database, _ key: [UInt8]) throws(LMDBError) -> Bool {
    try withBytes(of: key) { key throws(LMDBError) in try delete(database, key) }
  }

  /// Empties the database. See `mdb_drop`.
  public func removeAll(_ database: Database) throws(LMDBError) {
    let result = mdb_drop(try handle(), number(database), 0)
    guard result == 0 else { throw LMDBError(returned: result, doing: "emptying", in: path) }
  }

  private func put(
    _ database: Database, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer,
    flags: UInt32
  ) throws(LMDBError) {
    var name = MDB_val(key)
    var content = MDB_val(value)
    let result = mdb_put(try handle(), number(database), &name, &content, flags)
    guard result == 0 else { throw LMDBError(returned: result, doing: "writing", in: path) }
  }
}

@available(*, unavailable, message: "A transaction stays inside the closure that received it.")
extension ReadTransaction: @unchecked Sendable {}

/// Hands the bytes of `value` to `body`, keeping the type of its error.
package func withBytes<V: BitwiseCopyable, T>(
  of value: inout V, _ body: (UnsafeRawBufferPointer) throws(LMDBError) -> T
) throws(LMDBError) -> T {
  let result: Result<T, LMDBError> = withUnsafeBytes(of: &value) { bytes in
    Result { () throws(LMDBError) in try body(bytes) }
  }
  return try result.get()
}

/// Hands the bytes of `array` to `body`, keeping the type of its error.
package func withBytes<T>(
  of array: [UInt8], _ body: (UnsafeRawBufferPointer) throws(LMDBError) -> T
) throws(LMDBError) -> T {
  let result: Result<T, LMDBError> = array.withUnsafeBytes { bytes in
    Result { () throws(LMDBError) in try body(bytes) }
  }
  return try result.get()
}

extension MDB_val {
  init(_ bytes: UnsafeRawBufferPointer) {
    self.init(
      mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
  }
}

extension UnsafeRawBufferPointer {
  init(_ value: MDB_val) { self.init(start: value.mv_data, count: value.mv_size) }
}
