public import Sealing
import Synchronization
import Transparency

/// The log in memory: the model that the log in files is compared with, and the log of tests.
public final class MemoryEventLog: EventLog {
  /// The log's name, part of every checkpoint.
  public let origin: String

  private struct State {
    var decider: Decider
    var content = MemoryContent()
    var isClosed = false
    var isClockLate = false
  }

  private let contents: Contents
  private let clock: @Sendable () -> Instant
  private let state: Mutex<State>
  private let waiters = Waiters()

  /// An empty log.
  public init(
    origin: String = "localhost/rapporteur/0000000000000000", keyRing: any KeyRing,
    clock: @escaping @Sendable () -> Instant = LMDBEventLog.systemClock
  ) {
    self.origin = origin
    self.clock = clock
    contents = Contents(origin: origin, keyRing: keyRing)
    state = Mutex(State(decider: Decider(contents: contents)))
  }

  /// Appends all the events or none; returns when they are durable.
  public func append(_ append: Append) async throws -> AppendOutcome {
    try AppendCheck.check(append)
    let prepared = PreparedAppend(
      append: append, fingerprint: try contents.fingerprint(of: append),
      keys: contents.keys(for: append))
    let (outcome, size) = try state.withLock { state in
      guard !state.isClosed else { throw EventLogError(.closed, "the log was closed") }
      let decision = try state.decider.decide(prepared, in: state.content, clock: clock())
      switch decision {
      case .outcome(let outcome): return (outcome, state.content.size)
      case .write(let command):
        state.content.add(command, notesClock: !state.isClockLate)
        state.isClockLate = command.lateClock != nil
        return (AppendOutcome.appended(command.receipt), state.content.size)
      }
    }
    waiters.announce(size)
    return outcome
  }

  /// Whether `content` is what `command` was appended with.
  public func matches(command: UniqueID, content: [UInt8]) throws -> Bool {
    let fingerprint = try contents.fingerprint(content: content)
    return try current().command(command)?.fingerprint == fingerprint
  }

  /// Runs `body` on the log as it is now.
  public func read<T>(_ body: (any LogSnapshot) throws -> T) throws -> T {
    try body(MemorySnapshot(content: current(), contents: contents))
  }

  /// Returns when the log is larger than `size`.
  public func wait(beyond size: UInt64) async throws -> UInt64 {
    try await waiters.wait(beyond: size) {}
  }

  /// Waits for running commits and lets go of what is held. Idempotent.
  public func close() async {
    state.withLock { $0.isClosed = true }
    waiters.close()
  }

  private func current() throws -> MemoryContent {
    try state.withLock { state in
      guard !state.isClosed else { throw EventLogError(.closed, "the log was closed") }
      return state.content
    }
  }
}

/// What a log in memory holds. A copy is a snapshot.
private struct MemoryContent: LogState {
  struct Entry {
    var record: [UInt8]
    var id: UniqueID
    var recorded: Instant
  }

  private(set) var entries: [Entry] = []
  private(set) var streams: [StreamName: [Position]] = [:]
  private(set) var commands: [UniqueID: StoredCommand] = [:]
  private(set) var blobs: [BesideAddress: [UInt8]] = [:]
  private(set) var nodes: [Digest] = []
  private(set) var clockJumps: [ClockJump] = []
  private var edge = MerkleTree.Appender()

  var size: UInt64 { UInt64(entries.count) }
  var lastRecorded: Instant? { entries.last?.recorded }

  func lastRevision(of stream: StreamName) -> UInt32? {
    streams[stream].map { UInt32($0.count - 1) }
  }

  func command(_ id: UniqueID) -> StoredCommand? { commands[id] }

  mutating func add(_ command: StagedCommand, notesClock: Bool) {
    command.forEach { position, event, record in
      entries.append(
        Entry(record: Array(record), id: event.id, recorded: command.recorded))
      streams[event.stream, default: []].append(position)
      for blob in event.blobs {
        blobs[BesideAddress(position: position, field: blob.field)] = blob.bytes
      }
      nodes += edge.append(event.leaf)
    }
    for address in command.erasing { blobs[address] = nil }
    commands[command.receipt.command] = StoredCommand(
      receipt: command.receipt, fingerprint: command.fingerprint)
    if let clock = command.lateClock, notesClock {
      clockJumps.append(
        ClockJump(position: command.receipt.first, recorded: command.recorded, clock: clock))
    }
  }
}

private struct MemorySnapshot: LogSnapshot {
  let content: MemoryContent
  let contents: Contents

  var size: UInt64 { content.size }

  func forEachEvent(
    in range: Range<Position>, filter: EventFilter, backward: Bool,
    _ body: (RecordedEvent) throws -> Bool
  ) throws {
    try check(range)
    for position in backward ? Array(range.reversed()) : Array(range) {
      let event = try event(at: position)
      if let types = filter.types, !types.contains(event.type) { continue }
      if filter.excluded.contains(event.type) { continue }
      guard try body(event) else { return }
    }
  }

  func forEachEvent(
    of stream: StreamName, from revision: UInt32, backward: Bool,
    _ body: (RecordedEvent) throws -> Bool
  ) throws {
    let positions = (content.streams[stream] ?? []).dropFirst(Int(revision))
    for position in backward ? Array(positions.reversed()) : Array(positions) {
      guard try body(try event(at: position)) else { return }
    }
  }

  func forEachRecord(
    in range: Range<Position>, _ body: (Position, UnsafeRawBufferPointer) throws -> Bool
  ) throws {
    try check(range)
    for position in range {
      let goesOn = try content.entries[Int(position)].record.withUnsafeBytes {
        try body(position, $0)
      }
      guard goesOn else { return }
    }
  }

  func lastRevision(of stream: StreamName) -> UInt32? { content.lastRevision(of: stream) }

  func position(ofEvent id: UniqueID) -> Position? {
    content.entries.firstIndex { $0.id == id }.map { Position($0) }
  }

  func receipt(of command: UniqueID) -> Receipt? { content.command(command)?.receipt }

  func size(at instant: Instant) -> UInt64 {
    UInt64(content.entries.prefix { $0.recorded <= instant }.count)
  }

  func root(at size: UInt64) throws -> [UInt8] {
    guard size <= self.size else {
      throw EventLogError(.invalid, "the log has \(self.size) events, no root at \(size)")
    }
    return try MerkleTree.root(size: size) { try treeNode($0) }.bytes
  }

  func treeNode(_ number: UInt64) throws -> Digest {
    guard number < content.nodes.count else {
      throw EventLogError(.invalid, "the tree of \(size) events has no node \(number)")
    }
    return content.nodes[Int(number)]
  }

  func blob(at address: BesideAddress) -> [UInt8]? { content.blobs[address] }

  func clockJumps() -> [ClockJump] { content.clockJumps }

  private func event(at position: Position) throws -> RecordedEvent {
    try content.entries[Int(position)].record.withUnsafeBytes { record in
      try RecordDecoder.event(record, at: position, contents: contents) { field in
        blob(at: BesideAddress(position: position, field: field))
      }
    }
  }

  private func check(_ range: Range<Position>) throws(EventLogError) {
    guard range.upperBound <= size else {
      throw EventLogError(
        .invalid, "events \(range) were asked for, but the log has \(size); take a newer snapshot")
    }
  }
}
