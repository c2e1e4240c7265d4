import EventLog
import Foundation
import JSON
public import Transparency

/// Checks an exported folder of tiles, with nothing else at hand.
public struct TilesCheck: Sendable {
  /// The folder.
  public let directory: String
  /// The log's keys that are relied on; those of the folder's own `vkey` when none is given, which
  /// proves only that the folder agrees with itself.
  public let trusted: [VerifierKey]

  /// - Parameter trusted: the log's keys, from somewhere else than the folder.
  public init(directory: String, trusted: [VerifierKey] = []) {
    self.directory = directory
    self.trusted = trusted
  }

  /// Recomputes the tree from the records and compares it with every tile, the checkpoint, and the
  /// checkpoints that are held against it; and checks what records say of their own order.
  public func run(
    against held: [HeldCheckpoint] = [],
    progress: (_ checked: UInt64, _ of: UInt64) -> Void = { _, _ in }
  ) throws -> AuditReport {
    let signed = try signedCheckpoint()
    let checkpoint = signed.checkpoint
    guard checkpoint.size <= MerkleTree.maximumSize else {
      throw DeskError(
        .verification,
        "\(directory)/checkpoint says \(checkpoint.size) events, more than any log has",
        at: ["option": "DIR"])
    }
    var report = AuditReport(
      size: checkpoint.size, root: MerkleTree.emptyRoot, checkpoint: signed, signature: "valid",
      eventsChecked: 0, blobs: Verification.BlobCount(), faults: [])
    do { try signed.verify(logKeys: try keys()) } catch let error as TransparencyError {
      report.signature = "invalid"
      report.faults.append(LogFault(position: nil, part: .checkpoint, message: error.message))
    }
    if trusted.isEmpty {
      report.remarks.append(
        "the signature was checked with the key in the folder itself; give the one you were told"
          + " elsewhere with --vkey")
    }
    var edge = MerkleTree.Appender()
    var nodes = NodeWindow()
    var order = RecordOrder()
    var wanted = held.map(\.signed.checkpoint).sorted { $0.size < $1.size }
    func settle() {
      while let next = wanted.first, next.size <= edge.size {
        if next.origin != checkpoint.origin || next.root != edge.root() {
          report.faults.append(
            LogFault(
              position: nil, part: .checkpoint,
              message: "a checkpoint held elsewhere says another root at size \(next.size)"))
        }
        wanted.removeFirst()
      }
    }
    settle()
    for bundle in 0..<(checkpoint.size + 255) / 256 where report.faults.count < 100 {
      let width = Int(min(256, checkpoint.size - bundle * 256))
      guard let tile = Tile(.entries, index: bundle, width: width) else { break }
      let entries: [[UInt8]]
      do { entries = try Tile.entries(ofBundle: try content(tile), count: width) } catch {
        // Without these records nothing behind them can be placed.
        report.faults.append(Self.fault(tile, "\(error)"))
        break
      }
      for entry in entries {
        report.faults += order.take(entry)
        let number = MerkleTree.storedCount(for: edge.size)
        let leaf = entry.withUnsafeBytes { MerkleTree.leafHash($0) }
        for (offset, node) in edge.append(leaf).enumerated() {
          nodes.keep(node, number + UInt64(offset))
        }
        report.eventsChecked += 1
        settle()
      }
      for tile in Self.tiles(completedAt: edge.size, of: checkpoint.size) {
        do {
          // A tile above another that differs differs as well, and tells less.
          let found = nodes.compare(tile, try content(tile))
          let isTold = report.faults.contains {
            $0.part == .tree && $0.position.map(tile.leaves.contains) == true
          }
          if !isTold { report.faults += found }
        } catch {
          report.faults.append(Self.fault(tile, error.message))
        }
      }
      progress(edge.size, checkpoint.size)
    }
    report.root = edge.root()
    if edge.size != checkpoint.size || report.root != checkpoint.root {
      // Where the difference is, a tile has told, unless the records are few or all were replaced.
      report.faults.append(
        LogFault(
          position: report.faults.isEmpty ? 0 : nil, part: .checkpoint,
          message: "the records lead to another root than the checkpoint says"))
    }
    for checkpoint in wanted {
      report.faults.append(
        LogFault(
          position: edge.size, part: .checkpoint,
          message: "a checkpoint held elsewhere says \(checkpoint.size) events, and the export has"
            + " \(edge.size): something was taken away"))
    }
    report.faults.sort { ($0.position ?? .max) < ($1.position ?? .max) }
    return report
  }

  /// The tiles of hashes whose last leaf is the one before `size`, in an export of `total` events.
  private static func tiles(completedAt size: UInt64, of total: UInt64) -> [Tile] {
    (0...Tile.maximumLevel).compactMap { level in
      let count = size >> UInt64(8 * level)
      let isLast = size == total && total >> UInt64(8 * level) > 0
      let isFull = size % (1 << UInt64(8 * level)) == 0 && count % 256 == 0
      guard count > 0, isFull || isLast else { return nil }
      let width = Int(count % 256)
      // The last full tile of a level came when it was completed.
      guard isFull || width > 0 else { return nil }
      return Tile(
        .hashes(level: level), index: (count - 1) / 256, width: width == 0 ? 256 : width)
    }
  }

  /// The checkpoint of the folder.
  private func signedCheckpoint() throws -> SignedCheckpoint {
    guard let bytes = try DurableFile.read(directory + "/checkpoint") else {
      throw DeskError(
        .notFound, "there is no checkpoint in \(directory)", at: ["option": "DIR"],
        hint: "give a folder that `rapporteur audit export` wrote")
    }
    do { return try SignedCheckpoint(parsing: bytes) } catch {
      throw DeskError(
        .verification, "\(directory)/checkpoint is none: \(error.message)", at: ["option": "DIR"])
    }
  }

  /// The keys relied on.
  private func keys() throws -> [VerifierKey] {
    if !trusted.isEmpty { return trusted }
    return try VerifierKeyList.read(directory + "/vkey")
  }

  private func content(_ tile: Tile) throws(DeskError) -> [UInt8] {
    guard let bytes = try DurableFile.read(directory + "/" + tile.path) else {
      throw DeskError(.verification, "the file \(tile.path) is missing")
    }
    return bytes
  }

  private static func fault(_ tile: Tile, _ message: String) -> LogFault {
    LogFault(position: tile.leaves.lowerBound, part: .tree, message: message)
  }
}

/// Verifier keys in a file, one a line.
public enum VerifierKeyList {
  /// Reads the keys that sign now; a registry's file names retired ones besides.
  public static func read(_ path: String, withRetired: Bool = false) throws -> [VerifierKey] {
    let keys = SigningKeys(secrets: "", publics: path, origin: "")
    guard let published = try keys.published() else {
      throw DeskError(
        .notFound, "there is no file \(path)", hint: "give a file with a verifier key a line")
    }
    return published.active + (withRetired ? published.retired.map(\.key) : [])
  }

  /// Reads an option's value: a verifier key, or the path of a file with some.
  public static func read(option text: String, _ option: String) throws -> [VerifierKey] {
    if let key = try? VerifierKey(vkey: text) { return [key] }
    guard FileManager.default.fileExists(atPath: text) else {
      throw DeskError(
        .refused, "“\(text)” is neither a verifier key nor a file", at: ["option": option],
        hint: "write name+1234abcd+base64, or the path of a file with one a line")
    }
    return try read(text, withRetired: true)
  }
}

/// The computed nodes that tiles of hashes are compared with: those of the levels that tiles hold,
/// kept until their tile has come.
private struct NodeWindow {
  private var nodes: [UInt64: Digest] = [:]

  mutating func keep(_ node: Digest, _ number: UInt64) {
    let (level, _) = MerkleTree.node(atStoredIndex: number)
    if level % 8 == 0 { nodes[number] = node }
  }

  mutating func compare(_ tile: Tile, _ bytes: [UInt8]) -> [LogFault] {
    let first = tile.leaves.lowerBound
    guard let hashes = try? tile.hashes(of: bytes) else {
      return [
        LogFault(
          position: first, part: .tree,
          message: "\(tile.path) has \(bytes.count) bytes instead of \(tile.width * 32)")
      ]
    }
    let span = (tile.leaves.upperBound - first) / UInt64(tile.width)
    var faults: [LogFault] = []
    for (offset, (number, hash)) in zip(tile.nodes, hashes).enumerated() {
      if let computed = nodes.removeValue(forKey: number), computed != hash {
        faults.append(
          LogFault(
            position: first + UInt64(offset) * span, part: .tree,
            message: "\(tile.path) holds another hash than the records lead to"))
      }
    }
    return faults
  }
}

/// What records say of their own order.
private struct RecordOrder {
  private var next: Position = 0
  private var lastID = ""
  private var lastRecorded = ""
  private var revisions: [String: Int64] = [:]

  mutating func take(_ record: [UInt8]) -> [LogFault] {
    let position = next
    next += 1
    guard let problem = problem(record, at: position) else { return [] }
    return [LogFault(position: position, part: .order, message: problem)]
  }

  private mutating func problem(_ record: [UInt8], at position: Position) -> String? {
    guard let json = record.withUnsafeBytes({ try? JSONValue(parsing: $0) }),
      let id = json["id"]?.string, let recorded = json["recorded"]?.string,
      let stream = json["stream"]?.string, let revision = json["revision"]?.integer
    else { return "the record cannot be read" }
    defer {
      lastID = id
      lastRecorded = recorded
      revisions[stream] = revision
    }
    if json["position"]?.integer != Int64(clamping: position) {
      return "the record says another position"
    }
    if id <= lastID { return "the record's id is not above the one before it" }
    if recorded < lastRecorded { return "the record says it was recorded before the one before it" }
    let expected = revisions[stream].map { $0 &+ 1 } ?? 0
    return revision == expected
      ? nil : "the record says revision \(revision) of \(stream), where \(expected) comes next"
  }
}
