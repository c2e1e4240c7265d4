import CLMDB
import Glibc

/// A copy of an environment in a new file with nothing else in it: no free pages, no bytes between
/// nodes or behind values, no keys in branches that are gone from the leaves.
///
/// The library's own compact copy keeps such bytes: it takes pages over as they are, and what a
/// page has room for may hold anything that was in the memory of a writer before.
final class CompactFile {
  let path: String
  private let file: Int32

  /// Where the copy of a directory's file is made.
  static func path(in directory: String) -> String { directory + "/data.mdb.compact" }

  private init(_ path: String, _ file: Int32) {
    self.path = path
    self.file = file
  }

  /// Makes the empty file, and holds a lock on it as long as the result lives.
  static func make(_ path: String, like original: String) throws(LMDBError) -> CompactFile {
    var status = stat()
    guard stat(original, &status) == 0 else {
      throw LMDBError(returned: errno, doing: "compacting", in: original)
    }
    removeStale(path)
    let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw LMDBError(returned: errno, doing: "making \(path)", in: original)
    }
    // Whoever owns the original must be able to open what takes its place.
    guard flock(file, LOCK_EX | LOCK_NB) == 0,
      status.st_uid == geteuid() || fchown(file, status.st_uid, status.st_gid) == 0
    else {
      let number = errno
      unlink(path)
      close(file)
      throw LMDBError(returned: number, doing: "making \(path)", in: original)
    }
    return CompactFile(path, file)
  }

  deinit { close(file) }

  /// Removes what a process that has died left behind. What a living one makes is left alone: it
  /// holds a lock.
  static func removeStale(_ path: String) {
    let file = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    var mine = stat()
    var named = stat()
    if flock(file, LOCK_EX | LOCK_NB) == 0, fstat(file, &mine) == 0, lstat(path, &named) == 0,
      mine.st_ino == named.st_ino, mine.st_dev == named.st_dev
    {
      unlink(path)
    }
  }

  /// Puts the file in place of the original, in one step.
  func replace(_ original: String) throws(LMDBError) {
    try withExtendedLifetime(self) { () throws(LMDBError) in
      guard rename(path, original) == 0 else {
        let number = errno
        unlink(path)
        throw LMDBError(returned: number, doing: "replacing", in: original)
      }
    }
  }

  /// Copies everything; afterwards the file is checked, compared, and on the disk.
  func fill(from environment: OpaquePointer, databases: [String]) throws(LMDBError) {
    var isDone = false
    defer { if !isDone { unlink(path) } }
    var pointer: OpaquePointer?
    let result = mdb_txn_begin(environment, nil, UInt32(MDB_RDONLY), &pointer)
    guard result == 0, let transaction = pointer else {
      throw LMDBError(returned: result, doing: "reading", in: path)
    }
    defer { mdb_txn_abort(transaction) }
    var statistics = MDB_stat()
    var information = MDB_envinfo()
    mdb_env_stat(environment, &statistics)
    mdb_env_info(environment, &information)
    let source = Trees(transaction, path: path)
    let writer = PageWriter(file: file, path: path, pageSize: Int(statistics.ms_psize))
    let directory = TreeWriter(writer)
    let names = Set(databases)
    try source.forEach(in: nil) { key, value throws(LMDBError) in
      guard names.contains(String(decoding: key, as: UTF8.self)) else {
        return try directory.append(key, value)
      }
      let tree = TreeWriter(writer)
      try source.forEach(in: String(decoding: key, as: UTF8.self)) { key, value throws(LMDBError) in
        try tree.append(key, value)
      }
      let place = UnsafeMutableRawBufferPointer.allocate(
        byteCount: PageLayout.recordSize, alignment: 8)
      defer { place.deallocate() }
      if let start = place.baseAddress { try tree.finish().store(at: start) }
      try directory.append(key, UnsafeRawBufferPointer(place), isRecord: true)
    }
    try writer.finish(
      directory: try directory.finish(), transaction: UInt64(mdb_txn_id(transaction)) + 1,
      mapSize: UInt64(information.me_mapsize))
    guard fsync(file) == 0 else {
      throw LMDBError(returned: errno, doing: "syncing", in: path)
    }
    try verify(against: source, databases: databases)
    isDone = true
  }

  /// Sees that every page is sound and that the library finds in the copy what it finds in the
  /// original.
  private func verify(against source: Trees, databases: [String]) throws(LMDBError) {
    let report = try PageAudit.check(path) { _, _ in }
    try report.requireSound()
    guard Set(report.databases) == Set(databases) else { throw differs("its databases") }
    var created: OpaquePointer?
    guard mdb_env_create(&created) == 0, let environment = created else {
      throw LMDBError(returned: ENOMEM, doing: "opening", in: path)
    }
    defer { mdb_env_close(environment) }
    mdb_env_set_mapsize(environment, Int(report.pages) * report.pageSize)
    mdb_env_set_maxdbs(environment, UInt32(databases.count + 1))
    var result = mdb_env_open(
      environment, path, UInt32(MDB_NOSUBDIR | MDB_RDONLY | MDB_NOLOCK | MDB_NOTLS), 0o600)
    var pointer: OpaquePointer?
    if result == 0 { result = mdb_txn_begin(environment, nil, UInt32(MDB_RDONLY), &pointer) }
    guard result == 0, let transaction = pointer else {
      throw LMDBError(returned: result, doing: "opening", in: path)
    }
    defer { mdb_txn_abort(transaction) }
    let copy = Trees(transaction, path: path)
    for name in databases {
      let cursor = try copy.cursor(in: name)
      defer { cursor.end() }
      try source.forEach(in: name) { key, value throws(LMDBError) in
        guard let found = try cursor.next(), equal(found.key, key), equal(found.value, value)
        else { throw differs(name) }
      }
      if try cursor.next() != nil { throw differs(name) }
    }
  }

  private func differs(_ what: String) -> LMDBError {
    LMDBError(.corrupted, "the compact copy \(path) differs in \(what)")
  }

  private func equal(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    a.count == b.count && PageLayout.compare(a, b) == 0
  }
}

/// The databases of one transaction by their names.
private struct Trees {
  let transaction: OpaquePointer
  let path: String

  init(_ transaction: OpaquePointer, path: String) {
    self.transaction = transaction
    self.path = path
  }

  /// A cursor before the first key; nil stands for the directory.
  func cursor(in name: String?) throws(LMDBError) -> Cursor {
    var database: MDB_dbi = 0
    var pointer: OpaquePointer?
    var result = mdb_dbi_open(transaction, name, 0, &database)
    if result == 0 { result = mdb_cursor_open(transaction, database, &pointer) }
    guard result == 0, let pointer else {
      throw LMDBError(returned: result, doing: "reading \(name ?? "the directory")", in: path)
    }
    return Cursor(pointer, path: path)
  }

  func forEach(
    in name: String?,
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(LMDBError) -> Void
  ) throws(LMDBError) {
    let cursor = try cursor(in: name)
    defer { cursor.end() }
    while let (key, value) = try cursor.next() { try body(key, value) }
  }
}
