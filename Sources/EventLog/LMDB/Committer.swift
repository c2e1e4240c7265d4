import LMDB

/// The thread that writes: it takes all appends that have come in meanwhile, writes them in one
/// commit, and wakes their callers.
final class Committer: @unchecked Sendable {
  /// How many events are put into one commit before it is made.
  private static let batchEvents = 20_000

  private struct Pending {
    var append: PreparedAppend
    var continuation: CheckedContinuation<AppendOutcome, any Error>
  }

  private let contents: Contents
  private let writer: LogWriter
  private let waiters: Waiters
  private let keeper: IndexKeeper
  private let monitor = Monitor()
  private var queue: [Pending] = []
  private var isClosing = false
  private var hasEnded = false
  private var closers: [CheckedContinuation<Void, Never>] = []
  private var done = CommitCounts()

  /// Starts the thread.
  init(
    contents: Contents, writer: LogWriter, waiters: Waiters, keeper: IndexKeeper
  ) throws(EventLogError) {
    self.contents = contents
    self.writer = writer
    self.waiters = waiters
    self.keeper = keeper
    try Worker.start { [self] in run() }
  }

  /// Appends, sharing a commit with others.
  func append(_ append: Append) async throws -> AppendOutcome {
    let fingerprint = try contents.fingerprint(of: append)
    return try await withCheckedThrowingContinuation { continuation in
      let isTaken = monitor.withLock {
        guard !isClosing else { return false }
        queue.append(
          Pending(
            append: PreparedAppend(
              append: append, fingerprint: fingerprint, keys: .success([:])),
            continuation: continuation))
        monitor.signal()
        return true
      }
      if !isTaken {
        continuation.resume(throwing: EventLogError(.closed, "the log was closed"))
      }
    }
  }

  /// What was done so far.
  var counts: CommitCounts { monitor.withLock { done } }

  /// Writes what is queued, then ends the thread.
  func close() async {
    await withCheckedContinuation { continuation in
      let hasEnded = monitor.withLock {
        isClosing = true
        monitor.signal()
        if !self.hasEnded { closers.append(continuation) }
        return self.hasEnded
      }
      if hasEnded { continuation.resume() }
    }
  }

  /// Lets the thread end by itself.
  func stop() {
    monitor.withLock {
      isClosing = true
      monitor.signal()
    }
  }

  private func run() {
    while let batch = next() {
      let prepared = batch.map { pending in
        var append = pending.append
        append.keys = contents.keys(for: append.append)
        return append
      }
      let (outcomes, size) = writer.write(prepared)
      monitor.withLock { done.add(outcomes) }
      for (pending, outcome) in zip(batch, outcomes) { pending.continuation.resume(with: outcome) }
      if let size { waiters.announce(size) }
      keeper.nudge()
    }
    keeper.close()
    let closers = monitor.withLock {
      hasEnded = true
      defer { self.closers = [] }
      return self.closers
    }
    for closer in closers { closer.resume() }
  }

  /// The next batch; nil when there will be none.
  private func next() -> [Pending]? {
    monitor.withLock {
      while queue.isEmpty {
        if isClosing { return nil }
        monitor.wait()
      }
      var events = 0
      var count = 0
      while count < queue.count, count == 0 || events < Self.batchEvents {
        events += queue[count].append.append.writes.reduce(0) { $0 + $1.events.count }
        count += 1
      }
      defer { queue.removeFirst(count) }
      return Array(queue[..<count])
    }
  }
}
