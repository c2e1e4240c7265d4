import Testing
import Transparency

@Suite struct TileTests {
  @Test(
    arguments: [
      ("tile/0/000", 0, 0, 256), ("tile/3/067.p/1", 3, 67, 1), ("tile/1/999.p/255", 1, 999, 255),
      ("tile/0/x001/000", 0, 1000, 256), ("tile/0/x001/x234/067", 0, 1_234_067, 256),
      ("tile/entries/x001/x234/067.p/8", nil, 1_234_067, 8),
      ("tile/7/000.p/64", 7, 0, 64), ("tile/entries/000", nil, 0, 256),
      ("tile/0/x018/x014/x398/x509/x481/983", 0, 18_014_398_509_481_983, 256),
    ] as [(String, Int?, UInt64, Int)])
  func paths(path: String, level: Int?, index: UInt64, width: Int) throws {
    let kind = level.map(Tile.Kind.hashes) ?? .entries
    let tile = try #require(Tile(kind, index: index, width: width))
    #expect(tile.path == path)
    #expect(Tile(path: path) == tile)
    #expect(tile.isPartial == (width < 256))
  }

  @Test(arguments: [
    "", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000",
    "tile/8/000", "tile/64/000", "tile/-1/000", "tile/+1/000", "tile/a/000", "/tile/0/000",
    "tile/0/000/", "tile//0/000", "tile/0/x000/001", "tile/0/001/000", "tile/0/x001",
    "tile/0/X001/000",
    "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/01", "tile/0/000.p/256",
    "tile/0/000.p/-1", "tile/0/000.p/1/1", "tile/0/000.P/1", "tile/0/000.p/1.p/1", "tile/data/000",
    "tile/0/x018/x014/x398/x509/x481/984", "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    "tile/0/x018/x446/x744/x073/x709/x551/616", "tile/7/000", "tile/7/000.p/65", "tile/7/001.p/1",
    "tile/0/٠٠٠", "tile/0/ 000", "tile/0/000\n", "tile/0/../000", "tile/0/x001/x/000",
  ])
  func refusesPaths(path: String) {
    #expect(Tile(path: path) == nil)
  }

  @Test func randomPathsRoundTrip() throws {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<2000 {
      let level = Int.random(in: 0...7, using: &random)
      let limit = MerkleTree.maximumSize >> UInt64(8 * level + 8)
      let index =
        UInt64.random(in: 0...limit, using: &random) >> UInt64.random(in: 0...54, using: &random)
      let width = Int.random(in: 1...256, using: &random)
      for kind in level == 0 ? [Tile.Kind.entries, .hashes(level: 0)] : [.hashes(level: level)] {
        guard let tile = Tile(kind, index: index, width: width) else { continue }
        #expect(Tile(path: tile.path) == tile)
        #expect(tile.nodes.count == width)
        #expect(tile.leaves.upperBound <= MerkleTree.maximumSize)
      }
    }
  }

  @Test func refusesPlaces() {
    for width in [.min, -1, 0, 257, .max] { #expect(Tile(.entries, index: 0, width: width) == nil) }
    for level in [.min, -1, 8, 63, .max] { #expect(Tile(.hashes(level: level), index: 0) == nil) }
    for index in [.max, 1 << 56, 1 << 54] as [UInt64] {
      #expect(Tile(.entries, index: index) == nil)
    }
    #expect(Tile(.entries, index: 1 << 54 - 1)?.leaves.upperBound == MerkleTree.maximumSize)
    #expect(Tile(.hashes(level: 7), index: 0, width: 64)?.nodes.count == 64)
    #expect(Tile(.hashes(level: 7), index: 0, width: 65) == nil)
  }

  @Test func treeOfSeventyThousand() throws {
    let tiles = Array(try Tile.all(size: 70_000))
    func count(_ kind: Tile.Kind, _ isPartial: Bool) -> Int {
      tiles.count { $0.kind == kind && $0.isPartial == isPartial }
    }
    for kind in [Tile.Kind.entries, .hashes(level: 0)] {
      #expect(count(kind, false) == 273)
      #expect(tiles.last { $0.kind == kind }?.width == 112)
    }
    #expect(count(.hashes(level: 1), false) == 1)
    #expect(tiles.last { $0.kind == .hashes(level: 1) }?.width == 17)
    #expect(tiles.last?.path == "tile/2/000.p/1")
    #expect(tiles.count == 274 + 274 + 2 + 1)
    #expect(
      try Tile.all(size: 256).map(\.path) == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"])
    #expect(Array(try Tile.all(size: 0)).isEmpty)
  }

  @Test func onlyWhatAnOlderTreeLacks() throws {
    var random = SeededGenerator(seed: 4)
    let sizes = (0..<60).map { _ in UInt64.random(in: 0...200_000, using: &random) }
    for (old, new) in zip(
      sizes + [255, 256, 256, 0, 65_535], sizes.reversed() + [256, 256, 257, 1, 65_536])
    {
      let before = Set(try Tile.all(size: old))
      let after = try Tile.all(size: new).filter { tile in
        // A narrower tile is contained in a wider one at the same place.
        !before.contains {
          $0.kind == tile.kind && $0.index == tile.index && $0.width >= tile.width
        }
      }
      if old <= new { #expect(Array(try Tile.all(size: new, beyond: old)) == after) }
    }
    #expect(Array(try Tile.all(size: 300, beyond: .max)).isEmpty)
    let end = MerkleTree.maximumSize
    #expect(Array(try Tile.all(size: end, beyond: end - 1)).count == 9)
    #expect(try Tile.all(size: end).prefix(3).map(\.index) == [0, 1, 2])
    #expect(code { _ = try Tile.all(size: end + 1) } == .treeTooLarge)
    #expect(code { _ = try Tile.all(size: .max) } == .treeTooLarge)
  }

  @Test func bundlesRoundTrip() throws {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<100 {
      let entries = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        random.bytes(Int.random(in: 0...700, using: &random))
      }
      let bytes = try Tile.bundle(entries)
      #expect(try Tile.entries(ofBundle: bytes, count: entries.count) == entries)
      for count in [.min, -1, entries.count - 1, entries.count + 1, .max] {
        #expect(code { _ = try Tile.entries(ofBundle: bytes, count: count) } == .malformedTile)
      }
      #expect(
        code { _ = try Tile.entries(ofBundle: bytes + [0], count: entries.count + 1) }
          == .malformedTile)
      if !bytes.isEmpty {
        #expect(
          code { _ = try Tile.entries(ofBundle: bytes.dropLast(), count: entries.count) }
            == .malformedTile)
      }
    }
    let longest = [UInt8](repeating: 9, count: 65_535)
    let bytes = try Tile.bundle([longest, []])
    #expect(bytes[..<2] == [0xFF, 0xFF])
    #expect(try Tile.entries(ofBundle: bytes, count: 2) == [longest, []])
    #expect(code { _ = try Tile.bundle([longest + [1]]) } == .malformedTile)
  }
}
