import ProjectionKit
import Testing

@Suite struct ReadingTests {
  private let events = ToyEvent.random(120, seed: 21)

  private func built(_ folder: Folder) throws -> ViewStore {
    let store = try folder.store()
    try store.catchUp(from: ToyLog(events))
    return store
  }

  @Test func aSizeBeyondTheViewsIsRefused() throws {
    let folder = try Folder()
    let store = try built(folder)
    let error = #expect(throws: ViewError.self) { try store.read(asOf: 121) { _ in } }
    #expect(error?.code == .beyondSize)
    #expect(error?.message.contains("121") == true && error?.message.contains("120") == true)
  }

  @Test func aStoreThatWasNotBuiltSaysSo() throws {
    let folder = try Folder()
    #expect(throws: ViewError(.notBuilt, "", hint: "")) { try folder.store().read { _ in } }
  }

  @Test(arguments: [
    "DELETE FROM thing_rows", "SELECT nothing FROM thing", "SELECT 1; SELECT 2", "",
    "SELECT ?, ?", "DELETE FROM temp.as_of", "COMMIT",
  ])
  func queriesThatAreNotPlainReadsAreRefused(sql: String) throws {
    let folder = try Folder()
    let store = try built(folder)
    #expect(throws: ViewError(.query, "", hint: "")) { try store.read { try $0.rows(sql, ["x"]) } }
    #expect(throws: ViewError(.query, "", hint: "")) { try store.read { try $0.rows(sql) } }
    #expect(try store.model() == ToyModel(events))
  }

  @Test func rowsAreReadByName() throws {
    let folder = try Folder()
    try built(folder).read { reader in
      let row = try #require(try reader.first("SELECT ?1 AS a, ?1 AS b, NULL AS c", ["x"]))
      #expect(try row["b"] == "x")
      #expect(try row["c"].isNull)
      #expect(throws: ViewError(.unknownName, "", hint: "")) { try row["d"] }
      // The same query inside itself.
      var pairs = 0
      try reader.forEachRow("SELECT id FROM owner") { _ in
        try reader.forEachRow("SELECT id FROM owner") { _ in
          pairs += 1
          return true
        }
        return true
      }
      let owners = ToyModel(events).made.count
      #expect(pairs == owners * owners)
    }
  }

  @Test func sinceNamesTheEventThatPutTheRowThere() throws {
    let folder = try Folder()
    let store = try built(folder)
    let rows = try store.read(asOf: 90) { try $0.rows("SELECT owner, position, since FROM latest") }
    #expect(!rows.isEmpty)
    for row in rows { #expect(try row["since"].integer == row["position"].integer.map { $0 + 1 }) }
  }

  @Test func theDifferenceOfTwoSizesIsThatOfTheModels() throws {
    let folder = try Folder()
    let store = try built(folder)
    var generator = SeededGenerator(1)
    for _ in 0..<60 {
      let old = Int.random(in: 0...120, using: &generator)
      let new = Int.random(in: old...120, using: &generator)
      let (before, after) = (ToyModel(events.prefix(old)), ToyModel(events.prefix(new)))
      let changes = try store.diff(from: UInt64(old), to: UInt64(new)).filter {
        $0.table == "thing"
      }
      let keys = Set(before.things.keys).union(after.things.keys)
      #expect(
        changes.map(\.key) == keys.filter { before.things[$0] != after.things[$0] }.sorted())
      for change in changes {
        let (was, now) = (before.things[change.key], after.things[change.key])
        #expect(change.kind == (was == nil ? .added : now == nil ? .withdrawn : .changed))
        #expect(!change.positions.isEmpty)
        #expect(change.positions == Set(change.positions).sorted())
        for position in change.positions { #expect((old..<new).contains(Int(position))) }
        let tags = change.fields.first { $0.name == "tag" }
        #expect((tags != nil) == (was?.tags ?? [] != now?.tags ?? []))
        if case .list(let links)? = tags?.to {
          #expect(links.map(\.value.text) == now?.tags.map { $0 })
        }
        let name = change.fields.first { $0.name == "name" }
        #expect((name != nil) == (was?.name != now?.name))
        if case .value(let value)? = name?.from { #expect(value.text == was?.name) }
      }
    }
    #expect(throws: ViewError.self) { try store.diff(from: 5, to: 4) }
    #expect(throws: ViewError.self) { try store.diff(from: 5, to: 121) }
  }

  @Test func aCheckFindsWhatSomebodyChanged() throws {
    let folder = try Folder()
    let store = try built(folder)
    let log = ToyLog(events)
    #expect(try store.check(at: Array(0...120), against: log) == [])
    let key = try #require(ToyModel(events).made.keys.sorted().first)
    try folder.write("UPDATE owner_rows SET made = 1000 WHERE until > 120 AND id = '\(key)'")
    let made = ToyModel(events).made[key] ?? 0
    let found = try store.check(at: [120], against: log)
    #expect(
      found.map { [$0.table, $0.key, $0.column, $0.live ?? "", $0.replayed ?? ""] }
        == [["owner", key, "made", "1000", "\(made)"]])
    try folder.write("DELETE FROM owner_rows WHERE id = '\(key)'")
    #expect(try store.check(at: [120], against: log).map(\.live) == [nil])
    try folder.write("INSERT INTO owner_rows(id, made, since, until) VALUES('z', 1, 0, 200)")
    #expect(try store.check(at: [120], against: log).map(\.replayed) == ["present", nil])
    try folder.write("DELETE FROM thing_tag")
    #expect(try store.check(at: [120], against: log).contains { $0.column == "tag" })
    try store.rebuild(from: log)
    #expect(try store.check(at: [0, 60, 120], against: log) == [])
  }

  @Test func aReplayStopsWhereAsked() throws {
    let folder = try Folder()
    let store = try folder.store()
    #expect(try store.catchUp(from: ToyLog(events), upTo: 70) == 70)
    #expect(try store.size() == 70)
    #expect(try store.model() == ToyModel(events.prefix(70)))
    #expect(try store.catchUp(from: ToyLog(events), upTo: 75) == 75)
    #expect(try store.model() == ToyModel(events.prefix(75)))
  }
}
