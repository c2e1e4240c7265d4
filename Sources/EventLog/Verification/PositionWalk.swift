import LMDB

/// Walks through a database whose keys are positions, and tells of keys that should not be there.
struct PositionWalk {
  private let cursor: Cursor
  private let part: LogFault.Part
  private var entry: Cursor.Entry?
  /// How many entries were passed.
  private(set) var count: UInt64 = 0

  /// Begins at a position; at 0 with whatever stands first.
  init(_ cursor: Cursor, _ part: LogFault.Part, from first: Position) throws(LMDBError) {
    self.cursor = cursor
    self.part = part
    entry = first == 0 ? try cursor.first() : try cursor.seek(first)
  }

  /// The value at a position, which is beyond those asked for before; nil when there is none.
  mutating func value(
    at position: Position, _ faults: inout FaultList
  ) throws(LMDBError) -> UnsafeRawBufferPointer? {
    while let (key, value) = entry {
      if key.count == 8 {
        let found = UInt64(bigEndian: key.loadUnaligned(as: UInt64.self))
        if found > position { return nil }
        if found == position {
          try advance()
          return value
        }
        faults.add(part, at: found, "a key of \(name) does not follow the one before it")
      } else {
        faults.add(part, "a key of \(name) has \(key.count) bytes instead of 8")
      }
      try advance()
    }
    return nil
  }

  /// Passes what is left before `end`; nil stands for the end of the database.
  mutating func finish(
    before end: Position?, _ faults: inout FaultList
  ) throws(LMDBError) {
    while let (key, _) = entry {
      if key.count == 8 {
        let found = UInt64(bigEndian: key.loadUnaligned(as: UInt64.self))
        if let end, found >= end { return }
        faults.add(
          part, at: found,
          end == nil
            ? "\(name) holds an entry for a position beyond the last record"
            : "a key of \(name) does not follow the one before it")
      } else {
        faults.add(part, "a key of \(name) has \(key.count) bytes instead of 8")
      }
      if faults.isFull { return }
      try advance()
    }
  }

  private var name: String { part == .tree ? "tree" : "events" }

  private mutating func advance() throws(LMDBError) {
    count += 1
    entry = try cursor.next()
  }
}
