/// Why something sealed could not be made or opened.
public struct SealingError: Error, Equatable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Code: Sendable, Hashable {
    /// The bytes are no blob of a known kind, or not a whole one.
    case malformedBlob
    /// The blob was changed, or sealed under another key or for another place.
    case wrongKeyOrPlace
    /// The blob is sealed and was opened without a key, or has another kind than asked for.
    case wrongKind
    /// The text is too long to be sealed, or its place cannot be written down unambiguously.
    case unsealable
    /// A key or a salt has the wrong number of bytes.
    case malformedKey
    /// The key-encryption key's file is missing.
    case missingKeyFile
    /// The key-encryption key's file cannot be read, or is no such key.
    case badKeyFile
    /// The key-encryption key is not the one that the stored keys are wrapped under.
    case wrongKeyFile
    /// A stored key is damaged.
    case damagedKey
  }

  /// What kind of failure it is.
  public var code: Code
  /// What is wrong, where, and what to do.
  public var message: String
  /// The error underneath.
  public var cause: (any Error)?

  init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  /// The message.
  public var description: String { message }

  /// Errors are the same when their codes are.
  public static func == (a: Self, b: Self) -> Bool { a.code == b.code }
}
