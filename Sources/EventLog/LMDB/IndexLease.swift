import Glibc
import LMDB
import Synchronization

/// Knows whether the index file can be trusted: `log/index/state`.
///
/// The file holds one line: the boot id of the machine, and `open` or `clean`. It says `open` from
/// before the first write to the index until the last process that had the index open synced and
/// closed it, so that a process that only reads has nothing to sync. An index that was written
/// during another boot may be corrupt and is removed before anybody looks at it. Each process
/// holds a shared lock on the file while it has the index open.
final class IndexLease: Sendable {
  private let directory: String
  private let file: Mutex<Int32>

  init(directory: String) throws {
    self.directory = directory
    _ = try Files.makeDirectory(directory)
    let path = directory + "/state"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw EventLogError(.io, "\(path) cannot be opened: \(String(cString: strerror(errno)))")
    }
    file = Mutex(descriptor)
    do { try takeOver(descriptor, boot: Self.bootID()) } catch {
      end(isClean: false)
      throw error
    }
  }

  private func takeOver(_ descriptor: Int32, boot: String) throws {
    for _ in 0..<500 {
      flock(descriptor, LOCK_SH)
      if Self.isTrusted(Self.text(of: descriptor), boot) { return }
      // Only whoever is alone may remove the index.
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
        if !Self.isTrusted(Self.text(of: descriptor), boot) {
          try removeFiles()
          try Self.write("\(boot) open\n", to: descriptor, in: directory)
          try Files.syncDirectory(directory)
        }
        continue
      }
      // Two that hold the lock at once would keep each other from it.
      flock(descriptor, LOCK_UN)
      usleep(.random(in: 1000...20_000))
    }
    throw EventLogError(
      .busy, "another process has been opening the index in \(directory) for five seconds")
  }

  private static func isTrusted(_ state: String, _ boot: String) -> Bool {
    state == "\(boot) open\n" || state.hasSuffix(" clean\n")
  }

  /// Whether somebody has written to the index since it was last marked as whole.
  var isWritten: Bool {
    file.withLock { $0 >= 0 && !Self.text(of: $0).hasSuffix(" clean\n") }
  }

  /// Notes that the index is about to be written. The note is on the disk when this returns.
  func willWrite() throws {
    try file.withLock { descriptor in
      guard descriptor >= 0, Self.text(of: descriptor).hasSuffix(" clean\n") else { return }
      try Self.write("\(Self.bootID()) open\n", to: descriptor, in: directory)
    }
  }

  /// Removes the index itself.
  func removeFiles() throws {
    for name in ["data.mdb", "lock.mdb"] {
      guard unlink("\(directory)/\(name)") == 0 || errno == ENOENT else {
        throw EventLogError(
          .io, "\(directory)/\(name) cannot be removed: \(String(cString: strerror(errno)))")
      }
    }
  }

  /// Gives the lease back; the last one notes that the file is whole, if that is not noted already.
  /// Idempotent.
  func end(isClean: Bool) {
    file.withLock { descriptor in
      guard descriptor >= 0 else { return }
      if isClean, flock(descriptor, LOCK_EX | LOCK_NB) == 0,
        !Self.text(of: descriptor).hasSuffix(" clean\n")
      {
        // When this fails the index is built anew after the next boot, which does no harm.
        try? Self.write("\((try? Self.bootID()) ?? "") clean\n", to: descriptor, in: directory)
      }
      close(descriptor)
      descriptor = -1
    }
  }

  private static func text(of descriptor: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 128)
    let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }

  private static func write(
    _ text: String, to descriptor: Int32, in directory: String
  ) throws(EventLogError) {
    let bytes = Array(text.utf8)
    let count = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    guard count == bytes.count, ftruncate(descriptor, off_t(count)) == 0, fsync(descriptor) == 0
    else {
      throw EventLogError(
        .io, "\(directory)/state cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  /// What tells one run of the machine from the next. See `random(4)`.
  private static func bootID() throws(EventLogError) -> String {
    let path = "/proc/sys/kernel/random/boot_id"
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw EventLogError(.io, "\(path) cannot be read") }
    defer { close(descriptor) }
    return String(text(of: descriptor).prefix { $0 != "\n" })
  }
}
