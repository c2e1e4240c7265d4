/// Why a question to a tree has no answer, or why a proof proves nothing.
public struct TransparencyError: Error, Equatable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Code: Sendable, Hashable {
    /// The position or the sizes do not fit each other.
    case outOfRange
    /// The tree would have more leaves than can be numbered.
    case treeTooLarge
    /// The proof has too few or too many hashes.
    case wrongProofLength
    /// A hash has not 32 bytes.
    case malformedHash
    /// The proof is well formed and leads to another root.
    case rootMismatch
  }

  /// What kind of failure it is.
  public var code: Code
  /// What is wrong, where, and what to do.
  public var message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }

  /// Errors are the same when their codes are.
  public static func == (a: Self, b: Self) -> Bool { a.code == b.code }
}
