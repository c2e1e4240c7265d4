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

  let file: IndexFile
  private let monitor = Monitor()
  /// What is not yet in the file. While the file is being brought up to date there are two: the one
  /// that goes into it, and the one that grows meanwhile.
  private var tails = [IndexTail(from: 0)]

  /// Opens the index of the log that `view` shows, and builds it when it is missing or wrong.
  init(directory: String, view: LogView) throws {
    file = try IndexFile(directory: directory)
    do {
      try file.check(against: view.file)
      if try file.indexedSize() + Self.maximumTail <= view.size {
        // A damaged log still has to open, so that it can be verified. Whoever looks something up
        // meets the same error again.
        do { try advance(view) } catch let error as EventLogError where error.code == .damaged {}
      }
    } catch {
      file.close()
      throw error
    }
  }

  /// Whether so much is in memory alone that the file should be brought up to date.
  var isTailLong: Bool {
    monitor.withLock { UInt64(tails[tails.count - 1].range.count) >= Self.maximumTail }
  }

  /// Brings the file up to date.
  func advance(_ view: LogView) throws {
    monitor.withLock {
      if tails.count == 1 { tails.append(IndexTail(from: tails[0].range.upperBound)) }
    }
    try file.advance(to: view)
    let reached = try file.indexedSize()
    monitor.withLock {
      tails.removeAll { $0.range.upperBound <= reached && !$0.range.isEmpty }
      if tails.isEmpty { tails = [IndexTail(from: reached)] }
    }
  }

  /// Adds what was just committed, unless the tail has a gap before it; then it is read when needed.
  func add(_ command: StagedCommand) {
    monitor.withLock {
      let last = tails.count - 1
      guard tails[last].range.upperBound == command.receipt.first else { return }
      for event in command.events {
        tails[last].add(
          stream: event.stream.text, revision: event.revision, command: command.receipt.command)
      }
    }
  }

  /// The revision of the stream's last event in `view`.
  func lastRevision(of stream: StreamName, in view: LogView) throws -> UInt32? {
    let found = try lookup(view) { (index, tails) -> (revision: UInt32, position: Position)? in
      for tail in tails.reversed() {
        if let last = tail.last(of: stream.text, below: view.size) { return last }
      }
      return try index.last(of: stream.text, below: view.size)
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
    try lookup(view) { index, tails in
      var positions = try index.positions(of: stream.text, from: revision, below: view.size)
      for event in tails.lazy.flatMap({ $0.events(of: stream.text) })
      where UInt64(event.revision) == UInt64(revision) + UInt64(positions.count)
        && event.position < view.size
      {
        positions.append(event.position)
      }
      return positions
    }
  }

  /// Where a command's events are.
  func receipt(of command: UniqueID, in view: LogView) throws -> Receipt? {
    let found = try lookup(view) { (index, tails) -> (first: Position, count: Int)? in
      for tail in tails {
        if let place = tail.command(command) { return place }
      }
      return try index.command(command)
    }
    guard let found, found.first < view.size, UInt64(found.count) <= view.size - found.first
    else { return nil }
    try verify(found.first, in: view) { $0.command(in: $1) == command }
    return Receipt(command: command, first: found.first, count: found.count)
  }

  /// Lets go of the file. Idempotent.
  func close() { file.close() }

  /// Runs `body` with the file and tails that reach from its end to the end of `view`.
  private func lookup<T>(
    _ view: LogView, _ body: (IndexFile.Snapshot, [IndexTail]) throws -> T
  ) throws -> T {
    try monitor.withLock {
      // Inside the lock, so that the tail cannot start behind the end of the file that is seen.
      try file.read { index in
        let indexed = try index.size()
        // A gap on either side: another process has brought the file further, or emptied it.
        if tails[tails.count - 1].range.upperBound < indexed || tails[0].range.lowerBound > indexed
        {
          tails = [IndexTail(from: indexed)]
        }
        let last = tails.count - 1
        if tails[last].range.upperBound < view.size {
          try view.forEachRecord(in: tails[last].range.upperBound..<view.size) { position, record in
            guard let header = RecordHeader(record), let command = header.command(in: record)
            else {
              throw EventLogError(
                .damaged, "the record at position \(position) cannot be read; run the audit")
            }
            let stream = String(
              decoding: UnsafeRawBufferPointer(rebasing: record[header.stream]), as: UTF8.self)
            tails[last].add(stream: stream, revision: header.revision, command: command)
            return true
          }
        }
        return try body(index, tails)
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
