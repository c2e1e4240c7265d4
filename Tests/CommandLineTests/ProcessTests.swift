import Foundation
import JSON
import Testing

/// Several processes at one registry, and processes that die.
@Suite(.serialized) struct ProcessTests {
  @Test func twoWritersAndAFollower() async throws {
    let registry = try CommandLineRegistry()
    let follower = registry.process(["log", "tail", "--follow", "--limit", "0"], format: "jsonl")
    let path = registry.folder + "/followed"
    FileManager.default.createFile(atPath: path, contents: nil)
    follower.standardOutput = FileHandle(forWritingAtPath: path)
    try follower.run()
    defer { follower.terminate() }
    let acknowledged = try await withThrowingTaskGroup(of: [String].self) { group in
      for writer in 1...2 {
        group.addTask {
          try (1...50).map { number in
            let receipt = try registry.run(
              "request", "add", "--summary", "\(number) of \(writer)", "--actor", "w-\(writer)"
            ).succeeded().json
            return receipt["id"]?.string ?? ""
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(Set(acknowledged).count == 100)
    let rows = try registry.run("request", "list").json
    #expect(rows.ids.sorted() == acknowledged.sorted())
    let log = try registry.run(["log", "list"], format: "jsonl").output
    let positions = try log.split(separator: "\n").map {
      try JSONValue(parsing: String($0))["position"]?.integer
    }
    #expect(positions == (0..<100).map { Int64($0) })
    var followed = ""
    for _ in 0..<100 {
      followed = try String(contentsOfFile: path, encoding: .utf8)
      if followed == log { break }
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(followed == log)
    try registry.run("views", "check").succeeded()
  }

  /// How many processes are killed: a few in the normal run, more in a campaign.
  static let kills = Int(ProcessInfo.processInfo.environment["RAPPORTEUR_KILLS"] ?? "") ?? 24

  @Test func killedProcessesLeaveWholeCommands() throws {
    var campaign = KillCampaign(seed: 7)
    try campaign.run(Self.kills)
    print(campaign.summary)
    #expect(campaign.killed > 0)
    #expect(campaign.lost == 0)
    #expect(campaign.halves == 0)
    #expect(campaign.repairs == 0)
  }
}

/// Commands in child processes that are killed at random moments.
struct KillCampaign {
  private(set) var killed = 0
  private(set) var finished = 0
  private(set) var lost = 0
  private(set) var halves = 0
  private(set) var repairs = 0
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  var summary: String {
    "\(killed) killed, \(finished) finished before; \(lost) acknowledged commands lost, "
      + "\(halves) half-written, \(repairs) registries that did not open by themselves"
  }

  mutating func run(_ count: Int) throws {
    var registry = try CommandLineRegistry()
    var month = try ImportTests.sample(registry)
    var acknowledged: [String] = []
    var importEvents: Int64?
    var round = -1
    while killed < count {
      round += 1
      if round > 0, round.isMultiple(of: 20) {
        registry = try CommandLineRegistry()
        month = try ImportTests.sample(registry)
        acknowledged = []
        importEvents = nil
      }
      let isImport = round.isMultiple(of: 2) && importEvents == nil
      let command = UUID().uuidString.lowercased()
      let arguments =
        isImport
        ? ["import", month] : ["request", "add", "--summary", "\(round)", "--command-id", command]
      let process = registry.process(arguments)
      let output = Pipe()
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      process.standardInput = FileHandle.nullDevice
      let before = try registry.size()
      try process.run()
      Thread.sleep(forTimeInterval: Double.random(in: 0...(isImport ? 0.5 : 0.1), using: &random))
      let isKilled = process.isRunning && kill(process.processIdentifier, SIGKILL) == 0
      process.waitUntilExit()
      let printed = output.fileHandleForReading.readDataToEndOfFile()
      let receipt = try? JSONValue(parsing: Array(printed))
      if isKilled, process.terminationReason == .uncaughtSignal {
        killed += 1
      } else {
        finished += 1
      }
      if !isImport, let id = receipt?["id"]?.string { acknowledged.append(id) }
      if isImport, let events = receipt?["events"]?.integer { importEvents = events }
      check(registry, before, isImport: isImport, acknowledged, receipt)
      // A whole import may have been written though nobody heard of it.
      if isImport, importEvents == nil, (try? registry.size()) != before { importEvents = 0 }
    }
  }

  /// What must hold after every kill, with nobody's help.
  private mutating func check(
    _ registry: CommandLineRegistry, _ before: Int64, isImport: Bool, _ acknowledged: [String],
    _ receipt: JSONValue?
  ) {
    do {
      let rows = try registry.run("request", "list").succeeded().json.ids
      try registry.run("views", "check").succeeded()
      let size = try registry.size()
      lost += acknowledged.count { !rows.contains($0) }
      let written = size - before
      if !isImport {
        if written > 1 { halves += 1 }
        return
      }
      if receipt?["events"]?.integer.map({ $0 != written }) == true { lost += 1 }
      // All of the month or nothing of it.
      let meetings = try registry.run("meeting", "list").succeeded().json.ids.count
      if written != 0, meetings != 47 { halves += 1 }
      if written == 0, meetings != 0 { halves += 1 }
    } catch {
      print("\(error)")
      repairs += 1
    }
  }
}
