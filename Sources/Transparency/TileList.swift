/// The tiles that a tree has, one after the other: first those of entries, then level by level
/// (C2SP tlog-tiles, Merkle Tree).
public struct TileList: Sequence, Sendable {
  /// The size of the tree.
  public let size: UInt64
  /// The size of an older tree whose tiles are left out.
  public let oldSize: UInt64

  /// The kinds in their order.
  private static let kinds = [Tile.Kind.entries] + (0...Tile.maximumLevel).map(Tile.Kind.hashes)

  /// Goes through the tiles.
  public struct Iterator: IteratorProtocol {
    let list: TileList
    private var kinds = TileList.kinds[...]
    /// The next tile of the first kind; nil before its first one.
    private var index: UInt64?

    init(_ list: TileList) { self.list = list }

    /// The next tile; nil after the last.
    public mutating func next() -> Tile? {
      while let kind = kinds.first {
        let shift = UInt64(8 * kind.level)
        let (count, oldCount) = (list.size >> shift, list.oldSize >> shift)
        let index = index ?? oldCount / 256
        if count > oldCount, index <= (count - 1) / 256 {
          self.index = index + 1
          return Tile(kind, index: index, width: Int(Swift.min(256, count - index * 256)))
        }
        kinds.removeFirst()
        self.index = nil
      }
      return nil
    }
  }

  /// Goes through the tiles.
  public func makeIterator() -> Iterator { Iterator(self) }
}

extension Tile {
  /// All tiles of a tree of this size, full and partial, of every level and of entries, made while
  /// they are asked for; with `beyond`, only those that a tree of that older size lacks (C2SP
  /// tlog-tiles, Merkle Tree and Partial Tiles).
  ///
  /// A tile that was partial in the older tree and has grown is one it lacks. Throws `treeTooLarge`.
  public static func all(
    size: UInt64, beyond oldSize: UInt64 = 0
  ) throws(TransparencyError) -> TileList {
    try MerkleTree.checkSize(size)
    return TileList(size: size, oldSize: oldSize)
  }
}
