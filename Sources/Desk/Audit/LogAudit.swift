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

  /// Compares the log with its last checkpoint and with what the last verification found; returns the
  /// checkpoint, nil for a log that never had a key.
  ///
  /// Throws a `DeskError` that says why nothing may be recorded.
  func standing() throws -> SignedCheckpoint? {
    if let fault = try FaultFile(folder).read() {
      let position = fault["position"]?.integer
      throw DeskError(
        .verification,
        "the last verification found a fault\(position.map { " at position \($0)" } ?? ""):"
          + " \(fault["message"]?.string ?? "it cannot be read")",
        at: position.map { ["position": String($0)] } ?? [:],
        hint:
          "nothing is recorded until `rapporteur audit verify` passes; Docs/auditors.md says what"
          + " to do")
    }
    return try checkpoints.check(log)
  }

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
    let logKeys = try keys.published()?.all ?? []
    let asked =
      try [last] + kept(where: { $0.hasPrefix(Self.requested) })
      + kept(where: { UInt64($0) != nil })
    for checkpoint in asked {
      guard let signed = try? checkpoint.adding(signature),
        (try? signed.verify(logKeys: logKeys, witnesses: [witness]).cosignatures.isEmpty) == false
      else { continue }
      if checkpoint == last { try checkpoints.add(signature, to: last) }
      try keep(signed, as: String(signed.checkpoint.size))
      try? FileManager.default.removeItem(
        atPath: "\(folder.cosigned)/\(Self.requested)\(signed.checkpoint.size)")
      return signed
    }
    throw DeskError(
      .refused, "the cosignature is for no checkpoint that this registry asked a witness with",
      at: ["option": "--cosignature"],
      hint: "ask the witness again: `rapporteur audit witness-request`")
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
  public func receipt(of position: Position) throws -> EventReceipt {
    let size = try log.read { $0.size }
    guard position < size else {
      throw DeskError(
        .notFound, "there is no record at \(position)", at: ["option": "POSITION"],
        hint: "the log has \(size) events, the first at 0")
    }
    let signed = try checkpoint()
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
    let proof = try consistency(from: old, to: signed.checkpoint.size).proof
    // The answer is for this checkpoint, whatever is signed until it comes.
    try keep(signed, as: Self.requested + String(signed.checkpoint.size))
    return try WitnessRequest(oldSize: old, proof: proof, checkpoint: signed)
  }
}

extension SigningKeys {
  init(_ folder: RegistryFolder, origin: String) {
    self.init(
      secrets: RegistryFolder.signingKey(of: folder), publics: folder.verifierKeys, origin: origin)
  }
}
