import CLMDB
import Glibc
import Synchronization

/// How write transactions begin and end.
extension Environment {
  func begin<T>(_ body: (WriteTransaction) throws -> T) throws -> (OpaquePointer, T) {
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

  func commit(_ pointer: OpaquePointer) throws(LMDBError) {
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
}
