import Testing
import Transparency

@Suite struct ProofTests {
  private let size = 21
  private let naive = NaiveTree(size: 21)

  @Test func refusesEveryChangedInclusion() throws {
    let root = naive.root(0..<size)
    for index in 0..<size {
      let proof = naive.inclusionProof(index, in: 0..<size)
      func holds(
        _ leaf: Digest? = nil, _ at: Int? = nil, _ size: Int? = nil, _ steps: [Digest]? = nil,
        _ top: Digest? = nil
      ) -> Bool {
        (try? MerkleTree.verifyInclusion(
          of: leaf ?? naive.leaves[index], at: UInt64(at ?? index),
          size: UInt64(size ?? self.size), proof: steps ?? proof, root: top ?? root)) != nil
      }
      #expect(holds())
      #expect(!holds(naive.leaves[(index + 1) % size]))
      for other in 0..<size where other != index { #expect(!holds(nil, other)) }
      #expect(!holds(nil, nil, nil, proof + [root]))
      #expect(!holds(nil, nil, nil, proof.dropLast()))
      #expect(!holds(nil, nil, nil, [root] + proof))
      for place in proof.indices {
        var changed = proof
        changed[place] = MerkleTree.emptyRoot
        #expect(!holds(nil, nil, nil, changed))
      }
      #expect(!holds(nil, nil, nil, nil, naive.root(0..<size - 1)))
    }
  }

  @Test func refusesEveryChangedConsistency() {
    let root = naive.root(0..<size)
    for old in 1..<size {
      let oldRoot = naive.root(0..<old)
      let proof = naive.consistencyProof(old, in: 0..<size)
      func holds(
        _ proof: [Digest], _ oldRoot: Digest, _ newRoot: Digest, _ oldSize: Int? = nil
      ) -> Bool {
        (try? MerkleTree.verifyConsistency(
          from: UInt64(oldSize ?? old), to: UInt64(size), proof: proof, oldRoot: oldRoot,
          newRoot: newRoot)) != nil
      }
      #expect(holds(proof, oldRoot, root))
      #expect(!holds(proof + [root], oldRoot, root))
      #expect(!holds([root] + proof, oldRoot, root))
      #expect(!holds(proof.dropLast(), oldRoot, root))
      #expect(!holds([], oldRoot, root))
      #expect(!holds(proof, root, root))
      #expect(!holds(proof, oldRoot, oldRoot))
      for other in 1...size where other != old { #expect(!holds(proof, oldRoot, root, other)) }
      for place in proof.indices {
        var changed = proof
        changed[place] = MerkleTree.emptyRoot
        #expect(!holds(changed, oldRoot, root))
      }
    }
  }

  @Test(arguments: [UInt64.max, .max - 1, 1 << 63, (1 << 63) - 1] as [UInt64])
  func survivesTheLargestNumbers(size: UInt64) {
    let hash = MerkleTree.emptyRoot
    for count in [0, 1, 62, 63, 64, 65, 200] {
      let proof = [Digest](repeating: hash, count: count)
      for index in [0, 1, size / 2, size - 1, size] {
        #expect(throws: TransparencyError.self) {
          try MerkleTree.verifyInclusion(of: hash, at: index, size: size, proof: proof, root: hash)
        }
        #expect(throws: TransparencyError.self) {
          try MerkleTree.verifyConsistency(
            from: index, to: size, proof: proof + [hash], oldRoot: hash, newRoot: hash)
        }
      }
    }
  }

  @Test func saysWhatIsWrong() {
    func code(_ proof: [[UInt8]], _ root: [UInt8]) -> TransparencyError.Code? {
      do {
        try MerkleTree.verifyInclusion(
          ofBytes: naive.leaves[0].bytes, at: 0, size: 2, proof: proof, root: root)
        return nil
      } catch { return error.code }
    }
    let root = naive.root(0..<2).bytes
    #expect(code([naive.leaves[1].bytes], root) == nil)
    #expect(code([naive.leaves[2].bytes], root) == .rootMismatch)
    #expect(code([], root) == .wrongProofLength)
    #expect(code([root, root], root) == .wrongProofLength)
    #expect(code([[]], root) == .malformedHash)
    #expect(code([naive.leaves[1].bytes], root + [0]) == .malformedHash)
  }
}
