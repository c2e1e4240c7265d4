import LMDB
import Transparency

/// The log in files at one moment.
struct LMDBSnapshot: LogSnapshot {
  let view: LogView
  let index: LogIndex
  let contents: Contents

  var size: UInt64 { view.size }

  func forEachEvent(
    in range: Range<Position>, filter: EventFilter, backward: Bool,
    _ body: (RecordedEvent) throws -> Bool
  ) throws {
    try check(range)
    let types = filter.types.map { TypeSet($0) }
    let excluded = TypeSet(filter.excluded)
    func visit(_ position: Position, _ record: UnsafeRawBufferPointer) throws -> Bool {
      if let types, !types.contains(typeOf: record, unreadable: true) { return true }
      if excluded.contains(typeOf: record, unreadable: false) { return true }
      return try body(try event(record, at: position))
    }
    if backward {
      try view.forEachRecordBackward(in: range, visit)
    } else {
      try view.forEachRecord(in: range, visit)
    }
  }

  func forEachEvent(
    of stream: StreamName, from revision: UInt32, backward: Bool,
    _ body: (RecordedEvent) throws -> Bool
  ) throws {
    let positions = try index.positions(of: stream, from: revision, in: view)
    for place in backward ? Array(positions.indices.reversed()) : Array(positions.indices) {
      let position = positions[place]
      let record = try view.file.record(at: position, view.transaction)
      let leaf = try view.file.leaf(at: position, view.transaction)
      guard MerkleTree.leafHash(record) == leaf else {
        throw EventLogError(
          .damaged,
          "the record at position \(position) is not the one that was appended, or the tree beside"
            + " it was changed; run rapporteur audit verify, and restore the log from a backup")
      }
      let event = try event(record, at: position)
      guard event.stream == stream, Int(event.revision) == Int(revision) + place else {
        throw LogIndex.wrong(position)
      }
      guard try body(event) else { return }
    }
  }

  func forEachRecord(
    in range: Range<Position>, _ body: (Position, UnsafeRawBufferPointer) throws -> Bool
  ) throws {
    try check(range)
    try view.forEachRecord(in: range, body)
  }

  func lastRevision(of stream: StreamName) throws -> UInt32? {
    try index.lastRevision(of: stream, in: view)
  }

  /// Ids grow along the log, so this is a binary search.
  func position(ofEvent id: UniqueID) throws -> Position? {
    let position = try firstPosition { header, _ in !UniqueID.precedes(header.id, id) }
    guard position < size else { return nil }
    return try view.file.header(at: position, view.transaction).0.id == id ? position : nil
  }

  func receipt(of command: UniqueID) throws -> Receipt? {
    try index.receipt(of: command, in: view)
  }

  func size(at instant: Instant) throws -> UInt64 {
    let limit = instant.description
    // The texts have one length and sort like the instants, as long as the year has four digits.
    return try firstPosition { header, record in
      limit.utf8.lexicographicallyPrecedes(record[header.recorded])
    }
  }

  func root(at size: UInt64) throws -> [UInt8] {
    guard size <= self.size else {
      throw EventLogError(.invalid, "the log has \(self.size) events, no root at \(size)")
    }
    return try MerkleTree.root(size: size) { try view.file.treeNode($0, view.transaction) }.bytes
  }

  func treeNode(_ number: UInt64) throws -> Digest {
    guard number < MerkleTree.storedCount(for: size) else {
      throw EventLogError(.invalid, "the tree of \(size) events has no node \(number)")
    }
    return try view.file.treeNode(number, view.transaction)
  }

  func blob(at address: BesideAddress) throws -> [UInt8]? {
    try view.transaction.get(view.file.blobs, LogFile.blobKey(address))
  }

  func clockJumps() throws -> [ClockJump] {
    try view.transaction.withCursor(view.file.meta) { (cursor) throws in
      var jumps: [ClockJump] = []
      var entry = try Array(ClockNote.prefix.utf8).withUnsafeBytes { try cursor.seek($0) }
      while let (key, value) = entry, let jump = ClockNote.jump(key, value) {
        jumps.append(jump)
        entry = try cursor.next()
      }
      return jumps
    }
  }

  private func event(
    _ record: UnsafeRawBufferPointer, at position: Position
  ) throws -> RecordedEvent {
    try RecordDecoder.event(record, at: position, contents: contents) { field in
      try blob(at: BesideAddress(position: position, field: field))
    }
  }

  /// The first position whose record fulfils a condition that all later ones fulfil too.
  private func firstPosition(
    where isReached: (RecordHeader, UnsafeRawBufferPointer) throws -> Bool
  ) throws -> Position {
    var low: Position = 0
    var high = size
    while low < high {
      let middle = low + (high - low) / 2
      let (header, record) = try view.file.header(at: middle, view.transaction)
      if try isReached(header, record) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private func check(_ range: Range<Position>) throws(EventLogError) {
    guard range.upperBound <= size else {
      throw EventLogError(
        .invalid, "events \(range) were asked for, but the log has \(size); take a newer snapshot")
    }
  }
}

/// A set of types to compare records with, without making strings.
struct TypeSet {
  private let types: [[UInt8]]

  init(_ types: Set<String>) { self.types = types.map { Array($0.utf8) } }

  /// Whether the record's type is one of these. What cannot be read counts as `unreadable` says: it
  /// has to pass, so that decoding it says what is wrong.
  func contains(typeOf record: UnsafeRawBufferPointer, unreadable: Bool) -> Bool {
    guard !types.isEmpty, let type = RecordHeader.type(of: record) else {
      return !types.isEmpty && unreadable
    }
    return types.contains { $0.count == type.count && $0.elementsEqual(type) }
  }
}

/// How a jump of the clock is noted in the log's `meta`.
enum ClockNote {
  static let prefix = "clock/"

  static func key(_ position: Position) -> [UInt8] {
    Array(prefix.utf8) + LogFile.bigEndian(position)
  }

  static func value(recorded: Instant, clock: Instant) -> [UInt8] {
    Array("\(recorded) \(clock)".utf8)
  }

  /// The position in a note's key; nil for keys of another form.
  static func position(_ key: UnsafeRawBufferPointer) -> Position? {
    guard key.starts(with: prefix.utf8), key.count == prefix.utf8.count + 8 else { return nil }
    return IndexFile.Snapshot.number(key.dropFirst(prefix.utf8.count))
  }

  static func jump(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
  ) -> ClockJump? {
    guard let position = position(key), value.count == 55,
      let recorded = Instant(UnsafeRawBufferPointer(rebasing: value[..<27])),
      let clock = Instant(UnsafeRawBufferPointer(rebasing: value[28...]))
    else { return nil }
    return ClockJump(position: position, recorded: recorded, clock: clock)
  }
}
