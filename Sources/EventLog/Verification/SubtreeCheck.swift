import Transparency

/// Recomputes nodes of the Merkle tree from the leaves upwards and compares them with those that
/// are stored.
///
/// A stored node is compared with the hash of the two stored below it, so that one wrong hash is
/// told of where it stands and not at every node above it. In a sound log that is the same as what
/// the records give; only where it is not, a second hash is made.
struct SubtreeCheck {
  /// A node as the records give it, and as it is stored.
  struct Node {
    var computed: Digest
    var stored: Digest
    /// False when neither record nor stored hash could be read; nothing can be compared then.
    var isKnown = true

    static let unknown = Node(
      computed: MerkleTree.emptyRoot, stored: MerkleTree.emptyRoot, isKnown: false)
  }

  /// The roots of the complete subtrees so far, the largest first.
  private(set) var edge: [Node] = []

  /// Puts a node behind the others. `stored` is what the tree holds for it, nil when nothing.
  /// Returns false when that is another hash.
  mutating func append(_ computed: Digest?, stored: Digest?) -> Bool {
    guard let digest = computed ?? stored else {
      edge.append(.unknown)
      return true
    }
    edge.append(Node(computed: digest, stored: stored ?? digest))
    return digest == stored ?? digest
  }

  /// Puts a node behind the others that was compared before.
  mutating func append(_ node: Node) { edge.append(node) }

  /// Joins the last two nodes. `stored` is what the tree holds for the node above them. Returns
  /// false when that is another hash.
  mutating func join(stored: Digest?) -> Bool {
    let right = edge.removeLast()
    let left = edge.removeLast()
    guard left.isKnown, right.isKnown else {
      return append(nil, stored: stored)
    }
    let computed = MerkleTree.nodeHash(left.computed, right.computed)
    guard let stored else {
      edge.append(Node(computed: computed, stored: computed))
      return true
    }
    edge.append(Node(computed: computed, stored: stored))
    if computed == stored { return true }
    guard left.computed != left.stored || right.computed != right.stored else { return false }
    return MerkleTree.nodeHash(left.stored, right.stored) == stored
  }

  /// What to say when the hash of a node is wrong.
  static func fault(level: Int, completedBy position: Position) -> String {
    "the tree's hash over the events \(position + 1 - 1 << UInt64(level)) to \(position) is not that"
      + " of the two hashes below it"
  }

  /// The root over nodes that stand side by side.
  static func root(_ edge: some BidirectionalCollection<Node>) -> Digest {
    guard var result = edge.last?.computed else { return MerkleTree.emptyRoot }
    for node in edge.dropLast().reversed() { result = MerkleTree.nodeHash(node.computed, result) }
    return result
  }
}
