import Glibc

extension PageAudit {
  /// What is done with the progress of a check: pages seen, and pages there are.
  typealias Progress = (_ done: UInt64, _ of: UInt64) -> Void

  /// Checks a file that nobody writes to; the state is the one the library would start from.
  static func check(_ path: String, progress: @escaping Progress) throws(LMDBError) -> PageReport {
    try PageFile.withFile(path) { file throws(LMDBError) in
      let metas = try file.metas()
      let usable = metas.indices.filter { metas[$0].isUsable }
      guard let first = usable.first, let last = usable.last else { throw file.foreign() }
      let slot = metas[first].transaction < metas[last].transaction ? last : first
      let audit = PageAudit(file, metas[slot], slot: UInt64(slot), progress: progress)
      let check = MetaCheck(audit: audit, slot: UInt64(slot), other: metas[slot ^ 1])
      check.checkPages()
      audit.run()
      check.checkOrder(newest: metas[slot].transaction)
      return audit.report
    }
  }

  /// Checks the state of one commit, which a read transaction of the caller's protects.
  ///
  /// Returns nil when a later commit has taken its meta page already. `newest` asks for the last
  /// commit that the library knows of.
  static func check(
    _ descriptor: Int32, _ path: String, pageSize: Int, transaction: UInt64,
    newest: () throws -> UInt64, progress: @escaping Progress
  ) throws -> PageReport? {
    let file = try PageFile(descriptor: descriptor, path: path)
    let slot = Int(transaction & 1)
    var metas = try [file.meta(at: 0), file.meta(at: pageSize)]
    // A commit may be writing one of them right now.
    while true {
      let again = try [file.meta(at: 0), file.meta(at: pageSize)]
      if again == metas { break }
      metas = again
    }
    let current = metas[slot]
    let other = metas[slot ^ 1]
    let latest = max(current.transaction, other.transaction)
    var known = transaction
    for _ in 0..<100 where known < latest {
      // The library learns of a commit just after the page is written.
      usleep(1000)
      known = try newest()
    }
    if current.transaction > transaction, current.transaction <= known { return nil }
    guard current.isUsable, current.pageSize == pageSize else {
      var report = PageReport(path: path)
      report.transaction = transaction
      report.add(PageFault(page: UInt64(slot), database: nil, what: "is no meta page any more"))
      return report
    }
    let audit = PageAudit(file, current, slot: UInt64(slot), progress: progress)
    let check = MetaCheck(audit: audit, slot: UInt64(slot), other: other)
    check.checkPages()
    if current.transaction != transaction {
      audit.fault(UInt64(slot), nil, "is of commit \(current.transaction), not of \(transaction)")
    }
    audit.run()
    check.checkOrder(newest: known)
    return audit.report
  }
}
