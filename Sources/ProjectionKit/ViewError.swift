internal import GRDB

/// Why the views could not do what was asked. Two errors are equal when their codes are.
public struct ViewError: Error, Equatable, CustomStringConvertible {
  /// The kinds of failure.
  public enum Code: String, Sendable {
    /// A projection declares tables that cannot be.
    case schema
    /// A fold or a query names a table or column that is not declared.
    case unknownName
    /// A size was asked for that the views have not reached.
    case beyondSize
    /// The views have not been built.
    case notBuilt
    /// A query is not valid SQL, or would write.
    case query
    /// Another process holds the file for too long.
    case busy
    /// There is no space.
    case full
    /// The file is damaged; the next catch-up rebuilds it.
    case damaged
    /// The file cannot be opened, read or written.
    case io
  }

  /// What kind of failure.
  public var code: Code
  /// What was wrong, and where.
  public var message: String
  /// What to do.
  public var hint: String
  /// The error below, if any.
  public var cause: (any Error)?

  /// An error.
  public init(_ code: Code, _ message: String, hint: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
    self.cause = cause
  }

  /// The message and the hint.
  public var description: String { "\(message); \(hint)" }

  /// Whether the codes are equal.
  public static func == (a: Self, b: Self) -> Bool { a.code == b.code }
}

extension ViewError {
  /// The same failure in the words of this module.
  init(_ error: DatabaseError, path: String) {
    let text = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(
        .busy, "the views file \(path) is in use by another process (\(text))",
        hint: "try again when the other process is done", cause: error)
    case .SQLITE_FULL:
      self.init(
        .full, "no space is left for the views file \(path) (\(text))",
        hint: "make room on the disk and try again; the log is not affected", cause: error)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      self.init(
        .damaged, "the views file \(path) is damaged (\(text))",
        hint: "nothing is lost: it is rebuilt from the log by `views rebuild`", cause: error)
    case .SQLITE_ERROR, .SQLITE_READONLY, .SQLITE_RANGE, .SQLITE_MISMATCH, .SQLITE_AUTH:
      let statement = error.sql.map { " in: \($0)" } ?? ""
      self.init(
        .query, "the views file \(path) refused a statement (\(text))\(statement)",
        hint: "correct the query; queries only read", cause: error)
    default:
      self.init(
        .io, "the views file \(path) cannot be used (\(text))",
        hint: "check the file's permissions and the disk; the file may be deleted, it is "
          + "rebuilt from the log", cause: error)
    }
  }

  /// Runs `body` and gives every SQLite error as a `ViewError` about the file at `path`.
  static func translating<T>(_ path: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw ViewError(error, path: path)
    }
  }
}
