@testable import EventLog
import JSON
import ProjectionKit

/// What can happen in the toy domain: people make, name, tag and drop things; owners merge.
enum ToyEvent: Hashable {
  case made(String, owner: String)
  case named(String, String)
  case tagged(String, [String])
  case counted(String, Int)
  case gone(String)
  case merged(String, into: String)
  case cursed
  case unheardOf

  var type: String {
    switch self {
    case .made: "thing.made"
    case .named: "thing.named"
    case .tagged: "thing.tagged"
    case .counted: "thing.counted"
    case .gone: "thing.gone"
    case .merged: "owner.merged"
    case .cursed: "thing.cursed"
    case .unheardOf: "thing.from_the_future"
    }
  }

  private var payload: (id: String, data: [String: JSONValue]) {
    switch self {
    case .made(let id, let owner): (id, ["owner": .string(owner)])
    case .named(let id, let name): (id, ["name": .string(name)])
    case .tagged(let id, let tags): (id, ["tags": .array(tags.map(JSONValue.string))])
    case .counted(let id, let count): (id, ["count": .integer(Int64(count))])
    case .gone(let id): (id, [:])
    case .merged(let id, let into): (id, ["into": .string(into)])
    case .cursed, .unheardOf: ("x", [:])
    }
  }

  /// The event as a command appends it to a real log.
  func write() -> StreamWrite {
    StreamWrite(
      to: StreamName(kind: "thing", id: payload.id), expecting: .any,
      events: [NewEvent(type: type, data: payload.data)])
  }

  func recorded(at position: Int, salt: UInt64) -> RecordedEvent {
    RecordedEvent(
      position: Position(position), id: UniqueID(high: salt, low: UInt64(position)), type: type,
      version: 1, stream: StreamName(kind: "thing", id: payload.id), revision: 0,
      recorded: Instant(microseconds: Int64(position)), by: "staff", via: "cli",
      command: UniqueID(high: salt, low: UInt64(position)), sources: [], data: payload.data,
      beside: [:])
  }

  static let knownTypes: Set<String> = [
    "thing.made", "thing.named", "thing.tagged", "thing.counted", "thing.gone", "owner.merged",
    "thing.cursed",
  ]

  /// A random history; small so that the same things meet often.
  static func random(_ count: Int, seed: UInt64, curses: Bool = false) -> [ToyEvent] {
    var generator = SeededGenerator(seed)
    let things = (0..<7).map { "t\($0)" }
    let owners = (0..<4).map { "o\($0)" }
    let words = ["a", "b", "ä longer name that does not fit in a small string", ""]
    func pick<T>(_ list: [T]) -> T { list[Int.random(in: 0..<list.count, using: &generator)] }
    return (0..<count).map { _ in
      switch Int.random(in: 0..<20, using: &generator) {
      case 0..<5: .made(pick(things), owner: pick(owners))
      case 5..<9: .named(pick(things), pick(words))
      case 9..<12:
        .tagged(
          pick(things), (0..<Int.random(in: 0..<4, using: &generator)).map { _ in pick(words) })
      case 12..<15: .counted(pick(things), Int.random(in: 0..<3, using: &generator))
      case 15..<17: .gone(pick(things))
      case 17: .merged(pick(owners), into: pick(owners))
      case 18: .unheardOf
      default: curses ? .cursed : .gone(pick(things))
      }
    }
  }
}

/// The same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

struct Cursed: Error {}

/// The things, with their tags.
struct Things: Projection {
  var version = 1
  /// A later version has a column more.
  var hasMark = false
  /// Whether the curse breaks the fold.
  var fears = false

  let name = "things"
  var tables: [TableSchema] {
    [
      TableSchema(
        "thing",
        columns: [
          Column("name", collation: .nocase), Column("owner", indexed: true),
          Column("count", .integer),
        ] + (hasMark ? [Column("mark")] : []),
        links: [LinkList("tag", extra: [Column("place_in_list", .integer)])],
        indexes: [["owner", "count"]])
    ]
  }
  let eventTypes: Set<String> = [
    "thing.made", "thing.named", "thing.tagged", "thing.counted", "thing.gone", "owner.merged",
    "thing.cursed",
  ]

  func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    let id = String(event.stream.id)
    switch event.type {
    case "thing.made":
      var row = try rows.current("thing", id) ?? rows.new("thing")
      row["owner"] = SQLValue(event.data["owner"]?.string)
      if hasMark { row["mark"] = "made" }
      try rows.put("thing", id, row)
    case "thing.named":
      guard try rows.current("thing", id) != nil else { return }
      // Two changes of one event are one version.
      try rows.update("thing", id) { $0["name"] = "in between" }
      try rows.update("thing", id) { $0["name"] = SQLValue(event.data["name"]?.string) }
    case "thing.tagged":
      guard var row = try rows.current("thing", id) else { return }
      row[list: "tag"] = (event.data["tags"]?.array ?? []).enumerated().map {
        Link(SQLValue($1.string), .integer(Int64($0)))
      }
      try rows.put("thing", id, row)
    case "thing.counted":
      guard var row = try rows.current("thing", id) else { return }
      row["count"] = SQLValue(event.data["count"]?.integer)
      try rows.put("thing", id, row)
    case "thing.gone":
      try rows.remove("thing", id)
    case "owner.merged":
      let into = SQLValue(event.data["into"]?.string)
      for key in try rows.keys("thing", where: "owner", is: .text(id)) {
        try rows.update("thing", key) { $0["owner"] = into }
      }
    case "thing.cursed":
      if fears {
        try rows.update("thing", "t0") { $0["name"] = "never seen" }
        throw Cursed()
      }
    default: return
    }
  }
}

/// How many things each owner ever made, and a table of the last one made by each.
struct Owners: Projection {
  var version = 1
  let name = "owners"
  let tables = [
    TableSchema("owner", columns: [Column("made", .integer)]),
    TableSchema("latest", key: "owner", columns: [Column("thing"), Column("position", .integer)]),
  ]
  let eventTypes: Set<String> = ["thing.made"]

  func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    guard let owner = event.data["owner"]?.string else { return }
    try rows.update("owner", owner) { $0["made"] = .integer(($0["made"].integer ?? 0) + 1) }
    try rows.update("latest", owner) {
      $0["thing"] = .text(String(event.stream.id))
      $0["position"] = .integer(Int64(event.position))
    }
  }
}

/// What the views must show, computed without any of the module's own machinery.
struct ToyModel: Equatable {
  struct Thing: Equatable {
    var name: String?
    var owner: String
    var count: Int?
    var tags: [String] = []
  }

  var things: [String: Thing] = [:]
  var made: [String: Int] = [:]
  var latest: [String: String] = [:]

  init(_ events: some Sequence<ToyEvent>) {
    for (position, event) in events.enumerated() { apply(event, position) }
  }

  private mutating func apply(_ event: ToyEvent, _ position: Int) {
    switch event {
    case .made(let id, let owner):
      things[id, default: Thing(owner: owner)].owner = owner
      made[owner, default: 0] += 1
      latest[owner] = "\(id)@\(position)"
    case .named(let id, let name): things[id]?.name = name
    case .tagged(let id, let tags): things[id]?.tags = tags
    case .counted(let id, let count): things[id]?.count = count
    case .gone(let id): things[id] = nil
    case .merged(let id, let into):
      for (key, thing) in things where thing.owner == id { things[key]?.owner = into }
    case .cursed, .unheardOf: break
    }
  }

  /// What a store shows.
  init(_ reader: ViewReader) throws {
    for row in try reader.rows("SELECT row, id, name, owner, count FROM thing") {
      let tags = try reader.rows(
        "SELECT value, place_in_list FROM thing_tag WHERE row = ? ORDER BY place", [row[0]])
      things[try row["id"].text ?? "?"] = Thing(
        name: try row["name"].text, owner: try row["owner"].text ?? "?",
        count: try row["count"].integer.map { Int($0) }, tags: tags.map { $0[0].text ?? "?" })
    }
    for row in try reader.rows("SELECT id, made FROM owner") {
      made[row[0].text ?? "?"] = Int(row[1].integer ?? -1)
    }
    for row in try reader.rows("SELECT owner, thing, position FROM latest") {
      latest[row[0].text ?? "?"] = "\(row[1].text ?? "?")@\(row[2].integer ?? -1)"
    }
  }
}
