import EventLog
import Foundation
import JSON
import Sealing
import Testing

/// What only the log in files does.
@Suite struct FileTests {
  /// A closed log of `count` events in seven streams, with contents beside every third.
  func closed(_ count: Int) async throws -> Fixture {
    let fixture = try Fixture(.files)
    var number = 0
    while number < count {
      let size = min(100, count - number)
      let writes = (0..<min(7, size)).map { stream in
        StreamWrite(
          to: StreamName("a/\(stream)"), expecting: .any,
          events: stride(from: number + stream, to: number + size, by: 7).map { index in
            NewEvent(
              type: "a.b", data: ["n": .integer(Int64(index))],
              beside: index % 3 == 0 ? ["t": .text("text \(index)")] : [:])
          })
      }
      try await fixture.log.appended(
        Append(command: newID(), by: "staff-1", via: "cli", writes: writes))
      number += size
    }
    await fixture.log.close()
    return fixture
  }

  /// Checks that streams, commands and ids are found as the records say.
  func check(_ log: LMDBEventLog) throws {
    let events = try log.all()
    for (stream, members) in Dictionary(grouping: events, by: \.stream) {
      #expect(try log.stream(stream.text).map(\.position) == members.map(\.position))
      #expect(members.map(\.revision) == Array(0..<UInt32(members.count)))
      #expect(try log.read { try $0.lastRevision(of: stream) } == UInt32(members.count - 1))
    }
    for (command, members) in Dictionary(grouping: events, by: \.command) {
      let first = try #require(members.first).position
      #expect(members.map(\.position) == Array(first..<first + UInt64(members.count)))
      #expect(
        try log.read { try $0.receipt(of: command) }
          == Receipt(command: command, first: first, count: members.count))
    }
  }

  @Test func everythingIsThereAfterReopening() async throws {
    let fixture = try await closed(500)
    for _ in 0..<2 {
      let log = try fixture.reopened()
      #expect(try log.size() == 500)
      #expect(log.origin == Fixture.origin && log.created == fixture.clock.now)
      try check(log)
      await log.close()
    }
    let log = try fixture.reopened()
    let last = try #require(try log.all().last)
    try await log.appended(command(newID(), "a/0"))
    let next = try #require(try log.all().last)
    #expect(next.id.description > last.id.description && next.position == 500)
    await log.close()
  }

  @Test func aCommandIsRememberedAfterReopening() async throws {
    let fixture = try Fixture(.files)
    let append = command(newID(), "a/1", .noStream, content: [1])
    let receipt = try await fixture.log.appended(append)
    await fixture.log.close()
    let log = try fixture.reopened()
    #expect(try await log.append(append) == .repeated(receipt))
    var other = append
    other.content = [2]
    #expect(await code { _ = try await log.append(other) } == .commandReused)
    await log.close()
  }

  enum Harm: CaseIterable {
    case deleted, emptied, truncated, overwritten, stateDeleted, stateOfAnotherBoot, olderIndex
    case ofAnotherLog
  }

  @Test(arguments: Harm.allCases, [300, 9000])
  func theIndexIsRebuilt(_ harm: Harm, _ count: Int) async throws {
    let fixture = try await closed(count)
    let index = fixture.directory + "/log/index"
    let files = FileManager.default
    let data = URL(fileURLWithPath: index + "/data.mdb")
    let state = URL(fileURLWithPath: index + "/state")
    switch harm {
    case .deleted: try files.removeItem(atPath: index)
    case .emptied: try Data().write(to: data)
    case .truncated: try Data(contentsOf: data).prefix(12_000).write(to: data)
    case .overwritten: try Data(repeating: 0x5A, count: 300_000).write(to: data)
    case .stateDeleted: try files.removeItem(at: state)
    case .stateOfAnotherBoot:
      try Data(repeating: 0x5A, count: 300_000).write(to: data)
      try Data("00000000-0000-0000-0000-000000000000 open\n".utf8).write(to: state)
    case .olderIndex:
      let older = try Data(contentsOf: data)
      let log = try fixture.reopened()
      try await log.appended(command(newID(), "a/0"))
      await log.close()
      try older.write(to: data)
    case .ofAnotherLog:
      let other = try await closed(count)
      try Data(contentsOf: URL(fileURLWithPath: other.directory + "/log/index/data.mdb"))
        .write(to: data)
    }
    let log = try fixture.reopened()
    try check(log)
    try await log.appended(command(newID(), "a/0"))
    try check(log)
    await log.close()
  }

  /// A command line that lists something must not wait for the disk.
  @Test(arguments: [300, 9000])
  func readingWritesNothing(_ count: Int) async throws {
    let fixture = try await closed(count)
    let index = URL(fileURLWithPath: fixture.directory + "/log/index")
    func contents() throws -> [Data] {
      try ["data.mdb", "state"].map { try Data(contentsOf: index.appendingPathComponent($0)) }
    }
    let before = try contents()
    let log = try fixture.reopened()
    try check(log)
    #expect(try contents() == before)
    await log.close()
    #expect(try contents() == before)
    #expect(String(decoding: before[1], as: UTF8.self).hasSuffix(" clean\n"))
  }

  @Test func theIndexIsMarkedBeforeItIsWritten() async throws {
    let fixture = try await closed(300)
    let state = URL(fileURLWithPath: fixture.directory + "/log/index/state")
    let log = try fixture.reopened()
    try await log.appended(
      command(newID(), "a/0", .any, Array(repeating: NewEvent(type: "a.b"), count: 9000)))
    for _ in 0..<500 {
      if try String(contentsOf: state, encoding: .utf8).hasSuffix(" open\n") { break }
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(try String(contentsOf: state, encoding: .utf8).hasSuffix(" open\n"))
    await log.close()
    #expect(try String(contentsOf: state, encoding: .utf8).hasSuffix(" clean\n"))
  }

  @Test func aMissingLogIsNotMade() async throws {
    let path = FileManager.default.temporaryDirectory.path + "/log-\(UUID().uuidString)"
    #expect(
      await code { _ = try LMDBEventLog(openingAt: path, keyRing: MemoryKeyRing()) } == .missing)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func aLogIsMadeOnceAndOpenedOnce() async throws {
    let fixture = try Fixture(.files)
    #expect(await code { _ = try fixture.reopened() } == .alreadyOpen)
    await fixture.log.close()
    #expect(
      await code {
        _ = try LMDBEventLog.create(
          at: fixture.directory + "/log", origin: "x", keyRing: MemoryKeyRing())
      } == .invalid)
    let log = try fixture.reopened()
    await log.close()
  }

  @Test(arguments: [0, 1, 4096, 5000, 8192, 20_000, 60_000])
  func aTruncatedLogIsRefused(_ bytes: Int) async throws {
    let fixture = try await closed(500)
    let path = fixture.directory + "/log/data.mdb"
    try Data(contentsOf: URL(fileURLWithPath: path)).prefix(bytes)
      .write(to: URL(fileURLWithPath: path))
    do {
      _ = try fixture.reopened()
      Issue.record("a log of \(bytes) bytes was opened")
    } catch let error as EventLogError {
      #expect(error.code == .damaged)
      #expect(error.message.contains("data.mdb"))
    }
  }

  @Test func aCopyIsALogOfItsOwn() async throws {
    let fixture = try await closed(300)
    let log = try fixture.reopened()
    let copy = fixture.directory + "/copy"
    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
    try log.copy(to: copy + "/data.mdb")
    let second = try LMDBEventLog(openingAt: copy, keyRing: fixture.keyRing)
    #expect(try second.records() == log.records())
    #expect(try second.read { try $0.root(at: 300) } == log.read { try $0.root(at: 300) })
    try check(second)
    await second.close()
    await log.close()
  }

  @Test func aLongTailIsFoundBeforeAndAfterItIsWritten() async throws {
    let fixture = try Fixture(.files)
    let log = fixture.log
    for number in 0..<20 {
      let events = Array(repeating: NewEvent(type: "a.b"), count: 500)
      try await log.appended(command(newID(), "a/\(number % 3)", .any, events))
      #expect(try log.stream("a/\(number % 3)").count == (number / 3 + 1) * 500)
    }
    await log.close()
    let again = try fixture.reopened()
    try check(again)
    await again.close()
  }
}
