/// Where a tile stands: up to 256 hashes of one level, or the entries below such hashes (C2SP
/// tlog-tiles, Merkle Tree and Log entries).
public struct Tile: Hashable, Sendable {
  /// What a tile holds.
  public enum Kind: Hashable, Sendable {
    /// Hashes of the tree's level 8 × `level`.
    case hashes(level: Int)
    /// The records themselves.
    case entries
  }

  /// What the tile holds.
  public let kind: Kind
  /// The tile's place in its level, from the left.
  public let index: UInt64
  /// How many hashes or entries it has, 1 to 256; a tile with fewer than 256 is partial.
  public let width: Int

  /// The width of a full tile.
  public static let fullWidth = 256
  /// The highest level that the largest tree has.
  public static let maximumLevel = 7

  /// The tile at this place; nil when no tree of at most `MerkleTree.maximumSize` leaves has it.
  public init?(_ kind: Kind, index: UInt64, width: Int = Tile.fullWidth) {
    guard 1...Self.fullWidth ~= width, 0...Self.maximumLevel ~= kind.level else { return nil }
    let (first, isTooLarge) = index.multipliedReportingOverflow(by: UInt64(Self.fullWidth))
    let limit = MerkleTree.maximumSize >> UInt64(8 * kind.level)
    guard !isTooLarge, first < limit, UInt64(width) <= limit - first else { return nil }
    self.kind = kind
    self.index = index
    self.width = width
  }

  /// Whether the tile has room for more.
  public var isPartial: Bool { width < Self.fullWidth }

  /// The hashes or entries of the tile, counted from the left of their level.
  var places: Range<UInt64> {
    let first = index * UInt64(Self.fullWidth)
    return first..<first + UInt64(width)
  }

  /// The positions of the leaves under the tile (C2SP tlog-tiles, Merkle Tree).
  public var leaves: Range<UInt64> {
    let shift = UInt64(8 * kind.level)
    return places.lowerBound << shift..<places.upperBound << shift
  }

  /// The numbers of the stored nodes that the tile consists of, in its order, as
  /// `MerkleTree.storedIndex` counts them (C2SP tlog-tiles, Merkle Tree). For a tile of entries
  /// these are their leaf hashes.
  public var nodes: [UInt64] {
    places.map { MerkleTree.storedIndex(level: UInt8(8 * kind.level), index: $0) }
  }
}

extension Tile.Kind {
  /// The level of the tile, which for entries is that of their hashes.
  var level: Int {
    switch self {
    case .hashes(let level): level
    case .entries: 0
    }
  }
}

extension Tile: CustomStringConvertible {
  /// `tile/<level>/<index>[.p/<width>]` or `tile/entries/<index>[.p/<width>]` (C2SP tlog-tiles,
  /// Merkle Tree).
  public var path: String {
    var number = ""
    var rest = index
    repeat {
      let digits = String(rest % 1000)
      let element = String(repeating: "0", count: 3 - digits.count) + digits
      number = number.isEmpty ? element : "x\(element)/\(number)"
      rest /= 1000
    } while rest > 0
    let suffix = isPartial ? ".p/\(width)" : ""
    switch kind {
    case .hashes(let level): return "tile/\(level)/\(number)\(suffix)"
    case .entries: return "tile/entries/\(number)\(suffix)"
    }
  }

  /// The path.
  public var description: String { path }

  /// The tile with exactly this path; nil when there is none (C2SP tlog-tiles, Merkle Tree).
  public init?(path: some StringProtocol) {
    let slash = UInt8(ascii: "/")
    // Whatever is read too leniently here has another path and is refused in the end.
    var parts = path.utf8.split(separator: slash, omittingEmptySubsequences: false)[...]
    guard parts.count >= 3, parts.count <= 12, parts.removeFirst().elementsEqual("tile".utf8)
    else { return nil }
    let second = parts.removeFirst()
    var kind = Kind.entries
    if !second.elementsEqual("entries".utf8) {
      guard let level = second.strictDecimal.flatMap(Int.init(exactly:)) else { return nil }
      kind = .hashes(level: level)
    }
    var width = Self.fullWidth
    if let place = parts.dropLast().last, place.suffix(2).elementsEqual(".p".utf8) {
      guard let count = parts.removeLast().strictDecimal.flatMap(Int.init(exactly:)) else {
        return nil
      }
      width = count
    }
    var index: UInt64 = 0
    for part in parts {
      for byte in part where UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte {
        let (tens, isTooLarge) = index.multipliedReportingOverflow(by: 10)
        guard !isTooLarge, tens < .max - 9 else { return nil }
        index = tens + UInt64(byte - UInt8(ascii: "0"))
      }
    }
    self.init(kind, index: index, width: width)
    guard self.path.utf8.elementsEqual(path.utf8) else { return nil }
  }
}
