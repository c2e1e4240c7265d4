/// The hashes of a proof as text: one in base64 a line, each line with its LF (C2SP tlog-witness,
/// add-checkpoint; C2SP tlog-proof, Format).
public enum ProofLines {
  /// The most hashes that are read or written (C2SP tlog-witness, add-checkpoint).
  public static let maximumCount = 63

  /// The lines of the hashes, in the order of RFC 6962 section 2.1; nothing for no hashes.
  public static func text(_ proof: [Digest]) -> String {
    proof.reduce(into: "") { $0 += $1.base64 + "\n" }
  }

  /// Reads exactly what `text` writes, up to 63 hashes. Throws `malformedProof` (C2SP tlog-witness,
  /// add-checkpoint).
  public static func parse(_ text: some StringProtocol) throws(TransparencyError) -> [Digest] {
    var lines = LineReader(text.utf8)
    var proof: [Digest] = []
    while let line = lines.next() { try append(line, to: &proof) }
    guard lines.rest.isEmpty else {
      throw TransparencyError(.malformedProof, "the last hash of the proof has no line end")
    }
    return proof
  }

  /// Takes the hashes up to an empty line and that line.
  static func take(from lines: inout LineReader) throws(TransparencyError) -> [Digest] {
    var proof: [Digest] = []
    while let line = lines.nextBeforeEmpty() { try append(line, to: &proof) }
    return proof
  }

  static func checkCount(_ proof: [Digest]) throws(TransparencyError) {
    guard proof.count <= maximumCount else {
      throw TransparencyError(
        .malformedProof, "a proof has at most \(maximumCount) hashes, not \(proof.count)")
    }
  }

  private static func append(
    _ line: ArraySlice<UInt8>, to proof: inout [Digest]
  ) throws(TransparencyError) {
    guard let digest = Digest(base64: line) else {
      throw TransparencyError(
        .malformedProof, "line \(proof.count + 1) of the proof is not a hash in base64")
    }
    proof.append(digest)
    try checkCount(proof)
  }
}
