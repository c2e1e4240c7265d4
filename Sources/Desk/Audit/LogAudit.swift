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

  init(_ folder: RegistryFolder, _ log: LMDBEventLog) {
    self.folder = folder
    self.log = log
    keys = SigningKeys(folder, origin: log.origin)
    checkpoints = CheckpointFile(path: folder.checkpoint, keys: keys)
  }

  /// Opens the log of a registry, or of a copy that holds nothing else.
  public static func open(_ folder: RegistryFolder) throws -> LogAudit {
    guard FileManager.default.fileExists(atPath: folder.log + "/data.mdb") else {
      throw DeskError(
        .damaged, "there is no log in \(folder.path)", at: ["option": "--registry"],
        hint: "give the folder of a registry, or of a copy with its folder log")
    }
    return LogAudit(
      folder, try LMDBEventLog(openingAt: folder.log, keyRing: MemoryKeyRing()))
  }

  /// Lets go of the files.
  public func close() async { await log.close() }

  // MARK: Checkpoints

  /// Compares the log with its last checkpoint and with what the last verification found; returns the
  /// checkpoint, nil for a log that never had a key.
  ///
  /// Throws a `DeskError` that says why nothing may be recorded.
  func standing() throws -> SignedCheckpoint? {
    if let bytes = try DurableFile.read(folder.fault) {
      let fault = try? JSONValue(parsing: String(decoding: bytes, as: UTF8.self))
      let position = fault?["position"]?.integer
      throw DeskError(
        .verification,
        "the last verification found a fault\(position.map { " at position \($0)" } ?? ""):"
          + " \(fault?["message"]?.string ?? "it cannot be read")",
        at: position.map { ["position": String($0)] } ?? [:],
        hint: "nothing is recorded until `rapporteur audit verify` passes; restore the log from a"
          + " backup")
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

  /// Adds a witness's signature to the last checkpoint, and keeps that checkpoint for good: it bounds
  /// in time what the log holds.
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
    do {
      try last.adding(signature).verify(
        logKeys: try keys.published()?.active ?? [], witnesses: [witness])
    } catch let error as TransparencyError {
      throw DeskError(
        .refused, "the cosignature is not for the last checkpoint: \(error.message)",
        hint: "ask the witness again, with the checkpoint as it is now")
    }
    let signed = try checkpoints.add(signature)
    try FileManager.default.createDirectory(
      atPath: folder.cosigned, withIntermediateDirectories: true)
    try DurableFile.write(
      Array(signed.encoded.utf8), to: "\(folder.cosigned)/\(signed.checkpoint.size)", mode: 0o644)
    return signed
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
    return try EventReceipt(index: position, proof: proof, checkpoint: signed)
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
    return try WitnessRequest(oldSize: old, proof: proof, checkpoint: signed)
  }
}

extension SigningKeys {
  init(_ folder: RegistryFolder, origin: String) {
    self.init(
      secrets: RegistryFolder.signingKey(of: folder), publics: folder.verifierKeys, origin: origin)
  }
}
