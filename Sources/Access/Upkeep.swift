public import Desk
public import EventLog
public import Foundation
public import ProjectionKit
public import Transparency

/// What a server does with its registry by itself, without anybody asking: verifies it every day, has
/// its checkpoints witnessed, measures it. Nothing of it tells what the registry holds.
public struct Upkeep: Sendable {
  private let desk: Desk

  /// The upkeep of a registry.
  public init(_ desk: Desk) { self.desk = desk }

  // MARK: Verification

  /// Verifies the log every day at its time, until the task is cancelled.
  public func scrubDaily() async throws {
    try await desk.scrub.runDaily(in: desk.configuration.timeZone)
  }

  /// What is known of the verification of the whole log.
  public var scrub: Scrub.Status { desk.scrub.status }

  /// When the next daily verification is due, in a program that was started then.
  public func nextScrub(startedAt start: Date) -> Date {
    desk.scrub.next(after: Date(), startedAt: start, in: desk.configuration.timeZone)
  }

  // MARK: Measures

  /// Why nothing may be recorded; nil when all is well.
  public var refusal: DeskError? { desk.refusal }

  /// Why the log could not be signed up to its end; nil when all is well.
  public var signingFailure: String? { desk.signingFailure }

  /// The log's size.
  public func size() throws -> UInt64 { try desk.log.read { $0.size } }

  /// The root over so many events.
  public func root(at size: UInt64) throws -> Digest {
    try desk.audit.consistency(from: size, to: size).newRoot
  }

  /// What this process has written.
  public var commits: CommitCounts { desk.audit.log.commitCounts }

  /// How far each view has come.
  public func views() throws -> [ViewStatus] { try desk.views.status(logSize: try size()) }

  /// When the checkpoint was last written; nil when there is none.
  public var checkpointWritten: Date? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: desk.folder.checkpoint)
    return attributes?[.modificationDate] as? Date
  }

  // MARK: Witnesses

  /// The witnesses that checkpoints are sent to.
  public var witnesses: [WitnessAddress] { desk.configuration.witnesses }

  /// The log's name.
  public var origin: String { desk.log.origin }

  /// The last checkpoint as it was signed; nil for a log that never had one.
  public func lastCheckpoint() throws -> SignedCheckpoint? { try desk.audit.lastCheckpoint() }

  /// What a witness that has seen the log at an earlier size is asked with.
  public func witnessRequest(since old: UInt64, to signed: SignedCheckpoint) throws
    -> WitnessRequest
  {
    try desk.audit.witnessRequest(since: old, to: signed)
  }

  /// Adds a witness's signature to a checkpoint and keeps that; nil when the witness did not sign it.
  public func add(
    _ signature: NoteSignature, by witness: VerifierKey, to signed: SignedCheckpoint
  ) throws -> SignedCheckpoint? {
    try desk.audit.add(signature, by: witness, to: signed)
  }

  /// The last size that a witness cosigned, and when; nil for none that was kept.
  public func cosigned(by witness: VerifierKey) -> (size: UInt64, time: UInt64)? {
    for size in desk.audit.cosignedSizes {
      if let signed = desk.audit.cosigned(at: size), let time = time(of: witness, on: signed) {
        return (size, time)
      }
    }
    return nil
  }

  /// When a witness cosigned a checkpoint; nil when it did not.
  public func time(of witness: VerifierKey, on signed: SignedCheckpoint) -> UInt64? {
    let keys = (try? desk.audit.publishedKeys()) ?? []
    return try? signed.verify(logKeys: keys, witnesses: [witness]).cosignatures.first?.time
  }
}
