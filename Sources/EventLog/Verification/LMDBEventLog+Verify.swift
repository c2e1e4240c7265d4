import LMDB
import Transparency

extension LMDBEventLog {
  /// Recomputes everything from the stored bytes, and says what is wrong; see
  /// Docs/log-format.md for what is checked. Needs neither views nor keys.
  ///
  /// Works on the log as it is at the beginning, whatever is appended or destroyed meanwhile: all
  /// threads read the same commit. Waits on the calling thread. `progress` is told how many events
  /// were checked, of how many; it is called on any thread, one call at a time.
  ///
  /// Damage is no error but a fault. Throws when the log is closed or the system fails.
  public func verify(
    _ options: VerificationOptions = VerificationOptions(),
    progress: @escaping @Sendable (_ checked: UInt64, _ of: UInt64) -> Void = { _, _ in }
  ) throws -> Verification {
    try translating("verifying the log") {
      // The index first: it must not be ahead of the records it is compared with.
      try index.file.read { snapshot in
        try file.environment.readOnce(count: max(1, options.threads) + 1) { transactions in
          try verify(options, snapshot, transactions, progress)
        }
      }
    }
  }

  private func verify(
    _ options: VerificationOptions, _ snapshot: IndexFile.Snapshot,
    _ transactions: [ReadTransaction], _ progress: @escaping @Sendable (UInt64, UInt64) -> Void
  ) throws -> Verification {
    let evidence = transactions[0]
    var faults = FaultList(maximum: max(1, options.maximumFaults))
    var size: UInt64 = 0
    var indexed: UInt64 = 0
    try Self.finding(.pages, &faults) { size = try VerifiedLog.size(of: file, evidence) }
    try Self.finding(.index, &faults) { indexed = min(size, try snapshot.size()) }
    let subject = VerifiedLog(file, options, size: size, indexed: indexed)
    let indexCheck = IndexCheck()
    let run = VerificationRun(subject, progress: progress)
    let join = try run.run(transactions) { indexCheck.sumUp(snapshot) }

    faults.add(join.faults)
    var late = FaultList(maximum: subject.maximumFaults)
    var contents = ContentCheck(subject, evidence)
    try Self.finding(.pages, &late) { try contents.run(join) }
    var meta = MetaCheck(subject, evidence)
    try Self.finding(.pages, &late) { try meta.run(snapshot) }
    var counts = FaultList(maximum: subject.maximumFaults)
    try Self.finding(.pages, &late) { try Self.count(join.passed, subject, evidence, &counts) }
    var index = FaultList(maximum: subject.maximumFaults)
    // An index can only be compared with records that are right.
    if !join.faults.faults.contains(where: { $0.part == .record || $0.part == .pages }) {
      try Self.finding(.index, &late) {
        index = try indexCheck.faults(
          subject, evidence, snapshot, expected: join.sums, unindexed: join.unindexed)
      }
    }
    var all = FaultList(maximum: .max)
    for list in [faults, contents.faults, meta.faults, index, counts, late] { all.add(list) }
    return Verification(
      size: size, root: join.root, eventsChecked: join.eventsChecked,
      blobs: Verification.BlobCount(
        present: join.presentBlobs, erased: contents.erased, missing: contents.missing),
      faults: Array(all.sorted().prefix(subject.maximumFaults)), rootsAt: join.roots)
  }

  /// Compares how many entries there are with how many the file says.
  private static func count(
    _ passed: ChunkResult.Passed, _ subject: VerifiedLog, _ transaction: ReadTransaction,
    _ faults: inout FaultList
  ) throws {
    let file = subject.file
    for (name, database, count) in [
      ("events", file.events, passed.events), ("tree", file.tree, passed.tree),
      ("blobs", file.blobs, passed.blobs),
    ] {
      let stated = try transaction.count(database)
      if stated != count {
        faults.add(
          .pages, "\(name) has \(stated) entries by the file's own count; \(count) were found")
      }
    }
  }

  /// Makes a fault of an error that is due to damage.
  private static func finding(
    _ part: LogFault.Part, _ faults: inout FaultList, _ body: () throws -> Void
  ) throws {
    do { try body() } catch let error as LMDBError where error.isDamage {
      faults.add(part, part == .index ? "the index cannot be read: \(error)" : "\(error)")
    } catch let error as EventLogError where error.code == .damaged {
      faults.add(part, error.message)
    }
  }
}

extension Environment {
  /// Runs `body` with several transactions of one commit, for as many threads. With a single one
  /// when others keep writing in between, which they hardly can.
  func readOnce<T>(count: Int, _ body: ([ReadTransaction]) throws -> T) throws -> T {
    func collect(_ transactions: [ReadTransaction]) throws -> T? {
      guard transactions.count < count else { return try body(transactions) }
      return try read { transaction in
        if let first = transactions.first, try first.number() != transaction.number() { return nil }
        return try collect(transactions + [transaction])
      }
    }
    for _ in 0..<1000 {
      if let result = try collect([]) { return result }
    }
    return try read { try body([$0]) }
  }
}
