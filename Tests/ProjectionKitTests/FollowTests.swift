import ProjectionKit
import Testing

@Suite struct FollowTests {
  /// Every size shows what a model of that many events says.
  private func expectEverySize(
    _ store: ViewStore, _ events: [ToyEvent], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for size in 0...events.count {
      let shown = try store.model(asOf: size)
      #expect(
        shown == ToyModel(events.prefix(size)), "as of \(size)", sourceLocation: sourceLocation)
    }
    let today = try store.read { (try ToyModel($0), $0.size) }
    #expect(today.0 == ToyModel(events), sourceLocation: sourceLocation)
    #expect(today.1 == UInt64(events.count), sourceLocation: sourceLocation)
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func everySizeAfterABuild(seed: UInt64) throws {
    let folder = try Folder()
    let events = ToyEvent.random(120, seed: seed)
    // From all in memory to nothing in memory.
    let pace = ViewPace(
      following: 7, building: 1 + Int(seed) * 5,
      memory: seed % 3 == 0 ? 0 : seed % 3 == 1 ? 3000 : 1 << 20)
    let store = try folder.store(pace: pace)
    #expect(try store.catchUp(from: ToyLog(events)) == 120)
    try expectEverySize(store, events)
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func everySizeAfterFollowing(seed: UInt64) throws {
    let folder = try Folder()
    let events = ToyEvent.random(120, seed: seed)
    var generator = SeededGenerator(seed)
    let log = ToyLog()
    let stores = [
      try folder.store(pace: ViewPace(following: 1 + Int(seed % 4))),
      try folder.store(pace: ViewPace(following: 50, memory: 0)),
    ]
    var rest = events[...]
    while !rest.isEmpty {
      let count = Int.random(in: 1...9, using: &generator)
      log.add(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
      try stores[Int.random(in: 0...1, using: &generator)].catchUp(from: log)
    }
    for store in stores { try store.catchUp(from: log) }
    for store in stores { try expectEverySize(store, events) }
  }
}
