import Foundation

/// Small files that are there as a whole or not at all, also after a power loss.
enum DurableFile {
  /// Writes the file in place of one that may be there: to another name first, which is synced and
  /// renamed. Only its owner may read it unless `mode` says otherwise.
  static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o600) throws(DeskError) {
    let draft = "\(path).\(getpid()).part"
    unlink(draft)
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw failure(path) }
    var isDone = false
    defer { if !isDone { unlink(draft) } }
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Foundation.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let error = failure(path)
        close(descriptor)
        throw error
      }
      written += count
    }
    guard fsync(descriptor) == 0, close(descriptor) == 0, rename(draft, path) == 0 else {
      throw failure(path)
    }
    isDone = true
    try sync(folderOf: path)
  }

  /// Removes the file, if it is there.
  static func remove(_ path: String) throws(DeskError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw failure(path) }
    try sync(folderOf: path)
  }

  /// The content; nil when there is no file.
  ///
  /// - Parameter limit: how many bytes it may have; what comes from others may be of any size.
  static func read(_ path: String, limit: Int = 64 << 20) throws(DeskError) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure(path, "read")
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, "read") }
      if count == 0 { return bytes }
      bytes += piece[..<count]
      guard bytes.count <= limit else {
        throw DeskError(
          .refused, "\(path) has more than \(limit) bytes",
          hint: "that is not the file it should be")
      }
    }
  }

  /// Waits until the entries of the file's folder are on the disk.
  static func sync(folderOf path: String) throws(DeskError) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(folder) }
  }

  private static func failure(_ path: String, _ act: String = "written") -> DeskError {
    DeskError(
      .io, "\(path) cannot be \(act): \(String(cString: strerror(errno)))",
      hint: "check the disk, and who may write there")
  }
}
