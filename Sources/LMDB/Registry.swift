import Glibc
import Synchronization

/// The directories that this process has open. Opening one twice would silently break the locks
/// of the file (C documentation of `mdb_env_open`, caveats), so it is refused.
enum Registry {
  fileprivate struct FileIdentity: Hashable {
    var device: dev_t
    var inode: ino_t
  }

  fileprivate static let open = Mutex<Set<FileIdentity>>([])

  /// The right to have one directory open.
  final class Registration: Sendable {
    private let identity: FileIdentity

    fileprivate init(_ identity: FileIdentity) { self.identity = identity }

    /// Gives the right back.
    func end() { _ = open.withLock { $0.remove(identity) } }
  }

  /// Takes the right to have `directory` open.
  static func register(_ directory: String) throws(LMDBError) -> Registration {
    var status = stat()
    guard stat(directory, &status) == 0 else {
      throw LMDBError(returned: errno, doing: "opening", in: directory)
    }
    let identity = FileIdentity(device: status.st_dev, inode: status.st_ino)
    guard open.withLock({ $0.insert(identity).inserted }) else {
      throw LMDBError(
        .alreadyOpen, "\(directory) is open in this process already",
        hint: "Use the object that has it open, or close that first.")
    }
    return Registration(identity)
  }
}
