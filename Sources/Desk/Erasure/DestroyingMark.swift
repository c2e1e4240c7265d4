import Foundation
import JSON

/// The file that is there from before the first step of a destruction until after the last. When a search
/// found what should be gone, it names the files, so that no later start takes them for clean.
struct DestroyingMark {
  /// A file in which something was found, as it was then.
  struct Find: Hashable {
    /// Relative to the registry's folder.
    var path: String
    var inode: UInt64
    var modified: Int64

    /// The file as it is now; nil when it is gone.
    init?(_ path: String, in folder: String) {
      var status = stat()
      guard lstat(folder + "/" + path, &status) == 0 else { return nil }
      self.path = path
      inode = UInt64(status.st_ino)
      modified = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
    }

    fileprivate init?(_ json: JSONValue) {
      guard let path = json["path"]?.string, let inode = json["inode"]?.integer,
        let modified = json["modified"]?.integer
      else { return nil }
      self.path = path
      self.inode = UInt64(clamping: inode)
      self.modified = modified
    }

    fileprivate var json: JSONValue {
      [
        "path": .string(path), "inode": .integer(Int64(clamping: inode)),
        "modified": .integer(modified),
      ]
    }
  }

  private let folder: RegistryFolder

  init(_ folder: RegistryFolder) { self.folder = folder }

  /// Whether something was begun and not finished.
  var isThere: Bool { FileManager.default.fileExists(atPath: folder.destroying) }

  /// Notes, durably, that a destruction has begun; what was found before stays noted.
  func put() throws(DeskError) {
    if !isThere { try DurableFile.write([], to: folder.destroying) }
  }

  /// Notes the files in which something was found.
  func put(found files: [String]) throws(DeskError) {
    let finds = files.compactMap { Find($0, in: folder.path) }
    try DurableFile.write(
      Array(JSONValue.array(finds.map(\.json)).compactText.utf8), to: folder.destroying)
  }

  /// Notes that nothing is left to do.
  func remove() throws(DeskError) { try DurableFile.remove(folder.destroying) }

  /// The files in which something was found and that are as they were then.
  func unchangedFinds() throws -> [String] {
    guard let bytes = try DurableFile.read(folder.destroying), !bytes.isEmpty else { return [] }
    let finds = try? JSONValue(parsing: String(decoding: bytes, as: UTF8.self)).array
    return (finds ?? []).compactMap { Find($0) }
      .filter { Find($0.path, in: folder.path) == $0 }.map(\.path)
  }
}
