/// That one record is in a log, to be checked by anyone without asking anyone (C2SP tlog-proof,
/// Format). It is not to be believed before `verify`.
public struct EventReceipt: Hashable, Sendable {
  /// The record's place in the log.
  public let index: UInt64
  /// The hashes from the record's sibling up (RFC 6962 section 2.1.1).
  public let proof: [Digest]
  /// Something else that goes with it, which nothing vouches for; never empty.
  public let extra: [UInt8]?
  /// The head of the tree that the proof leads to.
  public let checkpoint: SignedCheckpoint

  /// A receipt from its parts; an empty `extra` is none. Throws `malformedProof` for more than 63
  /// hashes (C2SP tlog-proof, Format).
  public init(
    index: UInt64, proof: [Digest], extra: [UInt8]? = nil, checkpoint: SignedCheckpoint
  ) throws(TransparencyError) {
    try ProofLines.checkCount(proof)
    self.index = index
    self.proof = proof
    self.extra = extra?.isEmpty == true ? nil : extra
    self.checkpoint = checkpoint
  }

  /// Reads exactly the form that `encoded` has. Throws `malformedReceipt`, `malformedProof`,
  /// `malformedNote` or `malformedCheckpoint` (C2SP tlog-proof, Format).
  public init(parsing bytes: some Collection<UInt8>) throws(TransparencyError) {
    var lines = LineReader(bytes)
    guard let first = lines.next(), first.elementsEqual(Self.header.utf8) else {
      throw TransparencyError(.malformedReceipt, "a receipt starts with \(Self.header)")
    }
    var line = lines.next()
    var extra: [UInt8]?
    if let text = line?.after(Self.extraPrefix) {
      extra = Base64.decode(text)
      guard extra?.isEmpty == false else {
        throw TransparencyError(.malformedReceipt, "the extra data are not in base64")
      }
      line = lines.next()
    }
    guard let index = line?.after(Self.indexPrefix)?.strictDecimal else {
      throw TransparencyError(.malformedReceipt, "the receipt does not say the index of its record")
    }
    try self.init(
      index: index, proof: try ProofLines.take(from: &lines), extra: extra,
      checkpoint: try SignedCheckpoint(parsing: lines.rest))
  }

  /// The receipt as it is stored and sent (C2SP tlog-proof, Format).
  public var encoded: String {
    let extra = extra.map { "\(Self.extraPrefix)\(Base64.encode($0))\n" } ?? ""
    return "\(Self.header)\n\(extra)\(Self.indexPrefix)\(index)\n\(ProofLines.text(proof))\n"
      + checkpoint.encoded
  }

  private static let header = "c2sp.org/tlog-proof@v1"
  private static let extraPrefix = "extra "
  private static let indexPrefix = "index "
}

extension EventReceipt {
  /// Checks that the log signed the checkpoint and that the record is in its tree (C2SP tlog-proof,
  /// Format; RFC 9162 section 2.1.3.2). Returns who signed.
  ///
  /// Throws what `SignedCheckpoint.verify` and `MerkleTree.verifyInclusion` throw.
  @discardableResult
  public func verify(
    record: UnsafeRawBufferPointer, logKeys: [VerifierKey], witnesses: [VerifierKey] = []
  ) throws(TransparencyError) -> SignedCheckpoint.Verified {
    try verify(leaf: MerkleTree.leafHash(record), logKeys: logKeys, witnesses: witnesses)
  }

  /// Checks that the log signed the checkpoint and that the record is in its tree (C2SP tlog-proof,
  /// Format). Returns who signed.
  @discardableResult
  public func verify(
    record: [UInt8], logKeys: [VerifierKey], witnesses: [VerifierKey] = []
  ) throws(TransparencyError) -> SignedCheckpoint.Verified {
    let leaf = record.withUnsafeBytes { MerkleTree.leafHash($0) }
    return try verify(leaf: leaf, logKeys: logKeys, witnesses: witnesses)
  }

  private func verify(
    leaf: Digest, logKeys: [VerifierKey], witnesses: [VerifierKey]
  ) throws(TransparencyError) -> SignedCheckpoint.Verified {
    let verified = try checkpoint.verify(logKeys: logKeys, witnesses: witnesses)
    let head = checkpoint.checkpoint
    try MerkleTree.verifyInclusion(
      of: leaf, at: index, size: head.size, proof: proof, root: head.root)
    return verified
  }
}
