import LMDB
import Transparency

/// Writes batches of commands, one commit each. Used on one thread only.
final class LogWriter {
  /// How many streams are remembered.
  private static let rememberedStreams = 100_000

  private let file: LogFile
  private let index: LogIndex
  private let clock: @Sendable () -> Instant
  private var decider: Decider
  private var edge = MerkleTree.Appender()
  private var lastRecorded: Instant?
  private var isClockLate = false
  /// The last revisions of streams written lately; right as long as nobody else writes.
  private var revisions: [String: UInt32] = [:]
  private var hashes: [UInt8] = []

  init(file: LogFile, index: LogIndex, contents: Contents, clock: @escaping @Sendable () -> Instant)
  {
    self.file = file
    self.index = index
    self.clock = clock
    decider = Decider(contents: contents)
  }

  typealias Outcome = Result<AppendOutcome, any Error>

  /// Appends all commands in one commit and returns the outcome of each, and the log's size.
  func write(_ batch: [PreparedAppend]) -> (outcomes: [Outcome], size: UInt64?) {
    for _ in 0..<4 {
      do {
        return try commit(batch)
      } catch let error as LMDBError where error.code == .mapFull {
        do { try file.environment.grow() } catch {
          return (failures(batch, EventLogError(error, doing: "making room for the append")), nil)
        }
      } catch let error as LMDBError {
        return (failures(batch, EventLogError(error, doing: "appending to the log")), nil)
      } catch {
        return (batch.map { _ in .failure(error) }, nil)
      }
    }
    return (
      failures(batch, EventLogError(.noSpace, "the log's map is full and cannot grow further")), nil
    )
  }

  private func failures(_ batch: [PreparedAppend], _ error: EventLogError) -> [Outcome] {
    batch.map { _ in .failure(error) }
  }

  private func commit(_ batch: [PreparedAppend]) throws -> ([Outcome], UInt64?) {
    var outcomes: [Outcome] = []
    var staged: [StagedCommand] = []
    var isStaged = false
    do {
      try file.environment.write { transaction in
        var state = WritingState(
          view: try LogView(file, transaction), index: index)
        try resume(state.size, transaction)
        state.lastRecorded = lastRecorded
        // Handed over, not copied; a transaction that fails forgets them.
        swap(&state.revisions, &revisions)
        defer { swap(&state.revisions, &revisions) }
        for prepared in batch {
          do {
            switch try decider.decide(prepared, in: state, clock: clock()) {
            case .outcome(let outcome): outcomes.append(.success(outcome))
            case .write(let command):
              try put(command, transaction)
              state.add(command)
              staged.append(command)
              outcomes.append(.success(.appended(command.receipt)))
            }
          } catch let error as LMDBError {
            throw error
          } catch {
            outcomes.append(.failure(error))
          }
        }
        // A batch without anything to write must not cost a sync.
        guard !staged.isEmpty else { throw NothingToWrite() }
        isStaged = true
      }
    } catch is NothingToWrite {
      return (outcomes, nil)
    } catch {
      forget()
      guard isStaged, let error = error as? LMDBError else { throw error }
      return (resolve(outcomes, error), nil)
    }
    for command in staged { index.add(command) }
    if revisions.count > Self.rememberedStreams { revisions = [:] }
    lastRecorded = staged.last?.recorded
    return (outcomes, edge.size)
  }

  private struct NothingToWrite: Error {}

  /// Reads again what the last event was, if somebody else has written since.
  private func resume(_ size: UInt64, _ transaction: ReadTransaction) throws {
    guard edge.size != size || lastRecorded == nil else { return }
    revisions = [:]
    edge = try MerkleTree.Appender(size: size) { try file.treeNode($0, transaction) }
    guard size > 0 else {
      lastRecorded = nil
      return
    }
    lastRecorded = try file.recorded(at: size - 1, transaction)
    decider.ids.resume(after: try file.header(at: size - 1, transaction).0.id)
  }

  /// After a failure nothing is known any more.
  private func forget() {
    edge = MerkleTree.Appender()
    lastRecorded = nil
    revisions = [:]
  }

  private func put(_ command: StagedCommand, _ transaction: WriteTransaction) throws {
    try command.forEach { position, event, record in
      try transaction.append(file.events, position, record)
      hashes.removeAll(keepingCapacity: true)
      for node in edge.append(event.leaf) { node.withUnsafeBytes { hashes.append(contentsOf: $0) } }
      if position == command.receipt.first {
        command.fingerprint.withUnsafeBytes { hashes.append(contentsOf: $0) }
      }
      try hashes.withUnsafeBytes { try transaction.append(file.tree, position, $0) }
      for blob in event.blobs {
        let key = LogFile.blobKey(BesideAddress(position: position, field: blob.field))
        try key.withUnsafeBytes { key in
          try blob.bytes.withUnsafeBytes { try transaction.append(file.blobs, key, $0) }
        }
      }
    }
    for address in command.erasing {
      try transaction.delete(file.blobs, LogFile.blobKey(address))
    }
    if let clock = command.lateClock, !isClockLate {
      try transaction.put(
        file.meta, ClockNote.key(command.receipt.first),
        ClockNote.value(recorded: command.recorded, clock: clock))
    }
    isClockLate = command.lateClock != nil
  }

  /// The outcomes after a commit that failed: nothing was written, or nobody knows.
  private func resolve(_ outcomes: [Outcome], _ error: LMDBError) -> [Outcome] {
    outcomes.map { outcome in
      guard case .success(.appended(let receipt)) = outcome else { return outcome }
      let isStored = try? file.environment.read { transaction in
        let size = try file.size(transaction)
        guard receipt.first < size else { return false }
        let (header, record) = try file.header(at: receipt.first, transaction)
        return header.command(in: record) == receipt.command
      }
      if isStored == false {
        return .failure(EventLogError(error, doing: "nothing was appended"))
      }
      return .failure(
        EventLogError(
          .outcomeUnknown,
          "whether the command \(receipt.command) was appended is not known; repeat it with the"
            + " same id to find out: \(error)", cause: error))
    }
  }
}

/// The log inside a write transaction, with what was put into it so far.
private struct WritingState: LogState {
  let view: LogView
  let index: LogIndex
  private(set) var size: UInt64
  var lastRecorded: Instant?
  var revisions: [String: UInt32] = [:]
  private var commands: [UniqueID: StoredCommand] = [:]

  init(view: LogView, index: LogIndex) {
    self.view = view
    self.index = index
    size = view.size
  }

  func lastRevision(of stream: StreamName) throws -> UInt32? {
    try revisions[stream.text] ?? index.lastRevision(of: stream, in: view)
  }

  func command(_ id: UniqueID) throws -> StoredCommand? {
    if let command = commands[id] { return command }
    guard let receipt = try index.receipt(of: id, in: view) else { return nil }
    return StoredCommand(
      receipt: receipt,
      fingerprint: try view.file.fingerprint(at: receipt.first, view.transaction))
  }

  mutating func add(_ command: StagedCommand) {
    for event in command.events { revisions[event.stream.text] = event.revision }
    commands[command.receipt.command] = StoredCommand(
      receipt: command.receipt, fingerprint: command.fingerprint)
    size = command.receipt.size
    lastRecorded = command.recorded
  }
}
