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
@Suite struct AuditTests {
  /// A registry with a few requests, closed, and the keys that sign it.
  private func closed(_ count: Int = 20) async throws -> (
    registry: TestRegistry, folder: RegistryFolder
  ) {
    let registry = try await TestRegistry()
    try await registry.record(
      (1...count).map { number in
        Step(ThingRef(.request, "r-\(number)"), .begin(["summary": .text("number \(number)")]))
      })
    await registry.desk.close()
    return (registry, registry.desk.folder)
  }

  private func copy(_ from: String, _ to: String) throws {
    try? FileManager.default.removeItem(atPath: to)
    try FileManager.default.copyItem(atPath: from, toPath: to)
  }

  /// Changes the log behind the program's back.
  private func tamper(
    _ folder: RegistryFolder, _ change: (Environment, WriteTransaction) throws -> Void
  ) throws {
    let environment = try Environment(
      directory: folder.log,
      options: Environment.Options(databases: ["events", "tree", "blobs", "meta"]))
    defer { environment.close() }
    try environment.write { try change(environment, $0) }
  }

  private func key(_ position: UInt64) -> [UInt8] {
    withUnsafeBytes(of: position.bigEndian) { Array($0) }
  }

  private func record(_ desk: Desk) async throws {
    _ = try await desk.submit(
      Submission(
        by: "staff-1",
        steps: [Step(ThingRef(.request, "r-new"), .begin(["summary": .text("more")]))]))
  }

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
    await desk.close()
  }

  @Test func whatAVerificationFoundKeepsOthersFromWriting() async throws {
    let (registry, folder) = try await closed()
    defer { withExtendedLifetime(registry) {} }
    try tamper(folder) { environment, transaction in
      let events = try environment.database("events")
      var record = try #require(try transaction.get(events, key(7)))
      record[record.count - 5] ^= 1
      try transaction.put(events, key(7), record)
    }
    var audit = try LogAudit.open(folder)
    #expect(try audit.verify().faults.first?.position == 7)
    await audit.close()
    var desk = try Desk.open(folder)
    #expect(desk.refusal?.place["position"] == "7")
    await #expect(throws: DeskError(.verification, "")) { try await record(desk) }
    await desk.close()
    try tamper(folder) { environment, transaction in
      let events = try environment.database("events")
      var record = try #require(try transaction.get(events, key(7)))
      record[record.count - 5] ^= 1
      try transaction.put(events, key(7), record)
    }
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

  // MARK: Witnesses and times

  @Test func aWitnessSeesForksAndShrinking() async throws {
    let (registry, folder) = try await closed()
    defer { withExtendedLifetime(registry) {} }
    let audit = try LogAudit.open(folder)
    let witness = try Witness(folder: registry.path + "/witness", name: "witness.example/one")
    let first = Array(try audit.checkpoint().encoded.utf8)
    #expect(throws: DeskError(.refused, "")) { try witness.countersign(first, at: 1) }
    try witness.follow(try VerifierKeyList.read(folder.verifierKeys))
    let signature = try witness.countersign(first, at: 1_700_000_000)
    _ = try audit.add(cosignature: signature.line, by: witness.verifier)
    await audit.close()

    var desk = try Desk.open(folder)
    try await record(desk)
    // From nothing, or from another size, it learns nothing.
    #expect(throws: DeskError(.refused, "")) {
      try witness.countersign(Array(try desk.audit.witnessRequest(since: 0).encoded.utf8), at: 2)
    }
    let request = Array(try desk.audit.witnessRequest(since: 20).encoded.utf8)
    _ = try witness.countersign(request, at: 1_700_000_100)
    #expect(try witness.seen(of: desk.log.origin)?.checkpoint.size == 21)
    await desk.close()
    #expect(throws: DeskError(.verification, "")) { try witness.countersign(first, at: 3) }

    // Somebody writes another history with the log's own key.
    try FileManager.default.removeItem(atPath: folder.log)
    try FileManager.default.removeItem(atPath: folder.checkpoint)
    try FileManager.default.removeItem(atPath: folder.configuration)
    try FileManager.default.removeItem(atPath: folder.views)
    desk = try await Desk.create(folder, origin: registry.desk.log.origin, timeZone: .gmt)
    _ = try await desk.submit(
      Submission(
        by: "x",
        steps: (1...30).map {
          Step(ThingRef(.request, "r-\($0)"), .begin(["note": .text("another")]))
        }))
    let forked = try desk.audit.witnessRequest(since: 21)
    #expect(throws: DeskError(.verification, "")) {
      try witness.countersign(Array(forked.encoded.utf8), at: 4)
    }
    await desk.close()
  }

  /// An event that says it was recorded before a witness saw the log without it was back-dated.
  @Test func timesThatWitnessesVouchForBoundTheLog() async throws {
    let (registry, folder) = try await closed()
    defer { withExtendedLifetime(registry) {} }
    let desk = try Desk.open(folder)
    let keys = try VerifierKeyList.read(folder.verifierKeys)
    let first = try desk.audit.witnessRequest(since: 0)
    try await record(desk)
    let second = try desk.audit.witnessRequest(since: 20)
    let now = UInt64(Date().timeIntervalSince1970)
    /// What a witness of this name says when it sees both checkpoints at these moments.
    func held(_ name: String, _ times: UInt64...) throws -> [HeldCheckpoint] {
      let witness = try Witness(folder: registry.path + "/" + name, name: "witness.example/" + name)
      try witness.follow(keys)
      return try zip([first, second], times).map { request, time in
        let line = try witness.countersign(Array(request.encoded.utf8), at: time)
        let file = registry.path + "/\(name)-\(time)"
        try Data(try request.checkpoint.adding(line).encoded.utf8)
          .write(to: URL(fileURLWithPath: file))
        return try HeldCheckpoint(file: file, logKeys: keys, witnesses: [witness.verifier])
      }
    }
    #expect(try desk.audit.verify(against: held("honest", now, now + 1)).isSound)
    // It saw the first checkpoint in an hour, so what came after it is from before that.
    let backDated = try desk.audit.verify(against: held("later", now + 3600, now + 3601))
    #expect(backDated.faults.first?.part == .time && backDated.faults.first?.position == 20)
    // It saw what by the registry's clock was recorded only later.
    let ahead = try desk.audit.verify(against: held("earlier", now - 3600))
    #expect(ahead.faults.first?.part == .time && ahead.faults.first?.position == 0)
    await desk.close()
  }

  // MARK: Exports

  @Test func anExportIsCheckedWithNothingElseAtHand() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let desk = registry.desk
    let directory = registry.path + "/tiles"
    _ = try desk.audit.export(to: directory)
    let keys = try VerifierKeyList.read(desk.folder.verifierKeys)
    let check = TilesCheck(directory: directory, trusted: keys)
    let report = try check.run()
    #expect(try report.isSound && report.eventsChecked == registry.size)
    // It is completed, not written anew.
    try await registry.record([Step(ThingRef(.request, "r-new"), .begin(["note": .text("x")]))])
    _ = try desk.audit.export(to: directory)
    #expect(try check.run().size == registry.size)
    // Any flipped bit is found.
    var random = SeededGenerator(seed: 11)
    for path in try FileManager.default.subpathsOfDirectory(atPath: directory).sorted() {
      let url = URL(fileURLWithPath: directory + "/" + path)
      guard path != "vkey", let data = FileManager.default.contents(atPath: url.path) else {
        continue
      }
      for _ in 0..<6 {
        var changed = data
        changed[Int.random(in: 0..<data.count, using: &random)] ^=
          1 << UInt8.random(in: 0...7, using: &random)
        try changed.write(to: url)
        let isFound = (try? check.run().isSound) != true
        // A partial tile of a smaller export is not read any more.
        let isRead =
          !path.contains(".p/") || path.hasSuffix("/\(report.size % 256 + 1)")
          || path.contains("tile/1/")
        #expect(isFound || !isRead, "\(path)")
      }
      try data.write(to: url)
    }
    try FileManager.default.removeItem(atPath: directory + "/tile/entries/001")
    #expect(try !check.run().isSound)
  }

  @Test func everyRowOpensToItsEvents() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let desk = registry.desk
    let keys = try VerifierKeyList.read(desk.folder.verifierKeys)
    var verified: Set<Position> = []
    var rows = 0
    try desk.reading { reading in
      for projection in desk.views.projections {
        for table in projection.tables {
          for row in try reading.reader.rows("SELECT * FROM \"\(table.name)\"") {
            let key = try #require(try row[table.key].text)
            let found = try desk.provenance(of: key, in: table.name, reading)
            guard case .integer(let since) = try row["since"] else { continue }
            #expect(found.positions.contains(UInt64(since - 1)), "\(table.name) \(key)")
            rows += 1
            for position in found.positions where verified.insert(position).inserted {
              try desk.audit.receipt(of: position)
                .verify(record: try desk.audit.record(at: position), logKeys: keys)
            }
          }
        }
      }
      #expect(throws: DeskError(.notFound, "")) {
        try desk.provenance(of: "r-none", in: "requests", reading)
      }
      #expect(throws: DeskError(.notFound, "")) {
        try desk.provenance(of: "r-none", in: "nothing", reading)
      }
    }
    #expect(try rows > 300 && verified.count == Int(registry.size))
  }

  @Test func aReplayIsAFileOfItsOwn() async throws {
    let (registry, _) = try await TestRegistry.sample()
    try await registry.record([Step(ThingRef(.request, "r-new"), .begin(["note": .text("x")]))])
    let file = registry.path + "/as-of-645.sqlite"
    try registry.desk.replay(to: 645, into: file)
    let replayed = try ViewsAt(file).requests()
    #expect(try replayed == registry.ids(.request, asOf: 645).sorted())
    #expect(throws: DeskError(.refused, "")) { try registry.desk.replay(to: 645, into: file) }
    let beside = try FileManager.default.contentsOfDirectory(atPath: registry.path)
    #expect(!beside.contains { $0.hasPrefix("as-of-645.sqlite") && $0 != "as-of-645.sqlite" })
  }

  @Test func theRecordOfProcessingForgetsNoField() {
    let record = Processing.record
    for kind in Kind.allCases {
      for field in kind.definition.fields where field.sealed {
        #expect(record.contains { $0.field == field.name && $0.place == .sealed })
      }
    }
    #expect(
      record.contains { $0.holder == "request" && $0.field == "summary" && $0.place == .beside })
    #expect(record.contains { $0.holder == "meeting role" && $0.field == "person" })
    #expect(record.allSatisfy { !$0.purpose.isEmpty && !$0.kept.isEmpty && !$0.types.isEmpty })
  }
}
