import Foundation
import Synchronization

/// Who has the registry open: a shared lock of each process on the file `lock`, by which somebody
/// who has to be alone can tell. The system lets go of it when its holder dies (flock(2)).
///
/// Being alone is asked for under a second lock, so that two who ask cannot both find the other gone
/// while each changes its shared lock into one of its own.
final class RegistryLease: Sendable {
  private let shared: LockFile
  private let turn: LockFile

  /// Takes part. Waits while somebody is alone; that is short.
  init(_ folder: RegistryFolder) throws(DeskError) {
    shared = try LockFile(folder.lock)
    turn = try LockFile(folder.lock + ".alone")
    guard shared.lock(LOCK_SH, within: .seconds(60)) else {
      throw DeskError(
        .conflict, "another process has kept \(folder.path) for itself for a minute",
        hint: "it destroys or restores something; try again when it has ended")
    }
  }

  /// Runs `body` while no other process has the registry open. Returns nil, without running it, when
  /// others still have it open after a while.
  func alone<T>(within patience: Duration = .seconds(2), _ body: () throws -> T) throws -> T? {
    guard begin(within: patience) else { return nil }
    defer { end() }
    return try body()
  }

  /// Begins to be alone; says whether it worked. Then `end` has to follow.
  func begin(within patience: Duration = .seconds(2)) -> Bool {
    guard turn.lock(LOCK_EX, within: patience) else { return false }
    if shared.lock(LOCK_EX, within: patience) { return true }
    end()
    return false
  }

  /// Takes part no more. Idempotent.
  func close() { shared.close() }

  /// Lets others in again. A lock that could not be had has taken the shared one along, so that is
  /// taken anew in any case.
  func end() {
    _ = shared.lock(LOCK_SH, within: .seconds(60))
    turn.unlock()
  }
}

/// A file that is only locked.
final class LockFile: Sendable {
  private let descriptor: Mutex<Int32>

  /// Opens the file, and makes it when it is missing.
  init(_ path: String) throws(DeskError) {
    let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard opened >= 0 else {
      throw DeskError(
        .io, "\(path) cannot be opened: \(String(cString: strerror(errno)))",
        hint: "reading a registry needs the right to write in its folder, for locks")
    }
    descriptor = Mutex(opened)
  }

  deinit { close() }

  /// Takes a lock of this kind, asking again until the time is over. Says whether it was had.
  func lock(_ kind: Int32, within patience: Duration) -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + patience
    while descriptor.withLock({ flock($0, kind | LOCK_NB) }) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR, clock.now < end else { return false }
      usleep(5_000)
    }
    return true
  }

  /// Lets go of the lock.
  func unlock() { descriptor.withLock { _ = flock($0, LOCK_UN) } }

  /// Lets go of the file. Idempotent.
  func close() {
    descriptor.withLock { descriptor in
      if descriptor >= 0 { _ = Foundation.close(descriptor) }
      descriptor = -1
    }
  }
}
