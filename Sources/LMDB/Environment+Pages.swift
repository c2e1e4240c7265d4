import CLMDB

extension Environment {
  /// Checks every page of the last commit's state, while others read and write: a file that passes
  /// can be read without ending the process, and finds every key where it is looked for.
  ///
  /// Keys and values themselves are not looked into, nor are the lengths of values within the
  /// space that they have; hashes are for that. Memory: a bit a page, and some buffers. `progress`
  /// is called now and then with the pages seen and the pages there are.
  ///
  /// Throws only when the check cannot be done. A file that may be damaged should be checked with
  /// `checkPages(ofFile:)` before it is opened.
  public func checkPages(
    progress: @escaping (_ done: UInt64, _ of: UInt64) -> Void = { _, _ in }
  ) throws -> PageReport {
    for _ in 0..<32 {
      let report = try read { (transaction) throws in
        let (handle, _) = try opened()
        var file: mdb_filehandle_t = -1
        var statistics = MDB_stat()
        mdb_env_get_fd(handle, &file)
        mdb_env_stat(handle, &statistics)
        return try PageAudit.check(
          file, directory + "/data.mdb", pageSize: Int(statistics.ms_psize),
          transaction: transaction.number(), newest: { try read { try $0.number() } },
          progress: progress)
      }
      if let report { return report }
    }
    throw LMDBError(
      .busy, "checking the pages in \(directory) failed: commits follow each other too fast",
      hint: "Try again.")
  }

  /// Checks every page of a file that nobody writes to, without opening it as an environment.
  /// See `checkPages(progress:)`. Throws `.notFound`, `.truncated` when there are not even two meta
  /// pages, and `.invalidFile` when neither is one.
  public static func checkPages(
    ofFile path: String,
    progress: @escaping (_ done: UInt64, _ of: UInt64) -> Void = { _, _ in }
  ) throws(LMDBError) -> PageReport {
    try PageAudit.check(path, progress: progress)
  }
}
