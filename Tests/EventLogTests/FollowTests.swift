import EventLog
import Testing

/// What every store does for those who follow.
@Suite struct FollowTests {
  @Test(arguments: Store.allCases) func waitingEndsWhenTheLogGrows(_ store: Store) async throws {
    let log = try Fixture(store).log
    async let size = log.wait(beyond: 0)
    try await log.appended(command())
    #expect(try await size == 1)
    #expect(try await log.wait(beyond: 0) == 1)
  }

  @Test(arguments: Store.allCases) func waitingCanBeCancelled(_ store: Store) async throws {
    let log = try Fixture(store).log
    let waiting = Task { try await log.wait(beyond: 0) }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    try await log.appended(command())
    #expect(try await log.wait(beyond: 0) == 1)
  }

  @Test(arguments: Store.allCases) func closingEndsWaiting(_ store: Store) async throws {
    let log = try Fixture(store).log
    let waiting = Task { try await log.wait(beyond: 5) }
    await Task.yield()
    await log.close()
    #expect(await code { _ = try await waiting.value } == .closed)
  }

  @Test(arguments: Store.allCases) func historyFirstThenLive(_ store: Store) async throws {
    let log = try Fixture(store).log
    for _ in 0..<700 { _ = try await log.append(command()) }
    let appending = Task {
      for _ in 0..<300 { _ = try await log.append(command()) }
    }
    var next: Position = 0
    for try await event in log.follow() {
      #expect(event.position == next)
      next += 1
      if next == 1000 { break }
    }
    try await appending.value
    #expect(try log.size() == 1000)
  }

  @Test(arguments: Store.allCases) func manyFollowersWhileManyAppend(_ store: Store) async throws {
    let log = try Fixture(store).log
    try await withThrowingTaskGroup { group in
      for start in [0, 1, 50, 150] as [Position] {
        group.addTask {
          var next = start
          for try await event in log.follow(from: start) {
            #expect(event.position == next)
            next += 1
            if next == 200 { break }
          }
        }
      }
      for number in 0..<10 {
        group.addTask {
          for _ in 0..<20 { _ = try await log.append(command(newID(), "a/\(number)")) }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test(arguments: Store.allCases) func followingByType(_ store: Store) async throws {
    let log = try Fixture(store).log
    let appending = Task {
      for number in 0..<600 {
        let type = number % 300 == 299 ? "a.rare" : "a.common"
        _ = try await log.append(command(newID(), "a/1", .any, [NewEvent(type: type)]))
      }
    }
    var seen: [Position] = []
    for try await event in log.follow(filter: EventFilter(types: ["a.rare"])) {
      seen.append(event.position)
      if seen.count == 2 { break }
    }
    try await appending.value
    #expect(seen == [299, 599])
  }

  @Test(arguments: Store.allCases) func followingFromBeyondTheEndWaits(_ store: Store) async throws
  {
    let log = try Fixture(store).log
    let first = Task {
      for try await event in log.follow(from: 3) { return event.position }
      return 0
    }
    for _ in 0..<5 { try await log.appended(command()) }
    #expect(try await first.value == 3)
  }

  @Test(arguments: Store.allCases) func followingCanBeCancelled(_ store: Store) async throws {
    let log = try Fixture(store).log
    try await log.appended(command())
    let following = Task { for try await _ in log.follow() {} }
    await Task.yield()
    following.cancel()
    await #expect(throws: CancellationError.self) { try await following.value }
  }
}
