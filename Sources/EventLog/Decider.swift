import Transparency

/// What deciding on an append needs to know of the log that it would be added to.
protocol LogState {
  /// The number of events.
  var size: UInt64 { get }
  /// When the last event was recorded.
  var lastRecorded: Instant? { get }
  /// The revision of the stream's last event.
  func lastRevision(of stream: StreamName) throws -> UInt32?
  /// What is known of a command.
  func command(_ id: UniqueID) throws -> StoredCommand?
}

/// A command that was appended.
struct StoredCommand {
  var receipt: Receipt
  var fingerprint: Digest
}

/// An append with what could be prepared before it is its turn.
struct PreparedAppend {
  var append: Append
  var fingerprint: Digest
  /// The keys of its subjects. A failure counts only if the events are to be written.
  var keys: Result<Contents.Keys, EventLogError>
}

/// One command, ready to be written at its place.
struct StagedCommand {
  /// One event: its record's end in `records`, and its blobs.
  struct Event {
    var end: Int
    var id: UniqueID
    var leaf: Digest
    var stream: StreamName
    var revision: UInt32
    var blobs: [(field: String, bytes: [UInt8])]
  }

  var receipt: Receipt
  var fingerprint: Digest
  var recorded: Instant
  /// The clock, when it was behind the log's last event.
  var lateClock: Instant?
  /// The bytes of all records, one behind the other.
  var records: [UInt8] = []
  var events: [Event] = []
  var erasing: [BesideAddress]

  /// Calls `body` with each event, its position and its record.
  func forEach(
    _ body: (Position, Event, UnsafeRawBufferPointer) throws -> Void
  ) rethrows {
    try records.withUnsafeBytes { bytes in
      var start = 0
      for (index, event) in events.enumerated() {
        let record = UnsafeRawBufferPointer(rebasing: bytes[start..<event.end])
        try body(receipt.first + UInt64(index), event, record)
        start = event.end
      }
    }
  }
}

/// The rules of appending, the same for every store.
struct Decider {
  enum Decision {
    case outcome(AppendOutcome)
    case write(StagedCommand)
  }

  let contents: Contents
  var ids = EventIDs()

  init(contents: Contents) { self.contents = contents }

  /// Decides on one append. The command is checked before anything is expected of the log.
  mutating func decide(
    _ prepared: PreparedAppend, in state: some LogState, clock: Instant
  ) throws -> Decision {
    let append = prepared.append
    if let stored = try state.command(append.command) {
      guard stored.fingerprint == prepared.fingerprint else {
        throw EventLogError(
          .commandReused,
          "the command id \(append.command) was used for something else at position"
            + " \(stored.receipt.first); make a new id for a new command")
      }
      return .outcome(.repeated(stored.receipt))
    }
    if let expected = append.expectingSize, expected != state.size {
      return .outcome(.conflict(.size(expected: expected, actual: state.size)))
    }
    var revisions: [UInt32] = []
    for write in append.writes {
      let actual = try state.lastRevision(of: write.stream)
      let isMet =
        switch write.expecting {
        case .noStream: actual == nil
        case .revision(let revision): actual == revision
        case .any: true
        }
      guard isMet else {
        return .outcome(
          .conflict(.stream(write.stream, expected: write.expecting, actual: actual)))
      }
      revisions.append(actual.map { $0 + 1 } ?? 0)
    }
    return .write(try stage(prepared, revisions: revisions, in: state, clock: clock))
  }

  private mutating func stage(
    _ prepared: PreparedAppend, revisions: [UInt32], in state: some LogState, clock: Instant
  ) throws -> StagedCommand {
    let append = prepared.append
    let keys = try prepared.keys.get()
    let last = state.lastRecorded
    let recorded = last.map { max($0, clock) } ?? clock
    let count = append.writes.reduce(0) { $0 + $1.events.count }
    var staged = StagedCommand(
      receipt: Receipt(command: append.command, first: state.size, count: count),
      fingerprint: prepared.fingerprint, recorded: recorded,
      lateClock: clock < recorded ? clock : nil, erasing: append.erasing)
    staged.events.reserveCapacity(count)
    let recordedText = recorded.description
    for (write, first) in zip(append.writes, revisions) {
      for (index, event) in write.events.enumerated() {
        let envelope = Envelope(
          position: state.size + UInt64(staged.events.count), id: ids.next(at: recorded),
          stream: write.stream, revision: first + UInt32(index), recorded: recordedText)
        try stage(event, envelope, of: append, keys: keys, into: &staged)
      }
    }
    return staged
  }

  private mutating func stage(
    _ event: NewEvent, _ envelope: Envelope, of append: Append, keys: Contents.Keys,
    into staged: inout StagedCommand
  ) throws {
    var entries: [BesideEntry] = []
    var blobs: [(field: String, bytes: [UInt8])] = []
    if !event.beside.isEmpty {
      for (field, content) in event.besideInOrder {
        let (entry, bytes) = try contents.close(
          content, field: field, event: envelope.id, keys: keys, salt: ids.salt())
        entries.append(entry)
        blobs.append((field, bytes))
      }
    }
    let start = staged.records.count
    RecordEncoder.append(event, envelope, of: append, beside: entries, to: &staged.records)
    let end = staged.records.count
    guard end - start <= RecordEncoder.maximumByteCount else {
      throw EventLogError(
        .tooLarge,
        "a record of \(event.type) in \(envelope.stream) has \(end - start) bytes; the most is"
          + " \(RecordEncoder.maximumByteCount). Put long texts beside the record, or split it")
    }
    let leaf = staged.records.withUnsafeBytes { bytes in
      MerkleTree.leafHash(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
    }
    staged.events.append(
      StagedCommand.Event(
        end: end, id: envelope.id, leaf: leaf, stream: envelope.stream, revision: envelope.revision,
        blobs: blobs))
  }
}
