import Glibc

/// Looks at a file before it is mapped: touching a page beyond the end of a truncated file would
/// end the process with SIGBUS.
///
/// The file may end before the last page the header counts, when pages at its end were used and
/// freed within one transaction; so a file that is too short is refused only when a page beyond
/// its end is reachable.
enum FileCheck {
  /// Throws `.truncated`, `.invalidFile` or `.notFound`.
  static func check(_ path: String, mayBeMissing: Bool) throws(LMDBError) {
    if mayBeMissing, access(path, F_OK) != 0, errno == ENOENT { return }
    try PageFile.withFile(path) { file throws(LMDBError) in
      if file.size == 0, mayBeMissing { return }
      try check(file)
    }
  }

  private static func check(_ file: PageFile) throws(LMDBError) {
    for _ in 0..<16 {
      let meta = try file.newestMeta()
      try file.look()
      guard (meta.lastPage + 1) * UInt64(meta.pageSize) > UInt64(file.size) else { return }
      let audit = PageAudit(file, meta, slot: meta.number) { _, _ in }
      audit.run()
      guard audit.report.isTruncated else { return }
      // Another process may have written meanwhile, so that pages of two states were seen.
      if try file.newestMeta() == meta { throw file.truncated() }
    }
    throw LMDBError(.busy, "\(file.path) changes all the time", hint: "Try again.")
  }
}
