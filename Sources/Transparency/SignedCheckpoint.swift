/// A checkpoint in a note (C2SP tlog-checkpoint). It is not to be believed before `verify`.
public struct SignedCheckpoint: Hashable, Sendable {
  /// What the note says.
  public let checkpoint: Checkpoint
  /// The note.
  public let note: SignedNote

  /// A note whose text is a checkpoint. Throws `malformedCheckpoint` (C2SP tlog-checkpoint, Note
  /// text).
  public init(note: SignedNote) throws(TransparencyError) {
    checkpoint = try Checkpoint(parsing: note.text)
    self.note = note
  }

  /// Reads a signed checkpoint. Throws `malformedNote` or `malformedCheckpoint` (C2SP
  /// tlog-checkpoint, Note text).
  public init(parsing bytes: some Collection<UInt8>) throws(TransparencyError) {
    try self.init(note: try SignedNote(parsing: bytes))
  }

  /// Signs a checkpoint as its log (C2SP tlog-checkpoint, Signatures). Throws `unsuitableKey` for a
  /// witness's key, `unknownOrigin` for a key with another name than the origin, `malformedNote`
  /// without keys.
  public init(
    _ checkpoint: Checkpoint, signedBy keys: [SigningKey]
  ) throws(TransparencyError) {
    let text = checkpoint.text
    var signatures: [NoteSignature] = []
    for key in keys {
      guard key.verifier.name.isSame(as: checkpoint.origin) else {
        throw TransparencyError(
          .unknownOrigin,
          "the key \(key.verifier.name) cannot sign for the log \(checkpoint.origin)")
      }
      signatures.append(try key.sign(text))
    }
    self.checkpoint = checkpoint
    note = try SignedNote(text: text, signatures: signatures)
  }

  /// The note as it is stored and sent (C2SP signed-note, Format).
  public var encoded: String { note.encoded }

  /// The checkpoint with one more signature, which takes the place of those by the same key; what a
  /// log does with a cosignature (C2SP tlog-witness, add-checkpoint). Throws `malformedNote` when
  /// there are too many.
  public func adding(_ signature: NoteSignature) throws(TransparencyError) -> SignedCheckpoint {
    try SignedCheckpoint(note: try note.adding(signature))
  }
}

extension SignedCheckpoint {
  /// Who stands behind a checkpoint.
  public struct Verified: Hashable, Sendable {
    /// The log's keys that signed, at least one.
    public let logKeys: [VerifierKey]
    /// What the witnesses signed, one for each key.
    public let cosignatures: [Cosignature]
  }

  /// Checks that the log signed, and which witnesses cosigned (C2SP tlog-checkpoint, Signatures;
  /// C2SP tlog-cosignature, Format).
  ///
  /// Of `logKeys` only Ed25519 keys with the origin as name count, of `witnesses` only cosignature
  /// keys. Throws `unknownOrigin` when no key is the log's, `unknownSigner` when none of those
  /// signed, and `badSignature` when a signature of a log's or witness's key is wrong. How many
  /// witnesses are enough is for the caller to say.
  @discardableResult
  public func verify(
    logKeys: [VerifierKey], witnesses: [VerifierKey] = []
  ) throws(TransparencyError) -> Verified {
    let logKeys = logKeys.filter {
      $0.algorithm == .ed25519 && $0.name.isSame(as: checkpoint.origin)
    }
    guard !logKeys.isEmpty else {
      throw TransparencyError(
        .unknownOrigin,
        "the checkpoint is of the log \(checkpoint.origin), of which no key is given")
    }
    let signatures = try note.verify(
      with: logKeys + witnesses.filter { $0.algorithm == .cosignature })
    let signers = signatures.filter { $0.time == nil }.map(\.key)
    guard !signers.isEmpty else {
      throw TransparencyError(
        .unknownSigner, "no given key of the log \(checkpoint.origin) signed the checkpoint")
    }
    return Verified(
      logKeys: signers,
      cosignatures: signatures.compactMap { signature in
        signature.time.map { Cosignature(key: signature.key, time: $0) }
      })
  }
}
