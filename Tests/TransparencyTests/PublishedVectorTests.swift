import Foundation
import Testing
import Transparency

/// The values that other implementations of the same tree are tested with.
@Suite struct PublishedVectorTests {
  private struct Vectors: Decodable {
    struct Hash: Decodable {
      var op: String
      var data: String?
      var left: String?
      var right: String?
      var want: String
    }
    struct Inclusion: Decodable {
      var index: UInt64
      var size: UInt64
      var proof: [String]
    }
    struct Consistency: Decodable {
      var size1: UInt64
      var size2: UInt64
      var proof: [String]
    }
    struct Tree: Decodable {
      var leaves: [String]
      var roots: [String]
      var inclusion: [Inclusion]
      var consistency: [Consistency]
    }
    var hash: [Hash]
    var tree8: Tree
  }

  private struct Probes: Decodable {
    struct Inclusion: Decodable {
      var leafIdx: UInt64
      var treeSize: UInt64
      var root: Data?
      var leafHash: Data?
      var proof: [Data]?
      var desc: String
      var wantErr: Bool
    }
    struct Consistency: Decodable {
      var size1: UInt64
      var size2: UInt64
      var root1: Data?
      var root2: Data?
      var proof: [Data]?
      var desc: String
      var wantErr: Bool
    }
    var inclusion: [Inclusion]
    var consistency: [Consistency]
  }

  private func load<T: Decodable>(_ type: T.Type, _ name: String) throws -> T {
    let file = try #require(
      Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Vectors"))
    return try JSONDecoder().decode(type, from: Data(contentsOf: file))
  }

  private func bytes(hex: String) throws -> [UInt8] {
    let digits = Array(hex)
    return try stride(from: 0, to: digits.count, by: 2).map {
      try #require(UInt8(String(digits[$0...$0 + 1]), radix: 16))
    }
  }

  private func digests(_ texts: [String]) throws -> [Digest] {
    try texts.map { try #require(Digest(hex: $0)) }
  }

  @Test func hashes() throws {
    for vector in try load(Vectors.self, "vectors").hash where vector.op != "node" {
      let data = try bytes(hex: vector.data ?? "")
      let hash =
        vector.op == "empty"
        ? MerkleTree.emptyRoot : data.withUnsafeBytes { MerkleTree.leafHash($0) }
      #expect(hash.hex == vector.want)
    }
  }

  @Test func treeOfEight() throws {
    let tree = try load(Vectors.self, "vectors").tree8
    let leaves = try tree.leaves.map { text in
      try bytes(hex: text).withUnsafeBytes { MerkleTree.leafHash($0) }
    }
    let roots = try digests(tree.roots)
    let stored = StoredNodes(leaves)
    for (index, root) in roots.enumerated() {
      #expect(try MerkleTree.root(size: UInt64(index + 1), reading: stored.read) == root)
    }
    for vector in tree.inclusion {
      let proof = try digests(vector.proof)
      #expect(
        try MerkleTree.inclusionProof(
          index: vector.index, size: vector.size, reading: stored.read) == proof)
      try MerkleTree.verifyInclusion(
        of: leaves[Int(vector.index)], at: vector.index, size: vector.size, proof: proof,
        root: roots[Int(vector.size) - 1])
    }
    for vector in tree.consistency {
      let proof = try digests(vector.proof)
      #expect(
        try MerkleTree.consistencyProof(
          from: vector.size1, to: vector.size2, reading: stored.read) == proof)
      try MerkleTree.verifyConsistency(
        from: vector.size1, to: vector.size2, proof: proof,
        oldRoot: roots[Int(vector.size1) - 1], newRoot: roots[Int(vector.size2) - 1])
    }
  }

  @Test func inclusionProbes() throws {
    let probes = try load(Probes.self, "probes").inclusion
    #expect(probes.count == 98)
    for probe in probes {
      let refused = refusal { () throws(TransparencyError) in
        try MerkleTree.verifyInclusion(
          ofBytes: Array(probe.leafHash ?? Data()), at: probe.leafIdx, size: probe.treeSize,
          proof: (probe.proof ?? []).map { Array($0) }, root: Array(probe.root ?? Data()))
      }
      #expect((refused != nil) == probe.wantErr, "\(probe.desc)")
    }
  }

  @Test func consistencyProbes() throws {
    let probes = try load(Probes.self, "probes").consistency
    #expect(probes.count == 98)
    for probe in probes {
      let refused = refusal { () throws(TransparencyError) in
        try MerkleTree.verifyConsistency(
          from: probe.size1, to: probe.size2, proof: (probe.proof ?? []).map { Array($0) },
          oldRoot: Array(probe.root1 ?? Data()), newRoot: Array(probe.root2 ?? Data()))
      }
      #expect((refused != nil) == probe.wantErr, "\(probe.desc)")
    }
  }

  private func refusal(
    _ body: () throws(TransparencyError) -> Void
  ) -> TransparencyError? {
    do { try body() } catch { return error }
    return nil
  }
}
