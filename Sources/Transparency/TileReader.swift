/// Reads the nodes of a tree out of its tiles, so that roots and proofs can be computed from a
/// folder or a server of tiles (C2SP tlog-tiles, Merkle Tree).
///
/// Hand `node` to `MerkleTree` as `reading`. The hashes between those of the tiles are computed. A
/// few tiles are kept in memory; one reader is for one task at a time. What the tiles say is as
/// true as the root it leads to: compare that with a verified checkpoint.
public final class TileReader {
  /// The size of the tree that the tiles are of.
  public let size: UInt64
  private let content: (Tile) throws -> [UInt8]
  /// The tiles read last, oldest first.
  private var kept: [(tile: Tile, levels: [[Digest]])] = []
  private static let keptCount = 32

  /// A reader of the tiles of a tree of this size; `content` gives the bytes of a tile of hashes,
  /// at exactly the width asked for. Throws `treeTooLarge`.
  public init(size: UInt64, content: @escaping (Tile) throws -> [UInt8]) throws(TransparencyError) {
    try MerkleTree.checkSize(size)
    self.size = size
    self.content = content
  }

  /// The stored node with this number, as `MerkleTree.storedIndex` counts.
  ///
  /// Throws what `content` throws, `malformedTile`, or `outOfRange` for a node that a tree of this
  /// size does not store.
  public func node(atStoredIndex number: UInt64) throws -> Digest {
    guard number < MerkleTree.storedCount(for: size) else {
      throw TransparencyError(
        .outOfRange, "a tree of \(size) leaves has no node of number \(number)")
    }
    let (level, index) = MerkleTree.node(atStoredIndex: number)
    let height = Int(level % 8)
    // The node is over 2^height hashes of one tile, as 2^height divides the width of a tile.
    let first = index << UInt64(height)
    let levels = try levels(
      of: tile(level: Int(level / 8), index: first / UInt64(Tile.fullWidth)))
    return levels[height][Int(first % UInt64(Tile.fullWidth)) >> height]
  }

  /// The root of the tree (RFC 6962 section 2.1).
  public func root() throws -> Digest {
    try MerkleTree.root(size: size, reading: node(atStoredIndex:))
  }

  private func tile(level: Int, index: UInt64) throws -> Tile {
    let count = size >> UInt64(8 * level)
    let width = min(256, count - index * 256)
    guard let tile = Tile(.hashes(level: level), index: index, width: Int(width)) else {
      throw TransparencyError(.outOfRange, "a tree of \(size) leaves has no such tile")
    }
    return tile
  }

  /// The hashes of the tile and all complete nodes above them below the next tile's level.
  private func levels(of tile: Tile) throws -> [[Digest]] {
    if let found = kept.last(where: { $0.tile == tile }) { return found.levels }
    var levels = [try tile.hashes(of: try content(tile))]
    for height in 1..<8 {
      let below = levels[height - 1]
      levels.append(
        (0..<below.count / 2).map { MerkleTree.nodeHash(below[2 * $0], below[2 * $0 + 1]) })
    }
    if kept.count == Self.keptCount { kept.removeFirst() }
    kept.append((tile, levels))
    return levels
  }
}
