import CLMDB

/// A place in a database's sorted keys. Valid only inside the closure that received it.
public final class Cursor {
  /// A key and its value, in the mapped file.
  public typealias Entry = (key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)

  // Whoever has a cursor has it alone; to check that at each step would cost more than the step.
  @exclusivity(unchecked) private var pointer: OpaquePointer?
  private let path: String

  init(_ pointer: OpaquePointer, path: String) {
    self.pointer = pointer
    self.path = path
  }

  func end() {
    if let pointer { mdb_cursor_close(pointer) }
    pointer = nil
  }

  /// Goes to the smallest key. See `mdb_cursor_get` for this and the others.
  public func first() throws(LMDBError) -> Entry? { try move(MDB_FIRST, to: nil) }

  /// Goes to the largest key.
  public func last() throws(LMDBError) -> Entry? { try move(MDB_LAST, to: nil) }

  /// Goes to the next larger key.
  public func next() throws(LMDBError) -> Entry? { try move(MDB_NEXT, to: nil) }

  /// Goes to the next smaller key.
  public func previous() throws(LMDBError) -> Entry? { try move(MDB_PREV, to: nil) }

  /// Goes to `key`, or to the next larger one.
  public func seek(_ key: UnsafeRawBufferPointer) throws(LMDBError) -> Entry? {
    try move(MDB_SET_RANGE, to: key)
  }

  /// Goes to an integer key (eight bytes, big-endian), or to the next larger one.
  public func seek(_ key: UInt64) throws(LMDBError) -> Entry? {
    var bigEndian = key.bigEndian
    return try withBytes(of: &bigEndian) { key throws(LMDBError) in
      try move(MDB_SET_RANGE, to: key)
    }
  }

  private func move(
    _ operation: MDB_cursor_op, to target: UnsafeRawBufferPointer?
  ) throws(LMDBError) -> Entry? {
    guard let pointer else {
      throw LMDBError(.badTransaction, "a cursor of \(path) was used after its end")
    }
    var key = target.map { MDB_val($0) } ?? MDB_val()
    var value = MDB_val()
    let result = mdb_cursor_get(pointer, &key, &value, operation)
    if result == MDB_NOTFOUND { return nil }
    guard result == 0 else { throw LMDBError(returned: result, doing: "reading", in: path) }
    return (UnsafeRawBufferPointer(key), UnsafeRawBufferPointer(value))
  }
}

@available(*, unavailable, message: "A cursor stays inside the closure that received it.")
extension Cursor: @unchecked Sendable {}
