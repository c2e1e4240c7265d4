/// Why a question to a tree has no answer, why a proof proves nothing, or why a text is refused.
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
    /// The text is no key, or the name cannot be one of a key.
    case malformedKey
    /// The bytes are no signed note, or the parts cannot make one up.
    case malformedNote
    /// The text of the note is no checkpoint, or the parts cannot make one up.
    case malformedCheckpoint
    /// The lines are no hashes of a proof, or too many.
    case malformedProof
    /// The bytes are no receipt.
    case malformedReceipt
    /// The bytes are no request to a witness, or the parts cannot make one up.
    case malformedRequest
    /// The bytes are not the content of the tile.
    case malformedTile
    /// A key of this kind does not make such signatures.
    case unsuitableKey
    /// The checkpoint is of a log that none of the keys belongs to.
    case unknownOrigin
    /// None of the keys signed.
    case unknownSigner
    /// A signature under the name and id of a known key was not made by that key for this text.
    case badSignature
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
