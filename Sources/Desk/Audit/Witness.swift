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
  /// - Parameter bytes: an `add-checkpoint` request; or a bare checkpoint, the first time. The last
  ///   checkpoint seen is countersigned again whatever size the request proves from.
  /// - Throws: `DeskError`: `verification` for a log that forked or shrank and for a wrong signature
  ///   or proof, `refused` for a log it does not follow and for a request from another size than the
  ///   last one seen, which the hint tells.
  public func countersign(_ bytes: [UInt8], at seconds: UInt64) throws -> NoteSignature {
    do {
      var request = try Self.request(bytes, allowingBare: true)
      return try take(&request, at: seconds) { request, last in
        guard let last, request.checkpoint.checkpoint.size == last.size else { return }
        request = try WitnessRequest(oldSize: last.size, proof: [], checkpoint: request.checkpoint)
      }
    } catch let refusal as WitnessRefusal {
      throw refusal.error
    }
  }

  /// Answers an `add-checkpoint` request, to the letter of C2SP tlog-witness.
  ///
  /// - Throws: `WitnessRefusal`, or why the witness's own files fail.
  public func addCheckpoint(_ bytes: [UInt8], at seconds: UInt64) throws -> NoteSignature {
    var request = try Self.request(bytes, allowingBare: false)
    return try take(&request, at: seconds) { _, _ in }
  }

  /// Checks, remembers and countersigns, one request at a time.
  private func take(
    _ request: inout WitnessRequest, at seconds: UInt64,
    adapting: (inout WitnessRequest, _ last: Checkpoint?) throws -> Void
  ) throws -> NoteSignature {
    let turn = try turn()
    defer { turn.unlock() }
    let signed = request.checkpoint
    try authenticate(signed)
    let last = try seen(of: signed.checkpoint.origin)?.checkpoint
    try adapting(&request, last)
    try Self.check(request, after: last)
    try DurableFile.write(
      Array(signed.encoded.utf8), to: path(of: signed.checkpoint.origin), mode: 0o644)
    return try key.cosign(signed.checkpoint, at: seconds)
  }

  private static func request(
    _ bytes: [UInt8], allowingBare: Bool
  ) throws(WitnessRefusal) -> WitnessRequest {
    do {
      if allowingBare, let bare = try? SignedCheckpoint(parsing: bytes) {
        return try WitnessRequest(oldSize: 0, proof: [], checkpoint: bare)
      }
      return try WitnessRequest(parsing: bytes)
    } catch {
      throw WitnessRefusal(
        .malformed,
        DeskError(
          .refused, "that is neither a request to a witness nor a checkpoint: \(error.message)",
          hint: "`rapporteur audit witness-request` writes one"))
    }
  }

  private func authenticate(_ signed: SignedCheckpoint) throws {
    let known = try logs()
    do { try signed.verify(logKeys: known) } catch {
      guard error.code == .unknownOrigin else {
        throw WitnessRefusal(
          .notSigned,
          DeskError(
            .verification,
            "the checkpoint is not signed by \(signed.checkpoint.origin): \(error.message)"))
      }
      throw WitnessRefusal(
        .unknownLog,
        DeskError(
          .refused, "this witness does not follow the log \(signed.checkpoint.origin)",
          hint: "give the log's verifier key with --follow, once you know that it is the log's"))
    }
  }

  private static func check(_ request: WitnessRequest, after last: Checkpoint?) throws {
    let next = request.checkpoint.checkpoint
    let size = last?.size ?? 0
    guard next.size >= size else {
      throw WitnessRefusal(
        .otherSize(size),
        DeskError(
          .verification,
          "\(next.origin) is shown with \(next.size) events, and this witness saw \(size)",
          hint:
            "if that is the log's newest checkpoint, it has shrunk and events were taken away: keep"
            + " both; if an old file was shown, ask for the newest"))
    }
    guard request.oldSize == size else {
      let what =
        last == nil
        ? "this witness has seen nothing of \(next.origin)"
        : "this witness saw \(next.origin) last at size \(size), and the request proves from size"
          + " \(request.oldSize)"
      throw WitnessRefusal(
        .otherSize(size),
        DeskError(
          .refused, what, hint: "ask again: `rapporteur audit witness-request --since \(size)`"))
    }
    if let last, next.size == size, next.root != last.root {
      throw WitnessRefusal(
        .otherSize(size),
        DeskError(
          .verification,
          "\(next.origin) has forked: at size \(size) its root is another than this witness saw",
          hint: "keep both checkpoints: they show that the history was changed"))
    }
    do { try request.verifyConsistency(withOldRoot: last?.root ?? MerkleTree.emptyRoot) } catch {
      throw WitnessRefusal(
        .unproven,
        DeskError(
          .verification,
          "the proof does not show that the \(next.size) events of \(next.origin) continue the"
            + " \(size) that this witness saw: \(error.message)",
          hint: "ask again with a new proof; if that fails too, the log has forked: keep both"
            + " checkpoints"))
    }
  }
}
