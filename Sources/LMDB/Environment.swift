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
    /// Whether databases that an existing file lacks are made although `creates` is false: for
    /// files of earlier versions.
    public var addsDatabases = false
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

  struct State: @unchecked Sendable {
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
  let options: Options
  let gate = Gate()
  let state: Mutex<State>
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
      if isLost {
        gate.leave()
        isInside = false
        try reopenIfNeeded()
        gate.enter()
        isInside = true
      }
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

  /// Writes a copy of the last commit's state to a new file, while others read and write. Nothing of
  /// what was deleted is in it. The copy was compared with the original and is on the disk when this
  /// returns.
  public func copy(to path: String) throws(LMDBError) {
    gate.enter()
    defer { gate.leave() }
    let (handle, _) = try opened()
    guard access(path, F_OK) != 0 else {
      throw LMDBError(returned: EEXIST, doing: "making the copy \(path)", in: directory)
    }
    let copy = try CompactFile.make(path, like: directory + "/data.mdb")
    try copy.fill(from: handle, databases: options.databases)
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
}
