import Glibc

/// The few things done to files directly.
package enum Files {
  /// Makes a directory with its parents, mode 0700. Says whether it was missing.
  package static func makeDirectory(_ path: String) throws(LMDBError) -> Bool {
    if mkdir(path, 0o700) == 0 { return true }
    let number = errno
    if number == EEXIST { return false }
    let parent = parent(of: path)
    guard number == ENOENT, parent != path else {
      throw LMDBError(returned: number, doing: "making the directory", in: path)
    }
    _ = try makeDirectory(parent)
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw LMDBError(returned: errno, doing: "making the directory", in: path)
    }
    return true
  }

  /// Waits until the directory's entries are on the disk.
  package static func syncDirectory(_ path: String) throws(LMDBError) {
    let file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw LMDBError(returned: errno, doing: "syncing", in: path) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw LMDBError(returned: errno, doing: "syncing", in: path) }
  }

  /// Why a write to the file may have ended early, which the library reports as `EIO` whatever the
  /// reason: `ENOSPC` when the disk is full, `EFBIG` when the file may not grow, `EIO` otherwise.
  static func causeOfShortWrite(_ path: String) -> Int32 {
    let little: UInt64 = 65_536
    var fileSystem = statvfs()
    if statvfs(path, &fileSystem) == 0,
      UInt64(fileSystem.f_bavail) * UInt64(fileSystem.f_frsize) < little
    {
      return ENOSPC
    }
    var status = stat()
    var limit = rlimit()
    if stat(path, &status) == 0, getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0,
      limit.rlim_cur < UInt64(status.st_size) + little
    {
      return EFBIG
    }
    return EIO
  }

  /// The directory that holds `path`.
  package static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
