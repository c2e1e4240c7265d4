extension MerkleTree {
  /// The right edge of a growing tree: all that is needed to append leaves and to know the root.
  public struct Appender: Sendable {
    /// How many leaves the tree has.
    public private(set) var size: UInt64
    /// The roots of the complete subtrees, largest first: one for each one bit of `size`.
    private var edge: [Digest]

    /// The edge of an empty tree.
    public init() {
      size = 0
      edge = []
    }

    /// The edge of a tree of `size` leaves, from its stored nodes: one read for each one bit.
    ///
    /// Throws what `reading` throws, or `treeTooLarge`.
    public init(size: UInt64, reading: (UInt64) throws -> Digest) throws {
      try checkSize(size)
      self.size = size
      edge = []
      for level in stride(from: 62, through: 0, by: -1) where size >> level & 1 == 1 {
        let index = size >> level - 1
        edge.append(try reading(storedIndex(level: UInt8(level), index: index)))
      }
    }

    /// Appends a leaf and returns the nodes it completes, itself first, in stored order: the
    /// first has the number `storedCount(for: size)` as of before the call.
    public mutating func append(_ leaf: Digest) -> [Digest] {
      precondition(size < maximumSize, "the tree is full")
      var completed = [leaf]
      var node = leaf
      for _ in 0..<(~size).trailingZeroBitCount {
        node = nodeHash(edge.removeLast(), node)
        completed.append(node)
      }
      edge.append(node)
      size += 1
      return completed
    }

    /// The root over all leaves. Hashes once for each one bit of the size but the first.
    public func root() -> Digest {
      guard var result = edge.last else { return emptyRoot }
      for node in edge.dropLast().reversed() { result = nodeHash(node, result) }
      return result
    }
  }
}
