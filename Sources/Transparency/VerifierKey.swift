internal import Crypto

/// A key that checks signatures (C2SP signed-note, Signatures). Its text is the `vkey`:
/// `name+id+base64(type ‖ public key)`.
public struct VerifierKey: Sendable {
  /// How a key signs: the type bytes of C2SP signed-note, Signature types.
  public enum Algorithm: UInt8, Hashable, Sendable {
    /// Ed25519 over the note's text (RFC 8032): the keys of logs.
    case ed25519 = 1
    /// Ed25519 over a time and a checkpoint (C2SP tlog-cosignature): the keys of witnesses.
    case cosignature = 4
  }

  /// The name of who signs; for a log its origin.
  public let name: String
  /// How the key signs.
  public let algorithm: Algorithm
  /// The 32 bytes of the public key (RFC 8032 section 5.1.5).
  public let publicKey: [UInt8]
  /// The first four bytes of SHA-256(name ‖ LF ‖ type ‖ public key), big-endian (C2SP signed-note,
  /// Signatures).
  public let keyID: UInt32

  /// How many bytes a public key and a seed have.
  static let byteCount = 32

  /// A key from its parts. Throws `malformedKey` unless the name can be one and the key has 32
  /// bytes (C2SP signed-note, Format).
  public init(
    name: String, algorithm: Algorithm, publicKey: [UInt8]
  ) throws(TransparencyError) {
    guard name.isKeyName else { throw KeyText.badName }
    guard publicKey.count == Self.byteCount else {
      throw TransparencyError(
        .malformedKey, "the key \(name) has \(publicKey.count) bytes instead of 32")
    }
    self.name = name
    self.algorithm = algorithm
    self.publicKey = publicKey
    keyID = Self.keyID(name: name, algorithm: algorithm, publicKey: publicKey)
  }

  /// Reads a `vkey`: exactly the form that `description` writes. Throws `malformedKey`, also when
  /// the id does not belong to the key (C2SP signed-note, Verifier keys).
  public init(vkey: some StringProtocol) throws(TransparencyError) {
    let text = try KeyText(vkey.utf8)
    try self.init(name: text.name, algorithm: text.algorithm, publicKey: text.key)
    guard keyID == text.id else { throw KeyText.wrongID(name) }
  }

  private static func keyID(name: String, algorithm: Algorithm, publicKey: [UInt8]) -> UInt32 {
    var hash = SHA256()
    (Array(name.utf8) + [lineFeed, algorithm.rawValue] + publicKey).withUnsafeBytes {
      hash.update(bufferPointer: $0)
    }
    return hash.finalize().prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }
}

extension VerifierKey: Hashable {
  /// Keys are the same when all their bytes are.
  public static func == (a: Self, b: Self) -> Bool {
    a.keyID == b.keyID && a.algorithm == b.algorithm && a.publicKey == b.publicKey
      && a.name.isSame(as: b.name)
  }

  /// Feeds the key's bytes.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(keyID)
    hasher.combine(publicKey)
  }
}

extension VerifierKey: CustomStringConvertible {
  /// The `vkey` (C2SP signed-note, Verifier keys).
  public var description: String {
    KeyText(name: name, id: keyID, algorithm: algorithm, key: publicKey).description
  }
}

extension VerifierKey {
  /// Whether the signature says that this key made it.
  func isNamed(by signature: NoteSignature) -> Bool {
    signature.keyID == keyID && signature.name.isSame(as: name)
  }

  /// What the signature over the text says when this key made it; nil when it did not.
  func check(_ signature: NoteSignature, of text: String) -> VerifiedSignature? {
    switch algorithm {
    case .ed25519:
      return isSigned(Array(text.utf8), by: signature.bytes)
        ? VerifiedSignature(key: self, time: nil) : nil
    case .cosignature:
      guard let (time, bytes) = Cosignature.parts(of: signature.bytes),
        isSigned(Cosignature.message(text, at: time), by: bytes)
      else { return nil }
      return VerifiedSignature(key: self, time: time)
    }
  }

  /// Checks a signature of RFC 8032 section 5.1.7.
  private func isSigned(_ message: [UInt8], by signature: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
      return false
    }
    return key.isValidSignature(signature, for: message)
  }
}
