#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Which file stands at a path: a file that replaced another has another identity.
struct FileIdentity: Equatable {
  private let device: UInt64
  private let number: UInt64

  /// Nil when there is no file.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
  }
}

/// The files of one views database.
enum ViewFile {
  /// Makes an empty file that only its owner may read, unless there is one. Views hold names. SQLite
  /// gives the files beside it the same mode.
  static func create(_ path: String) throws {
    let file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw error("cannot be created", path) }
    close(file)
  }

  /// Removes the file and what SQLite keeps beside it.
  static func remove(_ path: String) throws {
    for file in [path, path + "-wal", path + "-shm", path + "-journal"] {
      guard unlink(file) == 0 || errno == ENOENT else { throw error("cannot be removed", file) }
    }
  }

  static func error(_ what: String, _ path: String) -> ViewError {
    let reason = String(cString: strerror(errno))
    return ViewError(
      errno == ENOSPC ? .full : .io, "the views file \(path) \(what): \(reason)",
      hint: "check that the registry's folder exists and can be written")
  }
}

/// A lock between processes, held while a view is built or the file is replaced; the system lets go
/// of it when its holder dies (flock(2)).
final class FileLock {
  private let file: Int32

  /// Waits until nobody else holds the lock of this path.
  init(_ path: String) throws {
    file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw ViewFile.error("cannot be locked", path) }
    while flock(file, LOCK_EX) != 0 {
      guard errno == EINTR else {
        let error = ViewFile.error("cannot be locked", path)
        close(file)
        throw error
      }
    }
  }

  deinit { close(file) }
}
