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
  /// The checkpoints held elsewhere that the log continues, in words.
  public var continued: [String] = []
  /// The checkpoint held elsewhere that the log does not continue.
  var broken: SignedCheckpoint?

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
      "continued": .array(continued.map { .string($0) }),
    ]
  }
}

/// How hard a verification works, and whether it goes on.
public struct VerificationPace: Sendable {
  /// How many threads work; as many as there are processors when it is nil.
  public var threads: Int?
  /// Asked now and then, from any thread; ends the verification when it says yes.
  public var isCancelled: @Sendable () -> Bool

  /// A pace; as fast as it goes unless told otherwise.
  public init(threads: Int? = nil, isCancelled: @escaping @Sendable () -> Bool = { false }) {
    self.threads = threads
    self.isCancelled = isCancelled
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
  /// `keeping` is false: a log with a fault takes no more events until a verification passes. A
  /// checkpoint that the log does not continue is kept with it, and held against the log every time.
  ///
  /// - Parameters:
  ///   - logKeys: the log's keys, from somewhere else; those beside the log when none is given.
  ///   - pace: how many threads work, and whether to go on. When it is cancelled, a
  ///     `CancellationError` is thrown, and nothing is kept.
  public func verify(
    against held: [HeldCheckpoint] = [], logKeys: [VerifierKey] = [],
    witnesses: [VerifierKey] = [], keeping: Bool = true,
    pace: VerificationPace = VerificationPace(),
    progress: @escaping @Sendable (_ checked: UInt64, _ of: UInt64) -> Void = { _, _ in }
  ) throws -> AuditReport {
    if let stranger = held.first(where: { $0.signed.checkpoint.origin != log.origin }) {
      throw DeskError(
        .refused,
        "\(stranger.file) is of the log \(stranger.signed.checkpoint.origin), not of \(log.origin)",
        at: ["option": "--against"], hint: "give a checkpoint of this log")
    }
    let own = try ownCheckpoint()
    var faults = own.faults
    let published = try keys.published()?.all ?? []
    let kept = cosigned(published, witnesses)
    faults += kept.faults
    let against = try held + remembered(published) + kept.held
    var options = VerificationOptions()
    options.erasure = (type: EventCatalogue.erased.name, streamKind: Kind.person.rawValue)
    options.redaction = (typeSuffix: Redaction.suffix, list: Redaction.list)
    options.threads = pace.threads ?? options.threads
    options.isCancelled = pace.isCancelled
    options.sizes = Set(
      (against.map(\.signed) + [own.signed].compactMap(\.self)).map(\.checkpoint.size))
    let verification = try log.verify(options, progress: progress)
    if let own = own.signed {
      faults += Self.faults(of: own.checkpoint, "the registry's checkpoint", verification, [])
    }
    var broken: SignedCheckpoint?
    var continued: [HeldCheckpoint] = []
    for held in against.sorted(by: { $0.signed.checkpoint.size < $1.signed.checkpoint.size }) {
      let found = Self.faults(of: held.signed.checkpoint, held.file, verification, continued)
      faults += found
      if found.isEmpty { continued.append(held) } else { broken = broken ?? held.signed }
    }
    var report = AuditReport(
      size: verification.size, root: verification.root, checkpoint: own.signed,
      signature: own.signature, eventsChecked: verification.eventsChecked,
      blobs: verification.blobs, faults: Self.sorted(verification.faults + faults))
    report.broken = broken
    report.continued = continued.map(\.words)
    report.remarks = Self.remarks(verification, own.signed, witnesses, against)
    // What follows rests on keys and clocks of others: it is told, and keeps nobody from recording.
    if keeping { try Self.keep(report, in: folder) }
    let bounds = try log.read { try TimeBounds($0, against) }
    report.remarks += bounds.early
    report.faults = Self.sorted(report.faults + bounds.impossible)
    judge(&report, by: logKeys)
    return report
  }

  private static func sorted(_ faults: [LogFault]) -> [LogFault] {
    faults.sorted { ($0.position ?? .max) < ($1.position ?? .max) }
  }

  /// Says whether the registry's own checkpoint is signed by a key that the auditor was told.
  private func judge(_ report: inout AuditReport, by logKeys: [VerifierKey]) {
    guard let own = report.checkpoint, !logKeys.isEmpty else { return }
    do {
      try own.verify(logKeys: logKeys)
      report.signature = "valid, by the key given"
    } catch {
      report.signature = "not by the key given"
      report.faults.append(
        LogFault(
          position: nil, part: .checkpoint,
          message: "the registry's checkpoint is not signed by the key given: \(error.message)"))
    }
  }

  /// The registry's checkpoint, what is to be said of its signature, and what is wrong with it.
  private func ownCheckpoint() throws -> (
    signed: SignedCheckpoint?, signature: String, faults: [LogFault]
  ) {
    func fault(_ message: String) -> [LogFault] {
      [LogFault(position: nil, part: .checkpoint, message: message)]
    }
    let last: SignedCheckpoint?
    do { last = try checkpoints.last() } catch { return (nil, "invalid", fault(error.message)) }
    if let last { return (last, "valid", []) }
    if try keys.published() == nil {
      guard try !keys.signing().isEmpty else { return (nil, "none", []) }
      return (
        nil, "missing", fault("the file \(keys.publics) is missing, though there is a signing key")
      )
    }
    return (
      nil, "missing",
      fault(
        "the checkpoint is missing; once the log is known to be whole, sign it anew:"
          + " `rapporteur audit checkpoint --renew`")
    )
  }

  private static func remarks(
    _ verification: Verification, _ own: SignedCheckpoint?, _ witnesses: [VerifierKey],
    _ against: [HeldCheckpoint]
  ) -> [String] {
    var remarks: [String] = []
    let signedSize = own?.checkpoint.size ?? 0
    if verification.size > signedSize {
      let count = verification.size - signedSize
      remarks.append(
        "the last \(count == 1 ? "event is" : "\(count) events are") not signed yet: a change there"
          + " that was made with care cannot be seen")
    }
    for witness in witnesses
    where !against.contains(where: { $0.cosignatures.contains { $0.key == witness } }) {
      remarks.append("\(witness.name) cosigned none of the checkpoints at hand")
    }
    return remarks
  }

  /// What is wrong with a log compared with a checkpoint. `continued` are smaller ones that it does
  /// continue: what differs lies behind them.
  private static func faults(
    of checkpoint: Checkpoint, _ name: String, _ verification: Verification,
    _ continued: [HeldCheckpoint]
  ) -> [LogFault] {
    guard checkpoint.size <= verification.size else {
      return [
        LogFault(
          position: verification.size, part: .checkpoint,
          message: "\(name) says \(checkpoint.size) events, and the log has \(verification.size):"
            + " it was truncated or put back to an older state")
      ]
    }
    guard verification.rootsAt[checkpoint.size] != checkpoint.root else { return [] }
    let sound = continued.last?.signed.checkpoint.size ?? 0
    let first = max(verification.faults.first?.position ?? 0, sound)
    return [
      LogFault(
        position: first, part: .checkpoint,
        message: "\(name) says another root at size \(checkpoint.size): what the log holds from"
          + " position \(first) to \(checkpoint.size - 1) is not what was signed")
    ]
  }

  /// The checkpoints that witnesses cosigned and the registry kept, and those that cannot be read any
  /// more.
  private func cosigned(
    _ logKeys: [VerifierKey], _ witnesses: [VerifierKey]
  ) -> (held: [HeldCheckpoint], faults: [LogFault]) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.cosigned)) ?? []
    var found: (held: [HeldCheckpoint], faults: [LogFault]) = ([], [])
    for name in names.filter({ UInt64($0) != nil }).sorted() {
      do {
        found.held.append(
          try HeldCheckpoint(
            file: folder.cosigned + "/" + name, logKeys: logKeys, witnesses: witnesses))
      } catch {
        found.faults.append(LogFault(position: nil, part: .checkpoint, message: "\(error)"))
      }
    }
    return found
  }

  /// The checkpoint that an earlier verification found broken.
  private func remembered(_ logKeys: [VerifierKey]) throws -> [HeldCheckpoint] {
    guard let note = try FaultFile(folder).read()?["held"]?.string,
      let signed = try? SignedCheckpoint(parsing: note.utf8),
      signed.checkpoint.origin == log.origin,
      (try? signed.verify(logKeys: logKeys)) != nil
    else { return [] }
    return [HeldCheckpoint(file: "a checkpoint held against it before", signed: signed)]
  }

  /// Notes what is wrong for those who open the registry, or that nothing is. Somebody who may only
  /// read verifies all the same.
  static func keep(_ report: AuditReport, in folder: RegistryFolder) throws {
    guard access(folder.path, W_OK) == 0 else { return }
    let file = FaultFile(folder)
    guard let fault = report.faults.first else { return try file.remove() }
    var content = fault.json.object ?? [:]
    content["held"] = report.broken.map { .string($0.encoded) }
    try file.write(.object(content))
  }
}
