import CLMDB
import Glibc
import Synchronization

/// How the file is opened, and opened again.
extension Environment {
  /// How many databases beside its own an environment can compact along with them.
  static let spareDatabases = 32

  /// Whether opening again has failed, so that there is nothing to read from.
  var isLost: Bool {
    state.withLock { $0.handle == nil && $0.mustReopen && !$0.isClosed }
  }

  func opened() throws(LMDBError) -> (OpaquePointer, [MDB_dbi]) {
    let (handle, databases) = state.withLock { state in
      // The pointer is only lent to transactions that the gate counts.
      nonisolated(unsafe) let handle = state.isClosed ? nil : state.handle
      return (handle, state.databases)
    }
    guard let handle else { throw LMDBError(.closed, "\(directory) was closed") }
    return (handle, databases)
  }

  func alone(
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

  func adoptMapSize() throws(LMDBError) {
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

  func reopenIfNeeded() throws(LMDBError) {
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

  func open(_ state: inout State) throws(LMDBError) {
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
    try check(mdb_env_set_maxdbs(handle, UInt32(options.databases.count + Self.spareDatabases)))
    var flags = UInt32(MDB_NOTLS)
    if !options.syncsEachCommit { flags |= UInt32(MDB_NOSYNC) }
    if options.isReadOnly { flags |= UInt32(MDB_RDONLY) }
    if !options.isReadOnly { CompactFile.removeStale(CompactFile.path(in: directory)) }
    try check(mdb_env_open(handle, directory, flags, 0o600))
    var dead: Int32 = 0
    try check(mdb_reader_check(handle, &dead))
    state.lastReaderCheck = Monitor.now
    let missing: Bool
    (state.databases, missing) = try openDatabases(handle, creating: false)
    if missing {
      guard options.creates || options.addsDatabases, !options.isReadOnly else {
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
