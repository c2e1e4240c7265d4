import Desk
import EventLog
import Foundation
import JSON
import LMDB
import ProjectionKit
import Registry
import Testing
import Things
import Transparency

/// What an auditor can tell, and what a registry that was tampered with still does.
@Suite struct AuditTests: Tampering {
  // MARK: Checkpoints

  @Test func theLogIsSignedWhenItIsClosed() async throws {
    let (registry, folder) = try await closed()
    defer { withExtendedLifetime(registry) {} }
    let audit = try LogAudit.open(folder)
    let bytes = try #require(FileManager.default.contents(atPath: folder.checkpoint))
    let signed = try SignedCheckpoint(parsing: bytes)
    try signed.verify(logKeys: try VerifierKeyList.read(folder.verifierKeys))
    #expect(signed.checkpoint.size == 20)
    #expect(try audit.checkpoint() == signed, "what is signed is not signed again")
    await audit.close()
    var status = stat()
    #expect(stat(folder.keys + "/signing.key", &status) == 0 && status.st_mode & 0o777 == 0o600)
  }

  @Test func noMoreThan256EventsAreUnsigned() async throws {
    let registry = try await TestRegistry()
    func signed() throws -> UInt64 {
      let bytes = try #require(
        FileManager.default.contents(atPath: registry.desk.folder.checkpoint))
      return try SignedCheckpoint(parsing: bytes).checkpoint.size
    }
    try await registry.record(
      (1...255).map { Step(ThingRef(.request, "r-\($0)"), .begin(["note": .text("x")])) })
    #expect(try signed() == 0)
    try await registry.record([Step(ThingRef(.request, "r-last"), .begin(["note": .text("x")]))])
    #expect(try signed() == 256)
    await registry.desk.close()
  }

  @Test func bothKeysSignWhileARotationOverlaps() async throws {
    let (registry, folder) = try await closed()
    defer { withExtendedLifetime(registry) {} }
    let audit = try LogAudit.open(folder)
    let old = try VerifierKeyList.read(folder.verifierKeys)
    let before = try audit.checkpoint()
    #expect(throws: DeskError(.refused, "")) { try audit.keys.finishRotation() }
    #expect(throws: DeskError(.refused, "")) { try audit.keys.makeFirst() }
    let key = try audit.keys.beginRotation()
    #expect(throws: DeskError(.refused, "")) { try audit.keys.beginRotation() }
    let during = try audit.checkpoint()
    try during.verify(logKeys: old)
    try during.verify(logKeys: [key.verifier])
    _ = try audit.keys.finishRotation()
    await audit.close()
    let desk = try Desk.open(folder)
    #expect(desk.refusal == nil)
    try await record(desk)
    let after = try desk.audit.checkpoint()
    try after.verify(logKeys: [key.verifier])
    #expect(throws: TransparencyError.self) { try after.verify(logKeys: old) }
    // What the old key signed can still be held against the log.
    let held = folder.path + ".held"
    try Data(before.encoded.utf8).write(to: URL(fileURLWithPath: held))
    let kept = try HeldCheckpoint(
      file: held, logKeys: try VerifierKeyList.read(folder.verifierKeys, withRetired: true),
      witnesses: [])
    #expect(try desk.audit.verify(against: [kept]).isSound)
    await desk.close()
  }

  @Test func afterALostKeyAnotherOneSigns() async throws {
    let (registry, folder) = try await closed()
    defer { withExtendedLifetime(registry) {} }
    let old = try VerifierKeyList.read(folder.verifierKeys)
    try FileManager.default.removeItem(atPath: folder.keys + "/signing.key")
    var desk = try Desk.open(folder)
    try await record(desk)
    #expect(await desk.close()?.contains("no signing key") == true)
    let audit = try LogAudit.open(folder)
    let key = try audit.keys.makeFirst()
    try audit.checkpoint().verify(logKeys: [key.verifier])
    #expect(try audit.verify().isSound)
    // Whoever was told the old key only learns that another one signed.
    #expect(try audit.verify(logKeys: old, keeping: false).faults.first?.part == .checkpoint)
    #expect(try audit.verify(logKeys: old + [key.verifier], keeping: false).isSound)
    await audit.close()
    desk = try Desk.open(folder)
    #expect(desk.refusal == nil)
    await desk.close()
  }

  @Test func aKeyThatOthersMayReadIsRefused() async throws {
    let (registry, folder) = try await closed()
    defer { withExtendedLifetime(registry) {} }
    chmod(folder.keys + "/signing.key", 0o644)
    let desk = try Desk.open(folder)
    try await record(desk)
    let failure = await desk.close()
    #expect(failure?.contains("chmod 600") == true, "what is recorded is recorded, and it is told")
  }

  // MARK: What is refused at the start

  @Test func aLogThatWasPutBackTakesNoMore() async throws {
    let (registry, folder) = try await closed()
    defer { withExtendedLifetime(registry) {} }
    try copy(folder.log, registry.path + "/old")
    var desk = try Desk.open(folder)
    try await record(desk)
    await desk.close()
    try copy(registry.path + "/old", folder.log)
    desk = try Desk.open(folder)
    #expect(desk.refusal == DeskError(.damaged, ""))
    #expect(desk.refusal?.place["position"] == "20")
    await #expect(throws: DeskError(.damaged, "")) { try await record(desk) }
    #expect(try desk.log.read { $0.size } == 20)
    let report = try desk.audit.verify()
    #expect(report.faults.first?.position == 20)
    await desk.close()
  }

  @Test func aForkedLogTakesNoMore() async throws {
    let (registry, folder) = try await closed()
    defer { withExtendedLifetime(registry) {} }
    try copy(folder.path, registry.path + "/fork")
    let (one, other) = (
      try Desk.open(folder), try Desk.open(RegistryFolder(path: registry.path + "/fork"))
    )
    try await record(one)
    try await record(other)
    await one.close()
    await other.close()
    try copy(registry.path + "/fork/log", folder.log)
    let desk = try Desk.open(folder)
    #expect(desk.refusal == DeskError(.verification, ""))
    await #expect(throws: DeskError(.verification, "")) { try await record(desk) }
    #expect(throws: DeskError(.verification, "")) { try desk.audit.checkpoint(renewing: true) }
    let report = try desk.audit.verify()
    #expect(!report.isSound)
    await desk.close()
  }

  @Test func aFolderPutBackWholeIsFoundByAKeptCheckpoint() async throws {
    let (registry, folder) = try await closed()
    defer { withExtendedLifetime(registry) {} }
    try copy(folder.path, registry.path + "/old")
    var desk = try Desk.open(folder)
    try await record(desk)
    let kept = registry.path + "/kept"
    try Data(try desk.audit.checkpoint().encoded.utf8).write(to: URL(fileURLWithPath: kept))
    await desk.close()
    try copy(registry.path + "/old", folder.path)
    desk = try Desk.open(folder)
    #expect(try desk.refusal == nil && desk.audit.verify().isSound, "nothing here can tell")
    let held = try HeldCheckpoint(
      file: kept, logKeys: try VerifierKeyList.read(folder.verifierKeys), witnesses: [])
    let report = try desk.audit.verify(against: [held])
    #expect(report.faults.first?.position == 20)
    #expect(report.faults.first?.part == .checkpoint)
    // Nor does a verification without it let anybody go on.
    #expect(try !desk.audit.verify().isSound)
    await desk.close()
    desk = try Desk.open(folder)
    await #expect(throws: DeskError(.verification, "")) { try await record(desk) }
    await desk.close()
  }

  @Test func aCheckpointOfAnotherLogSaysNothing() async throws {
    let (registry, folder) = try await closed()
    defer { withExtendedLifetime(registry) {} }
    let other = try await Desk.create(
      RegistryFolder(path: registry.path + "/other"), origin: "other.example/log", timeZone: .gmt)
    let held = try HeldCheckpoint(
      file: other.folder.checkpoint, logKeys: try VerifierKeyList.read(other.folder.verifierKeys),
      witnesses: [])
    await other.close()
    let audit = try LogAudit.open(folder)
    #expect(throws: DeskError(.refused, "")) { try audit.verify(against: [held]) }
    #expect(try audit.verify().isSound)
    await audit.close()
  }

  private func flipABit(ofRecord position: UInt64, in folder: RegistryFolder) throws {
    try tamper(folder) { environment, transaction in
      let events = try environment.database("events")
      var record = try #require(try transaction.get(events, key(position)))
      record[record.count - 5] ^= 1
      try transaction.put(events, key(position), record)
    }
  }

  @Test func aChangedRecordGetsNoReceipt() async throws {
    let (registry, folder) = try await closed()
    defer { withExtendedLifetime(registry) {} }
    try flipABit(ofRecord: 7, in: folder)
    let audit = try LogAudit.open(folder)
    #expect(throws: DeskError(.verification, "")) { try audit.receipt(of: 7) }
    _ = try audit.receipt(of: 6)
    await audit.close()
  }

  @Test func whatAVerificationFoundKeepsOthersFromWriting() async throws {
    let (registry, folder) = try await closed()
    defer { withExtendedLifetime(registry) {} }
    try flipABit(ofRecord: 7, in: folder)
    var audit = try LogAudit.open(folder)
    #expect(try audit.verify().faults.first?.position == 7)
    await audit.close()
    var desk = try Desk.open(folder)
    #expect(desk.refusal?.place["position"] == "7")
    await #expect(throws: DeskError(.verification, "")) { try await record(desk) }
    await desk.close()
    try flipABit(ofRecord: 7, in: folder)
    audit = try LogAudit.open(folder)
    #expect(try audit.verify().isSound)
    await audit.close()
    desk = try Desk.open(folder)
    try await record(desk)
    await desk.close()
  }

  @Test func aLostOrForeignCheckpointIsNoReasonToGoOn() async throws {
    let (registry, folder) = try await closed()
    defer { withExtendedLifetime(registry) {} }
    let bytes = try #require(FileManager.default.contents(atPath: folder.checkpoint))
    try FileManager.default.removeItem(atPath: folder.checkpoint)
    var desk = try Desk.open(folder)
    #expect(desk.refusal == DeskError(.verification, ""))
    await desk.close()
    let changed = String(decoding: bytes, as: UTF8.self).replacing("\n20\n", with: "\n19\n")
    try Data(changed.utf8).write(to: URL(fileURLWithPath: folder.checkpoint))
    desk = try Desk.open(folder)
    #expect(desk.refusal == DeskError(.verification, ""))
    await desk.close()
    try FileManager.default.removeItem(atPath: folder.checkpoint)
    let audit = try LogAudit.open(folder)
    _ = try audit.checkpoint(renewing: true)
    await audit.close()
    desk = try Desk.open(folder)
    try await record(desk)
    await desk.close()
  }

  /// A blob is bound to its event, its field and its person.
  @Test(arguments: ["event", "field", "person"])
  func aContentThatWasMovedIsRejected(to place: String) async throws {
    let registry = try await TestRegistry()
    try await Canary.record(in: registry)
    let folder = registry.desk.folder
    // Position 0 registers the canary, position 1 another person; both have a name and an id.
    await registry.desk.close()
    try tamper(folder) { environment, transaction in
      let blobs = try environment.database("blobs")
      func blobKey(_ position: UInt64, _ field: String) -> [UInt8] {
        key(position) + Array(field.utf8)
      }
      let moved = try #require(try transaction.get(blobs, blobKey(0, "name")))
      switch place {
      case "event": try transaction.put(blobs, blobKey(5, "email"), moved)
      case "field": try transaction.put(blobs, blobKey(0, "note"), moved)
      default: try transaction.put(blobs, blobKey(1, "name"), moved)
      }
    }
    let desk = try Desk.open(folder)
    #expect(throws: (any Error).self) { try desk.views.startOver(from: desk.log) }
    let report = try desk.audit.verify()
    #expect(report.faults.first?.part == .blob)
    await desk.close()
  }
}
