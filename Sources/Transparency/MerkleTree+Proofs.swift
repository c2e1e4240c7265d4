extension MerkleTree {
  /// The proof that the leaf at `index` is in the tree of the first `size` leaves: RFC 6962
  /// section 2.1.1, from the leaf's sibling upwards.
  ///
  /// Throws what `reading` throws, `outOfRange` or `treeTooLarge`.
  public static func inclusionProof(
    index: UInt64, size: UInt64, reading: (UInt64) throws -> Digest
  ) throws -> [Digest] {
    try checkSize(size)
    guard index < size else {
      throw TransparencyError(.outOfRange, "position \(index) is not in a tree of \(size) leaves")
    }
    var proof: [Digest] = []
    var first: UInt64 = 0
    var end = size
    while end - first > 1 {
      let middle = first + split(end - first)
      if index < middle {
        proof.append(try root(from: middle, to: end, reading: reading))
        end = middle
      } else {
        proof.append(try root(from: first, to: middle, reading: reading))
        first = middle
      }
    }
    return proof.reversed()
  }

  /// The proof that the tree of the first `to` leaves only adds to the tree of the first `from`:
  /// RFC 6962 section 2.1.2. Empty when the sizes are equal.
  ///
  /// Throws what `reading` throws, `outOfRange` (also for an empty old tree, of which nothing can
  /// be proved) or `treeTooLarge`.
  public static func consistencyProof(
    from oldSize: UInt64, to newSize: UInt64, reading: (UInt64) throws -> Digest
  ) throws -> [Digest] {
    try checkSize(newSize)
    try checkSizes(oldSize, newSize)
    var proof: [Digest] = []
    var first: UInt64 = 0
    var end = newSize
    while end != oldSize {
      let middle = first + split(end - first)
      if oldSize <= middle {
        proof.append(try root(from: middle, to: end, reading: reading))
        end = middle
      } else {
        proof.append(try root(from: first, to: middle, reading: reading))
        first = middle
      }
    }
    // When the old tree is a complete subtree on the left edge, its root is known already.
    if first > 0 { proof.append(try root(from: first, to: end, reading: reading)) }
    return proof.reversed()
  }

  static func checkSizes(_ oldSize: UInt64, _ newSize: UInt64) throws(TransparencyError) {
    guard oldSize > 0, oldSize <= newSize else {
      throw TransparencyError(
        .outOfRange,
        "no proof leads from size \(oldSize) to size \(newSize); the older size must be at least 1"
          + " and not the larger one")
    }
  }

  /// The largest power of two below `count`, which is at least 2.
  private static func split(_ count: UInt64) -> UInt64 {
    1 << UInt64(63 - (count - 1).leadingZeroBitCount)
  }
}
