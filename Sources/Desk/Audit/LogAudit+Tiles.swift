import EventLog
public import Transparency

/// A file of the log's tree as it is handed out under its standard address.
public struct TileFile: Sendable {
  /// Where it stands.
  public let tile: Tile
  /// Its content.
  public let bytes: [UInt8]
}

extension LogAudit {
  /// The last checkpoint as it was signed, with the cosignatures it has got; nil for a log that never
  /// had one. Signs nothing.
  public func lastCheckpoint() throws -> SignedCheckpoint? { try checkpoints.last() }

  /// What everybody may know of the keys that sign now.
  public func verifierKeys() throws -> [VerifierKey] { try keys.published()?.active ?? [] }

  /// The keys that sign now, and those that did.
  public func publishedKeys() throws -> [VerifierKey] { try keys.published()?.all ?? [] }

  /// The tile with exactly this path, as an export of the last checkpoint would hold it; nil when
  /// there is none (C2SP tlog-tiles, Merkle Tree and Log entries).
  ///
  /// A partial tile is there at every width up to that of the last checkpoint, since each may belong
  /// to a checkpoint that somebody holds. Nothing that is not signed yet is given away.
  public func tile(_ path: some StringProtocol) throws -> TileFile? {
    guard let tile = Tile(path: path), let signed = try lastCheckpoint(),
      tile.leaves.upperBound <= signed.checkpoint.size
    else { return nil }
    return TileFile(tile: tile, bytes: try content(of: tile))
  }

  /// What stands in a tile. The log has to be large enough.
  func content(of tile: Tile) throws -> [UInt8] {
    try log.read { snapshot in
      switch tile.kind {
      case .entries: try Self.bundle(tile, snapshot)
      case .hashes: Tile.bytes(of: try tile.nodes.map { try snapshot.treeNode($0) })
      }
    }
  }

  /// The records under a tile. What does not lead to the stored hash is not given away.
  private static func bundle(_ tile: Tile, _ snapshot: any LogSnapshot) throws -> [UInt8] {
    var entries: [[UInt8]] = []
    try snapshot.forEachRecord(in: tile.leaves) { position, record in
      let stored = try snapshot.treeNode(MerkleTree.storedIndex(level: 0, index: position))
      guard MerkleTree.leafHash(record) == stored else {
        throw DeskError(
          .verification, "the record at position \(position) was changed since it was appended",
          at: ["position": String(position)],
          hint: "nothing more is given away; `rapporteur audit verify` says more")
      }
      entries.append(Array(record))
      return true
    }
    return try Tile.bundle(entries)
  }
}
