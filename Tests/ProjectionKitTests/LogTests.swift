import EventLog
import ProjectionKit
import Sealing
import Testing

/// Views over a log that takes appends.
@Suite struct LogTests {
  @Test func viewsFollowARealLog() async throws {
    let log = MemoryEventLog(keyRing: MemoryKeyRing())
    let folder = try Folder()
    let store = try folder.store(pace: ViewPace(following: 4))
    let events = ToyEvent.random(90, seed: 12)
    for (number, event) in events.enumerated() {
      let outcome = try await log.append(
        Append(
          command: UniqueID(high: 1, low: UInt64(number)), by: "staff", via: "cli",
          writes: [event.write()]))
      guard case .appended = outcome else {
        Issue.record("not appended: \(outcome)")
        return
      }
      if number % 7 == 0 { try store.catchUp(from: log) }
    }
    #expect(try store.catchUp(from: log) == 90)
    for size in 0...90 {
      let shown = try store.model(asOf: size)
      #expect(shown == ToyModel(events.prefix(size)))
    }
    #expect(try store.check(at: [0, 45, 90], against: log) == [])
    // The same events in another log have another root.
    let other = MemoryEventLog(keyRing: MemoryKeyRing())
    for (number, event) in events.prefix(90).enumerated() {
      _ = try await other.append(
        Append(
          command: UniqueID(high: 2, low: UInt64(number)), by: "staff", via: "cli",
          writes: [event.write()]))
    }
    var built = 0
    try store.catchUp(from: other) { _, _ in built += 1 }
    #expect(built > 0)
    #expect(try store.model() == ToyModel(events))
  }
}
