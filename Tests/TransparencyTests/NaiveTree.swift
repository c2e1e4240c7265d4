import Transparency

/// The tree as RFC 6962 section 2.1 defines it, by plain recursion: what the real one must equal.
struct NaiveTree {
  var leaves: [Digest]

  /// A tree of `size` different leaves.
  init(size: Int) {
    leaves = (0..<size).map { index in
      withUnsafeBytes(of: UInt64(index).bigEndian) { MerkleTree.leafHash($0) }
    }
  }

  func root(_ range: Range<Int>) -> Digest {
    guard let first = range.first else { return MerkleTree.emptyRoot }
    guard range.count > 1 else { return leaves[first] }
    let middle = range.lowerBound + split(range.count)
    return MerkleTree.nodeHash(
      root(range.lowerBound..<middle), root(middle..<range.upperBound))
  }

  func inclusionProof(_ index: Int, in range: Range<Int>) -> [Digest] {
    guard range.count > 1 else { return [] }
    let middle = range.lowerBound + split(range.count)
    let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
    return left.contains(index)
      ? inclusionProof(index, in: left) + [root(right)]
      : inclusionProof(index, in: right) + [root(left)]
  }

  /// SUBPROOF(oldEnd, range, isWhole) with absolute positions.
  func consistencyProof(_ oldEnd: Int, in range: Range<Int>, isWhole: Bool = true) -> [Digest] {
    guard oldEnd != range.upperBound else { return isWhole ? [] : [root(range)] }
    let middle = range.lowerBound + split(range.count)
    let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
    return oldEnd <= middle
      ? consistencyProof(oldEnd, in: left, isWhole: isWhole) + [root(right)]
      : consistencyProof(oldEnd, in: right, isWhole: false) + [root(left)]
  }

  private func split(_ count: Int) -> Int {
    var power = 1
    while power * 2 < count { power *= 2 }
    return power
  }
}

/// Stored nodes, as a log would keep them.
struct StoredNodes {
  private(set) var nodes: [Digest] = []
  private(set) var tree = MerkleTree.Appender()

  init(_ leaves: [Digest]) {
    for leaf in leaves { nodes += tree.append(leaf) }
  }

  func read(_ number: UInt64) throws -> Digest {
    guard number < UInt64(nodes.count) else { throw Missing(number: number) }
    return nodes[Int(number)]
  }

  struct Missing: Error { var number: UInt64 }
}
