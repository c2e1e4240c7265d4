import Hummingbird
import NIOCore
import Access
import Desk
import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import Registry
import Testing
import Things
import Transparency
import WebAudit

/// A witness on one side of a socket and a registry on the other.
@Suite(.enabled(if: Alone.isSaid)) struct WitnessOverHTTPTests {
  /// A registry, a witness that follows it, and the witness's server at a port.
  private func running(
    _ body:
      @escaping @Sendable (
        _ desk: Desk, _ witness: Witness, _ client: any TestClientProtocol
      ) async throws -> Void
  ) async throws {
    let path = FileManager.default.temporaryDirectory.path + "/witness-\(UUID().uuidString)"
    let desk = try await Desk.create(
      RegistryFolder(path: path + "/registry"), origin: "log.example/one", timeZone: .gmt)
    let witness = try Witness(folder: path + "/witness", name: "witness.example/one")
    try witness.follow(try desk.audit.verifierKeys())
    let server = WitnessServer(witness, prefix: "/w", logger: Logger(label: "test"))
    try await server.application(host: "127.0.0.1", port: 0).test(.live) { client in
      try await body(desk, witness, client)
    }
    await desk.close()
    try? FileManager.default.removeItem(atPath: path)
  }

  private func grow(_ desk: Desk, by count: Int) async throws {
    _ = try await desk.submit(
      Submission(
        by: "staff-1",
        steps: (0..<count).map { _ in
          Step(
            ThingRef(.request, "r-\(UUID().uuidString.lowercased())"),
            .begin(["note": .text("n")]))
        }))
    _ = try desk.audit.checkpoint()
  }

  /// Writes the witness into the settings and opens the registry again, so that its rounds start as
  /// after a restart of the program; runs them until they say what is waited for.
  private func rounds(
    _ folder: RegistryFolder, _ address: WitnessAddress,
    until isDone: @escaping @Sendable (WitnessRounds.Standing, Desk) throws -> Bool
  ) async throws {
    let text = try String(contentsOfFile: folder.configuration, encoding: .utf8)
    if !text.contains("[[witness]]") {
      try (text + "\n[[witness]]\nurl = \"\(address.url)\"\nvkey = \"\(address.key)\"\n")
        .write(toFile: folder.configuration, atomically: true, encoding: .utf8)
    }
    let desk = try Desk.open(folder)
    let rounds = WitnessRounds(
      Upkeep(desk), pause: .milliseconds(20), logger: Logger(label: "test"))
    let task = Task { try await rounds.run() }
    let end = ContinuousClock.now + .seconds(60)
    var isReached = false
    while !isReached, ContinuousClock.now < end {
      isReached = try isDone(try #require(rounds.standings.first), desk)
      if !isReached { try await Task.sleep(for: .milliseconds(20)) }
    }
    #expect(isReached, "\(rounds.standings)")
    task.cancel()
    _ = try? await task.value
    await desk.close()
  }

  @Test func checkpointsAreCosignedAsTheyAreSigned() async throws {
    try await running { desk, witness, client in
      let folder = desk.folder
      try await self.grow(desk, by: 20)
      await desk.close()
      let address = WitnessAddress(
        url: "http://127.0.0.1:\(client.port ?? 0)/w", key: witness.verifier)
      try await self.rounds(folder, address) { standing, _ in standing.size == 20 }
      // Another program start: it knows where the witness stands, and goes on from there.
      let again = try Desk.open(folder)
      try await self.grow(again, by: 5)
      await again.close()
      try await self.rounds(folder, address) { standing, desk in
        guard standing.size == 25, standing.trouble == nil else { return false }
        let signed = try desk.audit.lastCheckpoint()
        let verified = try signed?.verify(
          logKeys: desk.audit.publishedKeys(), witnesses: [witness.verifier])
        return verified?.cosignatures.count == 1
      }
      // What was kept is gone: the witness tells where it stands.
      try FileManager.default.removeItem(atPath: folder.cosigned)
      let third = try Desk.open(folder)
      try await self.grow(third, by: 2)
      await third.close()
      try await self.rounds(folder, address) { standing, desk in
        standing.size == 27 && desk.audit.cosignedSizes == [27]
      }
    }
  }

  @Test func aRegistryThatWasPutBackIsTold() async throws {
    try await running { desk, witness, client in
      let folder = desk.folder
      try await self.grow(desk, by: 3)
      await desk.close()
      let old = folder.path + "-old"
      try FileManager.default.copyItem(atPath: folder.path, toPath: old)
      let later = try Desk.open(folder)
      try await self.grow(later, by: 4)
      let request = Array(try later.audit.witnessRequest(since: 0).encoded.utf8)
      _ = try witness.addCheckpoint(request, at: 1_700_000_000)
      await later.close()
      try FileManager.default.removeItem(atPath: folder.path)
      try FileManager.default.moveItem(atPath: old, toPath: folder.path)
      let address = WitnessAddress(
        url: "http://127.0.0.1:\(client.port ?? 0)/w", key: witness.verifier)
      try await self.rounds(folder, address) { standing, _ in
        standing.trouble == .sawMore(7) && standing.trouble?.isAlarming == true
      }
    }
  }

  @Test func aWitnessThatIsAwayIsTold() async throws {
    try await running { desk, witness, _ in
      let folder = desk.folder
      try await self.grow(desk, by: 1)
      await desk.close()
      let address = WitnessAddress(url: "http://127.0.0.1:9/w", key: witness.verifier)
      try await self.rounds(folder, address) { standing, _ in
        guard case .unreachable? = standing.trouble else { return false }
        return standing.trouble?.isAlarming == false && standing.size == nil
      }
    }
  }

  /// The answers of C2SP tlog-witness, on the wire.
  @Test func answersHaveTheirStatusAndType() async throws {
    try await running { desk, witness, client in
      try await self.grow(desk, by: 8)
      let request = try desk.audit.witnessRequest(since: 0).encoded
      func post(_ body: String, _ path: String = "/w/add-checkpoint") async throws
        -> TestResponse
      {
        try await client.execute(uri: path, method: .post, body: .init(string: body))
      }
      let bad = try await post("nonsense")
      #expect(bad.status == .badRequest)
      #expect(try await post(String(repeating: "x", count: 70_000)).status == .contentTooLarge)
      #expect(try await post(request, "/add-checkpoint").status == .notFound)
      let get = try await client.execute(uri: "/w/add-checkpoint", method: .get)
      #expect(get.status == .methodNotAllowed || get.status == .notFound)

      let good = try await post(request)
      #expect(good.status == .ok)
      let line = String(buffer: good.body)
      #expect(line.hasPrefix("\u{2014} witness.example/one ") && line.hasSuffix("\n"))
      let signed = try SignedCheckpoint(
        parsing: Array((try desk.audit.checkpoint().encoded + line).utf8))
      _ = try signed.verify(
        logKeys: desk.audit.verifierKeys(), witnesses: [witness.verifier])

      let conflict = try await post(request)
      #expect(conflict.status == .conflict)
      #expect(conflict.headers[.contentType] == "text/x.tlog.size")
      #expect(String(buffer: conflict.body) == "8\n")

      let stranger = try SigningKey(name: "stranger.example", algorithm: .ed25519)
      let other = try SignedCheckpoint(
        Checkpoint(origin: "stranger.example", size: 0, root: MerkleTree.emptyRoot),
        signedBy: [stranger])
      let unknown = try await post(
        WitnessRequest(oldSize: 0, proof: [], checkpoint: other).encoded)
      #expect(unknown.status == .notFound)
    }
  }
}
