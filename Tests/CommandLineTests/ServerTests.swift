import Foundation
import JSON
import Testing

/// The server and a witness as processes of their own, and programs of others that look at them.
@Suite(.serialized) struct ServerTests {
  /// A process that goes on until it is told to end, and what it says.
  private final class Running {
    let process: Process
    private let path: String

    init(_ process: Process, in folder: String) throws {
      self.process = process
      path = folder + "/says-\(UUID().uuidString)"
      _ = FileManager.default.createFile(atPath: path, contents: nil)
      process.standardError = FileHandle(forWritingAtPath: path)
      process.standardOutput = FileHandle.nullDevice
      process.standardInput = FileHandle.nullDevice
      try process.run()
    }

    deinit { process.terminate() }

    var says: String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

    /// The first address that it says it answers at.
    func address() async throws -> String {
      for _ in 0..<300 {
        if let found = says.firstMatch(of: #/http://[^\s"]+/#) { return String(found.0) }
        try await Task.sleep(for: .milliseconds(50))
      }
      Issue.record("it never answered: \(says)")
      return ""
    }

    /// Ends it as systemd does; the exit code.
    func end() -> Int32 {
      process.terminate()
      process.waitUntilExit()
      return process.terminationStatus
    }
  }

  private func fetch(_ address: String) throws -> (code: Int32, bytes: Data) {
    let curl = Process()
    curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    curl.arguments = ["curl", "-sf", "--max-time", "10", address]
    let pipe = Pipe()
    curl.standardOutput = pipe
    try curl.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    curl.waitUntilExit()
    return (curl.terminationStatus, bytes)
  }

  @Test func aWitnessElsewhereCountersignsWhatIsRecorded() async throws {
    let registry = try CommandLineRegistry()
    try registry.run("request", "add", "--id", "r-1", "--summary", "one").succeeded()
    let witness = try Running(
      registry.process(
        [
          "audit", "witness", "--listen", "127.0.0.1:0", "--prefix", "/w", "--state",
          registry.folder + "/witness", "--name", "witness.example/listening", "--follow",
          registry.registry + "/vkey",
        ], format: nil), in: registry.folder)
    let address = try await witness.address()
    #expect(address.hasSuffix("/w/add-checkpoint"))
    let key = try String(contentsOfFile: registry.folder + "/witness/vkey", encoding: .utf8)
      .trimmingCharacters(in: .newlines)
    let settings = registry.registry + "/config.toml"
    let text = try String(contentsOfFile: settings, encoding: .utf8)
    let url = address.replacing("/add-checkpoint", with: "")
    try (text + "\n[[witness]]\nurl = \"\(url)\"\nvkey = \"\(key)\"\n")
      .write(toFile: settings, atomically: true, encoding: .utf8)

    let server = try Running(
      registry.process(["serve", "--port", "0"], format: nil), in: registry.folder)
    let site = try await server.address()
    let checkpoint = try fetch(site + "/checkpoint")
    #expect(checkpoint.code == 0)
    var cosigned: [String] = []
    for _ in 0..<200 where cosigned.isEmpty {
      cosigned =
        (try? FileManager.default.contentsOfDirectory(atPath: registry.registry + "/cosigned"))?
        .filter { UInt64($0) != nil } ?? []
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(!cosigned.isEmpty, "\(server.says)\n\(witness.says)")
    let seen = try fetch(site + "/checkpoint")
    #expect(String(decoding: seen.bytes, as: UTF8.self).contains("witness.example/listening"))
    #expect(server.end() == 0)
    #expect(witness.end() == 0)
    let report = try registry.run(
      "audit", "verify", "--witness", registry.folder + "/witness/vkey"
    ).succeeded().json
    #expect(report["ok"]?.bool == true)
    #expect(report["continued"]?.array?.isEmpty == false)
    #expect(
      report["remarks"]?.array?.contains { $0.string?.contains("none of the") == true } == false)
  }

  /// What is logged of a request says nothing of who or what it was about.
  @Test func logsNameNoOneAndNothing() async throws {
    let registry = try CommandLineRegistry("demo")
    let server = try Running(
      registry.process(["serve", "--port", "0"], format: nil), in: registry.folder)
    let site = try await server.address()
    _ = try fetch(site + "/person/p-kim-jina?q=Kim&as-of=12")
    _ = try fetch(site + "/request/r-fiji-1")
    _ = try fetch(site + "/search?q=kabasakal")
    _ = try fetch(site + "/health")
    #expect(server.end() == 0)
    let lines = server.says.split(separator: "\n").compactMap {
      try? JSONValue(parsing: String($0))
    }
    let requests = lines.filter { $0["message"]?.string == "request" }
    #expect(requests.count >= 4)
    #expect(requests.contains { $0["route"]?.string == "/health" && $0["status"]?.string == "200" })
    for request in requests {
      let allowed: Set = [
        "time", "level", "source", "message", "route", "method", "status", "ms", "bytes",
        "hb.request.id", "request",
      ]
      #expect(request.keys.isSubset(of: allowed), "\(request.keys)")
      for word in ["kim", "fiji", "kabasakal", "as-of", "127.0.0.1", "staff-1"] {
        #expect(!request.compactText.lowercased().contains(word), "\(request.compactText)")
      }
    }
  }
}
