import Testing
import Transparency

@Suite struct MerkleTreeTests {
  @Test func numbersNodesInTheOrderOfTheirCompletion() {
    var number: UInt64 = 0
    for leaf in UInt64(0)..<1000 {
      #expect(MerkleTree.storedCount(for: leaf) == number)
      for level in UInt8(0)...UInt8((~leaf).trailingZeroBitCount) {
        let index = (leaf + 1) >> UInt64(level) - 1
        #expect(MerkleTree.storedIndex(level: level, index: index) == number)
        let node = MerkleTree.node(atStoredIndex: number)
        #expect(node.level == level && node.index == index)
        number += 1
      }
    }
  }

  @Test(arguments: UInt8(0)...62)
  func numbersTheLargestTrees(level: UInt8) {
    for index in [0, 1, (MerkleTree.maximumSize >> UInt64(level)) - 1]
    where index < MerkleTree.maximumSize >> UInt64(level) {
      let node = MerkleTree.node(
        atStoredIndex: MerkleTree.storedIndex(level: level, index: index))
      #expect(node.level == level && node.index == index)
    }
  }

  @Test(arguments: Array(0...130) + [255, 256, 257, 1000, 1023])
  func agreesWithTheDefinition(size: Int) throws {
    let naive = NaiveTree(size: size)
    let stored = StoredNodes(naive.leaves)
    let root = naive.root(0..<size)
    #expect(stored.tree.root() == root)
    #expect(stored.tree.size == UInt64(size))
    #expect(UInt64(stored.nodes.count) == MerkleTree.storedCount(for: UInt64(size)))
    #expect(try MerkleTree.root(size: UInt64(size), reading: stored.read) == root)
    #expect(try MerkleTree.Appender(size: UInt64(size), reading: stored.read).root() == root)
    let step = size > 130 ? 61 : 1
    for index in stride(from: 0, to: size, by: step) {
      let proof = try MerkleTree.inclusionProof(
        index: UInt64(index), size: UInt64(size), reading: stored.read)
      #expect(proof == naive.inclusionProof(index, in: 0..<size))
      try MerkleTree.verifyInclusion(
        of: naive.leaves[index], at: UInt64(index), size: UInt64(size), proof: proof, root: root)
    }
    for oldSize in stride(from: 1, through: size, by: step) {
      let proof = try MerkleTree.consistencyProof(
        from: UInt64(oldSize), to: UInt64(size), reading: stored.read)
      #expect(proof == naive.consistencyProof(oldSize, in: 0..<size))
      try MerkleTree.verifyConsistency(
        from: UInt64(oldSize), to: UInt64(size), proof: proof, oldRoot: naive.root(0..<oldSize),
        newRoot: root)
    }
  }

  @Test func goesOnFromStoredNodes() throws {
    let naive = NaiveTree(size: 200)
    for size in [0, 1, 2, 63, 64, 100, 127] {
      let stored = StoredNodes(Array(naive.leaves[..<size]))
      var tree = try MerkleTree.Appender(size: UInt64(size), reading: stored.read)
      var nodes = stored.nodes
      for leaf in naive.leaves[size...] { nodes += tree.append(leaf) }
      #expect(nodes == StoredNodes(naive.leaves).nodes)
      #expect(tree.root() == naive.root(0..<200))
    }
  }

  @Test func readsOnlyWhatIsStoredForTheSize() throws {
    let size: UInt64 = 77
    let limit = MerkleTree.storedCount(for: size)
    let leaf = MerkleTree.emptyRoot
    func read(_ number: UInt64) -> Digest {
      #expect(number < limit)
      return leaf
    }
    _ = try MerkleTree.root(size: size, reading: read)
    for index in 0..<size {
      _ = try MerkleTree.inclusionProof(index: index, size: size, reading: read)
      _ = try MerkleTree.consistencyProof(from: index + 1, to: size, reading: read)
    }
  }

  @Test func refusesQuestionsWithoutAnswer() {
    func read(_ number: UInt64) -> Digest { MerkleTree.emptyRoot }
    func code(_ body: () throws -> Void) -> TransparencyError.Code? {
      do { try body() } catch { return (error as? TransparencyError)?.code }
      return nil
    }
    #expect(code { _ = try MerkleTree.root(size: .max, reading: read) } == .treeTooLarge)
    #expect(
      code { _ = try MerkleTree.Appender(size: 1 << 63, reading: read) } == .treeTooLarge)
    for (index, size) in [(0, 0), (5, 5), (.max, 5)] as [(UInt64, UInt64)] {
      #expect(
        code { _ = try MerkleTree.inclusionProof(index: index, size: size, reading: read) }
          == .outOfRange)
    }
    for (old, new) in [(0, 0), (0, 4), (5, 4), (.max, 4)] as [(UInt64, UInt64)] {
      #expect(
        code { _ = try MerkleTree.consistencyProof(from: old, to: new, reading: read) }
          == .outOfRange)
    }
    #expect(
      code { _ = try MerkleTree.inclusionProof(index: 0, size: .max, reading: read) }
        == .treeTooLarge)
  }

  @Test func passesOnTheReadersError() {
    let stored = StoredNodes([])
    #expect(throws: StoredNodes.Missing.self) {
      try MerkleTree.root(size: 3, reading: stored.read)
    }
  }
}
