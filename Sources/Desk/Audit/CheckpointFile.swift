import EventLog
import Foundation
import Transparency

/// The last signed checkpoint of a log, in a file beside it.
struct CheckpointFile: Sendable {
  let path: String
  let keys: SigningKeys

  /// The checkpoint with a signature by a key of the log; nil when there is none.
  func last() throws(DeskError) -> SignedCheckpoint? {
    guard let bytes = try DurableFile.read(path) else { return nil }
    do {
      let signed = try SignedCheckpoint(parsing: bytes)
      // A key that has just been retired signed the last one in its days.
      try signed.verify(logKeys: try keys.published()?.all ?? [])
      return signed
    } catch let error as TransparencyError {
      throw DeskError(
        .verification,
        "the checkpoint in \(path) is not one that this log signed: \(error.message)",
        hint: "somebody changed it, or the file vkey; compare both with those that auditors hold")
    } catch let error as DeskError {
      throw error
    } catch {
      throw DeskError(.damaged, "\(path) cannot be read: \(error)")
    }
  }

  /// Compares the log with its last checkpoint, which is returned; nil for a log that has none and
  /// never had a key.
  ///
  /// Throws a `DeskError` that says what is wrong and from which position on, when the log is smaller
  /// than its checkpoint, has another root at its size, or has lost it.
  ///
  /// - Parameter mayBeMissing: whether a lost checkpoint is no reason to throw.
  func check(_ log: LMDBEventLog, mayBeMissing: Bool = false) throws -> SignedCheckpoint? {
    if try keys.published() == nil, try !keys.signing().isEmpty {
      throw DeskError(
        .verification, "the file \(keys.publics) is missing, though there is a signing key",
        hint: "put it back from an export or a backup")
    }
    guard let signed = try last() else {
      guard try mayBeMissing || keys.published() == nil else {
        throw DeskError(
          .verification, "the checkpoint \(path) is missing",
          hint: "put it back; or, if the log is known to be whole, sign it anew:"
            + " `rapporteur audit checkpoint --renew`")
      }
      return nil
    }
    let checkpoint = signed.checkpoint
    guard checkpoint.origin == log.origin else {
      throw DeskError(
        .verification, "the checkpoint is of the log \(checkpoint.origin), not of \(log.origin)",
        hint: "log and checkpoint belong to different registries; put back the right ones")
    }
    try log.read { try Self.compare($0, with: checkpoint) }
    return signed
  }

  private static func compare(_ snapshot: any LogSnapshot, with checkpoint: Checkpoint) throws {
    guard checkpoint.size <= snapshot.size else {
      throw DeskError(
        .damaged,
        "the log has \(snapshot.size) events, but its checkpoint says \(checkpoint.size): the events"
          + " from position \(snapshot.size) on are missing",
        at: ["position": String(snapshot.size)],
        hint: "the log was truncated or put back to an older state; nothing is written to it;"
          + " restore it from a backup")
    }
    guard try snapshot.root(at: checkpoint.size) != checkpoint.root.bytes else { return }
    if let position = try firstChange(snapshot, below: checkpoint.size) {
      throw DeskError(
        .verification,
        "the log is not what its checkpoint was signed for: position \(position) was changed",
        at: ["position": String(position)],
        hint:
          "nothing is written to it; `rapporteur audit verify` says more; restore it from a backup")
    }
    throw DeskError(
      .verification,
      "the log has another history than its checkpoint was signed for: at size \(checkpoint.size) its"
        + " root is another, from position 0 on anything may differ", at: ["position": "0"],
      hint: "nothing is written to it; compare it with a backup or an export:"
        + " `rapporteur audit verify --against`")
  }

  /// The first record that has another hash than the tree holds for it.
  private static func firstChange(
    _ snapshot: any LogSnapshot, below size: UInt64
  ) throws -> Position? {
    var first: Position?
    try snapshot.forEachRecord(in: 0..<size) { position, record in
      let stored = try snapshot.treeNode(MerkleTree.storedIndex(level: 0, index: position))
      if MerkleTree.leafHash(record) != stored { first = position }
      return first == nil
    }
    return first
  }

  // MARK: Signing

  /// Signs the log as it is now, unless that was done, and returns the checkpoint.
  ///
  /// One process at a time, so that an older checkpoint never takes the place of a newer one. What
  /// was appended since the last checkpoint is hashed again: nothing is signed that only the stored
  /// hashes speak for.
  ///
  /// - Parameter renewing: whether a missing checkpoint is no reason to stop.
  func sign(_ log: LMDBEventLog, renewing: Bool = false) throws -> SignedCheckpoint {
    let turn = try LockFile(path + ".lock")
    guard turn.lock(LOCK_EX, within: .seconds(30)) else {
      throw DeskError(.conflict, "another process keeps signing the checkpoint of \(log.origin)")
    }
    defer { turn.unlock() }
    let signing = try keys.signing()
    guard !signing.isEmpty else { throw SigningKeys.missing(keys.secrets) }
    let last = try check(log, mayBeMissing: renewing)
    let checkpoint = try log.read { try Self.checkpoint(of: $0, origin: log.origin, after: last) }
    let mine = Set(signing.map(\.verifier.keyID))
    if let last, last.checkpoint == checkpoint,
      mine.isSubset(of: last.note.signatures.map(\.keyID))
    {
      return last
    }
    var signed = try SignedCheckpoint(checkpoint, signedBy: signing)
    if let last, last.checkpoint == checkpoint {
      // The same again under one more key: what witnesses said of it stays.
      for signature in last.note.signatures where !mine.contains(signature.keyID) {
        signed = try signed.adding(signature)
      }
    }
    try DurableFile.write(Array(signed.encoded.utf8), to: path, mode: 0o644)
    return signed
  }

  /// Adds a witness's signature to the checkpoint it was made for, if that is still the last one.
  func add(_ signature: NoteSignature, to checkpoint: SignedCheckpoint) throws {
    let turn = try LockFile(path + ".lock")
    guard turn.lock(LOCK_EX, within: .seconds(30)) else {
      throw DeskError(.conflict, "another process keeps signing the checkpoint")
    }
    defer { turn.unlock() }
    guard let last = try last(), last.checkpoint == checkpoint.checkpoint else { return }
    let signed = try last.adding(signature)
    try DurableFile.write(Array(signed.encoded.utf8), to: path, mode: 0o644)
  }

  private static func checkpoint(
    of snapshot: any LogSnapshot, origin: String, after last: SignedCheckpoint?
  ) throws -> Checkpoint {
    let start = last?.checkpoint.size ?? 0
    var edge = try MerkleTree.Appender(size: start) { try snapshot.treeNode($0) }
    var changed: Position?
    try snapshot.forEachRecord(in: start..<snapshot.size) { position, record in
      let leaf = MerkleTree.leafHash(record)
      _ = edge.append(leaf)
      let stored = try snapshot.treeNode(MerkleTree.storedIndex(level: 0, index: position))
      if leaf != stored { changed = position }
      return changed == nil
    }
    if let changed {
      throw DeskError(
        .verification, "the record at position \(changed) was changed since it was appended",
        at: ["position": String(changed)],
        hint: "the log is not signed; `rapporteur audit verify` says more; restore it from a backup"
      )
    }
    guard try edge.root().bytes == snapshot.root(at: snapshot.size) else {
      throw DeskError(
        .verification, "the stored tree does not lead to the records from position \(start) on",
        at: ["position": String(start)],
        hint: "the log is not signed; `rapporteur audit verify` says more; restore it from a backup"
      )
    }
    return try Checkpoint(origin: origin, size: snapshot.size, root: edge.root())
  }
}
