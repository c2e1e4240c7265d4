import CLMDB
import Glibc
import Synchronization

/// One LMDB file, opened once per process, with a fixed list of named databases.
///
/// Data is reached only inside the closures of `read` and `write`. Reading never waits for
/// writing. Writers of all processes take turns; a write transaction stays on the thread that
/// calls `write`, so `body` must not hop to another. A read inside a read works; a write inside
/// a write is refused.
public final class Environment: Sendable {
  /// How an environment is opened.
  public struct Options: Sendable {
    /// The names of the databases; `Database` values are found by these names.
    public var databases: [String]
    /// The largest size of the file in bytes, reserved in the address space only.
    public var mapSize = 64 << 30
    /// How many readers there may be in all processes together.
    public var maximumReaders: UInt32 = 1024
    /// Whether each commit waits for the disk. Only what can be derived again may go without.
    public var syncsEachCommit = true
    /// Whether files and databases are made when they are missing.
    public var creates = true
    /// Whether nothing is written at all.
    public var isReadOnly = false

    /// The usual options, for these databases.
    public init(databases: [String]) { self.databases = databases }
  }

  /// Figures about the file.
  public struct Information: Sendable {
    /// The reserved size in bytes.
    public let mapSize: Int
    /// The number of the last commit.
    public let lastTransaction: UInt64
    /// The bytes of the file in use, pages of earlier states included.
    public let usedBytes: Int
    /// How many reader slots have been in use.
    public let readers: Int
  }

  private struct State: @unchecked Sendable {
    var handle: OpaquePointer?
    var databases: [MDB_dbi] = []
    var mapSize: Int
    var mustReopen = false
    var isClosed = false
    var lastReaderCheck: UInt64 = 0
    var writer: pthread_t?
  }

  /// The directory that holds `data.mdb` and `lock.mdb`.
  public let directory: String
  private let options: Options
  private let gate = Gate()
  private let state: Mutex<State>
  private let registration: Registry.Registration

  /// Opens the environment in `directory`, and makes it when it is missing and the options say so.
  ///
  /// Throws `.truncated` for a file that is shorter than its header says (mapping it would end
  /// the process), `.notFound` for a missing one, `.alreadyOpen` when this process has it open.
  public init(directory: String, options: Options) throws(LMDBError) {
    self.directory = directory
    self.options = options
    let path = directory + "/data.mdb"
    let isNew: Bool
    var makesFile = false
    if options.creates && !options.isReadOnly {
      isNew = try Files.makeDirectory(directory)
      makesFile = access(path, F_OK) != 0
      try FileCheck.check(path, mayBeMissing: true)
    } else {
      isNew = false
      try FileCheck.check(path, mayBeMissing: false)
    }
    registration = try Registry.register(directory)
    state = Mutex(State(mapSize: options.mapSize))
    do {
      try state.withLock { state throws(LMDBError) in try open(&state) }
      if makesFile { try Files.syncDirectory(directory) }
      if isNew { try Files.syncDirectory(directory + "/..") }
    } catch {
      state.withLock { $0.isClosed = true }
      registration.end()
      throw error
    }
  }

  deinit { close() }

  /// The database of this name. It must be one of those in the options.
  public func database(_ name: String) throws(LMDBError) -> Database {
    guard let index = options.databases.firstIndex(of: name) else {
      throw LMDBError(.notFound, "\(directory) was opened without a database \(name)")
    }
    return Database(index: index)
  }

  /// Runs `body` on the state of the last commit, whatever is written meanwhile.
  /// See `mdb_txn_begin` with `MDB_RDONLY`.
  public func read<T>(_ body: (ReadTransaction) throws -> T) throws -> T {
    gate.enter()
    var isInside = true
    defer { if isInside { gate.leave() } }
    for _ in 0..<8 {
      let (handle, databases) = try opened()
      var pointer: OpaquePointer?
      let result = mdb_txn_begin(handle, nil, UInt32(MDB_RDONLY), &pointer)
      if result == 0, let pointer {
        let transaction = ReadTransaction(pointer, databases: databases, path: directory)
        defer { transaction.end() }
        return try body(transaction)
      } else if result == MDB_READERS_FULL, try clearStaleReaders() > 0 {
        continue
      } else if result == MDB_MAP_RESIZED {
        gate.leave()
        isInside = false
        try adoptMapSize()
        gate.enter()
        isInside = true
      } else if result == MDB_PANIC {
        state.withLock { $0.mustReopen = true }
        gate.leave()
        isInside = false
        try reopenIfNeeded()
        gate.enter()
        isInside = true
      } else {
        throw LMDBError(returned: result, doing: "starting to read", in: directory)
      }
    }
    throw LMDBError(.busy, "starting to read failed in \(directory): it keeps being resized")
  }

  /// Runs `body` in a write transaction and commits it; when `body` throws, nothing is written.
  ///
  /// After an error of the commit itself the outcome may be unknown; the environment is opened
  /// again before the next write. See `mdb_txn_begin` and `mdb_txn_commit`.
  public func write<T>(_ body: (WriteTransaction) throws -> T) throws -> T {
    let (transaction, result) = try begin(body)
    try commit(transaction)
    return result
  }

  /// Makes room: doubles the map, once all transactions of this process have ended. Throws
  /// `.busy` when they do not end in time. See `mdb_env_set_mapsize`.
  public func grow() throws(LMDBError) {
    try alone("growing the map") { state throws(LMDBError) in
      guard let handle = state.handle else { return }
      let result = mdb_env_set_mapsize(handle, state.mapSize * 2)
      guard result == 0 else {
        throw LMDBError(returned: result, doing: "growing the map", in: directory)
      }
      state.mapSize *= 2
    }
  }

  /// Frees the slots of readers whose process has died, and says how many there were.
  /// See `mdb_reader_check`.
  @discardableResult
  public func clearStaleReaders() throws(LMDBError) -> Int {
    let (handle, _) = try opened()
    var dead: Int32 = 0
    let result = mdb_reader_check(handle, &dead)
    guard result == 0 else {
      throw LMDBError(returned: result, doing: "clearing stale readers", in: directory)
    }
    return Int(dead)
  }

  /// Figures about the file as it is now. See `mdb_env_info`.
  public func information() throws(LMDBError) -> Information {
    gate.enter()
    defer { gate.leave() }
    let (handle, _) = try opened()
    var information = MDB_envinfo()
    var statistics = MDB_stat()
    mdb_env_info(handle, &information)
    mdb_env_stat(handle, &statistics)
    return Information(
      mapSize: information.me_mapsize, lastTransaction: UInt64(information.me_last_txnid),
      usedBytes: (information.me_last_pgno + 1) * Int(statistics.ms_psize),
      readers: Int(information.me_numreaders))
  }

  /// Writes a copy of the last commit's state to a new file, while others read and write. A
  /// compact copy leaves out what was deleted. The copy is on the disk when this returns.
  /// See `mdb_env_copyfd2`.
  public func copy(to path: String, isCompact: Bool) throws(LMDBError) {
    gate.enter()
    defer { gate.leave() }
    let (handle, _) = try opened()
    let file = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw LMDBError(returned: errno, doing: "making the copy \(path)", in: directory)
    }
    var result = mdb_env_copyfd2(handle, file, UInt32(isCompact ? MDB_CP_COMPACT : 0))
    if result == 0, fsync(file) != 0 { result = errno }
    if Glibc.close(file) != 0, result == 0 { result = errno }
    guard result == 0 else {
      unlink(path)
      throw LMDBError(returned: result, doing: "copying to \(path)", in: directory)
    }
    try Files.syncDirectory(Files.parent(of: path))
  }

  /// Waits until everything committed is on the disk; needed only without `syncsEachCommit`.
  /// See `mdb_env_sync`.
  public func sync() throws(LMDBError) {
    gate.enter()
    defer { gate.leave() }
    let (handle, _) = try opened()
    let result = mdb_env_sync(handle, 1)
    guard result == 0 else {
      throw LMDBError(returned: result, doing: "syncing", in: directory)
    }
  }

  /// Waits for this process's transactions to end and closes the file. Idempotent. If they do not
  /// end within ten seconds the file stays mapped, but nothing new can start.
  public func close() {
    let wasClosed = state.withLock { state in
      defer { state.isClosed = true }
      return state.isClosed
    }
    guard !wasClosed else { return }
    let isDone = try? gate.alone(milliseconds: 10_000) { () throws(LMDBError) in
      state.withLock { state in
        if let handle = state.handle { mdb_env_close(handle) }
        state.handle = nil
      }
    }
    if isDone == true { registration.end() }
  }

  // MARK: - Write transactions

  private func begin<T>(_ body: (WriteTransaction) throws -> T) throws -> (OpaquePointer, T) {
    let thread = pthread_self()
    try state.withLock { state throws(LMDBError) in
      if state.writer == thread {
        throw LMDBError(.nestedWrite, "a write was started inside a write in \(directory)")
      }
    }
    try reopenIfNeeded()
    try clearStaleReadersNowAndThen()
    gate.enter()
    var isInside = true
    func leave() {
      if isInside { gate.leave() }
      isInside = false
    }
    for _ in 0..<8 {
      let (handle, databases): (OpaquePointer, [MDB_dbi])
      do { (handle, databases) = try opened() } catch {
        leave()
        throw error
      }
      var pointer: OpaquePointer?
      let result = mdb_txn_begin(handle, nil, 0, &pointer)
      if result == MDB_MAP_RESIZED {
        leave()
        try adoptMapSize()
        gate.enter()
        isInside = true
        continue
      }
      guard result == 0, let pointer else {
        leave()
        if result == MDB_PANIC { state.withLock { $0.mustReopen = true } }
        throw LMDBError(returned: result, doing: "starting to write", in: directory)
      }
      state.withLock { $0.writer = thread }
      let transaction = WriteTransaction(pointer, databases: databases, path: directory)
      do {
        let value = try body(transaction)
        transaction.release()
        return (pointer, value)
      } catch {
        state.withLock { $0.writer = nil }
        transaction.end()
        leave()
        throw error
      }
    }
    leave()
    throw LMDBError(.busy, "starting to write failed in \(directory): it keeps being resized")
  }

  private func commit(_ pointer: OpaquePointer) throws(LMDBError) {
    let result = mdb_txn_commit(pointer)
    state.withLock { state in
      state.writer = nil
      if result != 0 { state.mustReopen = true }
    }
    gate.leave()
    guard result == 0 else {
      let cause = result == EIO ? Files.causeOfShortWrite(directory + "/data.mdb") : result
      throw LMDBError(returned: cause, doing: "committing", in: directory)
    }
  }

  private func clearStaleReadersNowAndThen() throws(LMDBError) {
    let now = Monitor.now
    let isDue = state.withLock { state in
      guard now &- state.lastReaderCheck > 30_000_000_000 else { return false }
      state.lastReaderCheck = now
      return true
    }
    if isDue { try clearStaleReaders() }
  }

  // MARK: - Opening

  private func opened() throws(LMDBError) -> (OpaquePointer, [MDB_dbi]) {
    let (handle, databases) = state.withLock { state in
      // The pointer is only lent to transactions that the gate counts.
      nonisolated(unsafe) let handle = state.isClosed ? nil : state.handle
      return (handle, state.databases)
    }
    guard let handle else { throw LMDBError(.closed, "\(directory) was closed") }
    return (handle, databases)
  }

  private func alone(
    _ operation: String, _ body: (inout State) throws(LMDBError) -> Void
  ) throws(LMDBError) {
    let isDone = try gate.alone(milliseconds: 20_000) { () throws(LMDBError) in
      try state.withLock { state throws(LMDBError) in try body(&state) }
    }
    guard isDone else {
      throw LMDBError(
        .busy, "\(operation) in \(directory) has to wait until this process's reads end",
        hint: "End the long read, then try again.")
    }
  }

  private func adoptMapSize() throws(LMDBError) {
    try alone("adopting the new map size") { state throws(LMDBError) in
      guard let handle = state.handle else { return }
      let result = mdb_env_set_mapsize(handle, 0)
      guard result == 0 else {
        throw LMDBError(returned: result, doing: "adopting the new map size", in: directory)
      }
      var information = MDB_envinfo()
      mdb_env_info(handle, &information)
      state.mapSize = max(state.mapSize, information.me_mapsize)
    }
  }

  private func reopenIfNeeded() throws(LMDBError) {
    guard state.withLock({ $0.mustReopen && !$0.isClosed }) else { return }
    try alone("opening again after a failed commit") { state throws(LMDBError) in
      guard state.mustReopen else { return }
      if let handle = state.handle { mdb_env_close(handle) }
      state.handle = nil
      try FileCheck.check(directory + "/data.mdb", mayBeMissing: false)
      try open(&state)
      state.mustReopen = false
    }
  }

  private func open(_ state: inout State) throws(LMDBError) {
    var created: OpaquePointer?
    guard mdb_env_create(&created) == 0, let handle = created else {
      throw LMDBError(returned: ENOMEM, doing: "opening", in: directory)
    }
    var isDone = false
    defer { if !isDone { mdb_env_close(handle) } }
    func check(_ result: Int32) throws(LMDBError) {
      guard result == 0 else {
        throw LMDBError(returned: result, doing: "opening", in: directory)
      }
    }
    try check(mdb_env_set_mapsize(handle, state.mapSize))
    try check(mdb_env_set_maxreaders(handle, options.maximumReaders))
    try check(mdb_env_set_maxdbs(handle, UInt32(max(1, options.databases.count))))
    var flags = UInt32(MDB_NOTLS)
    if !options.syncsEachCommit { flags |= UInt32(MDB_NOSYNC) }
    if options.isReadOnly { flags |= UInt32(MDB_RDONLY) }
    try check(mdb_env_open(handle, directory, flags, 0o600))
    var dead: Int32 = 0
    try check(mdb_reader_check(handle, &dead))
    state.lastReaderCheck = Monitor.now
    let missing: Bool
    (state.databases, missing) = try openDatabases(handle, creating: false)
    if missing {
      guard options.creates && !options.isReadOnly else {
        throw LMDBError(
          .notFound, "\(directory) lacks one of the databases \(options.databases)",
          hint: "Check that this is the right directory.")
      }
      (state.databases, _) = try openDatabases(handle, creating: true)
    }
    state.handle = handle
    isDone = true
  }

  /// Opens the named databases in one transaction. See `mdb_dbi_open`.
  private func openDatabases(
    _ handle: OpaquePointer, creating: Bool
  ) throws(LMDBError) -> (handles: [MDB_dbi], isIncomplete: Bool) {
    var pointer: OpaquePointer?
    var result = mdb_txn_begin(handle, nil, creating ? 0 : UInt32(MDB_RDONLY), &pointer)
    if result == MDB_MAP_RESIZED {
      mdb_env_set_mapsize(handle, 0)
      result = mdb_txn_begin(handle, nil, creating ? 0 : UInt32(MDB_RDONLY), &pointer)
    }
    guard result == 0, let pointer else {
      throw LMDBError(returned: result, doing: "opening", in: directory)
    }
    var handles: [MDB_dbi] = []
    for name in options.databases {
      var database: MDB_dbi = 0
      result = mdb_dbi_open(pointer, name, creating ? UInt32(MDB_CREATE) : 0, &database)
      guard result == 0 else {
        mdb_txn_abort(pointer)
        if result == MDB_NOTFOUND { return ([], true) }
        throw LMDBError(returned: result, doing: "opening the database \(name)", in: directory)
      }
      handles.append(database)
    }
    result = mdb_txn_commit(pointer)
    guard result == 0 else {
      throw LMDBError(returned: result, doing: "opening the databases", in: directory)
    }
    return (handles, false)
  }
}
