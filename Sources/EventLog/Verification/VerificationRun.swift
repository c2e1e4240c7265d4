import LMDB

/// Deals out the chunks of a log to threads, and joins their results in order.
final class VerificationRun: @unchecked Sendable {
  /// How far threads may be ahead of the first chunk that is not joined yet.
  private static let window: UInt64 = 16

  private let subject: VerifiedLog
  private let progress: @Sendable (UInt64, UInt64) -> Void
  private let monitor = Monitor()
  private var next: UInt64 = 0
  private var joined: UInt64 = 0
  private var waiting: [UInt64: ChunkResult] = [:]
  private var join: ChunkJoin
  private var running = 0
  private var failure: (any Error)?

  init(_ subject: VerifiedLog, progress: @escaping @Sendable (UInt64, UInt64) -> Void) {
    self.subject = subject
    self.progress = progress
    join = ChunkJoin(subject)
  }

  /// Verifies all chunks, on one thread for each transaction but the first, and runs
  /// `other` meanwhile. Returns when all have ended.
  func run(_ transactions: [ReadTransaction], _ other: () -> Void) throws -> ChunkJoin {
    var threads = 0
    for transaction in transactions.dropFirst() {
      let lent = Lent(transaction: transaction)
      // One thread does, when the system gives no more.
      if (try? start { [self] in try work(lent.transaction) }) != nil { threads += 1 }
    }
    other()
    let isAlone = threads == 0
    let own = Result { if isAlone { try work(transactions[0]) } }
    monitor.withLock { while running > 0 { monitor.wait() } }
    try own.get()
    return try result()
  }

  /// A transaction that is lent to one thread at a time; LMDB allows that with `MDB_NOTLS`.
  private struct Lent: @unchecked Sendable {
    let transaction: ReadTransaction
  }

  private func start(_ body: @escaping @Sendable () throws -> Void) throws(EventLogError) {
    monitor.withLock { running += 1 }
    do {
      try Worker.start { [self] in
        let result = Result(catching: body)
        monitor.withLock {
          if case .failure(let error) = result, failure == nil { failure = error }
          running -= 1
          monitor.signal()
        }
      }
    } catch {
      monitor.withLock { running -= 1 }
      throw error
    }
  }

  /// Verifies chunks until there are no more.
  private func work(_ first: ReadTransaction) throws {
    let number = try first.number()
    var isUsable = try verifyChunks(first)
    // A transaction that has met a damaged page can read no more; another of the same commit can.
    while !isUsable {
      isUsable = try subject.file.environment.read { transaction in
        guard try transaction.number() == number else { return true }
        return try verifyChunks(transaction)
      }
    }
  }

  /// What all threads have found.
  private func result() throws -> ChunkJoin {
    if let failure = monitor.withLock({ failure }) { throw failure }
    // What no thread could read any more.
    while let chunk = take() {
      var verifier = ChunkVerifier(subject, chunk: chunk)
      verifier.giveUp("the log was written meanwhile; verify it again")
      finish(chunk, verifier.result)
    }
    return monitor.withLock {
      join.finish()
      return join
    }
  }

  /// Returns false when the transaction can read no more.
  private func verifyChunks(_ transaction: ReadTransaction) throws -> Bool {
    while let chunk = take() {
      var verifier = ChunkVerifier(subject, chunk: chunk)
      var isUsable = true
      do { try verifier.verify(transaction) } catch let error as LMDBError where error.isDamage {
        verifier.giveUp(error.message)
        isUsable = false
      } catch {
        // Nobody may wait for this chunk.
        monitor.withLock {
          failure = failure ?? error
          monitor.signal()
        }
        throw error
      }
      finish(chunk, verifier.result)
      if !isUsable { return false }
    }
    return true
  }

  private func take() -> UInt64? {
    monitor.withLock {
      while next < subject.chunkCount, next >= joined + Self.window, failure == nil {
        monitor.wait()
      }
      guard next < subject.chunkCount, failure == nil else { return nil }
      defer { next += 1 }
      return next
    }
  }

  private func finish(_ chunk: UInt64, _ result: ChunkResult) {
    monitor.withLock {
      waiting[chunk] = result
      while let result = waiting.removeValue(forKey: joined) {
        join.add(result)
        joined += 1
        progress(result.range.upperBound, subject.size)
        monitor.signal()
      }
      if failure == nil, subject.options.isCancelled() {
        failure = CancellationError()
        monitor.signal()
      }
    }
  }
}

extension LMDBError {
  /// Whether the file holds something else than was written, or a transaction met that before.
  var isDamage: Bool {
    switch code {
    case .corrupted, .pageNotFound, .invalidFile, .badTransaction, .cursorFull: true
    default: false
    }
  }
}
