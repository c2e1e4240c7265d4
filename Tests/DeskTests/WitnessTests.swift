import Desk
import EventLog
import Foundation
import ProjectionKit
import Registry
import Testing
import Things
import Transparency

/// What somebody else's machine can tell who saw the log before.
@Suite struct WitnessTests: Tampering {
  @Test func aWitnessSeesForksAndShrinking() async throws {
    let (registry, folder) = try await closed()
    defer { withExtendedLifetime(registry) {} }
    let audit = try LogAudit.open(folder)
    let witness = try Witness(folder: registry.path + "/witness", name: "witness.example/one")
    let first = Array(try audit.checkpoint().encoded.utf8)
    #expect(throws: DeskError(.refused, "")) { try witness.countersign(first, at: 1) }
    try witness.follow(try VerifierKeyList.read(folder.verifierKeys))
    let signature = try witness.countersign(first, at: 1_700_000_000)
    _ = try audit.witnessRequest(since: 0)
    await audit.close()

    var desk = try Desk.open(folder)
    try await record(desk)
    // From nothing, or from another size, it learns nothing.
    #expect(throws: DeskError(.refused, "")) {
      try witness.countersign(Array(try desk.audit.witnessRequest(since: 0).encoded.utf8), at: 2)
    }
    let request = Array(try desk.audit.witnessRequest(since: 20).encoded.utf8)
    let second = try witness.countersign(request, at: 1_700_000_100)
    _ = try desk.audit.add(cosignature: second.line, by: witness.verifier)
    // An answer may come late: it is for the checkpoint that was asked with.
    let late = try desk.audit.add(cosignature: signature.line, by: witness.verifier)
    #expect(late.checkpoint.size == 20)
    let stranger = try Witness(folder: registry.path + "/stranger", name: "witness.example/two")
    #expect(throws: DeskError(.refused, "")) {
      try desk.audit.add(cosignature: signature.line, by: stranger.verifier)
    }
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
    // Or the witness was slow to look, so it is told and keeps nobody from recording.
    let backDated = try desk.audit.verify(against: held("later", now + 3600, now + 3601))
    #expect(backDated.isSound && backDated.remarks.contains { $0.contains("positions 20 to 20") })
    // It saw what by the registry's clock was recorded only later.
    let ahead = try desk.audit.verify(against: held("earlier", now - 3600))
    #expect(ahead.faults.first?.part == .time && ahead.faults.first?.position == 0)
    _ = try await desk.submit(
      Submission(
        by: "staff-1",
        steps: [Step(ThingRef(.request, "r-after"), .begin(["note": .text("goes on")]))]))
    await desk.close()
  }
}
