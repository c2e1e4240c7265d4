internal import Crypto

/// The key under which one person's own fields are sealed. Destroying it is what erases them.
public struct PersonKey: Equatable, Sendable {
  /// How many bytes a key has.
  public static let byteCount = 32

  /// The key itself; its memory is cleared when it is let go.
  let key: SymmetricKey
  /// Commits to the key without telling it: SHA-256("rapporteur/key/v1\n" ‖ key).
  public let keyID: [UInt8]

  /// A new random key.
  public init() { self.init(SymmetricKey(size: .bits256)) }

  /// A key from its 32 bytes. Throws `malformedKey` for any other number.
  public init(bytes: [UInt8]) throws(SealingError) {
    guard bytes.count == Self.byteCount else {
      throw SealingError(
        .malformedKey, "a person's key has \(Self.byteCount) bytes, not \(bytes.count)")
    }
    self.init(SymmetricKey(data: bytes))
  }

  private init(_ key: SymmetricKey) {
    self.key = key
    var hash = SHA256()
    hash.update(data: Array("rapporteur/key/v1\n".utf8))
    key.withUnsafeBytes { hash.update(bufferPointer: $0) }
    keyID = Array(hash.finalize())
  }
}

extension PersonKey: CustomStringConvertible {
  /// The beginning of the key's id; never the key.
  public var description: String { "key \(Hex.text(keyID.prefix(8)))" }
}
