import LMDB
import Transparency

/// The evidence: `log/data.mdb`, every commit synced. See Docs/log-format.md.
struct LogFile: Sendable {
  /// The format that this code writes.
  static let format = "1"

  let environment: Environment
  let events: Database
  let tree: Database
  let blobs: Database
  let meta: Database

  init(directory: String, creates: Bool) throws(LMDBError) {
    var options = Environment.Options(databases: ["events", "tree", "blobs", "meta"])
    options.creates = creates
    environment = try Environment(directory: directory, options: options)
    events = try environment.database("events")
    tree = try environment.database("tree")
    blobs = try environment.database("blobs")
    meta = try environment.database("meta")
  }

  /// The number of events.
  func size(_ transaction: ReadTransaction) throws -> UInt64 {
    try transaction.withCursor(events) { (cursor) throws in
      try cursor.last().map { try position($0.key) + 1 } ?? 0
    }
  }

  /// The position that a key stands for.
  func position(_ key: UnsafeRawBufferPointer) throws(EventLogError) -> Position {
    guard key.count == 8 else {
      throw EventLogError(.damaged, "a key of the log has \(key.count) bytes instead of 8")
    }
    let position = UInt64(bigEndian: key.loadUnaligned(as: UInt64.self))
    guard position < MerkleTree.maximumSize else {
      throw EventLogError(
        .damaged,
        "a key of the log stands for position \(position), which no log reaches; restore the log"
          + " from a backup")
    }
    return position
  }

  /// The record at a position below the log's size.
  func record(
    at position: Position, _ transaction: ReadTransaction
  ) throws -> UnsafeRawBufferPointer {
    guard let record = try transaction.get(events, position) else {
      throw EventLogError(
        .damaged, "the record at position \(position) is missing; restore the log from a backup")
    }
    return record
  }

  /// The header of the record at a position below the log's size.
  func header(
    at position: Position, _ transaction: ReadTransaction
  ) throws -> (RecordHeader, UnsafeRawBufferPointer) {
    let record = try record(at: position, transaction)
    guard let header = RecordHeader(record) else {
      throw EventLogError(
        .damaged, "the record at position \(position) cannot be read; run the audit")
    }
    return (header, record)
  }

  /// When the event at a position was recorded.
  func recorded(at position: Position, _ transaction: ReadTransaction) throws -> Instant {
    let (header, record) = try header(at: position, transaction)
    guard let instant = Instant(UnsafeRawBufferPointer(rebasing: record[header.recorded])) else {
      throw EventLogError(.damaged, "the time of the record at position \(position) is none")
    }
    return instant
  }

  /// A stored node of the tree: nodes stand under the position of the leaf that completed them.
  func treeNode(_ number: UInt64, _ transaction: ReadTransaction) throws -> Digest {
    let (level, index) = MerkleTree.node(atStoredIndex: number)
    let position = (index + 1) << UInt64(level) - 1
    return try hash(Int(level), at: position, transaction)
  }

  /// The hash of the record at `position`, as it was appended.
  func leaf(at position: Position, _ transaction: ReadTransaction) throws -> Digest {
    try hash(0, at: position, transaction)
  }

  /// The fingerprint of the command whose first event is at `position`: behind the nodes.
  func fingerprint(at position: Position, _ transaction: ReadTransaction) throws -> Digest {
    try hash((~position).trailingZeroBitCount + 1, at: position, transaction)
  }

  private func hash(
    _ place: Int, at position: Position, _ transaction: ReadTransaction
  ) throws -> Digest {
    guard let value = try transaction.get(tree, position), value.count >= (place + 1) * 32,
      let digest = Digest(bytes: value[place * 32..<(place + 1) * 32])
    else {
      throw EventLogError(
        .damaged, "the tree at position \(position) is incomplete; restore the log from a backup")
    }
    return digest
  }

  /// The key of a blob.
  static func blobKey(_ address: BesideAddress) -> [UInt8] {
    bigEndian(address.position) + Array(address.field.utf8)
  }

  /// The eight bytes of a position in a key.
  static func bigEndian(_ position: Position) -> [UInt8] {
    withUnsafeBytes(of: position.bigEndian) { Array($0) }
  }
}

extension EventLogError {
  /// The log's word for an error of the store below.
  init(_ error: LMDBError, doing operation: String) {
    let code: Code
    switch error.code {
    case .noSpace, .quotaExceeded, .fileTooLarge, .mapFull: code = .noSpace
    case .corrupted, .pageNotFound, .invalidFile, .truncated, .versionMismatch, .keyExists:
      code = .damaged
    case .transactionFull, .badSize: code = .tooLarge
    case .closed: code = .closed
    case .busy, .readersFull: code = .busy
    case .notFound: code = .missing
    case .alreadyOpen: code = .alreadyOpen
    case .nestedWrite, .badTransaction: code = .invalid
    default: code = .io
    }
    self.init(code, "\(operation): \(error.description)", cause: error)
  }
}

/// Runs `body` and turns errors of the store below into the log's own.
func translating<T>(_ operation: String, _ body: () throws -> T) throws -> T {
  do { return try body() } catch let error as LMDBError {
    throw EventLogError(error, doing: operation)
  }
}
