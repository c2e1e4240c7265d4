import Desk
import EventLog
import Foundation
import ProjectionKit
import Registry
import Testing
import Things

/// The daily verification of a registry at work.
@Suite struct ScrubTests: Tampering {
  private func registry(_ count: Int = 20) async throws -> TestRegistry {
    let registry = try await TestRegistry()
    try await registry.record(
      (0..<count).map { Step(ThingRef(.request, "r-\($0)"), .begin(["summary": .text("x")])) })
    return registry
  }

  @Test func whatItFoundIsKept() async throws {
    let registry = try await registry()
    #expect(registry.desk.scrub.status.last == nil && registry.desk.scrub.status.running == nil)
    let result = try await registry.desk.scrub.run()
    #expect(result.isSound && result.size == 20 && result.ended >= result.began)
    #expect(registry.desk.scrub.status.last == result && registry.desk.scrub.status.running == nil)
    await registry.desk.close()
    let desk = try Desk.open(registry.desk.folder)
    #expect(desk.scrub.status.last == result)
    await desk.close()
  }

  @Test func aFaultStopsRecordingAtOnceAndUntilItIsMended() async throws {
    let registry = try await registry()
    let desk = registry.desk
    _ = try desk.audit.checkpoint()
    #expect(desk.refusal == nil)
    try Bits.flip(in: desk.folder, record: 7)
    try await record(desk)
    let result = try await desk.scrub.run()
    #expect(!result.isSound && result.position == 7)
    #expect(desk.refusal?.place["position"] == "7")
    await #expect(throws: DeskError(.verification, "")) {
      _ = try await desk.submit(
        Submission(
          by: "x", steps: [Step(ThingRef(.request, "r-late"), .begin(["note": .text("y")]))]))
    }
    // Reading goes on.
    #expect(try registry.ids(.request).contains("r-new"))
    try Bits.flip(in: desk.folder, record: 7)
    #expect(try await desk.scrub.run().isSound)
    #expect(desk.refusal == nil)
    await desk.close()
  }

  /// Another process verifies: the running one takes notice of what it noted.
  @Test func aFaultThatAnotherProcessFoundIsNoticed() async throws {
    let registry = try await registry()
    let desk = registry.desk
    let path = desk.folder.path + "/fault"
    try Data(#"{"position":3,"part":"record","message":"changed"}"#.utf8)
      .write(to: URL(fileURLWithPath: path))
    #expect(desk.refusal?.place["position"] == "3")
    await #expect(throws: DeskError(.verification, "")) { try await record(desk) }
    try FileManager.default.removeItem(atPath: path)
    #expect(desk.refusal == nil)
    try await record(desk)
    await desk.close()
  }

  @Test func writersGoOnMeanwhile() async throws {
    let registry = try await registry(3000)
    let desk = registry.desk
    desk.scrub.begin()
    #expect(desk.scrub.status.running != nil)
    var recorded = 0
    while desk.scrub.status.running != nil {
      try await registry.record([
        Step(ThingRef(.request, "r-more-\(recorded)"), .begin(["note": .text("z")]))
      ])
      recorded += 1
    }
    #expect(desk.scrub.status.last?.isSound == true)
    #expect(desk.scrub.status.last?.size ?? 0 >= 3000)
    await desk.close()
  }

  @Test func twoWhoAskGetOneAnswer() async throws {
    let registry = try await registry(500)
    let scrub = registry.desk.scrub
    async let first = scrub.run()
    async let second = scrub.run()
    let (a, b) = try await (first, second)
    // Unless the first had ended before the second began.
    #expect(a == b || a.ended <= b.began || b.ended <= a.began)
    await registry.desk.close()
  }

  @Test func whatIsInterruptedLeavesNothing() async throws {
    let registry = try await registry(500)
    let desk = registry.desk
    let before = try await desk.scrub.run()
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await desk.scrub.run()
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(desk.scrub.status.last == before && desk.scrub.status.failure == nil)
    #expect(desk.scrub.status.running == nil)
    #expect(desk.refusal == nil)
    desk.scrub.begin()
    await desk.close()
    await #expect(throws: CancellationError.self) { try await desk.scrub.run() }
    let again = try Desk.open(desk.folder)
    #expect(again.scrub.status.last != nil && again.refusal == nil)
    await again.close()
  }

  @Test func itIsDueAtNightInTheOfficesZone() async throws {
    let registry = try await registry(1)
    let scrub = registry.desk.scrub
    let seoul = try #require(TimeZone(identifier: "Asia/Seoul"))
    func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }
    // Never done: soon after the start, or at night if that is sooner.
    let start = try date("2026-11-27T05:00:00Z")
    #expect(
      try scrub.next(after: start, startedAt: start, in: seoul) == date("2026-11-27T05:10:00Z"))
    let late = try date("2026-11-27T17:55:00Z")
    #expect(try scrub.next(after: late, startedAt: late, in: seoul) == date("2026-11-27T18:00:00Z"))
    // Done: the next three o'clock of the office.
    try await scrub.run()
    let now = Date()
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = seoul
    let next = scrub.next(after: now, startedAt: now, in: seoul)
    #expect(calendar.component(.hour, from: next) == Scrub.quietHour)
    #expect(calendar.component(.minute, from: next) == 0)
    #expect(next > now && next.timeIntervalSince(now) <= 86_400)
    // It was missed while the program did not run.
    let later = now.addingTimeInterval(3 * 86_400)
    #expect(scrub.next(after: later, startedAt: later, in: seoul).timeIntervalSince(later) <= 600)
    await registry.desk.close()
  }
}
