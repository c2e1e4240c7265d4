import LMDB
import Transparency

/// Finds streams and commands: an index file that lags behind the log, and the rest in memory.
///
/// All of it is derived from the records. The file is not synced at each commit; `IndexLease`
/// makes sure that it is thrown away when a power loss could have touched it. Any process may
/// write it, at any time, as long as it goes on where the file ends.
final class LogIndex: @unchecked Sendable {
  /// How many records may be covered by memory alone before the file is brought up to date.
  private static let maximumTail: UInt64 = 8192

  private let file: IndexFile
  private let monitor = Monitor()
  private var tail = IndexTail(from: 0)

  /// Opens the index of the log that `view` shows, and builds it when it is missing or wrong.
  init(directory: String, view: LogView) throws {
    file = try IndexFile(directory: directory)
    do {
      try file.check(against: view)
      if view.size - (try file.indexedSize()) >= Self.maximumTail { try advance(view) }
    } catch {
      file.close()
      throw error
    }
  }

  /// Whether so much is in memory alone that the file should be brought up to date.
  var isTailLong: Bool { monitor.withLock { tail.range.count >= Self.maximumTail } }

  /// Brings the file up to date.
  func advance(_ view: LogView) throws {
    try file.advance(to: view)
    let reached = try file.indexedSize()
    monitor.withLock {
      if tail.range.upperBound <= reached { tail = IndexTail(from: reached) }
    }
  }

  /// Adds what was just committed, unless the tail has a gap before it; then it is read when needed.
  func add(_ command: StagedCommand) {
    monitor.withLock {
      guard tail.range.upperBound == command.receipt.first else { return }
      for event in command.events {
        tail.add(
          stream: event.stream.text, revision: event.revision, command: command.receipt.command)
      }
    }
  }

  /// The revision of the stream's last event in `view`.
  func lastRevision(of stream: StreamName, in view: LogView) throws -> UInt32? {
    let found = try lookup(view) { index, tail in
      try tail.last(of: stream.text, below: view.size)
        ?? index.last(of: stream.text, below: view.size)
    }
    guard let found else { return nil }
    try verify(found.position, in: view) { header, record in
      header.revision == found.revision
        && record[header.stream].elementsEqual(stream.text.utf8)
    }
    return found.revision
  }

  /// The positions of the stream's events in `view` from `revision` on.
  func positions(
    of stream: StreamName, from revision: UInt32, in view: LogView
  ) throws -> [Position] {
    try lookup(view) { index, tail in
      var positions = try index.positions(of: stream.text, from: revision, below: view.size)
      let next = UInt64(revision) + UInt64(positions.count)
      for event in tail.events(of: stream.text)
      where event.revision >= next && event.position < view.size {
        positions.append(event.position)
      }
      return positions
    }
  }

  /// Where a command's events are.
  func receipt(of command: UniqueID, in view: LogView) throws -> Receipt? {
    let found = try lookup(view) { index, tail in
      try tail.command(command) ?? index.command(command)
    }
    guard let found, found.first + UInt64(found.count) <= view.size else { return nil }
    try verify(found.first, in: view) { $0.command(in: $1) == command }
    return Receipt(command: command, first: found.first, count: found.count)
  }

  /// Lets go of the file. Idempotent.
  func close() { file.close() }

  /// Runs `body` with the file and a tail that reaches from its end to the end of `view`.
  private func lookup<T>(
    _ view: LogView, _ body: (IndexFile.Snapshot, IndexTail) throws -> T
  ) throws -> T {
    try monitor.withLock {
      // Inside the lock, so that the tail cannot start behind the end of the file that is seen.
      try file.read { index in
        let indexed = try index.size()
        if tail.range.upperBound < indexed { tail = IndexTail(from: indexed) }
        if tail.range.upperBound < view.size {
          try view.forEachRecord(in: tail.range.upperBound..<view.size) { position, record in
            guard let header = RecordHeader(record), let command = header.command(in: record)
            else {
              throw EventLogError(
                .damaged, "the record at position \(position) cannot be read; run the audit")
            }
            let stream = String(decoding: record[header.stream], as: UTF8.self)
            tail.add(stream: stream, revision: header.revision, command: command)
            return true
          }
        }
        return try body(index, tail)
      }
    }
  }

  private func verify(
    _ position: Position, in view: LogView,
    _ isRight: (RecordHeader, UnsafeRawBufferPointer) -> Bool
  ) throws {
    guard position < view.size else { throw Self.wrong(position) }
    let (header, record) = try view.file.header(at: position, view.transaction)
    guard isRight(header, record) else { throw Self.wrong(position) }
  }

  /// The error for a look-up that leads to the wrong record.
  static func wrong(_ position: Position) -> EventLogError {
    EventLogError(
      .damaged,
      "the index disagrees with the record at position \(position); close the log, delete its"
        + " folder index, and open it again: the index is derived and will be rebuilt")
  }
}
