import EventLog
import ProjectionKit
import Synchronization
import Testing

/// A projection that one test writes by itself.
struct Custom: Projection {
  var name = "custom"
  var version = 1
  var tables: [TableSchema]
  var eventTypes = ToyEvent.knownTypes
  var fold: @Sendable (_ event: RecordedEvent, _ rows: inout RowWriter) throws -> Void

  func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws { try fold(event, &rows) }
}

struct Interrupted: Error {}

@Suite struct BuildTests {
  private let events = ToyEvent.random(150, seed: 99)

  @Test func aNewVersionIsBuiltBesideTheOldOne() throws {
    let folder = try Folder()
    let log = ToyLog(events)
    let old = try folder.store()
    try old.catchUp(from: log)
    let next = try folder.store([Things(version: 2, hasMark: true), Owners()])
    #expect(try next.status(logSize: 150).map(\.state) == [.outdated, .running])
    try old.read { reader in
      // Putting the new view in place does not disturb a reader that is at work.
      try next.catchUp(from: log, building: false)
      #expect(try next.status(logSize: 150).map(\.state) == [.outdated, .running])
      try next.catchUp(from: log)
      #expect(try ToyModel(reader) == ToyModel(events))
      #expect(throws: ViewError.self) { try reader.rows("SELECT mark FROM thing") }
    }
    #expect(try next.status(logSize: 150).map(\.version) == [2, 1])
    let marks = try next.read { try $0.first("SELECT count(*) FROM thing WHERE mark = 'made'") }
    #expect(marks?[0].integer == Int64(ToyModel(events).things.count))
    for size in [0, 40, 150] {
      let shown = try next.model(asOf: size)
      #expect(shown == ToyModel(events.prefix(size)))
    }
    // The older program's store still reads what its columns allow.
    #expect(try old.model() == ToyModel(events))
  }

  @Test func aRebuildGivesTheSameRowsAndGoesOn() throws {
    let folder = try Folder()
    let log = ToyLog(Array(events.prefix(100)))
    let store = try folder.store(pace: ViewPace(building: 10, memory: 500))
    try store.catchUp(from: log)
    var steps = 0
    try store.rebuild(from: log) { _, _ in
      steps += 1
      // Commands go on meanwhile.
      if steps == 3 { log.add([events[100]]) }
      if steps == 4 { _ = try? store.catchUp(from: log, building: false) }
    }
    #expect(try store.size() == 101)
    #expect(try store.model() == ToyModel(events.prefix(101)))
    log.add(Array(events.dropFirst(101)))
    try store.rebuild("things", from: log)
    #expect(try store.model() == ToyModel(events))
    #expect(throws: ViewError.self) { try store.rebuild("nothing", from: log) }
  }

  @Test(arguments: [0, 2000, 1 << 20])
  func anInterruptedBuildRecovers(memory: Int) throws {
    let folder = try Folder()
    for fuse in stride(from: 1, to: 150, by: 13) {
      let log = ToyLog(events)
      log.failAfter(fuse)
      let pace = ViewPace(following: 10, building: 10, memory: memory)
      #expect(throws: Interrupted.self) { try folder.store(pace: pace).catchUp(from: log) }
      log.failAfter(nil)
      let store = try folder.store(pace: pace)
      try store.catchUp(from: log)
      for size in [0, 77, 150] {
        let shown = try store.model(asOf: size)
        #expect(shown == ToyModel(events.prefix(size)))
      }
      #expect(try store.check(at: [75, 150], against: log) == [])
      try folder.clear()
    }
  }

  @Test func interruptedFollowingRecovers() throws {
    for fuse in stride(from: 3, to: 150, by: 17) {
      let folder = try Folder()
      let log = ToyLog()
      try folder.store().catchUp(from: log)
      log.add(events)
      log.failAfter(fuse)
      #expect(throws: Interrupted.self) {
        try folder.store(pace: ViewPace(following: 10)).catchUp(from: log)
      }
      log.failAfter(nil)
      let reader = try folder.store()
      let (size, shown) = try reader.read { ($0.size, try ToyModel($0)) }
      #expect(Int(size) == fuse / 10 * 10)
      #expect(shown == ToyModel(events.prefix(Int(size))))
      try reader.catchUp(from: log)
      #expect(try reader.model() == ToyModel(events))
    }
  }

  @Test(arguments: [1, 1000])
  func aFoldThatThrowsStopsAlone(piece: Int) throws {
    let events = [.made("t0", owner: "o1")] + ToyEvent.random(149, seed: 8, curses: true)
    let curse = try #require(events.firstIndex(of: .cursed))
    try #require(curse > 3)
    for built in [0, 3, 150] {
      let folder = try Folder()
      let log = ToyLog(Array(events.prefix(built)))
      let store = try folder.store(
        [Things(fears: true), Owners()], pace: ViewPace(following: piece, building: piece))
      try store.catchUp(from: log)
      log.add(Array(events.dropFirst(built)))
      try store.catchUp(from: log)
      let status = try store.status(logSize: 150)
      #expect(status.map(\.state) == [.failed, .running])
      #expect(status.map(\.size) == [UInt64(curse), 150])
      #expect(status[0].error?.contains("position \(curse) ") == true)
      #expect(status[0].error?.contains("Cursed") == true)
      let (shown, behind) = try store.read { (try ToyModel($0), $0.behind) }
      #expect(behind == ["things"])
      #expect(shown.things == ToyModel(events.prefix(curse)).things)
      #expect(shown.made == ToyModel(events).made)
      // A new version of the projection, which does not fail, goes on.
      let mended = try folder.store([Things(version: 2), Owners()])
      try mended.catchUp(from: log)
      #expect(try mended.model() == ToyModel(events))
      #expect(try mended.status(logSize: 150).map(\.error) == [nil, nil])
    }
  }

  @Test func anotherLogIsNoticed() throws {
    let folder = try Folder()
    let store = try folder.store()
    try store.catchUp(from: ToyLog(events, salt: 1))
    let others = ToyEvent.random(150, seed: 7)
    try store.catchUp(from: ToyLog(others, salt: 2))
    #expect(try store.model() == ToyModel(others))
    // A view that is ahead of its log.
    try store.catchUp(from: ToyLog(Array(others.prefix(30)), salt: 2))
    #expect(try store.size() == 30)
    #expect(try store.model() == ToyModel(others.prefix(30)))
    #expect(try store.check(at: [30], against: ToyLog(others, salt: 2)) == [])
  }

  @Test func unknownEventsAreCounted() throws {
    let folder = try Folder()
    let log = ToyLog(events)
    let unknown = UInt64(events.count { $0 == .unheardOf })
    #expect(unknown > 0)
    let store = try folder.store()
    try store.catchUp(from: log)
    #expect(try store.status(logSize: 150).map(\.unknownEvents) == [unknown, unknown])
    log.add([.unheardOf, .cursed])
    try store.catchUp(from: log)
    #expect(try store.status(logSize: 152).map(\.unknownEvents) == [unknown + 1, unknown + 1])
    #expect(try store.status(logSize: 155).map(\.lag) == [3, 3])
  }

  @Test func theCatalogueMayGrowAndShrink() throws {
    let folder = try Folder()
    let log = ToyLog(events)
    try folder.store([Owners()]).catchUp(from: log)
    let both = try folder.store()
    #expect(try both.status(logSize: 150).map(\.state) == [.missing, .running])
    try both.catchUp(from: log)
    #expect(try both.model() == ToyModel(events))
    // The same table under another projection's name replaces it.
    let renamed = Custom(name: "renamed", tables: Things().tables) {
      try Things().apply($0, to: &$1)
    }
    let store = try folder.store([renamed, Owners()])
    try store.catchUp(from: log)
    #expect(try store.model() == ToyModel(events))
  }

  @Test func twoStoresFoldAtOnce() async throws {
    let folder = try Folder()
    let log = ToyLog()
    let events = events
    let stores = try (0..<3).map { try folder.store(pace: ViewPace(following: 1 + $0 * 3)) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for event in events {
          log.add([event])
          await Task.yield()
        }
      }
      for store in stores {
        group.addTask {
          while try store.catchUp(from: log) < 150 {
            let (size, shown) = try store.read { ($0.size, try ToyModel($0)) }
            #expect(shown == ToyModel(events.prefix(Int(size))))
            await Task.yield()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try stores[0].check(at: [0, 1, 50, 150], against: log) == [])
  }
}
