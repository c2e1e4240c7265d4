internal import Crypto

/// A key that signs (RFC 8032). Its text is the one of Go's `sumdb/note`:
/// `PRIVATE+KEY+name+id+base64(type ‖ seed)`.
public struct SigningKey: Sendable {
  /// The key that checks what this one signs.
  public let verifier: VerifierKey
  private let key: Curve25519.Signing.PrivateKey

  /// A new random key. Throws `malformedKey` unless the name can be one (C2SP signed-note, Format).
  public init(name: String, algorithm: VerifierKey.Algorithm) throws(TransparencyError) {
    try self.init(name: name, algorithm: algorithm, key: Curve25519.Signing.PrivateKey())
  }

  /// The key that belongs to a seed of 32 bytes (RFC 8032 section 5.1.5). Throws `malformedKey`.
  public init(
    name: String, seed: [UInt8], algorithm: VerifierKey.Algorithm
  ) throws(TransparencyError) {
    guard seed.count == VerifierKey.byteCount,
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    else {
      throw TransparencyError(
        .malformedKey, "the seed of the key \(name) has \(seed.count) bytes instead of 32")
    }
    try self.init(name: name, algorithm: algorithm, key: key)
  }

  private init(
    name: String, algorithm: VerifierKey.Algorithm, key: Curve25519.Signing.PrivateKey
  ) throws(TransparencyError) {
    verifier = try VerifierKey(
      name: name, algorithm: algorithm, publicKey: Array(key.publicKey.rawRepresentation))
    self.key = key
  }

  /// Reads exactly the form that `text` has. Throws `malformedKey`, also when the id does not
  /// belong to the key; the message never holds the seed.
  public init(text: some StringProtocol) throws(TransparencyError) {
    guard let body = text.utf8.after(Self.prefix) else {
      throw TransparencyError(.malformedKey, "a signing key starts with \(Self.prefix)")
    }
    let parts = try KeyText(body)
    try self.init(name: parts.name, seed: parts.key, algorithm: parts.algorithm)
    guard verifier.keyID == parts.id else { throw KeyText.wrongID(parts.name) }
  }

  /// The key as text, to be kept secret.
  public var text: String {
    let parts = KeyText(
      name: verifier.name, id: verifier.keyID, algorithm: verifier.algorithm,
      key: Array(key.rawRepresentation))
    return Self.prefix + parts.description
  }

  private static let prefix = "PRIVATE+KEY+"
}

extension SigningKey {
  /// Signs the text of a note (C2SP signed-note, Ed25519 signatures). Throws `unsuitableKey` for a
  /// witness's key.
  public func sign(_ text: String) throws(TransparencyError) -> NoteSignature {
    try require(.ed25519, "signs checkpoints with a time, not notes; use cosign")
    return try signature(try rawSignature(Array(text.utf8)))
  }

  /// Cosigns a checkpoint as seen at this time, in POSIX seconds (C2SP tlog-cosignature, Ed25519
  /// signed message). Throws `unsuitableKey` for a log's key, `outOfRange` for a time past 2^63 - 1.
  public func cosign(
    _ checkpoint: Checkpoint, at seconds: UInt64
  ) throws(TransparencyError) -> NoteSignature {
    try require(.cosignature, "is no witness's and cannot cosign")
    guard seconds <= Cosignature.maximumTime else {
      throw TransparencyError(.outOfRange, "the time \(seconds) is too late to be signed")
    }
    let raw = try rawSignature(Cosignature.message(checkpoint.text, at: seconds))
    return try signature(Cosignature.bytes(time: seconds, signature: raw))
  }

  private func require(
    _ algorithm: VerifierKey.Algorithm, _ otherwise: String
  ) throws(TransparencyError) {
    guard verifier.algorithm == algorithm else {
      throw TransparencyError(.unsuitableKey, "the key \(verifier.name) \(otherwise)")
    }
  }

  private func signature(_ bytes: [UInt8]) throws(TransparencyError) -> NoteSignature {
    try NoteSignature(name: verifier.name, keyID: verifier.keyID, bytes: bytes)
  }

  /// Signs as in RFC 8032 section 5.1.6.
  private func rawSignature(_ message: [UInt8]) throws(TransparencyError) -> [UInt8] {
    do {
      return Array(try key.signature(for: message))
    } catch {
      throw TransparencyError(
        .unsuitableKey, "the key \(verifier.name) could not sign: \(error)")
    }
  }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
  /// The verifier key, so that nothing printed gives the seed away.
  public var description: String { "signing key of \(verifier)" }

  /// Only the verifier key.
  public var customMirror: Mirror { Mirror(self, children: ["verifier": verifier]) }
}
