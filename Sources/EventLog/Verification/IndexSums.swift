import LMDB

/// What is in an index, as sums of keyed hashes of its entries: the same for the same entries.
struct IndexSums: Equatable {
  var streams: UInt64 = 0
  var streamEvents: UInt64 = 0
  var ids: UInt64 = 0

  /// No entries.
  init() {}

  /// Sums up an index. Nil when an entry has not the form of one, or does not fit the others.
  init?(of index: IndexFile.Snapshot) throws {
    let (file, transaction) = (index.file, index.transaction)
    // The hash of each stream's name, by its number.
    var names = [UInt64](
      repeating: 0, count: Int(min(UInt64(try transaction.count(file.streams)), try index.size())))
    var count = 0
    var isRight = true
    try transaction.forEach(file.streams) { key, value in
      isRight = value.count == 8
      guard isRight else { return false }
      let number = Int(value.number(at: 0, as: UInt32.self))
      isRight = number < names.count && names[number] == 0
      guard isRight else { return false }
      names[number] = KeyedHash.of(key)
      streams &+= KeyedHash.of(names[number], UInt64(value.number(at: 4, as: UInt32.self)))
      count += 1
      return true
    }
    guard isRight, count == names.count else { return nil }
    try transaction.forEach(file.streamEvents) { key, value in
      isRight = key.count == 8 && value.count == 8
      guard isRight else { return false }
      let number = Int(key.number(at: 0, as: UInt32.self))
      isRight = number < names.count
      guard isRight else { return false }
      streamEvents &+= KeyedHash.streamEvent(
        names[number], key.number(at: 4, as: UInt32.self), value.number(at: 0, as: UInt64.self))
      return true
    }
    guard isRight else { return nil }
    try transaction.forEach(file.ids) { key, value in
      isRight = key.count == 16 && value.count == 16
      guard isRight else { return false }
      ids &+= KeyedHash.command(CommandRun(key: key, value: value))
      return true
    }
    guard isRight else { return nil }
  }
}

extension CommandRun {
  /// An entry of `ids`, both of sixteen bytes.
  init(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    self.init(
      id: UniqueID(
        high: key.number(at: 0, as: UInt64.self), low: key.number(at: 8, as: UInt64.self)),
      first: value.number(at: 0, as: UInt64.self),
      count: UInt64(value.number(at: 8, as: UInt32.self)),
      check: value.number(at: 12, as: UInt32.self))
  }
}

extension UnsafeRawBufferPointer {
  /// A big-endian number.
  func number<T: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as: T.Type) -> T {
    T(bigEndian: loadUnaligned(fromByteOffset: offset, as: T.self))
  }
}

extension ReadTransaction {
  /// Calls `body` with each entry of a database until it returns false.
  func forEach(
    _ database: Database,
    _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws -> Bool
  ) throws {
    try withCursor(database) { (cursor) throws in
      var entry = try cursor.first()
      while let (key, value) = entry, try body(key, value) { entry = try cursor.next() }
    }
  }
}
