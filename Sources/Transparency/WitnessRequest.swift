/// What a log sends to a witness to have a checkpoint cosigned (C2SP tlog-witness, add-checkpoint).
public struct WitnessRequest: Hashable, Sendable {
  /// The size that the witness cosigned last; 0 for none.
  public let oldSize: UInt64
  /// The proof from that size to the checkpoint's (RFC 6962 section 2.1.2).
  public let proof: [Digest]
  /// The checkpoint to cosign.
  public let checkpoint: SignedCheckpoint

  /// A request from its parts. Throws `malformedProof` for more than 63 hashes and
  /// `malformedRequest` for an old size above the checkpoint's (C2SP tlog-witness, add-checkpoint).
  public init(
    oldSize: UInt64, proof: [Digest], checkpoint: SignedCheckpoint
  ) throws(TransparencyError) {
    try ProofLines.checkCount(proof)
    guard oldSize <= checkpoint.checkpoint.size else {
      throw TransparencyError(
        .malformedRequest,
        "the old size \(oldSize) is above the checkpoint's, \(checkpoint.checkpoint.size)")
    }
    self.oldSize = oldSize
    self.proof = proof
    self.checkpoint = checkpoint
  }

  /// Reads exactly the form that `encoded` has. Throws `malformedRequest`, `malformedProof`,
  /// `malformedNote` or `malformedCheckpoint` (C2SP tlog-witness, add-checkpoint).
  public init(parsing bytes: some Collection<UInt8>) throws(TransparencyError) {
    var lines = LineReader(bytes)
    guard let oldSize = lines.next()?.after(Self.oldPrefix)?.strictDecimal else {
      throw TransparencyError(.malformedRequest, "a request starts with a line `old SIZE`")
    }
    try self.init(
      oldSize: oldSize, proof: try ProofLines.take(from: &lines),
      checkpoint: try SignedCheckpoint(parsing: lines.rest))
  }

  /// The body of the request (C2SP tlog-witness, add-checkpoint).
  public var encoded: String {
    "\(Self.oldPrefix)\(oldSize)\n\(ProofLines.text(proof))\n\(checkpoint.encoded)"
  }

  private static let oldPrefix = "old "

  /// Checks that the checkpoint only adds to the tree that had this root at the old size (C2SP
  /// tlog-witness, add-checkpoint; RFC 9162 section 2.1.4.2). For an old size of 0 nothing needs to
  /// be proved: there must be no proof, and the root is the empty one.
  ///
  /// Throws `wrongProofLength` or `rootMismatch`.
  public func verifyConsistency(withOldRoot oldRoot: Digest) throws(TransparencyError) {
    guard oldSize > 0 else {
      guard oldRoot == MerkleTree.emptyRoot else {
        throw TransparencyError(.rootMismatch, "an empty tree has another root than \(oldRoot)")
      }
      guard proof.isEmpty else {
        throw TransparencyError(
          .wrongProofLength, "no proof leads from an empty tree; leave it out")
      }
      return
    }
    let head = checkpoint.checkpoint
    try MerkleTree.verifyConsistency(
      from: oldSize, to: head.size, proof: proof, oldRoot: oldRoot, newRoot: head.root)
  }
}
