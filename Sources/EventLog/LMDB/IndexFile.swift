import Glibc
import LMDB
import Transparency

/// The index on disk: `log/index/data.mdb`. See Docs/log-format.md.
struct IndexFile: Sendable {
  /// The layout that this code writes; a file of another one is built anew.
  static let format: [UInt8] = Array("2".utf8)
  static let formatKey = Array("format".utf8)
  static let sizeKey = Array("size".utf8)
  static let evidenceKey = Array("evidence".utf8)
  /// How many records go into one commit of a rebuild.
  private static let chunk: UInt64 = 100_000

  let environment: Environment
  private let lease: IndexLease
  let streams: Database
  let streamEvents: Database
  let ids: Database
  let meta: Database

  /// Opens the file; makes a new one when there is none that can be trusted.
  init(directory: String) throws {
    lease = try IndexLease(directory: directory)
    var options = Environment.Options(databases: ["streams", "stream_events", "ids", "meta"])
    options.syncsEachCommit = false
    do {
      if access(directory + "/data.mdb", F_OK) != 0 { try lease.willWrite() }
      do { environment = try Environment(directory: directory, options: options) } catch {
        guard error.code != .alreadyOpen else { throw error }
        try lease.willWrite()
        try lease.removeFiles()
        environment = try Environment(directory: directory, options: options)
      }
      streams = try environment.database("streams")
      streamEvents = try environment.database("stream_events")
      ids = try environment.database("ids")
      meta = try environment.database("meta")
    } catch {
      lease.end(isClean: false)
      throw error
    }
  }

  /// Empties the file when it is of another layout, or not of this log.
  func check(against log: LogFile) throws {
    let isRight = try environment.read { transaction in
      guard try transaction.get(meta, Self.formatKey) == Self.format else { return false }
      // Of a short log nothing is in the file yet.
      guard let state = try transaction.get(meta, Self.sizeKey) else { return true }
      guard state.count == 40 else { return false }
      let size = Snapshot.number(state[..<8])
      // The log is looked at after its index, so it cannot be behind.
      return try log.environment.read { evidence in
        guard size > 0, size <= (try log.size(evidence)) else { return false }
        // A leaf that is missing is for the audit to tell of.
        guard let stored = try evidence.get(log.tree, size - 1) else { return false }
        return stored.starts(with: state[8...])
      }
    }
    guard !isRight else { return }
    try lease.willWrite()
    try environment.write { transaction in
      for database in [streams, streamEvents, ids, meta] { try transaction.removeAll(database) }
      try transaction.put(meta, Self.formatKey, Self.format)
    }
  }

  /// How many records are indexed.
  func indexedSize() throws -> UInt64 { try read { try $0.size() } }

  /// Runs `body` on the index as it is now.
  func read<T>(_ body: (Snapshot) throws -> T) throws -> T {
    try environment.read { try body(Snapshot(file: self, transaction: $0)) }
  }

  /// Indexes all records of `view` that are missing.
  func advance(to view: LogView) throws {
    try lease.willWrite()
    var isDone = false
    while !isDone {
      isDone = try environment.write { transaction in
        let first = try Snapshot(file: self, transaction: transaction).size()
        guard first < view.size else { return true }
        var additions = IndexAdditions(first: first)
        try view.forEachRecord(in: first..<view.size) { position, record in
          try additions.add(record, at: position, chunk: Self.chunk) {
            try view.file.fingerprint(at: position, view.transaction)
          }
        }
        try write(additions, transaction)
        let leaf = try view.file.treeNode(
          MerkleTree.storedIndex(level: 0, index: additions.end - 1), view.transaction)
        try transaction.put(
          meta, Self.sizeKey,
          withUnsafeBytes(of: additions.end.bigEndian) { Array($0) } + leaf.bytes)
        let evidence = try EvidenceMeta.digest(
          view.file, view.transaction, below: additions.end)
        try transaction.put(meta, Self.evidenceKey, evidence.bytes)
        return additions.end == view.size
      }
    }
  }

  /// Writes in the order of the keys, so that each page is found once.
  private func write(_ additions: IndexAdditions, _ transaction: WriteTransaction) throws {
    var next = UInt32(try transaction.count(streams))
    let snapshot = Snapshot(file: self, transaction: transaction)
    var numbers = [UInt32](repeating: 0, count: additions.streams.count)
    // Names are ASCII, so the order of strings is that of their bytes.
    let names = additions.streams.sorted { $0.key < $1.key }
    for (name, place) in names {
      if let known = try snapshot.stream(name) {
        numbers[place] = known.number
      } else {
        numbers[place] = next
        next += 1
      }
      let value = UInt64(numbers[place]) << 32 | UInt64(additions.lastRevisions[place] + 1)
      try put(streams, Array(name.utf8), value, transaction)
    }
    var events = additions.events.map { event in
      (
        key: UInt64(numbers[event.stream]) << 32 | UInt64(event.revision),
        position: event.position
      )
    }
    events.sort { $0.key < $1.key }
    for event in events {
      try withUnsafeBytes(of: event.key.bigEndian) { key in
        try withUnsafeBytes(of: event.position.bigEndian) {
          try transaction.put(streamEvents, key, $0)
        }
      }
    }
    for command in additions.commands.sorted(by: { UniqueID.precedes($0.id, $1.id) }) {
      let value =
        withUnsafeBytes(of: command.first.bigEndian) { Array($0) }
        + withUnsafeBytes(of: UInt32(command.count).bigEndian) { Array($0) }
        + withUnsafeBytes(of: command.check.bigEndian) { Array($0) }
      try transaction.put(ids, command.id.keyBytes, value)
    }
  }

  private func put(
    _ database: Database, _ key: [UInt8], _ value: UInt64, _ transaction: WriteTransaction
  ) throws {
    try transaction.put(database, key, withUnsafeBytes(of: value.bigEndian) { Array($0) })
  }

  /// Waits for the disk if anything was written, marks the file as whole, and lets go of it.
  /// Idempotent.
  func close() {
    let isSynced = !lease.isWritten || (try? environment.sync()) != nil
    environment.close()
    lease.end(isClean: isSynced)
  }
}

/// What one run over the records adds to the index.
private struct IndexAdditions {
  let first: Position
  private(set) var end: Position
  /// The streams, each with its place in `lastRevisions`.
  private(set) var streams: [String: Int] = [:]
  private(set) var lastRevisions: [UInt32] = []
  private(set) var events: [(stream: Int, revision: UInt32, position: Position)] = []
  private(set) var commands: [(id: UniqueID, first: Position, count: Int, check: UInt32)] = []

  init(first: Position) {
    self.first = first
    end = first
  }

  /// Adds a record. Returns false, without adding it, when the run is long enough and the record
  /// starts a new command: a command is never split.
  mutating func add(
    _ record: UnsafeRawBufferPointer, at position: Position, chunk: UInt64,
    fingerprint: () throws -> Digest
  ) throws -> Bool {
    guard let header = RecordHeader(record), let command = header.command(in: record) else {
      throw EventLogError(
        .damaged, "the record at position \(position) cannot be read; run the audit")
    }
    if let last = commands.indices.last, commands[last].id == command {
      commands[last].count += 1
    } else {
      guard position - first < chunk else { return false }
      commands.append((command, position, 1, try fingerprint().fingerprintCheck))
    }
    let name = String(
      decoding: UnsafeRawBufferPointer(rebasing: record[header.stream]), as: UTF8.self)
    let stream = place(of: name)
    lastRevisions[stream] = header.revision
    events.append((stream, header.revision, position))
    end = position + 1
    return true
  }

  private mutating func place(of stream: String) -> Int {
    if let place = streams[stream] { return place }
    streams[stream] = lastRevisions.count
    lastRevisions.append(0)
    return lastRevisions.count - 1
  }
}

extension Digest {
  /// The first four bytes of the SHA-256 over these 32: what the index keeps of a fingerprint, which
  /// nothing else in the log depends on.
  var fingerprintCheck: UInt32 {
    withUnsafeBytes { Digest(hashing: $0) }.withUnsafeBytes {
      UInt32(bigEndian: $0.loadUnaligned(as: UInt32.self))
    }
  }
}
