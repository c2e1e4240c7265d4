import EventLog
import JSON
import Sealing
import Testing

/// What every store does with appends.
@Suite struct AppendTests {
  @Test(arguments: Store.allCases) func anEmptyLogHasNothing(_ store: Store) async throws {
    let log = try Fixture(store).log
    #expect(try log.size() == 0)
    #expect(try log.all().isEmpty)
    #expect(try log.stream("request/r-1").isEmpty)
    #expect(try log.read { try $0.lastRevision(of: StreamName("request/r-1")) } == nil)
    #expect(try log.read { try $0.receipt(of: newID()) } == nil)
    #expect(try log.read { try $0.position(ofEvent: newID()) } == nil)
    #expect(log.origin == Fixture.origin)
  }

  @Test(arguments: Store.allCases) func positionsAndRevisionsAreDense(_ store: Store) async throws {
    let fixture = try Fixture(store)
    for number in 0..<20 {
      let events = Array(repeating: NewEvent(type: "request.raised"), count: number % 3 + 1)
      try await fixture.log.appended(command(newID(), "request/r-\(number % 4)", .any, events))
    }
    let events = try fixture.log.all()
    #expect(events.map(\.position) == Array(0..<UInt64(events.count)))
    for (_, stream) in Dictionary(grouping: events, by: \.stream) {
      #expect(stream.map(\.revision) == Array(0..<UInt32(stream.count)))
    }
    #expect(try fixture.log.size() == UInt64(events.count))
  }

  @Test(arguments: Store.allCases) func theReceiptNamesThePlace(_ store: Store) async throws {
    let fixture = try Fixture(store)
    try await fixture.log.appended(command())
    let id = newID()
    let two = [NewEvent(type: "a.b"), NewEvent(type: "a.c")]
    let receipt = try await fixture.log.appended(command(id, "request/r-2", .noStream, two))
    #expect(receipt == Receipt(command: id, first: 1, count: 2))
    #expect(receipt.size == 3)
    #expect(try fixture.log.read { try $0.receipt(of: id) } == receipt)
  }

  @Test(arguments: Store.allCases) func everythingComesBack(_ store: Store) async throws {
    let fixture = try Fixture(store)
    let cause = newID()
    let event = NewEvent(
      type: "request.raised", version: 3, occurred: "2014-06", sources: ["D003:L98", "D004:\"x\""],
      data: [
        "country": ["code": "FJI", "written": "Fiji"], "z": nil, "n": -12, "list": [true, "a"],
        "é": "\u{1F30D}",
      ], beside: ["note": .text("free"), "name": .sealed("Alice", subject: "person/1")])
    var append = command(newID(), "request/r-1", .noStream, [event])
    append.by = "staff \"7\" \\ é"
    append.batch = "import\n1"
    append.cause = cause
    try await fixture.log.appended(append)
    let back = try #require(try fixture.log.all().first)
    #expect(back.type == event.type && back.version == 3)
    #expect(back.occurred == "2014-06" && back.sources == event.sources)
    #expect(back.data == event.data && back.beside == event.beside)
    #expect(back.by == append.by && back.via == "cli" && back.batch == append.batch)
    #expect(back.cause == cause && back.command == append.command)
    #expect(back.stream == StreamName("request/r-1") && back.revision == 0)
    #expect(back.recorded == fixture.clock.now)
  }

  @Test(arguments: Store.allCases) func severalStreamsAreAppendedTogether(_ store: Store)
    async throws
  {
    let log = try Fixture(store).log
    var append = command(newID(), "meeting/m-1", .noStream)
    append.writes += command(newID(), "request/r-1", .noStream).writes
    let receipt = try await log.appended(append)
    #expect(receipt.count == 2)
    #expect(try log.all().map(\.stream.text) == ["meeting/m-1", "request/r-1"])
    append.command = newID()
    append.writes[0].expecting = .revision(0)
    #expect(
      try await log.append(append)
        == .conflict(.stream(StreamName("request/r-1"), expected: .noStream, actual: 0)))
    #expect(try log.size() == 2)
  }

  @Test(arguments: Store.allCases) func noStreamIsMetOnce(_ store: Store) async throws {
    let log = try Fixture(store).log
    try await log.appended(command(newID(), "a/1", .noStream))
    #expect(
      try await log.append(command(newID(), "a/1", .noStream))
        == .conflict(.stream(StreamName("a/1"), expected: .noStream, actual: 0)))
  }

  @Test(arguments: Store.allCases) func aRevisionMustBeTheLast(_ store: Store) async throws {
    let log = try Fixture(store).log
    #expect(
      try await log.append(command(newID(), "a/1", .revision(0)))
        == .conflict(.stream(StreamName("a/1"), expected: .revision(0), actual: nil)))
    try await log.appended(command(newID(), "a/1", .noStream))
    try await log.appended(command(newID(), "a/1", .revision(0)))
    for wrong in [0, 2] as [UInt32] {
      #expect(
        try await log.append(command(newID(), "a/1", .revision(wrong)))
          == .conflict(.stream(StreamName("a/1"), expected: .revision(wrong), actual: 1)))
    }
    #expect(try log.size() == 2)
  }

  @Test(arguments: Store.allCases) func anyIsAlwaysMet(_ store: Store) async throws {
    let log = try Fixture(store).log
    for _ in 0..<3 { try await log.appended(command(newID(), "a/1", .any)) }
    #expect(try log.read { try $0.lastRevision(of: StreamName("a/1")) } == 2)
  }

  @Test(arguments: Store.allCases) func theSizeMustBeAsExpected(_ store: Store) async throws {
    let log = try Fixture(store).log
    try await log.appended(command(expectingSize: 0))
    #expect(
      try await log.append(command(expectingSize: 0))
        == .conflict(.size(expected: 0, actual: 1)))
    try await log.appended(command(expectingSize: 1))
    #expect(
      try await log.append(command(expectingSize: 9))
        == .conflict(.size(expected: 9, actual: 2)))
  }

  @Test(arguments: Store.allCases) func aRepeatReturnsTheFirstReceipt(_ store: Store) async throws {
    let log = try Fixture(store).log
    let append = command(newID(), "a/1", .noStream)
    let receipt = try await log.appended(append)
    try await log.appended(command())
    #expect(try await log.append(append) == .repeated(receipt))
    #expect(try log.size() == 2)
  }

  @Test(arguments: Store.allCases) func aRepeatIsCheckedBeforeAnyExpectation(_ store: Store)
    async throws
  {
    let log = try Fixture(store).log
    var append = command(newID(), "a/1", .noStream, content: [1])
    let receipt = try await log.appended(append)
    append.expectingSize = 77
    append.writes[0].expecting = .revision(99)
    #expect(try await log.append(append) == .repeated(receipt))
  }

  @Test(arguments: Store.allCases) func aRepeatWithOtherContentIsRefused(_ store: Store)
    async throws
  {
    let log = try Fixture(store).log
    let id = newID()
    try await log.appended(command(id, content: [1, 2]))
    #expect(
      await code { _ = try await log.append(command(id, content: [1, 3])) } == .commandReused)
    #expect(await code { _ = try await log.append(command(id)) } == .commandReused)
    #expect(try log.size() == 1)
  }

  @Test(arguments: Store.allCases) func withoutContentTheWritesAreCompared(_ store: Store)
    async throws
  {
    let log = try Fixture(store).log
    let id = newID()
    let event = NewEvent(type: "a.b", data: ["x": 1], beside: ["note": .text("n")])
    let receipt = try await log.appended(command(id, "a/1", .noStream, [event]))
    #expect(try await log.append(command(id, "a/1", .any, [event])) == .repeated(receipt))
    for change in 0..<6 {
      var other = event
      var stream = "a/1"
      switch change {
      case 0: other.data["x"] = 2
      case 1: other.beside["note"] = .text("m")
      case 2: other.beside["note"] = .sealed("n", subject: "person/1")
      case 3: other.version = 2
      case 4: stream = "a/2"
      default: other.occurred = "2020"
      }
      #expect(
        await code { _ = try await log.append(command(id, stream, .any, [other])) }
          == .commandReused)
    }
  }

  @Test(arguments: Store.allCases) func contentsCanBeCompared(_ store: Store) async throws {
    let log = try Fixture(store).log
    let id = newID()
    try await log.appended(command(id, content: [1, 2]))
    #expect(try log.matches(command: id, content: [1, 2]))
    #expect(try !log.matches(command: id, content: [1]))
    #expect(try !log.matches(command: newID(), content: [1, 2]))
  }

  @Test(arguments: Store.allCases) func aConflictLeavesTheCommandFree(_ store: Store) async throws {
    let log = try Fixture(store).log
    let id = newID()
    guard case .conflict = try await log.append(command(id, "a/1", .revision(3))) else {
      Issue.record("no conflict")
      return
    }
    try await log.appended(command(id, "a/1", .noStream))
  }

  @Test(arguments: Store.allCases) func ahundredAtOnceAreAllAppended(_ store: Store) async throws {
    let log = try Fixture(store).log
    let receipts = try await withThrowingTaskGroup(of: Receipt.self) { group in
      for number in 0..<100 {
        group.addTask {
          let two = [NewEvent(type: "a.b"), NewEvent(type: "a.c")]
          return try await log.appended(command(newID(), "a/\(number)", .noStream, two))
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(receipts.map(\.first).sorted() == (0..<100).map { $0 * 2 })
    let events = try log.all()
    for receipt in receipts {
      let range = Int(receipt.first)..<Int(receipt.size)
      #expect(events[range].allSatisfy { $0.command == receipt.command })
    }
  }

  @Test(arguments: Store.allCases) func exactlyOneOfManyWins(_ store: Store) async throws {
    let log = try Fixture(store).log
    let wins = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<60 {
        group.addTask {
          let expected: Expected = number % 2 == 0 ? .noStream : .any
          let stream = number % 2 == 0 ? "a/contended" : "a/\(number)"
          switch try await log.append(command(newID(), stream, expected)) {
          case .appended: return number % 2 == 0 ? 1 : 0
          case .conflict: return 0
          case .repeated: return 1000
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(wins == 1)
    #expect(try log.size() == 31)
  }

  @Test(arguments: Store.allCases) func oneCommandAtOnceIsAppendedOnce(_ store: Store) async throws
  {
    let log = try Fixture(store).log
    let append = command(newID(), "a/1", .noStream)
    let outcomes = try await withThrowingTaskGroup(of: AppendOutcome.self) { group in
      for _ in 0..<20 { group.addTask { try await log.append(append) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let receipt = Receipt(command: append.command, first: 0, count: 1)
    #expect(outcomes.filter { $0 == .appended(receipt) }.count == 1)
    #expect(outcomes.filter { $0 == .repeated(receipt) }.count == 19)
  }

  @Test(arguments: Store.allCases) func aBadNeighbourSpoilsNothing(_ store: Store) async throws {
    let log = try Fixture(store).log
    let large = NewEvent(type: "a.b", data: ["x": .string(String(repeating: "x", count: 70_000))])
    let failures = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<40 {
        group.addTask {
          let events = number % 4 == 0 ? [NewEvent(type: "a.a"), large] : [NewEvent(type: "a.a")]
          do {
            try await log.appended(command(newID(), "a/\(number)", .noStream, events))
            return false
          } catch let error as EventLogError {
            return error.code == .tooLarge
          }
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(failures == 10)
    #expect(try log.all().map(\.position) == Array(0..<30))
  }

  @Test(arguments: Store.allCases) func nonsenseIsRefused(_ store: Store) async throws {
    let log = try Fixture(store).log
    var appends: [Append] = []
    var append = command()
    append.writes = []
    appends.append(append)
    appends.append(command(newID(), "a/1", .any, []))
    append = command(newID(), "a/1")
    append.writes += append.writes
    appends.append(append)
    for name in ["", "a b", "a\n", "é/1", "a\"", "a\\b", String(repeating: "a", count: 401)] {
      appends.append(command(newID(), name))
    }
    let events = [
      NewEvent(type: ""), NewEvent(type: "a b"), NewEvent(type: "a.b", version: 0),
      NewEvent(type: "a.b", beside: ["x": .erased]),
      NewEvent(type: "a.b", beside: ["": .text("x")]),
      NewEvent(type: "a.b", beside: ["x": .sealed("x", subject: "")]),
      NewEvent(type: "a.b", data: ["x": 1], beside: ["x": .text("x")]),
    ]
    appends += events.map { command(newID(), "a/1", .any, [$0]) }
    for account in ["", String(repeating: "b", count: 401)] {
      append = command()
      append.by = account
      appends.append(append)
    }
    append = command()
    append.via = "two words"
    appends.append(append)
    for append in appends {
      #expect(await code { _ = try await log.append(append) } == .invalid, "\(append)")
    }
    #expect(try log.size() == 0)
  }

  @Test(arguments: Store.allCases) func aRecordMayHave65535Bytes(_ store: Store) async throws {
    let log = try Fixture(store).log
    func event(_ count: Int) -> NewEvent {
      NewEvent(type: "a.b", data: ["x": .string(String(repeating: "x", count: count))])
    }
    let id = newID()
    try await log.appended(command(newID(), "a/0", .any, [event(0)]))
    // One digit of the position is one byte, so the envelope of the second is as long.
    let envelope = try #require(try log.records().first).count
    let most = 65_535 - envelope
    #expect(
      await code { _ = try await log.append(command(id, "a/1", .any, [event(most + 1)])) }
        == .tooLarge)
    try await log.appended(command(id, "a/1", .any, [event(most)]))
    #expect(try log.records().last?.count == 65_535)
    #expect(try log.all().last?.data["x"]?.string?.utf8.count == most)
  }

  @Test(arguments: Store.allCases) func aContentBesideMayBeLargeButNotHuge(_ store: Store)
    async throws
  {
    let log = try Fixture(store).log
    let text = String(repeating: "é", count: 1 << 19)
    let event = NewEvent(
      type: "a.b", beside: ["t": .text(text), "s": .sealed(text, subject: "p/1")])
    try await log.appended(command(newID(), "a/1", .any, [event]))
    #expect(try log.all().first?.beside == event.beside)
    let huge = NewEvent(type: "a.b", beside: ["t": .text(text + "x")])
    #expect(
      await code { _ = try await log.append(command(newID(), "a/1", .any, [huge])) } == .tooLarge)
  }

  @Test(arguments: Store.allCases) func recordedNeverDecreases(_ store: Store) async throws {
    let fixture = try Fixture(store)
    let start = fixture.clock.now
    try await fixture.log.appended(command())
    fixture.clock.advance(by: -5_000_000)
    try await fixture.log.appended(command())
    try await fixture.log.appended(command())
    fixture.clock.advance(by: 6_000_000)
    try await fixture.log.appended(command())
    fixture.clock.advance(by: -1)
    try await fixture.log.appended(command())
    let late = Instant(microseconds: start.microseconds + 1_000_000)
    #expect(try fixture.log.all().map(\.recorded) == [start, start, start, late, late])
    let jumps = try fixture.log.read { try $0.clockJumps() }
    #expect(
      jumps == [
        ClockJump(
          position: 1, recorded: start,
          clock: Instant(microseconds: start.microseconds - 5_000_000)),
        ClockJump(position: 4, recorded: late, clock: fixture.clock.now),
      ])
  }

  @Test(arguments: Store.allCases) func idsGrowAlongTheLog(_ store: Store) async throws {
    let fixture = try Fixture(store)
    for number in 0..<50 {
      fixture.clock.advance(by: Int64(number % 3 - 1) * 700)
      let three = Array(repeating: NewEvent(type: "a.b"), count: 3)
      try await fixture.log.appended(command(newID(), "a/1", .any, three))
    }
    let ids = try fixture.log.all().map(\.id.description)
    #expect(ids == ids.sorted() && Set(ids).count == ids.count)
    #expect(
      ids.allSatisfy {
        $0.dropFirst(14).first == "7" && "89ab".contains($0.dropFirst(19).first ?? " ")
      })
  }

  @Test(arguments: Store.allCases) func theErasedGetNoNewContents(_ store: Store) async throws {
    let fixture = try Fixture(store)
    let log = fixture.log
    let event = NewEvent(type: "a.b", beside: ["name": .sealed("A", subject: "person/1")])
    let first = command(newID(), "person/1", .any, [event])
    let receipt = try await log.appended(first)
    try fixture.keyRing.destroyKey(of: "person/1")
    #expect(
      await code { _ = try await log.append(command(newID(), "person/1", .any, [event])) }
        == .erased)
    #expect(try await log.append(first) == .repeated(receipt))
    #expect(try log.all().first?.beside == ["name": .erased])
  }

  @Test(arguments: Store.allCases) func contentsAreErasedTogetherWithAnAppend(_ store: Store)
    async throws
  {
    let fixture = try Fixture(store)
    let event = NewEvent(type: "a.b", beside: ["note": .text("n"), "more": .text("m")])
    try await fixture.log.appended(command(newID(), "a/1", .any, [event]))
    let root = try fixture.log.read { try $0.root(at: 1) }
    var append = command(newID(), "a/1", .revision(0), [NewEvent(type: "text.redacted")])
    append.erasing = [BesideAddress(position: 0, field: "note")]
    try await fixture.log.appended(append)
    #expect(try fixture.log.all().first?.beside == ["note": .erased, "more": .text("m")])
    #expect(
      try fixture.log.read { try $0.blob(at: BesideAddress(position: 0, field: "note")) } == nil)
    #expect(try fixture.log.read { try $0.root(at: 1) } == root)
  }

  @Test(arguments: Store.allCases) func aClosedLogSaysSo(_ store: Store) async throws {
    let log = try Fixture(store).log
    try await log.appended(command())
    await log.close()
    await log.close()
    #expect(await code { _ = try await log.append(command()) } == .closed)
    #expect(await code { _ = try log.size() } == .closed)
    #expect(await code { _ = try await log.wait(beyond: 0) } == .closed)
  }
}
