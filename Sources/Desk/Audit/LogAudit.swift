public import EventLog
import Foundation
import JSON
import Sealing
public import Transparency

/// The log and its checkpoint as an auditor sees them: without keys of people and without views.
public final class LogAudit: Sendable {
  /// The registry.
  public let folder: RegistryFolder
  /// The log.
  public let log: LMDBEventLog
  /// The keys that sign it.
  public let keys: SigningKeys
  let checkpoints: CheckpointFile
  /// Keeps others from writing the log anew meanwhile; the Desk that owns the log has its own.
  private let lease: RegistryLease?

  init(_ folder: RegistryFolder, _ log: LMDBEventLog, _ lease: RegistryLease? = nil) {
    self.folder = folder
    self.log = log
    self.lease = lease
    keys = SigningKeys(folder, origin: log.origin)
    checkpoints = CheckpointFile(path: folder.checkpoint, keys: keys)
  }

  /// Opens the log of a registry, or of a copy that holds nothing else.
  ///
  /// - Parameter sharing: whether the folder may be a registry that others use.
  public static func open(_ folder: RegistryFolder, sharing: Bool = true) throws -> LogAudit {
    if sharing { try folder.refuseHalfRestored() }
    guard folder.hasLog else {
      throw DeskError(
        .damaged, "there is no log in \(folder.path)", at: ["option": "--registry"],
        hint: "give the folder of a registry, or of a copy with its folder log")
    }
    // Who may not write there cannot take part in locks, and signs nothing.
    let lease = sharing && access(folder.path, W_OK) == 0 ? try RegistryLease(folder) : nil
    return LogAudit(
      folder, try LMDBEventLog(openingAt: folder.log, keyRing: MemoryKeyRing()), lease)
  }

  /// Lets go of the files.
  public func close() async {
    await log.close()
    lease?.close()
  }

  // MARK: Checkpoints

  /// The last checkpoint, signed anew first when the log has grown and the signing key is at hand.
  ///
  /// - Parameter renewing: whether a checkpoint that is missing is signed anew.
  public func checkpoint(renewing: Bool = false) throws -> SignedCheckpoint {
    if try keys.signing().isEmpty, let last = try checkpoints.check(log) { return last }
    return try checkpoints.sign(log, renewing: renewing)
  }

  /// Adds a witness's signature to the checkpoint that it was asked with, and keeps that checkpoint for
  /// good: it bounds in time what the log holds. The answer may come when the log has long grown.
  ///
  /// - Parameter witness: the witness's key, by which the signature is checked.
  public func add(cosignature line: String, by witness: VerifierKey) throws -> SignedCheckpoint {
    let signature = try NoteSignature(line: line)
    guard signature.name == witness.name, signature.keyID == witness.keyID else {
      throw DeskError(
        .refused, "the signature is by \(signature.name), not by \(witness.name)",
        at: ["option": "--witness"], hint: "give the verifier key of the witness that signed")
    }
    guard let last = try checkpoints.check(log) else {
      throw DeskError(.notFound, "there is no checkpoint that could be cosigned")
    }
    let asked: [() throws -> [SignedCheckpoint]] = [
      { [last] }, { try self.kept { $0.hasPrefix(Self.requested) } },
      { try self.kept { UInt64($0) != nil } },
    ]
    for find in asked {
      for checkpoint in try find() {
        guard let signed = try add(signature, by: witness, to: checkpoint) else { continue }
        try? FileManager.default.removeItem(
          atPath: "\(folder.cosigned)/\(Self.requested)\(signed.checkpoint.size)")
        return signed
      }
    }
    throw DeskError(
      .refused, "the cosignature is for no checkpoint that this registry asked a witness with",
      at: ["option": "--cosignature"],
      hint: "ask the witness again: `rapporteur audit witness-request`")
  }

  /// Adds a witness's signature to a checkpoint of this log and keeps that for good; nil when the
  /// witness did not sign this one.
  public func add(
    _ signature: NoteSignature, by witness: VerifierKey, to checkpoint: SignedCheckpoint
  ) throws -> SignedCheckpoint? {
    let logKeys = try keys.published()?.all ?? []
    // What other witnesses said of it stays.
    let before = cosigned(at: checkpoint.checkpoint.size)
    let known = before?.checkpoint == checkpoint.checkpoint ? before ?? checkpoint : checkpoint
    guard let signed = try? known.adding(signature),
      (try? signed.verify(logKeys: logKeys, witnesses: [witness]).cosignatures.isEmpty) == false
    else { return nil }
    try checkpoints.add(signature, to: checkpoint)
    try keep(signed, as: String(signed.checkpoint.size))
    return signed
  }

  /// The sizes of the checkpoints that witnesses cosigned and that were kept, the largest first.
  public var cosignedSizes: [UInt64] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.cosigned)) ?? []
    return names.compactMap { UInt64($0) }.sorted(by: >)
  }

  /// The checkpoint of this size that witnesses cosigned; nil when none was kept that can be read.
  public func cosigned(at size: UInt64) -> SignedCheckpoint? {
    FileManager.default.contents(atPath: "\(folder.cosigned)/\(size)")
      .flatMap { try? SignedCheckpoint(parsing: $0) }
  }

  /// How the files of checkpoints begin that a witness was asked with.
  static let requested = "requested-"

  /// The checkpoints kept under such names, the largest first.
  func kept(where isWanted: (String) -> Bool) throws -> [SignedCheckpoint] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.cosigned)) ?? []
    return names.filter(isWanted).compactMap { name in
      FileManager.default.contents(atPath: folder.cosigned + "/" + name)
        .flatMap { try? SignedCheckpoint(parsing: $0) }
    }.sorted { $0.checkpoint.size > $1.checkpoint.size }
  }

  private func keep(_ signed: SignedCheckpoint, as name: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder.cosigned, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    try DurableFile.write(
      Array(signed.encoded.utf8), to: "\(folder.cosigned)/\(name)", mode: 0o644)
  }

  // MARK: Proofs

  /// The receipt of one event: proof that its record is in the log as signed.
  ///
  /// - Parameter checkpoint: the checkpoint that it leads to; when it is nil, the last one, signed
  ///   anew first if the log has grown.
  public func receipt(
    of position: Position, under checkpoint: SignedCheckpoint? = nil
  ) throws -> EventReceipt {
    let size = try log.read { $0.size }
    guard position < size else {
      throw DeskError(
        .notFound, "there is no record at \(position)", at: ["option": "POSITION"],
        hint: "the log has \(size) events, the first at 0")
    }
    let signed = try checkpoint ?? self.checkpoint()
    guard position < signed.checkpoint.size else {
      throw DeskError(
        .refused, "the event at \(position) is not signed yet",
        hint: "the checkpoint says \(signed.checkpoint.size) events; sign where the signing key is")
    }
    let proof = try log.read { snapshot in
      try MerkleTree.inclusionProof(index: position, size: signed.checkpoint.size) {
        try snapshot.treeNode($0)
      }
    }
    let receipt = try EventReceipt(index: position, proof: proof, checkpoint: signed)
    do {
      try receipt.verify(
        record: try record(at: position), logKeys: try keys.published()?.all ?? [])
    } catch let error as TransparencyError {
      throw DeskError(
        .verification, "the record at \(position) is not what was signed: \(error.message)",
        at: ["position": String(position)],
        hint: "there is no receipt for it; `rapporteur audit verify` says more")
    }
    return receipt
  }

  /// The stored bytes of a record.
  public func record(at position: Position) throws -> [UInt8] {
    var record: [UInt8] = []
    try log.read { snapshot in
      try snapshot.forEachRecord(in: position..<position + 1) { _, bytes in
        record = Array(bytes)
        return false
      }
    }
    return record
  }

  /// Proof that the log of one size only adds to the log of a smaller one.
  public func consistency(from old: UInt64, to new: UInt64) throws -> (
    proof: [Digest], oldRoot: Digest, newRoot: Digest
  ) {
    try log.read { snapshot in
      guard old <= new, new <= snapshot.size else {
        throw DeskError(
          .refused, "no proof leads from size \(old) to size \(new)",
          hint: "give two sizes up to \(snapshot.size), the smaller one first")
      }
      func read(_ node: UInt64) throws -> Digest { try snapshot.treeNode(node) }
      return (
        old == 0 ? [] : try MerkleTree.consistencyProof(from: old, to: new, reading: read),
        try MerkleTree.root(size: old, reading: read),
        try MerkleTree.root(size: new, reading: read)
      )
    }
  }

  /// What a witness that has seen the log at an earlier size is asked with.
  public func witnessRequest(since old: UInt64) throws -> WitnessRequest {
    let signed = try checkpoint()
    let request = try witnessRequest(since: old, to: signed)
    // The answer is for this checkpoint, whatever is signed until it comes.
    try keep(signed, as: Self.requested + String(signed.checkpoint.size))
    return request
  }

  /// What a witness that has seen the log at an earlier size is asked with, to have a checkpoint of
  /// this log cosigned.
  public func witnessRequest(since old: UInt64, to signed: SignedCheckpoint) throws
    -> WitnessRequest
  {
    let proof = try consistency(from: old, to: signed.checkpoint.size).proof
    return try WitnessRequest(oldSize: old, proof: proof, checkpoint: signed)
  }
}

extension SigningKeys {
  init(_ folder: RegistryFolder, origin: String) {
    self.init(
      secrets: RegistryFolder.signingKey(of: folder), publics: folder.verifierKeys, origin: origin)
  }
}
