import Glibc
import LMDB

/// Walks through the blobs in the order of the records that name them, and tells of blobs that no
/// record names.
struct BlobWalk {
  private let cursor: Cursor
  private var entry: Cursor.Entry?
  /// How many entries were passed.
  private(set) var count: UInt64 = 0

  /// Begins with the blobs of a position; at 0 with whatever stands first.
  init(_ cursor: Cursor, from first: Position) throws(LMDBError) {
    self.cursor = cursor
    entry = first == 0 ? try cursor.first() : try cursor.seek(first)
  }

  /// The blob beside a record, which is beyond those asked for before; nil when there is none.
  mutating func blob(
    at position: Position, _ field: UnsafeRawBufferPointer, _ faults: inout FaultList
  ) throws(LMDBError) -> UnsafeRawBufferPointer? {
    while let (key, value) = entry {
      let order = Self.compare(key, position, field)
      if order > 0 { return nil }
      if order == 0 {
        try advance()
        return value
      }
      tell(key, &faults)
      try advance()
    }
    return nil
  }

  /// Passes the blobs of a position without a word.
  mutating func skip(_ position: Position) throws(LMDBError) {
    while let (key, _) = entry, key.count < 8 || Self.position(key) <= position { try advance() }
  }

  /// Passes what is left before `end`; nil stands for the end of the database.
  mutating func finish(before end: Position?, _ faults: inout FaultList) throws(LMDBError) {
    while let (key, _) = entry {
      if let end, key.count >= 8, Self.position(key) >= end { return }
      tell(key, &faults)
      if faults.isFull { return }
      try advance()
    }
  }

  private mutating func advance() throws(LMDBError) {
    count += 1
    entry = try cursor.next()
  }

  private func tell(_ key: UnsafeRawBufferPointer, _ faults: inout FaultList) {
    guard key.count > 8 else {
      faults.add(.blob, "a key of blobs has \(key.count) bytes and names no field")
      return
    }
    let field = String(decoding: UnsafeRawBufferPointer(rebasing: key[8...]), as: UTF8.self)
    faults.add(
      .blob, at: Self.position(key), "blobs holds \"\(field)\", which no record names")
  }

  private static func position(_ key: UnsafeRawBufferPointer) -> Position {
    UInt64(bigEndian: key.loadUnaligned(as: UInt64.self))
  }

  /// Below 0 when the key stands before that of the field, 0 when it is that.
  private static func compare(
    _ key: UnsafeRawBufferPointer, _ position: Position, _ field: UnsafeRawBufferPointer
  ) -> Int {
    guard key.count >= 8 else { return -1 }
    let found = Self.position(key)
    if found != position { return found < position ? -1 : 1 }
    return ByteOrder.compare(UnsafeRawBufferPointer(rebasing: key[8...]), field)
  }
}

/// The order of bytes, as LMDB and the format have it.
enum ByteOrder {
  /// Below 0 when `a` stands before `b`, 0 when they are the same.
  static func compare(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
    if let first = a.baseAddress, let second = b.baseAddress {
      let order = memcmp(first, second, min(a.count, b.count))
      if order != 0 { return Int(order) }
    }
    return a.count - b.count
  }
}
