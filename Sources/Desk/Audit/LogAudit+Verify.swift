public import EventLog
import Foundation
public import JSON
import Registry
public import Transparency

/// What a verification found.
public struct AuditReport: Sendable {
  /// The log's size.
  public var size: UInt64
  /// The root over the records, computed from their bytes.
  public var root: Digest
  /// The registry's own checkpoint, when it has one that can be read.
  public var checkpoint: SignedCheckpoint?
  /// What is wrong with that, or with the log compared to it.
  public var signature: String
  /// How many events were checked.
  public var eventsChecked: UInt64
  /// What stands beside the records.
  public var blobs: Verification.BlobCount
  /// What is wrong, the smallest position first.
  public var faults: [LogFault]
  /// What is remarkable and proves nothing wrong.
  public var remarks: [String] = []

  /// Whether nothing is wrong.
  public var isSound: Bool { faults.isEmpty }

  /// The report in the shape of the command-line contract.
  public var json: JSONValue {
    [
      "ok": .bool(isSound), "size": .integer(Int64(clamping: size)), "root": .string(root.base64),
      "checkpoint": checkpoint.map {
        [
          "size": .integer(Int64(clamping: $0.checkpoint.size)),
          "root": .string($0.checkpoint.root.base64), "signature": .string(signature),
        ]
      } ?? ["size": .null, "root": .null, "signature": .string(signature)],
      "events_checked": .integer(Int64(clamping: eventsChecked)),
      "blobs": [
        "present": .integer(Int64(clamping: blobs.present)),
        "erased": .integer(Int64(clamping: blobs.erased)),
        "missing": .integer(Int64(clamping: blobs.missing)),
      ],
      "first_fault": faults.first?.json ?? .null,
      "faults": .array(faults.map(\.json)), "remarks": .array(remarks.map { .string($0) }),
    ]
  }
}

extension LogFault {
  /// The fault as JSON.
  public var json: JSONValue {
    [
      "position": position.map { .integer(Int64(clamping: $0)) } ?? .null,
      "part": .string(part.rawValue), "message": .string(message),
    ]
  }
}

extension LogAudit {
  /// Recomputes everything from the stored bytes, and holds it against the registry's own checkpoint
  /// and against those that others hold.
  ///
  /// Needs neither views nor keys of people. What is found is kept for the next start, unless
  /// `keeping` is false: a log with a fault takes no more events until a verification passes.
  public func verify(
    against held: [HeldCheckpoint] = [], witnesses: [VerifierKey] = [], keeping: Bool = true,
    progress: @escaping @Sendable (_ checked: UInt64, _ of: UInt64) -> Void = { _, _ in }
  ) throws -> AuditReport {
    var own: SignedCheckpoint?
    var signature = "none"
    var faults: [LogFault] = []
    do {
      own = try checkpoints.last()
      if own != nil {
        signature = "valid"
      } else if try keys.published() != nil {
        signature = "missing"
        faults.append(
          LogFault(position: nil, part: .checkpoint, message: "the checkpoint is missing"))
      }
    } catch {
      signature = "invalid"
      faults.append(LogFault(position: nil, part: .checkpoint, message: error.message))
    }
    let kept = try cosigned(witnesses)
    let against = held + kept
    var options = VerificationOptions()
    options.erasure = (type: EventCatalogue.erased.name, streamKind: Kind.person.rawValue)
    options.redaction = (typeSuffix: Redaction.suffix, list: Redaction.list)
    options.sizes = Set(against.map(\.signed.checkpoint.size))
    if let own { options.sizes.insert(own.checkpoint.size) }
    let verification = try log.verify(options, progress: progress)
    if let own {
      faults += Self.faults(
        of: own.checkpoint, "the registry's checkpoint", verification, log.origin)
    }
    for held in against {
      faults += Self.faults(of: held.signed.checkpoint, held.file, verification, log.origin)
    }
    faults += try log.read { snapshot in
      try TimeBounds.violations(snapshot, against).map {
        LogFault(
          position: $0.positions.lowerBound, part: .time,
          message: "positions \($0.positions.lowerBound) to \($0.positions.upperBound - 1): "
            + $0.message)
      }
    }
    var report = AuditReport(
      size: verification.size, root: verification.root, checkpoint: own, signature: signature,
      eventsChecked: verification.eventsChecked, blobs: verification.blobs,
      faults: (verification.faults + faults).sorted {
        ($0.position ?? .max) < ($1.position ?? .max)
      })
    let signedSize = own?.checkpoint.size ?? 0
    if verification.size > signedSize {
      report.remarks.append(
        "the last \(verification.size - signedSize) events are not signed yet: a change to them that"
          + " was made with care cannot be seen")
    }
    if keeping { try keep(report) }
    return report
  }

  private static func faults(
    of checkpoint: Checkpoint, _ name: String, _ verification: Verification, _ origin: String
  ) -> [LogFault] {
    guard checkpoint.origin == origin else {
      return [
        LogFault(
          position: nil, part: .checkpoint,
          message: "\(name) is of the log \(checkpoint.origin), not of \(origin)")
      ]
    }
    guard checkpoint.size <= verification.size else {
      return [
        LogFault(
          position: verification.size, part: .checkpoint,
          message: "\(name) says \(checkpoint.size) events, and the log has \(verification.size):"
            + " it was truncated or put back to an older state")
      ]
    }
    guard verification.rootsAt[checkpoint.size] != checkpoint.root else { return [] }
    return [
      LogFault(
        position: verification.faults.first?.position ?? 0, part: .checkpoint,
        message:
          "\(name) says another root at size \(checkpoint.size): what the log holds below that"
          + " is not what was signed")
    ]
  }

  /// The checkpoints that witnesses cosigned and the registry kept.
  private func cosigned(_ witnesses: [VerifierKey]) throws -> [HeldCheckpoint] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.cosigned)) ?? []
    let published = try keys.published()
    let logKeys = (published?.active ?? []) + (published?.retired.map(\.key) ?? [])
    return try names.filter { UInt64($0) != nil }.sorted().map {
      try HeldCheckpoint(
        file: folder.cosigned + "/" + $0, logKeys: logKeys, witnesses: witnesses)
    }
  }

  /// Notes what is wrong for those who open the registry, or that nothing is. Somebody who may only
  /// read verifies all the same.
  private func keep(_ report: AuditReport) throws {
    guard access(folder.path, W_OK) == 0 else { return }
    if let fault = report.faults.first {
      try DurableFile.write(Array((fault.json.compactText + "\n").utf8), to: folder.fault)
    } else {
      try DurableFile.remove(folder.fault)
    }
  }
}
