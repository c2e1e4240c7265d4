import LMDB

/// The records of one transaction: what the index is looked up for, and derived from.
struct LogView {
  let file: LogFile
  let transaction: ReadTransaction
  let size: UInt64

  init(_ file: LogFile, _ transaction: ReadTransaction) throws {
    self.file = file
    self.transaction = transaction
    size = try file.size(transaction)
  }

  /// Calls `body` with each record of `range` until it returns false.
  func forEachRecord(
    in range: Range<Position>, _ body: (Position, UnsafeRawBufferPointer) throws -> Bool
  ) throws {
    guard !range.isEmpty else { return }
    try transaction.withCursor(file.events) { (cursor) throws in
      var entry = try cursor.seek(range.lowerBound)
      for position in range {
        guard let (key, record) = entry, try file.position(key) == position else {
          throw EventLogError(
            .damaged,
            "the record at position \(position) is missing; restore the log from a backup")
        }
        guard try body(position, record) else { return }
        entry = position + 1 < range.upperBound ? try cursor.next() : nil
      }
    }
  }

  /// Calls `body` with each record of `range`, last first, until it returns false.
  func forEachRecordBackward(
    in range: Range<Position>, _ body: (Position, UnsafeRawBufferPointer) throws -> Bool
  ) throws {
    guard let last = range.last else { return }
    try transaction.withCursor(file.events) { (cursor) throws in
      var entry = try cursor.seek(last)
      for position in range.reversed() {
        guard let (key, record) = entry, try file.position(key) == position else {
          throw EventLogError(
            .damaged,
            "the record at position \(position) is missing; restore the log from a backup")
        }
        guard try body(position, record) else { return }
        entry = position > range.lowerBound ? try cursor.previous() : nil
      }
    }
  }
}
