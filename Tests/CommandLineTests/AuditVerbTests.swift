import Foundation
import JSON
import Testing

/// Proving, protecting and putting back, as somebody does it at a terminal.
@Suite struct AuditVerbTests {
  /// A registry with some requests in it.
  private func registry() throws -> CommandLineRegistry {
    let registry = try CommandLineRegistry()
    for number in 1...3 {
      try registry.run("request", "add", "--summary", "number \(number)").succeeded()
    }
    return registry
  }

  private func log(_ registry: CommandLineRegistry) -> String {
    registry.registry + "/log/data.mdb"
  }

  private func change(_ file: String, _ change: (inout Data) throws -> Void) throws {
    var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    try change(&bytes)
    try bytes.write(to: URL(fileURLWithPath: file))
  }

  @Test func shapesAreThoseOfTheContract() throws {
    let registry = try registry()
    let verified = try registry.run("audit", "verify").succeeded().json
    #expect(
      verified.keys.isSuperset(of: [
        "ok", "size", "root", "checkpoint", "events_checked", "blobs", "first_fault",
      ]))
    #expect(verified["ok"] == true && verified["size"] == 3 && verified["first_fault"] == .null)
    #expect(verified["checkpoint"]?.keys == ["size", "root", "signature"])
    #expect(verified["blobs"]?.keys == ["present", "erased", "missing"])
    let checkpoint = try registry.run("audit", "checkpoint").succeeded().json
    #expect(checkpoint.keys.isSuperset(of: ["origin", "size", "root", "note", "vkey"]))
    #expect(checkpoint["root"] == verified["root"])
    // Their own formats, unless JSON is asked for.
    let note = try registry.run(["audit", "checkpoint"], format: nil).succeeded().output
    #expect(JSONValue.string(note) == checkpoint["note"])
    let receipt = try registry.run(["audit", "prove", "1"], format: nil).succeeded().output
    #expect(receipt.hasPrefix("c2sp.org/tlog-proof@v1\nindex 1\n") && receipt.hasSuffix(note))
    #expect(try registry.run("audit", "prove", "3").code == 1)
    let row = try registry.run("audit", "row", "requests", "r-unnamed-1").succeeded().json
    #expect(row.array?.count == 1 && row.array?[0]["receipt"]?.string?.isEmpty == false)
  }

  @Test func aChangedRecordIsFoundAndNothingMoreIsWritten() throws {
    let registry = try registry()
    try change(log(registry)) { bytes in
      let place = try #require(bytes.range(of: Data("request/r-unnamed-2".utf8)))
      bytes[place.lowerBound] ^= 1
    }
    let result = try registry.run("audit", "verify")
    #expect(result.code == 6)
    #expect(try result.json["ok"] == false && result.json["first_fault"]?["position"] == 1)
    #expect(result.errors.contains("error:"))
    let refused = try registry.run("request", "add", "--summary", "more")
    #expect(refused.code == 6 && refused.errors.contains("position 1"))
    #expect(try registry.run("request", "list").code == 0, "what can be read is read")
  }

  /// Whatever happens to a file, the program ends with a message.
  @Test(arguments: 1...12)
  func damagedPagesNeverEndItInSilence(seed: UInt64) throws {
    let registry = try registry()
    var random = SeededGenerator(seed: seed)
    let isIndex = seed % 3 == 0
    let file = isIndex ? registry.registry + "/log/index/data.mdb" : log(registry)
    try change(file) { bytes in
      if seed == 1 {
        bytes.removeLast(bytes.count - 8192)
        return
      }
      for _ in 0..<8 {
        let page = Int.random(in: 0..<bytes.count / 4096, using: &random) * 4096
        let size = Int.random(in: 1...64, using: &random)
        let start = page + Int.random(in: 0..<128, using: &random)
        for place in start..<min(start + size, bytes.count) {
          bytes[place] = .random(in: 0...255, using: &random)
        }
      }
    }
    for arguments in [
      ["audit", "verify"], ["request", "add", "--summary", "x"], ["request", "list"],
      ["log", "list"], ["views", "rebuild"],
    ] {
      let result = try registry.run(arguments)
      #expect([0, 1, 3, 5, 6].contains(result.code), "\(result)")
      #expect(result.code == 0 || result.errors.contains("error:"), "\(result)")
    }
  }

  @Test func whatOthersHoldOpenIsFinishedWhenTheyEnd() throws {
    let registry = try CommandLineRegistry()
    try registry.run("person", "add", "--id", "p-zyx", "--name", "Zyxo Wvuts").succeeded()
    try registry.run(
      "request", "add", "--id", "r-1", "--summary", "for Zyxo Wvuts", "--note", "kept"
    ).succeeded()
    try registry.run("person", "erase", "p-zyx", "--reason", "letter 1").succeeded()
    let follower = registry.process(["log", "tail", "--follow"], format: "jsonl")
    let output = Pipe()
    follower.standardOutput = output
    try follower.run()
    _ = output.fileHandleForReading.availableData
    let approved = try registry.run("person", "approve-erasure", "p-zyx", "--actor", "auditor-1")
    #expect(approved.code == 0 && approved.errors.contains("not finished"))
    #expect(try registry.run("person", "show", "p-zyx").code == 1, "nobody can read it any more")
    #expect(try registry.run("request", "show", "r-1").json["summary"] == "[erased]")
    follower.terminate()
    follower.waitUntilExit()
    let next = try registry.run("request", "list").succeeded()
    #expect(next.errors.contains("finished now"))
    #expect(try files(in: registry.registry, with: ["zyxo", "p-zyx", "wvuts"]).isEmpty)
    try registry.run("audit", "verify").succeeded()
    try registry.run("views", "check").succeeded()
  }

  /// The names of files that hold one of these texts, in any case.
  private func files(in folder: String, with texts: [String]) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).filter { path in
      guard let data = FileManager.default.contents(atPath: folder + "/" + path) else {
        return false
      }
      let content = Data((String(data: data, encoding: .isoLatin1) ?? "").lowercased().utf8)
      return texts.contains { content.range(of: Data($0.utf8)) != nil }
    }
  }

  /// A process that is killed at any moment of an erasure leaves all of it done, or nothing of it, after
  /// the next start.
  @Test(arguments: [0.02, 0.05, 0.08, 0.12, 0.2, 0.3])
  func anErasureThatIsKilledIsFinished(seconds: Double) throws {
    let registry = try CommandLineRegistry()
    try registry.run("person", "add", "--id", "p-zyx", "--name", "Zyxo Wvuts").succeeded()
    try registry.run("request", "add", "--id", "r-1", "--summary", "for Zyxo Wvuts").succeeded()
    try registry.run("person", "erase", "p-zyx", "--reason", "letter 1").succeeded()
    let process = registry.process(["person", "approve-erasure", "p-zyx", "--actor", "auditor-1"])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    Thread.sleep(forTimeInterval: seconds)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try registry.run("request", "list").succeeded()
    let log = try registry.run(["log", "list"], format: "jsonl").output
    if log.contains("person.erasure_approved") {
      #expect(log.contains("person.erasure_verified"))
      #expect(try files(in: registry.registry, with: ["zyxo", "p-zyx", "wvuts"]).isEmpty)
      #expect(try registry.run("request", "show", "r-1").json["summary"] == "[erased]")
    } else {
      #expect(try registry.run("person", "show", "p-zyx").json["name"] == "Zyxo Wvuts")
    }
    try registry.run("audit", "verify").succeeded()
    try registry.run("views", "check").succeeded()
  }

  @Test func aBackupIsMadeWhileOthersWrite() async throws {
    let registry = try registry()
    async let writing: Void = {
      for number in 1...20 {
        try registry.run("request", "add", "--summary", "meanwhile \(number)").succeeded()
      }
    }()
    for number in 1...4 {
      let backup = try registry.run("backup", registry.folder + "/backup-\(number)").succeeded()
      #expect(try backup.json["size"]?.integer ?? 0 >= 3)
    }
    try await writing
    // A copy of the live file is refused as such when it does not verify.
    try registry.run("restore", registry.folder + "/backup-1").succeeded()
    let restored = try registry.run("request", "list").succeeded()
    #expect(try restored.json.array?.count ?? 0 >= 3)
    try registry.run("audit", "verify").succeeded()
  }

  @Test func aWitnessNeedsNoRegistry() throws {
    let registry = try registry()
    let request = registry.folder + "/request"
    let text = try registry.run(["audit", "witness-request", "--since", "0"], format: nil)
      .succeeded().output
    try Data(text.utf8).write(to: URL(fileURLWithPath: request))
    let state = registry.folder + "/witness"
    let vkey = registry.registry + "/vkey"
    #expect(try registry.run("audit", "witness", "--once", request, "--state", state).code == 1)
    let unknown = try registry.run(
      "audit", "witness", "--once", request, "--state", state, "--name", "witness.example/one")
    #expect(unknown.code == 1 && unknown.errors.contains("--follow"))
    let answer = try registry.run(
      ["audit", "witness", "--once", request, "--state", state, "--follow", vkey], format: nil
    ).succeeded().output
    #expect(answer.hasPrefix("— witness.example/one "))
    try Data(answer.utf8).write(to: URL(fileURLWithPath: registry.folder + "/answer"))
    try registry.run(
      "audit", "checkpoint", "--cosignature", registry.folder + "/answer", "--witness",
      state + "/vkey"
    ).succeeded()
    try registry.run("audit", "verify", "--witness", state + "/vkey").succeeded()
  }
}
