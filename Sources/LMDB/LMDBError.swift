import CLMDB
import Glibc

/// What went wrong in the store below the log. Two errors are equal when their codes are.
public struct LMDBError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kind of failure: a return code of the C library, an `errno`, or one of ours.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The number the C library or the system returned.
    public let rawValue: Int32

    /// A code by its number.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// The memory map is full; it has to grow (`MDB_MAP_FULL`).
    public static let mapFull = Code(rawValue: MDB_MAP_FULL)
    /// The key is there already, or an appended key is out of order (`MDB_KEYEXIST`).
    public static let keyExists = Code(rawValue: MDB_KEYEXIST)
    /// A database or file that was asked for does not exist (`MDB_NOTFOUND`).
    public static let notFound = Code(rawValue: MDB_NOTFOUND)
    /// The file is no store of this kind (`MDB_INVALID`).
    public static let invalidFile = Code(rawValue: MDB_INVALID)
    /// The file was written by another version of the library (`MDB_VERSION_MISMATCH`).
    public static let versionMismatch = Code(rawValue: MDB_VERSION_MISMATCH)
    /// A page is damaged (`MDB_CORRUPTED`).
    public static let corrupted = Code(rawValue: MDB_CORRUPTED)
    /// A page that is referred to does not exist (`MDB_PAGE_NOTFOUND`).
    public static let pageNotFound = Code(rawValue: MDB_PAGE_NOTFOUND)
    /// The pages lie deeper than a cursor can go (`MDB_CURSOR_FULL`).
    public static let cursorFull = Code(rawValue: MDB_CURSOR_FULL)
    /// The environment must be opened again (`MDB_PANIC`).
    public static let panic = Code(rawValue: MDB_PANIC)
    /// All reader slots are in use (`MDB_READERS_FULL`).
    public static let readersFull = Code(rawValue: MDB_READERS_FULL)
    /// One transaction changed too many pages (`MDB_TXN_FULL`).
    public static let transactionFull = Code(rawValue: MDB_TXN_FULL)
    /// Another process enlarged the map (`MDB_MAP_RESIZED`).
    public static let mapResized = Code(rawValue: MDB_MAP_RESIZED)
    /// A key or value is too long (`MDB_BAD_VALSIZE`).
    public static let badSize = Code(rawValue: MDB_BAD_VALSIZE)
    /// The transaction is over or cannot go on (`MDB_BAD_TXN`).
    public static let badTransaction = Code(rawValue: MDB_BAD_TXN)
    /// The disk or the quota is full (`ENOSPC`).
    public static let noSpace = Code(rawValue: ENOSPC)
    /// The owner's share of the disk is used up (`EDQUOT`).
    public static let quotaExceeded = Code(rawValue: EDQUOT)
    /// The file may not grow any more (`EFBIG`).
    public static let fileTooLarge = Code(rawValue: EFBIG)
    /// The file is shorter than its own header says.
    public static let truncated = Code(rawValue: -1)
    /// This process has the directory open already.
    public static let alreadyOpen = Code(rawValue: -2)
    /// The environment was closed.
    public static let closed = Code(rawValue: -3)
    /// A write was started inside a write of the same thread.
    public static let nestedWrite = Code(rawValue: -4)
    /// Transactions of this process did not end in time.
    public static let busy = Code(rawValue: -5)
  }

  /// The kind of failure.
  public let code: Code
  /// What was being done, to which directory, and what happened.
  public let message: String
  /// What to do about it; empty when there is nothing to say.
  public let hint: String

  init(_ code: Code, _ message: String, hint: String = "") {
    self.code = code
    self.message = message
    self.hint = hint
  }

  /// An error for a return code of the C library.
  /// See `mdb_strerror` in the C documentation.
  init(returned number: Int32, doing operation: String, in path: String) {
    let reason = mdb_strerror(number).map { String(cString: $0) } ?? "error \(number)"
    self.init(
      Code(rawValue: number), "\(operation) failed in \(path): \(reason)",
      hint: Self.hint(for: Code(rawValue: number)))
  }

  /// The message, and what to do.
  public var description: String { hint.isEmpty ? message : "\(message). \(hint)" }

  /// Two errors are equal when their codes are.
  public static func == (a: Self, b: Self) -> Bool { a.code == b.code }

  private static func hint(for code: Code) -> String {
    switch code {
    case .noSpace, .quotaExceeded, .fileTooLarge:
      "Make room on the disk, then try again; what was stored before is intact."
    case .mapFull: "The map has to grow before the next write."
    case .readersFull: "Too many processes read at once; end some of them."
    case .invalidFile, .versionMismatch, .corrupted, .pageNotFound:
      "The file is damaged or of another kind; restore it from a backup."
    case Code(rawValue: EACCES), Code(rawValue: EPERM), Code(rawValue: EROFS):
      "Check who owns the directory and its files."
    case Code(rawValue: ENOENT): "Check the path."
    default: ""
    }
  }
}
