import EventLog
import ProjectionKit
import Testing

@Suite struct FoldTests {
  private static let table = TableSchema(
    "item", columns: [Column("label", collation: .nocase, indexed: true), Column("n", .integer)],
    links: [LinkList("part", .integer, extra: [Column("note")])])

  /// Runs a fold over events in a fresh store, with all rows in memory and with none.
  private func run(
    _ events: [ToyEvent],
    _ fold: @escaping @Sendable (RecordedEvent, inout RowWriter) throws -> Void,
    then body: (ViewStore) throws -> Void
  ) throws {
    for memory in [0, 1 << 20] {
      let folder = try Folder()
      let store = try folder.store(
        [Custom(tables: [Self.table], fold: fold)], pace: ViewPace(building: 1, memory: memory))
      try store.catchUp(from: ToyLog(events))
      try body(store)
    }
  }

  @Test func theSameContentIsNoNewVersion() throws {
    try run(Array(repeating: .made("t", owner: "o"), count: 5)) { event, rows in
      try rows.update("item", "k") {
        $0["label"] = "x"
        $0[list: "part"] = [Link(1), Link(2, "note")]
      }
      if event.position == 3 { try rows.remove("item", "none") }
    } then: { (store: ViewStore) throws in
      #expect(try store.status(logSize: 5).map(\.error) == [nil])
      #expect(try store.query("SELECT since FROM item").map { $0[0] } == [1])
      #expect(try store.query("SELECT row FROM item_part").count == 2)
    }
  }

  @Test func goneAndMadeAgainInOneEventIsOneVersion() throws {
    try run([.gone("a"), .gone("b"), .gone("c")]) { event, rows in
      try rows.remove("item", "k")
      try rows.update("item", "k") { $0["n"] = .integer(Int64(event.position / 2)) }
    } then: { (store: ViewStore) throws in
      let versions = try store.query("SELECT n, since FROM item_rows ORDER BY since")
      #expect(versions.map(\.values) == [[0, 1], [1, 3]])
    }
  }

  /// Two spellings of one letter, which Swift's strings do not tell apart.
  @Test func textsAreToldApartByTheirBytes() throws {
    let spellings = ["\u{E9}", "e\u{301}"]
    try run([.made("t", owner: "o"), .made("t", owner: "o")]) { event, rows in
      let spelling = spellings[Int(event.position)]
      try rows.update("item", spelling) { $0["n"] = 1 }
      try rows.update("item", "one") { $0["label"] = .text(spelling) }
    } then: { (store: ViewStore) throws in
      #expect(try store.query("SELECT id FROM item WHERE n = 1").count == 2)
      let since = try store.query("SELECT since FROM item WHERE id = 'one'")
      #expect(since.map { $0[0] } == [2])
      #expect(try store.check(at: [1, 2], against: ToyLog([.gone("t"), .gone("t")])) == [])
    }
  }

  @Test func keysAreFoundByExactValueAlsoBeforeTheyAreWritten() throws {
    try run([.gone("a"), .gone("b"), .gone("c"), .gone("d")]) { event, rows in
      switch event.position {
      case 0:
        for (key, label) in [("1", "x"), ("2", "X"), ("3", "x"), ("4", "y")] {
          try rows.update("item", key) { $0["label"] = .text(label) }
        }
        #expect(try rows.keys("item", where: "label", is: "x") == ["1", "3"])
      case 1:
        #expect(try rows.keys("item", where: "label", is: "x") == ["1", "3"])
        try rows.remove("item", "1")
        try rows.update("item", "4") { $0["label"] = "x" }
        #expect(try rows.keys("item", where: "label", is: "x") == ["3", "4"])
        #expect(try rows.keys("item", where: "label", is: "y") == [])
        throw Cursed()
      default: break
      }
    } then: { (store: ViewStore) throws in
      #expect(try store.status(logSize: 4)[0].size == 1)
      #expect(try store.query("SELECT * FROM item").count == 4)
    }
  }

  @Test(arguments: 0..<9)
  func mistakesOfAFoldStopItWithAReason(mistake: Int) throws {
    let expected = [
      "no column or list nme", "no column or list nme", "no indexed column n", "n of table item",
      "label of table item", "table thing", "part of table item", "item holds fewer",
      "no column or list x",
    ]
    try run([.gone("a")]) { _, rows in
      var row = try rows.new("item")
      switch mistake {
      case 0: row["nme"] = "x"
      case 1: _ = row["nme"]
      case 2: _ = try rows.keys("item", where: "n", is: 1)
      case 3: row["n"] = "1"
      case 4: row["label"] = 1
      case 5: _ = try rows.current("thing", "k")
      case 6: row[list: "part"] = [Link("1")]
      case 7: row[list: "part"] = [Link(1, "a", "b")]
      default: row[list: "x"] = []
      }
      try rows.put("item", "k", row)
    } then: { (store: ViewStore) throws in
      let status = try store.status(logSize: 1)[0]
      #expect(status.state == .failed)
      #expect(status.error?.contains(expected[mistake]) == true, "\(status.error ?? "")")
      #expect(try store.query("SELECT * FROM item") == [])
    }
  }

  @Test func anEventThatCannotBeReadIsCounted() throws {
    try run([.gone("a"), .gone("b")]) { _, rows in
      rows.countUnknown()
    } then: { (store: ViewStore) throws in
      #expect(try store.status(logSize: 2)[0].unknownEvents == 2)
    }
  }

  @Test func aFoldCanBeTriedInMemory() throws {
    var rows = try RowWriter(tables: Things().tables)
    try Things().apply(ToyEvent.made("t", owner: "o").recorded(at: 0, salt: 0), to: &rows)
    #expect(try rows.current("thing", "t")?["owner"] == "o")
    #expect(try rows.keys("thing", where: "owner", is: "o") == ["t"])
    #expect(try rows.current("thing", "u") == nil)
  }

  @Test(arguments: [
    [TableSchema("a", columns: [Column("x"), Column("x")])],
    [TableSchema("a", columns: [Column("since")])],
    [TableSchema("A", columns: [])],
    [TableSchema("a", columns: [Column("x\"y")])],
    [TableSchema("a", columns: []), TableSchema("a", columns: [])],
    [TableSchema("a", columns: []), TableSchema("a_rows", columns: [])],
    [TableSchema("a", columns: [], links: [LinkList("rows")])],
    [TableSchema("a", columns: [Column("x")], links: [LinkList("x")])],
    [TableSchema("a", columns: [], indexes: [["x"]])],
    [TableSchema("a", columns: [], filters: ["x"])],
    [TableSchema("a", columns: [Column("words")])],
    [
      TableSchema("a", columns: [Column("x")], words: WordIndex(["names"], from: [1]) { _ in [""] })
    ],
    [
      TableSchema("a", columns: [Column("x")], words: WordIndex(["Names"], from: [0]) { _ in [""] })
    ],
    [
      TableSchema(
        "a", columns: [Column("x")], links: [LinkList("words")],
        words: WordIndex(["names"], from: [0]) { _ in [""] })
    ],
    [TableSchema("a", columns: [], links: [LinkList("l", extra: [Column("value")])])],
    [TableSchema("sqlite_x", columns: [])],
  ])
  func tablesThatCannotBeAreRefused(tables: [TableSchema]) throws {
    let folder = try Folder()
    #expect(throws: ViewError(.schema, "", hint: "")) {
      try folder.store([Custom(tables: tables) { _, _ in }])
    }
  }
}
