import CLMDB
import Glibc

extension Environment {
  /// Replaces `data.mdb` by a compact copy of itself: nothing of what was deleted or replaced
  /// before is left in the file, neither in free pages nor between what is stored.
  ///
  /// **No other process may have the environment open**; the caller has to see to that, with a
  /// lease that excludes them. One that has it open would go on with the old file. This process's
  /// own transactions are waited for, and new ones wait; throws `.busy` when they do not end in
  /// time, or when called inside of one.
  ///
  /// The copy is made beside the file, checked page by page, compared with the original, and
  /// brought to the disk before it takes the original's place; then the directory is brought to
  /// the disk. When that fails on the way the original stays as it was and in use, and so it does
  /// after a crash. A damaged file is not compacted: throws `.corrupted`. The number of the last
  /// commit advances by one. What the disk itself keeps of the old file is beyond this.
  public func compact() throws(LMDBError) {
    guard !options.isReadOnly else {
      throw LMDBError(returned: EROFS, doing: "compacting", in: directory)
    }
    try reopenIfNeeded()
    let path = directory + "/data.mdb"
    try alone("compacting") { state throws(LMDBError) in
      guard let handle = state.handle, !state.isClosed else {
        throw LMDBError(.closed, "\(directory) was closed")
      }
      let report = try PageAudit.check(path) { _, _ in }
      try report.check()
      let copy = try CompactFile(CompactFile.path(in: directory), like: path)
      do throws(LMDBError) {
        try copy.fill(from: handle, databases: report.databases)
      } catch {
        unlink(copy.path)
        throw error
      }
      mdb_env_close(handle)
      state.handle = nil
      state.mustReopen = true
      var failure: LMDBError?
      if rename(copy.path, path) != 0 {
        failure = LMDBError(returned: errno, doing: "replacing \(path)", in: directory)
        unlink(copy.path)
      } else {
        do throws(LMDBError) { try Files.syncDirectory(directory) } catch { failure = error }
      }
      try open(&state)
      state.mustReopen = false
      if let failure { throw failure }
    }
  }
}
