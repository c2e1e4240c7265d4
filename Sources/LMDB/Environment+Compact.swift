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
  /// the disk. Whatever fails or crashes on the way, either the original or the whole copy is in
  /// use afterwards, and what is left of the copy is removed at the next opening. It takes as
  /// much room on the disk as the content needs. A damaged file is not compacted: throws
  /// `.corrupted`. The number of the last commit advances by one. What the disk itself keeps of the
  /// old file is beyond this.
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
      try report.requireSound()
      let copy = try CompactFile.make(CompactFile.path(in: directory), like: path)
      try copy.fill(from: handle, databases: report.databases)
      mdb_env_close(handle)
      state.handle = nil
      state.mustReopen = true
      var failure: LMDBError?
      do throws(LMDBError) {
        try copy.replace(path)
        try Files.syncDirectory(directory)
      } catch { failure = error }
      try open(&state)
      state.mustReopen = false
      if let failure { throw failure }
    }
  }
}
