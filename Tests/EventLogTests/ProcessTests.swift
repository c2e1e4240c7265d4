import EventLog
import Foundation
import JSON
import Sealing
import Testing

/// The log shared with other processes, and their deaths.
@Suite(.serialized) struct ProcessTests {
  /// A running child that appends.
  final class Child: @unchecked Sendable {
    let process = Process()
    let output = Pipe()

    init(_ directory: String, writers: Int, commands: Int? = nil) throws {
      // The products of a package lie side by side.
      let folder = try #require(Bundle.main.executableURL).deletingLastPathComponent()
      process.executableURL = folder.appending(path: "LogKillTarget")
      process.arguments = [directory, "\(writers)"] + (commands.map { ["\($0)"] } ?? [])
      process.standardOutput = output
      try process.run()
    }

    /// Returns when the child has said that the log is open.
    func waitUntilReady() throws {
      while !printed.contains(10) {
        let more = output.fileHandleForReading.availableData
        guard !more.isEmpty else { break }
        printed += more
      }
      #expect(String(decoding: printed, as: UTF8.self).hasPrefix("ready\n"))
    }

    private var printed = Data()

    /// What the child has printed when it ends, and the receipts among it; the last line may be cut
    /// short.
    func finished() async -> (receipts: [Receipt], text: String) {
      await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: self.finish()) }
      }
    }

    private func finish() -> (receipts: [Receipt], text: String) {
      let data = printed + output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      let text = String(decoding: data, as: UTF8.self)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
      let receipts = lines.compactMap { line -> Receipt? in
        let parts = line.split(separator: " ")
        guard parts.count == 3, let id = UniqueID(parts[0]), let first = UInt64(parts[1]),
          let count = Int(parts[2])
        else { return nil }
        return Receipt(command: id, first: first, count: count)
      }
      return (receipts, text)
    }
  }

  /// Checks the whole log: dense, whole commands, and every acknowledged one is there.
  func check(_ log: LMDBEventLog, acknowledged: [Receipt]) throws {
    let events = try log.all()
    #expect(events.map(\.position) == Array(0..<UInt64(events.count)))
    for (_, stream) in Dictionary(grouping: events, by: \.stream) {
      #expect(stream.map(\.revision) == Array(0..<UInt32(stream.count)))
    }
    let commands = Dictionary(grouping: events, by: \.command)
    for (_, members) in commands where members[0].by == "staff-1" {
      // Each command of the child ends with its event for the shared stream.
      #expect(members.filter { $0.type == "request.counted" }.count == 1)
      #expect(members.last?.type == "request.counted")
      #expect(members.allSatisfy { $0.type == "request.counted" || $0.data["writer"] != nil })
    }
    for receipt in acknowledged {
      let members = commands[receipt.command] ?? []
      #expect(members.map(\.position) == Array(receipt.first..<receipt.size))
      #expect(try log.read { try $0.receipt(of: receipt.command) } == receipt)
    }
    #expect(events.allSatisfy { !$0.beside.values.contains(.erased) })
    for index in events.indices.dropFirst() {
      #expect(events[index - 1].recorded <= events[index].recorded)
    }
  }

  @Test func killedWritersLoseNothing() async throws {
    let rounds = ProcessInfo.processInfo.environment["LOG_KILLS"].flatMap(Int.init) ?? 20
    let fixture = try Fixture(.files)
    await fixture.log.close()
    var acknowledged: [Receipt] = []
    var generator = SystemRandomNumberGenerator()
    for round in 0..<rounds {
      let child = try Child(fixture.directory + "/log", writers: [1, 8][round % 2])
      try child.waitUntilReady()
      try await Task.sleep(for: .microseconds(Int.random(in: 0..<20_000, using: &generator)))
      kill(child.process.processIdentifier, SIGKILL)
      acknowledged += await child.finished().receipts
      // Not every round: the next child must cope with what the killed one left.
      if round % 5 == 4 || round == rounds - 1 {
        let log = try LMDBEventLog(
          openingAt: fixture.directory + "/log", keyRing: MemoryKeyRing())
        try check(log, acknowledged: acknowledged)
        await log.close()
      }
    }
    #expect(!acknowledged.isEmpty)
  }

  @Test func twoProcessesWriteAndOneFollows() async throws {
    let fixture = try Fixture(.files)
    let log = fixture.log
    let children = try (0..<2).map { _ in
      try Child(fixture.directory + "/log", writers: 4, commands: 50)
    }
    let followed = Task {
      var next: Position = 0
      for try await event in log.follow() {
        #expect(event.position == next)
        next += 1
        if event.type == "test.end" { break }
      }
      return next
    }
    for number in 0..<100 {
      try await log.appended(
        command(newID(), "own/\(number % 5)", .any, [NewEvent(type: "request.counted")]))
    }
    var acknowledged: [Receipt] = []
    for child in children {
      let (receipts, text) = await child.finished()
      #expect(text.hasSuffix("done\n"))
      #expect(receipts.count == 200)
      acknowledged += receipts
    }
    try await log.appended(command(newID(), "own/1", .any, [NewEvent(type: "test.end")]))
    let size = try log.size()
    #expect(try await followed.value == size)
    let last = try log.read { try $0.lastRevision(of: StreamName("shared/one")) }
    #expect(last == 399)
    for receipt in acknowledged {
      #expect(try log.read { try $0.receipt(of: receipt.command) } == receipt)
    }
    await log.close()
  }

  @Test func anotherProcessWakesThoseWhoWait() async throws {
    let fixture = try Fixture(.files)
    let log = fixture.log
    let waiting = Task { try await log.wait(beyond: 0) }
    let child = try Child(fixture.directory + "/log", writers: 1, commands: 1)
    let (receipts, text) = await child.finished()
    #expect(receipts.count == 1, "\(text)")
    // Who waits for what never came would wait for ever.
    if receipts.isEmpty { waiting.cancel() }
    #expect(try await waiting.value > 0)
    await log.close()
  }

  @Test func aFileThatMayNotGrowFailsClearlyAndGoesOnLater() async throws {
    let fixture = try Fixture(.files)
    await fixture.log.close()
    let child = try Child(fixture.directory + "/log", writers: 0)
    let text = await child.finished().text
    #expect(text == "ready\nno space\nstill no space\nappended at the end\ndone\n")
    let log = try LMDBEventLog(
      openingAt: fixture.directory + "/log", keyRing: MemoryKeyRing())
    try check(log, acknowledged: [])
    await log.close()
  }
}
