import Testing
import Transparency

@Suite struct TileReaderTests {
  private static let stored = StoredNodes(NaiveTree(size: 2000).leaves)

  /// The tiles of a tree, as a folder would hold them.
  private func folder(_ size: UInt64) throws -> [Tile: [UInt8]] {
    var folder: [Tile: [UInt8]] = [:]
    for tile in try Tile.all(size: size) where tile.kind != .entries {
      folder[tile] = Tile.bytes(of: try tile.nodes.map(Self.stored.read))
    }
    return folder
  }

  private struct Missing: Error {}

  @Test func rebuildsRootsAndProofs() throws {
    var random = SeededGenerator(seed: 1)
    let sizes = (0..<40).map { _ in UInt64.random(in: 0...2000, using: &random) }
    for size in sizes + [0, 1, 2, 255, 256, 257, 511, 512, 513, 1999, 2000] {
      let folder = try folder(size)
      let reader = try TileReader(size: size) { tile in
        guard let bytes = folder[tile] else { throw Missing() }
        return bytes
      }
      #expect(try reader.root() == MerkleTree.root(size: size, reading: Self.stored.read))
      for _ in 0..<12 where size > 0 {
        let index = UInt64.random(in: 0..<size, using: &random)
        #expect(
          try MerkleTree.inclusionProof(
            index: index, size: size, reading: reader.node(atStoredIndex:))
            == MerkleTree.inclusionProof(index: index, size: size, reading: Self.stored.read))
        let old = index + 1
        #expect(
          try MerkleTree.consistencyProof(
            from: old, to: size, reading: reader.node(atStoredIndex:))
            == MerkleTree.consistencyProof(from: old, to: size, reading: Self.stored.read))
      }
    }
  }

  @Test func readsEveryStoredNode() throws {
    let size: UInt64 = 777
    let folder = try folder(size)
    let reader = try TileReader(size: size) { try #require(folder[$0]) }
    let count = MerkleTree.storedCount(for: size)
    for number in 0..<count {
      #expect(try reader.node(atStoredIndex: number) == Self.stored.read(number))
    }
    for number in [count, count + 1, .max] {
      #expect(code { _ = try reader.node(atStoredIndex: number) } == .outOfRange)
    }
  }

  @Test func readsATileOnce() throws {
    let folder = try folder(2000)
    var count = 0
    let reader = try TileReader(size: 2000) { tile in
      count += 1
      return try #require(folder[tile])
    }
    for index in UInt64(0)..<2000 {
      _ = try MerkleTree.inclusionProof(
        index: index, size: 2000, reading: reader.node(atStoredIndex:))
    }
    #expect(count == folder.count)
  }

  @Test func refusesOtherContent() throws {
    let folder = try folder(300)
    for change in [-32, -1, 1, 32] {
      let reader = try TileReader(size: 300) { tile in
        let bytes = try #require(folder[tile])
        return change < 0 ? bytes.dropLast(-change) : bytes + bytes.prefix(change)
      }
      #expect(code { _ = try reader.root() } == .malformedTile)
    }
    let reader = try TileReader(size: 300) { _ in throw Missing() }
    #expect(throws: Missing.self) { try reader.root() }
    #expect(code { _ = try TileReader(size: .max) { _ in [] } } == .treeTooLarge)
  }

  @Test func readsTheLargestTree() throws {
    let hash = MerkleTree.emptyRoot
    let reader = try TileReader(size: MerkleTree.maximumSize) { tile in
      Tile.bytes(of: repeatElement(hash, count: tile.width))
    }
    let last = MerkleTree.storedCount(for: MerkleTree.maximumSize) - 1
    for number in [0, 1, last / 2, last - 63, last - 1, last] {
      _ = try reader.node(atStoredIndex: number)
    }
    #expect(
      try MerkleTree.inclusionProof(
        index: MerkleTree.maximumSize - 1, size: MerkleTree.maximumSize,
        reading: reader.node(atStoredIndex:)
      ).count == 62)
  }
}
