import EventLog
import Foundation
public import Transparency

/// A witness: somebody else's machine that remembers the last checkpoint it saw of each log, checks
/// that the next one only adds to it, and countersigns (C2SP tlog-witness, tlog-cosignature).
///
/// Its folder holds `witness.key` (secret), `vkey`, `logs` (verifier keys of the logs it follows) and
/// `seen/`, the last checkpoint of each.
public struct Witness: Sendable {
  /// The folder.
  public let folder: String
  /// The key that countersigns.
  private let key: SigningKey

  /// Opens a witness's folder, or makes one.
  ///
  /// - Parameter name: the name of a new witness; nil to open one that is there.
  public init(folder: String, name: String? = nil) throws {
    self.folder = folder
    let path = folder + "/witness.key"
    if let bytes = try DurableFile.read(path) {
      do {
        key = try SigningKey(
          text: String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines))
      } catch {
        throw DeskError(.damaged, "\(path) holds no witness's key: \(error.message)")
      }
      if let name, name != key.verifier.name {
        throw DeskError(
          .refused, "the witness in \(folder) is called \(key.verifier.name)",
          at: ["option": "--name"], hint: "leave the name out, or name another folder: --state")
      }
      return
    }
    guard let name else {
      throw DeskError(
        .notFound, "there is no witness in \(folder)", at: ["option": "--state"],
        hint: "give the new witness a name: --name witness.example.org/auditor")
    }
    do { key = try SigningKey(name: name, algorithm: .cosignature) } catch {
      throw DeskError(.refused, error.message, at: ["option": "--name"])
    }
    do {
      try FileManager.default.createDirectory(
        atPath: folder + "/seen", withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw DeskError(.io, "\(folder) cannot be made: \(error.localizedDescription)")
    }
    try DurableFile.write(Array((key.text + "\n").utf8), to: path)
    try DurableFile.write(Array("\(key.verifier)\n".utf8), to: folder + "/vkey", mode: 0o644)
  }

  /// What everybody may know of its key.
  public var verifier: VerifierKey { key.verifier }

  /// Follows a log from now on, or accepts another key of one it follows.
  public func follow(_ keys: [VerifierKey]) throws {
    let turn = try turn()
    defer { turn.unlock() }
    let known = try logs()
    let added = keys.filter { $0.algorithm == .ed25519 && !known.contains($0) }
    guard !added.isEmpty else { return }
    try DurableFile.write(
      Array(SigningKeys.text(known + added).utf8), to: folder + "/logs", mode: 0o644)
  }

  /// Waits until nobody else uses the witness's files.
  private func turn() throws -> LockFile {
    let turn = try LockFile(folder + "/lock")
    guard turn.lock(LOCK_EX, within: .seconds(30)) else {
      throw DeskError(.conflict, "another process uses the witness in \(folder)")
    }
    return turn
  }

  private func logs() throws -> [VerifierKey] {
    let path = folder + "/logs"
    return FileManager.default.fileExists(atPath: path) ? try VerifierKeyList.read(path) : []
  }

  /// The last checkpoint that it countersigned of a log; nil before the first.
  public func seen(of origin: String) throws -> SignedCheckpoint? {
    try DurableFile.read(path(of: origin)).map { try SignedCheckpoint(parsing: $0) }
  }

  private func path(of origin: String) -> String {
    let name = Array(origin.utf8).withUnsafeBytes { MerkleTree.leafHash($0).hex }
    return folder + "/seen/" + name
  }

  /// Checks a request, remembers its checkpoint, and countersigns it. What it has seen is durable
  /// before the signature is given away.
  ///
  /// - Parameter bytes: an `add-checkpoint` request; or a bare checkpoint, the first time.
  /// - Throws: `DeskError`: `verification` for a log that forked or shrank and for a wrong signature
  ///   or proof, `refused` for a log it does not follow and for a request from another size than the
  ///   last one seen, which the hint tells.
  public func countersign(_ bytes: [UInt8], at seconds: UInt64) throws -> NoteSignature {
    let turn = try turn()
    defer { turn.unlock() }
    let request = try Self.request(bytes)
    let signed = request.checkpoint
    let checkpoint = signed.checkpoint
    try authenticate(signed)
    let last = try seen(of: checkpoint.origin)
    if let last = last?.checkpoint {
      try Self.check(request, after: last)
    } else if request.oldSize != 0 {
      throw DeskError(
        .refused, "this witness has seen nothing of \(checkpoint.origin)",
        hint: "ask from size 0: `rapporteur audit witness-request --since 0`")
    }
    try DurableFile.write(
      Array(signed.encoded.utf8), to: path(of: checkpoint.origin), mode: 0o644)
    return try key.cosign(checkpoint, at: seconds)
  }

  private static func request(_ bytes: [UInt8]) throws -> WitnessRequest {
    do {
      if let bare = try? SignedCheckpoint(parsing: bytes) {
        return try WitnessRequest(oldSize: 0, proof: [], checkpoint: bare)
      }
      return try WitnessRequest(parsing: bytes)
    } catch {
      throw DeskError(
        .refused, "that is neither a request to a witness nor a checkpoint: \(error.message)",
        hint: "`rapporteur audit witness-request` writes one")
    }
  }

  private func authenticate(_ signed: SignedCheckpoint) throws {
    let known = try logs()
    do { try signed.verify(logKeys: known) } catch {
      guard error.code == .unknownOrigin else {
        throw DeskError(
          .verification,
          "the checkpoint is not signed by \(signed.checkpoint.origin): \(error.message)")
      }
      throw DeskError(
        .refused, "this witness does not follow the log \(signed.checkpoint.origin)",
        hint: "give the log's verifier key with --follow, once you know that it is the log's")
    }
  }

  private static func check(_ request: WitnessRequest, after last: Checkpoint) throws {
    let next = request.checkpoint.checkpoint
    guard next.size >= last.size else {
      throw DeskError(
        .verification,
        "\(next.origin) is shown with \(next.size) events, and this witness saw \(last.size)",
        hint:
          "if that is the log's newest checkpoint, it has shrunk and events were taken away: keep"
          + " both; if an old file was shown, ask for the newest")
    }
    if next.size == last.size {
      guard next.root == last.root else { throw forked(next, last) }
      return
    }
    guard request.oldSize == last.size else {
      throw DeskError(
        .refused,
        "this witness saw \(next.origin) last at size \(last.size), and the request proves from size"
          + " \(request.oldSize)",
        hint: "ask again: `rapporteur audit witness-request --since \(last.size)`")
    }
    do { try request.verifyConsistency(withOldRoot: last.root) } catch {
      throw DeskError(
        .verification,
        "the proof does not show that the \(next.size) events of \(next.origin) continue the"
          + " \(last.size) that this witness saw: \(error.message)",
        hint: "ask again with a new proof; if that fails too, the log has forked: keep both"
          + " checkpoints")
    }
  }

  private static func forked(_ next: Checkpoint, _ last: Checkpoint) -> DeskError {
    DeskError(
      .verification,
      "\(next.origin) has forked: at size \(next.size) its root is another than this witness saw",
      hint: "keep both checkpoints: they show that the history was changed")
  }
}
