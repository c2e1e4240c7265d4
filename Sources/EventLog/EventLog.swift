public import Transparency

/// What a caller expects of a stream at the moment of the append.
public enum Expectation: Hashable, Sendable {
  /// The stream has no event yet.
  case noStream
  /// The stream's last event has this revision.
  case revision(UInt32)
  /// Anything.
  case any
}

/// Events for one stream, in order.
public struct StreamWrite: Hashable, Sendable {
  /// The stream.
  public var stream: StreamName
  /// What it must look like.
  public var expecting: Expectation
  /// What happened, oldest first; at least one.
  public var events: [NewEvent]

  /// Events for one stream.
  public init(to stream: StreamName, expecting: Expectation, events: [NewEvent]) {
    self.stream = stream
    self.expecting = expecting
    self.events = events
  }
}

/// One command's events: appended together or not at all.
public struct Append: Sendable {
  /// Makes a repeat harmless.
  public var command: UniqueID
  /// What the caller was asked to do, in any fixed encoding. A repeat of `command` with other
  /// content is refused. Stored only as a keyed hash (it may name people). When nil, the writes
  /// themselves are the content.
  public var content: [UInt8]?
  /// The account that records.
  public var by: String
  /// The door it came through.
  public var via: String
  /// The import it belongs to.
  public var batch: String?
  /// The event that made a follower act.
  public var cause: UniqueID?
  /// When set, the log's size must be this: nothing may have been appended since the caller read.
  public var expectingSize: UInt64?
  /// The events, stream by stream. No stream appears twice.
  public var writes: [StreamWrite]
  /// Contents beside earlier records that are destroyed together with this append.
  public var erasing: [BesideAddress]

  /// One command's events.
  public init(
    command: UniqueID, content: [UInt8]? = nil, by: String, via: String, batch: String? = nil,
    cause: UniqueID? = nil, expectingSize: UInt64? = nil, writes: [StreamWrite],
    erasing: [BesideAddress] = []
  ) {
    self.command = command
    self.content = content
    self.by = by
    self.via = via
    self.batch = batch
    self.cause = cause
    self.expectingSize = expectingSize
    self.writes = writes
    self.erasing = erasing
  }
}

/// The place of one content beside a record.
public struct BesideAddress: Hashable, Sendable {
  /// The event's position.
  public var position: Position
  /// The field.
  public var field: String

  /// A place by its parts.
  public init(position: Position, field: String) {
    self.position = position
    self.field = field
  }
}

/// The log's clock went back: events were recorded at the log's last time instead.
public struct ClockJump: Hashable, Sendable {
  /// The first event that was recorded so.
  public var position: Position
  /// What it says.
  public var recorded: Instant
  /// What the clock said.
  public var clock: Instant

  /// A jump.
  public init(position: Position, recorded: Instant, clock: Instant) {
    self.position = position
    self.recorded = recorded
    self.clock = clock
  }
}

/// Proof to the caller that a command is durable.
public struct Receipt: Hashable, Sendable {
  /// The command.
  public var command: UniqueID
  /// The position of its first event.
  public var first: Position
  /// How many events it has.
  public var count: Int
  /// The log's size right after them.
  public var size: UInt64 { first + UInt64(count) }

  /// A receipt.
  public init(command: UniqueID, first: Position, count: Int) {
    self.command = command
    self.first = first
    self.count = count
  }
}

/// Why an append was not done although nothing is wrong: somebody else was faster.
public enum Conflict: Hashable, Sendable {
  /// A stream is not as expected. `actual` is its last revision, nil when it has no event.
  case stream(StreamName, expected: Expectation, actual: UInt32?)
  /// The log has another size than expected.
  case size(expected: UInt64, actual: UInt64)
}

/// The outcome of an append that reached the log. A conflict is a value, not an error.
public enum AppendOutcome: Hashable, Sendable {
  /// The events are durable.
  case appended(Receipt)
  /// The same command with the same content was appended before; nothing was written.
  case repeated(Receipt)
  /// Nothing was written.
  case conflict(Conflict)
}

/// Which events a read wants.
public struct EventFilter: Hashable, Sendable {
  /// Only these types; nil for all.
  public var types: Set<String>?
  /// None of these types.
  public var excluded: Set<String>

  /// Which events a read wants.
  public init(types: Set<String>? = nil, excluded: Set<String> = []) {
    self.types = types
    self.excluded = excluded
  }
}

/// The log at one moment: whatever is appended meanwhile, it does not change.
/// Valid only inside the closure that received it.
public protocol LogSnapshot {
  /// The number of events.
  var size: UInt64 { get }

  /// Calls `body` with each event of `range` that passes `filter`, in order (or last first), until
  /// it returns false.
  func forEachEvent(
    in range: Range<Position>, filter: EventFilter, backward: Bool,
    _ body: (RecordedEvent) throws -> Bool) throws

  /// Calls `body` with the events of one stream from `revision` on, in order (or last first, from
  /// the newest down to `revision`), until it returns false.
  func forEachEvent(
    of stream: StreamName, from revision: UInt32, backward: Bool,
    _ body: (RecordedEvent) throws -> Bool) throws

  /// Calls `body` with the stored bytes of each record of `range`, in order, until it returns
  /// false. The bytes are valid only inside the call.
  func forEachRecord(
    in range: Range<Position>, _ body: (Position, UnsafeRawBufferPointer) throws -> Bool) throws

  /// The revision of the stream's last event, or nil when it has none.
  func lastRevision(of stream: StreamName) throws -> UInt32?

  /// The event with this id.
  func position(ofEvent id: UniqueID) throws -> Position?

  /// The receipt of a command that was appended.
  func receipt(of command: UniqueID) throws -> Receipt?

  /// How many events had been recorded at that instant or before.
  func size(at instant: Instant) throws -> UInt64

  /// The Merkle tree's root over the first `size` events (RFC 6962).
  func root(at size: UInt64) throws -> [UInt8]

  /// A node of the Merkle tree, numbered as `MerkleTree.storedIndex` does; for proofs and tiles.
  func treeNode(_ number: UInt64) throws -> Digest

  /// The blob beside a record as it is stored, or nil when there is none (any more).
  func blob(at address: BesideAddress) throws -> [UInt8]?

  /// The moments when the clock went back, oldest first.
  func clockJumps() throws -> [ClockJump]
}

/// An append-only log of events. Every store passes the same conformance suite.
public protocol EventLog: Sendable {
  /// The log's name, part of every checkpoint.
  var origin: String { get }

  /// Appends all the events or none, and returns when they are durable. Callers at the same time
  /// share a commit.
  func append(_ append: Append) async throws -> AppendOutcome

  /// Whether `content` is what `command` was appended with. False when the command is unknown.
  func matches(command: UniqueID, content: [UInt8]) throws -> Bool

  /// Runs `body` on the log as it is now.
  func read<T>(_ body: (any LogSnapshot) throws -> T) throws -> T

  /// Returns when the log is larger than `size` (also when another process wrote), with its size
  /// then. Throws `CancellationError` when the task is cancelled.
  func wait(beyond size: UInt64) async throws -> UInt64

  /// Waits for running commits and lets go of the files. Idempotent.
  func close() async
}
