import Desk
import EventLog
import Foundation
import Registry
import Testing
import Things
import Transparency

/// A witness that is asked over the wire, to the letter of C2SP tlog-witness.
@Suite struct WitnessProtocolTests: Tampering {
  private func refusal(_ witness: Witness, _ body: String) -> WitnessRefusal? {
    do {
      _ = try witness.addCheckpoint(Array(body.utf8), at: 1_700_000_000)
      return nil
    } catch { return error as? WitnessRefusal }
  }

  @Test func everyRefusalHasItsStatus() async throws {
    let registry = try await TestRegistry()
    let audit = registry.desk.audit
    func grow(_ range: Range<Int>) async throws {
      try await registry.record(
        range.map { Step(ThingRef(.request, "r-\($0)"), .begin(["note": .text("n")])) })
    }
    try await grow(0..<5)
    let witness = try Witness(folder: registry.path + "/witness", name: "witness.example/one")
    let first = try audit.witnessRequest(since: 0).encoded
    #expect(refusal(witness, first)?.status == 404)
    try witness.follow(try audit.verifierKeys())
    for malformed in [
      "", "old 0", "old 00\n\n", "old -1\n\n", String(first.dropLast()), "x" + first,
      first.replacing("old 0\n", with: "old 6\n"), first.replacing("old 0\n", with: "old 0\nzz\n"),
      try audit.checkpoint().encoded,
    ] {
      #expect(refusal(witness, malformed)?.status == 400, "\(malformed)")
    }
    // The log's name and key id, and another text.
    let other = first.replacing("\n5\n", with: "\n6\n")
    #expect(refusal(witness, other)?.status == 403)

    let early = try audit.witnessRequest(since: 3).encoded
    #expect(refusal(witness, early)?.reason == .otherSize(0))
    let answer = try witness.addCheckpoint(Array(first.utf8), at: 1_700_000_000)
    let signed = try audit.checkpoint().adding(answer)
    let verified = try signed.verify(
      logKeys: audit.verifierKeys(), witnesses: [witness.verifier])
    #expect(verified.cosignatures.map(\.time) == [1_700_000_000])

    // From another size than it saw last, also when nothing was added.
    #expect(refusal(witness, first)?.reason == .otherSize(5))
    #expect(refusal(witness, first)?.status == 409)
    let unchanged = try audit.witnessRequest(since: 5).encoded
    #expect(refusal(witness, unchanged) == nil)
    try await grow(5..<20)
    let behind = try audit.witnessRequest(since: 4).encoded
    #expect(refusal(witness, behind)?.reason == .otherSize(5))
    // A proof of something else.
    let second = try audit.witnessRequest(since: 5)
    let wrong = try WitnessRequest(
      oldSize: 5, proof: Array(second.proof.dropLast()), checkpoint: second.checkpoint)
    #expect(refusal(witness, wrong.encoded)?.status == 422)
    let short = try WitnessRequest(oldSize: 5, proof: [], checkpoint: second.checkpoint)
    #expect(refusal(witness, short.encoded)?.reason == .unproven)
    #expect(try witness.seen(of: registry.desk.log.origin)?.checkpoint.size == 5)
    #expect(refusal(witness, second.encoded) == nil)
    #expect(try witness.seen(of: registry.desk.log.origin)?.checkpoint.size == 20)
    #expect(refusal(witness, second.encoded)?.reason == .otherSize(20))
    await registry.desk.close()
  }

  /// Whatever the order in which requests come through, the witness never goes back.
  @Test func manyAtOnceNeverRollItBack() async throws {
    let registry = try await TestRegistry()
    let audit = registry.desk.audit
    var requests: [[UInt8]] = []
    for size in 1...24 {
      try await registry.record([
        Step(ThingRef(.request, "r-\(size)"), .begin(["note": .text("n")]))
      ])
      for since in Set([0, size - 1, size / 2]) {
        requests.append(Array(try audit.witnessRequest(since: UInt64(since)).encoded.utf8))
      }
    }
    let folder = registry.path + "/witness"
    try Witness(folder: folder, name: "witness.example/one").follow(try audit.verifierKeys())
    let origin = registry.desk.log.origin
    await withTaskGroup(of: Void.self) { group in
      for request in requests.shuffled() {
        group.addTask {
          // Each as if it were another process.
          guard let witness = try? Witness(folder: folder) else { return }
          let before = (try? witness.seen(of: origin)?.checkpoint.size) ?? 0
          guard (try? witness.addCheckpoint(request, at: 1)) != nil else { return }
          let size = try? WitnessRequest(parsing: request).checkpoint.checkpoint.size
          #expect(size ?? 0 >= before)
          #expect((try? witness.seen(of: origin)?.checkpoint.size) ?? 0 >= size ?? .max)
        }
      }
    }
    await registry.desk.close()
  }

  @Test func aForkOfTheSameSizeIsAConflict() async throws {
    let registry = try await TestRegistry()
    try await registry.record([Step(ThingRef(.request, "r-1"), .begin(["note": .text("n")]))])
    let audit = registry.desk.audit
    let witness = try Witness(folder: registry.path + "/witness", name: "witness.example/one")
    let key = try SigningKey(name: registry.desk.log.origin, algorithm: .ed25519)
    try witness.follow(try audit.verifierKeys() + [key.verifier])
    _ = try witness.addCheckpoint(Array(try audit.witnessRequest(since: 0).encoded.utf8), at: 1)
    let fork = try SignedCheckpoint(
      Checkpoint(origin: registry.desk.log.origin, size: 1, root: MerkleTree.emptyRoot),
      signedBy: [key])
    let request = try WitnessRequest(oldSize: 1, proof: [], checkpoint: fork)
    let found = refusal(witness, request.encoded)
    #expect(found?.reason == .otherSize(1))
    #expect(found?.error.message.contains("forked") == true)
    await registry.desk.close()
  }

  // MARK: The registry's side

  @Test func witnessesAreReadStrictly() async throws {
    let registry = try await TestRegistry()
    await registry.desk.close()
    let folder = registry.desk.folder
    let text = try String(contentsOfFile: folder.configuration, encoding: .utf8)
    let witness = try SigningKey(name: "witness.example/one", algorithm: .cosignature)
    let log = try SigningKey(name: "log.example", algorithm: .ed25519)
    func open(_ more: String) async throws -> [WitnessAddress] {
      try (text + more).write(
        toFile: folder.configuration, atomically: true, encoding: .utf8)
      let desk = try Desk.open(folder)
      let found = desk.configuration.witnesses
      await desk.close()
      return found
    }
    func table(_ url: String, _ key: SigningKey) -> String {
      "[[witness]]\nurl = \"\(url)\"\nvkey = \"\(key.verifier)\"\n"
    }
    #expect(try await open("") == [])
    let found = try await open(table("https://witness.example/here/", witness))
    #expect(found.map(\.url) == ["https://witness.example/here"])
    #expect(found.map(\.key) == [witness.verifier])
    for wrong in [
      table("witness.example", witness), table("ftp://witness.example", witness),
      table("https://witness.example/?a=b", witness), table("https://u:p@witness.example", witness),
      table("https://witness.example", log), "[[witness]]\nurl = \"https://witness.example\"\n",
      "[witness]\nurl = \"https://witness.example\"\n", "witness = 3\n",
      "[[witness]]\nurl = \"https://w.example\"\nvkey = \"nonsense\"\n",
      table("https://witness.example", witness) + "key = \"x\"\n",
      table("https://a.example", witness) + table("https://b.example", witness),
    ] {
      await #expect(throws: DeskError(.damaged, ""), "\(wrong)") { try await open(wrong) }
    }
  }

  @Test func twoWitnessesStandOnOneCheckpoint() async throws {
    let registry = try await TestRegistry()
    try await registry.record([Step(ThingRef(.request, "r-1"), .begin(["note": .text("n")]))])
    let audit = registry.desk.audit
    let signed = try audit.checkpoint()
    let witnesses = try ["one", "two"].map {
      try Witness(folder: registry.path + "/" + $0, name: "witness.example/" + $0)
    }
    let request = Array(try audit.witnessRequest(since: 0, to: signed).encoded.utf8)
    for witness in witnesses {
      try witness.follow(try audit.verifierKeys())
      let line = try witness.addCheckpoint(request, at: 1_700_000_000)
      #expect(try audit.add(line, by: witness.verifier, to: signed) != nil)
      let stranger = try SigningKey(name: "witness.example/three", algorithm: .cosignature)
      #expect(try audit.add(line, by: stranger.verifier, to: signed) == nil)
    }
    let keys = witnesses.map(\.verifier)
    for found in [audit.cosigned(at: 1), try audit.lastCheckpoint()] {
      let verified = try found?.verify(logKeys: audit.verifierKeys(), witnesses: keys)
      #expect(verified?.cosignatures.count == 2)
    }
    #expect(audit.cosignedSizes == [1])
    await registry.desk.close()
  }
}
