internal import Crypto

/// The hash tree of RFC 6962 section 2.1 (RFC 9162 section 2.1 says the same), over SHA-256.
///
/// Nothing is stored here: whoever asks hands in a closure that reads a stored node by its number.
public enum MerkleTree {
  /// The largest size a tree may have, so that every stored node has a number below 2^63.
  public static let maximumSize: UInt64 = 1 << 62

  /// The root of a tree without leaves: the hash of nothing.
  public static let emptyRoot = Digest(hashing: UnsafeRawBufferPointer(start: nil, count: 0))

  /// The hash of a leaf: SHA-256(0x00 ‖ content).
  public static func leafHash(_ content: UnsafeRawBufferPointer) -> Digest {
    var hash = SHA256()
    withUnsafeBytes(of: UInt8(0)) { hash.update(bufferPointer: $0) }
    hash.update(bufferPointer: content)
    return Digest(hash)
  }

  /// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
  public static func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
    withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Digest.byteCount, alignment: 1) { buffer in
      buffer[0] = 1
      left.withUnsafeBytes { buffer[1..<33].copyBytes(from: $0) }
      right.withUnsafeBytes { buffer[33...].copyBytes(from: $0) }
      return Digest(hashing: UnsafeRawBufferPointer(buffer))
    }
  }

  /// The root over the first `size` leaves. Reads as many nodes as `size` has one bits.
  ///
  /// Throws what `reading` throws, or `treeTooLarge`.
  public static func root(
    size: UInt64, reading: (UInt64) throws -> Digest
  ) throws -> Digest {
    try checkSize(size)
    return size == 0 ? emptyRoot : try root(from: 0, to: size, reading: reading)
  }

  /// The root over the leaves `first..<end`, not empty, that form a subtree of the RFC's split:
  /// `first` is a multiple of the smallest power of two that is not below their number.
  static func root(
    from first: UInt64, to end: UInt64, reading: (UInt64) throws -> Digest
  ) throws -> Digest {
    // The complete subtrees get smaller from left to right; they are joined from the right.
    var remaining = end - first
    var result: Digest?
    while remaining > 0 {
      let level = UInt8(remaining.trailingZeroBitCount)
      remaining &= remaining - 1
      let node = try reading(storedIndex(level: level, index: (first + remaining) >> level))
      result = result.map { nodeHash(node, $0) } ?? node
    }
    return result ?? emptyRoot
  }

  static func checkSize(_ size: UInt64) throws(TransparencyError) {
    guard size <= maximumSize else {
      throw TransparencyError(
        .treeTooLarge,
        "a tree of \(size) leaves cannot be numbered; the largest has \(maximumSize)")
    }
  }
}

extension MerkleTree {
  /// The number of a stored node: nodes are numbered in the order in which they become complete
  /// while leaves are appended, a leaf before the nodes above it, so the numbers only grow.
  ///
  /// `level` 0 holds the leaves; `index` counts the nodes of one level from the left. The leaves
  /// below the node must lie within `maximumSize`.
  public static func storedIndex(level: UInt8, index: UInt64) -> UInt64 {
    precondition(level < 63 && index < maximumSize >> level, "no such node in a tree")
    let lastLeaf = (index + 1) << level - 1
    return storedCount(for: lastLeaf) + UInt64(level)
  }

  /// How many nodes are stored for the first `size` leaves; `size` at most `maximumSize`.
  ///
  /// Each leaf adds itself and one node for every trailing one bit of its index, which sums up to
  /// twice the size less its one bits.
  public static func storedCount(for size: UInt64) -> UInt64 {
    precondition(size <= maximumSize, "no tree has so many leaves")
    return 2 * size - UInt64(size.nonzeroBitCount)
  }

  /// The place in the tree of the node with this number: the inverse of `storedIndex`.
  /// The number must be below `storedCount(for: maximumSize)`.
  public static func node(
    atStoredIndex number: UInt64
  ) -> (level: UInt8, index: UInt64) {
    precondition(number < storedCount(for: maximumSize), "no such node in a tree")
    // The leaf that completed the node lies at most half the bits of a size further than this.
    var leaf = number / 2
    while leaf < maximumSize, storedCount(for: leaf + 1) <= number { leaf += 1 }
    let level = number - storedCount(for: leaf)
    return (UInt8(level), (leaf + 1) >> level - 1)
  }
}

extension Digest {
  /// The SHA-256 of these bytes.
  public init(hashing bytes: UnsafeRawBufferPointer) {
    var hash = SHA256()
    hash.update(bufferPointer: bytes)
    self.init(hash)
  }

  fileprivate init(_ hash: SHA256) {
    self = hash.finalize().withUnsafeBytes { Digest(copying: $0) }
  }

  /// A digest from its 32 bytes, of which there must not be more.
  package init(copying bytes: UnsafeRawBufferPointer) {
    self.init()
    Swift.withUnsafeMutableBytes(of: &self) { $0.copyMemory(from: bytes) }
  }
}
