extension MerkleTree {
  /// Checks that `leaf` is at `index` in the tree of `size` leaves with this root: RFC 9162
  /// section 2.1.3.2. Any input is safe.
  ///
  /// Throws `outOfRange`, `wrongProofLength` or `rootMismatch`.
  public static func verifyInclusion(
    of leaf: Digest, at index: UInt64, size: UInt64, proof: [Digest], root: Digest
  ) throws(TransparencyError) {
    guard index < size else {
      throw TransparencyError(.outOfRange, "position \(index) is not in a tree of \(size) leaves")
    }
    var node = index
    var last = size - 1
    var hash = leaf
    for step in proof {
      guard last > 0 else { throw tooLong(proof) }
      if joinsFromTheLeft(&node, &last) {
        hash = nodeHash(step, hash)
      } else {
        hash = nodeHash(hash, step)
      }
      node >>= 1
      last >>= 1
    }
    guard last == 0 else { throw tooShort(proof) }
    guard hash == root else {
      throw TransparencyError(
        .rootMismatch,
        "the proof leads from position \(index) to the root \(hash), not to \(root)")
    }
  }

  /// Checks that the tree of `newSize` leaves with the root `newRoot` only adds to the tree of
  /// `oldSize` leaves with the root `oldRoot`: RFC 9162 section 2.1.4.2. Any input is safe.
  ///
  /// Throws `outOfRange` (also for an empty old tree), `wrongProofLength` or `rootMismatch`.
  public static func verifyConsistency(
    from oldSize: UInt64, to newSize: UInt64, proof: [Digest], oldRoot: Digest, newRoot: Digest
  ) throws(TransparencyError) {
    try checkSizes(oldSize, newSize)
    if oldSize == newSize {
      guard proof.isEmpty else { throw tooLong(proof) }
      guard oldRoot == newRoot else { throw twoRoots(at: oldSize) }
      return
    }
    // A complete old tree is itself the first step, which the proof then leaves out.
    let isComplete = oldSize & (oldSize - 1) == 0
    guard let start = isComplete ? oldRoot : proof.first else { throw tooShort(proof) }
    var node = oldSize - 1
    var last = newSize - 1
    let levels = UInt64((~node).trailingZeroBitCount)
    node >>= levels
    last >>= levels
    var old = start
    var new = start
    for step in isComplete ? proof[...] : proof.dropFirst() {
      guard last > 0 else { throw tooLong(proof) }
      if joinsFromTheLeft(&node, &last) {
        old = nodeHash(step, old)
        new = nodeHash(step, new)
      } else {
        new = nodeHash(new, step)
      }
      node >>= 1
      last >>= 1
    }
    guard last == 0 else { throw tooShort(proof) }
    guard old == oldRoot, new == newRoot else {
      throw TransparencyError(
        .rootMismatch,
        "the proof leads to the roots \(old) at size \(oldSize) and \(new) at size \(newSize), not"
          + " to \(oldRoot) and \(newRoot)")
    }
  }

  /// Whether the next step of a proof is the left sibling. Climbs first to the level at which the
  /// node on the right edge has one: the levels between hold no node of their own.
  private static func joinsFromTheLeft(_ node: inout UInt64, _ last: inout UInt64) -> Bool {
    guard node & 1 == 1 || node == last else { return false }
    while node & 1 == 0, node != 0 {
      node >>= 1
      last >>= 1
    }
    return true
  }

  private static func tooLong(_ proof: some Collection) -> TransparencyError {
    TransparencyError(
      .wrongProofLength, "the proof has \(proof.count) hashes, more than the sizes allow")
  }

  private static func tooShort(_ proof: some Collection) -> TransparencyError {
    TransparencyError(
      .wrongProofLength, "the proof has \(proof.count) hashes, fewer than the sizes ask for")
  }

  private static func twoRoots(at size: UInt64) -> TransparencyError {
    TransparencyError(.rootMismatch, "two trees of the same size \(size) have different roots")
  }
}

extension MerkleTree {
  /// Checks inclusion for hashes that came from outside as bytes of any length.
  ///
  /// Throws `malformedHash` besides the errors of the form with digests.
  public static func verifyInclusion(
    ofBytes leaf: [UInt8], at index: UInt64, size: UInt64, proof: [[UInt8]], root: [UInt8]
  ) throws(TransparencyError) {
    try verifyInclusion(
      of: try digest(leaf, "the leaf's hash"), at: index, size: size, proof: try digests(proof),
      root: try digest(root, "the root"))
  }

  /// Checks consistency for hashes that came from outside as bytes of any length. Two equal roots
  /// of equal size agree whatever they are; no tree needs to be looked at.
  ///
  /// Throws `malformedHash` besides the errors of the form with digests.
  public static func verifyConsistency(
    from oldSize: UInt64, to newSize: UInt64, proof: [[UInt8]], oldRoot: [UInt8],
    newRoot: [UInt8]
  ) throws(TransparencyError) {
    if oldSize > 0, oldSize == newSize, proof.isEmpty {
      guard oldRoot == newRoot else { throw twoRoots(at: oldSize) }
      return
    }
    try verifyConsistency(
      from: oldSize, to: newSize, proof: try digests(proof),
      oldRoot: try digest(oldRoot, "the older root"),
      newRoot: try digest(newRoot, "the newer root"))
  }

  private static func digest(
    _ bytes: [UInt8], _ what: @autoclosure () -> String
  ) throws(TransparencyError) -> Digest {
    guard let digest = Digest(bytes: bytes) else {
      throw TransparencyError(
        .malformedHash, "\(what()) has \(bytes.count) bytes instead of \(Digest.byteCount)")
    }
    return digest
  }

  private static func digests(_ proof: [[UInt8]]) throws(TransparencyError) -> [Digest] {
    var digests: [Digest] = []
    for (index, bytes) in proof.enumerated() {
      digests.append(try digest(bytes, "hash \(index + 1) of the proof"))
    }
    return digests
  }
}
