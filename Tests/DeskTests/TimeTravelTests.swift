import Desk
import EventLog
import Foundation
import JSON
import ProjectionKit
import Registry
import Testing
import Things

/// The views as they stood, whatever happened since.
@Suite struct TimeTravelTests {
  @Test(arguments: 1...Seeds.count(3))
  func everySizeReadsAsItDidThen(seed: UInt64) async throws {
    let registry = try await TestRegistry()
    var random = RandomCommands(seed: seed)
    var then: [UInt64: [Kind: [JSONValue]]] = [0: try fresh(registry)]
    var refused = 0
    while try registry.size < 70 {
      let step = try random.next(registry)
      do {
        try await registry.record([step], by: random.actor())
      } catch is DeskError {
        refused += 1
        continue
      }
      let size = try registry.size
      if then[size] == nil { then[size] = try fresh(registry) }
    }
    let size = try registry.size
    #expect(then.count == Int(size) + 1)
    #expect(refused < 200)
    for n in 0...size {
      let (now, expected) = (try pages(registry, asOf: n), then[n])
      for kind in Kind.allCases {
        #expect(now[kind] == expected?[kind], "\(kind.rawValue) as of \(n) of \(size)")
      }
    }
    #expect(
      try registry.desk.views.check(at: Array(0...size), against: registry.desk.log).isEmpty)
    #expect(Set(random.types).count > 20)
  }

  @Test func importsAndTheirUndoReadAsTheyDidThen() async throws {
    let registry = try await TestRegistry()
    var random = RandomCommands(seed: 99)
    let dataset = RandomDataset(seed: 99)
    var then: [UInt64: [Kind: [JSONValue]]] = [:]
    func note() throws { then[try registry.size] = try fresh(registry) }
    let batch = try await registry.imports(dataset.files).batch
    try note()
    for _ in 0..<25 {
      let step = try random.next(registry)
      do { try await registry.record([step], by: random.actor()) } catch is DeskError { continue }
      try note()
    }
    _ = try await registry.desk.undo(batch: batch, by: "staff-1")
    try note()
    try await registry.imports(dataset.files)
    try note()
    for (size, expected) in then {
      let now = try pages(registry, asOf: size)
      for kind in Kind.allCases {
        #expect(now[kind] == expected[kind], "\(kind.rawValue) as of \(size)")
      }
    }
    let sizes = then.keys.sorted()
    #expect(try registry.desk.views.check(at: sizes, against: registry.desk.log).isEmpty)
  }

  @Test(arguments: [
    ("update requests_rows set summary = 'tampered' where id = 'r-ecuador-1'", "summary"),
    ("insert into requests_words(rowid, names, rest) values (1048577, 'tampered', '')", "words"),
    ("insert into requests_words(requests_words) values ('delete-all')", "words"),
  ])
  func tamperedViewsAreFound(sql: String, column: String) async throws {
    let (registry, _) = try await TestRegistry.sample()
    let size = try registry.size
    #expect(try registry.desk.views.check(at: [size], against: registry.desk.log).isEmpty)
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    python.arguments = [
      "python3", "-c",
      """
      import sqlite3, sys
      c = sqlite3.connect(sys.argv[1])
      c.execute(sys.argv[2])
      c.commit()
      """, registry.desk.folder.views, sql,
    ]
    try python.run()
    python.waitUntilExit()
    try #require(python.terminationStatus == 0)
    let differences = try registry.desk.views.check(at: [size], against: registry.desk.log)
    #expect(Set(differences.map(\.column)) == [column])
    #expect(differences.allSatisfy { $0.table == "requests" })
  }

  /// What a new store shows that has folded only what the log holds now.
  private func fresh(_ registry: TestRegistry) throws -> [Kind: [JSONValue]] {
    let path = registry.path + "/fresh-\(UUID().uuidString).sqlite"
    let store = try ViewStore(
      path: path, projections: Catalogue.projections,
      knownTypes: Set(EventCatalogue.all.map(\.name)))
    try store.catchUp(from: registry.desk.log)
    return try store.read(asOf: nil) { try Self.pages(Reading($0, today: TestRegistry.today)) }
  }

  private func pages(_ registry: TestRegistry, asOf size: UInt64) throws -> [Kind: [JSONValue]] {
    try registry.desk.reading(asOf: .size(size), today: TestRegistry.today) { try Self.pages($0) }
  }

  /// Everything that lists, pages and searches show, things that are retracted or merged too.
  private static func pages(_ reading: Reading) throws -> [Kind: [JSONValue]] {
    var pages: [Kind: [JSONValue]] = [:]
    var everything = ThingFilter()
    everything.includesGone = true
    for kind in Kind.allCases where kind != .vocabulary {
      let view = Catalogue.view(of: kind)
      let standing = try reading.list(kind).things.map { try view.row($0, reading) }
      pages[kind] =
        try standing
        + reading.list(kind, everything).things.map {
          try view.page($0, reading)
        }
        + ["e", "a 1", "fiji", "the", "new name"].map { words in
          .array(
            try reading.search(words, kinds: [kind]).map { hit in
              [.string(hit.thing.id), .integer(Int64(hit.fit.rawValue)), .string(hit.extract.text)]
            })
        }
    }
    return pages
  }
}

/// Commands of every kind in a random but repeatable order. Most of them are possible.
struct RandomCommands {
  private var random: SeededGenerator
  private(set) var types: [String] = []
  private var number = 0

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func actor() -> String { "staff-\(Int.random(in: 1...3, using: &random))" }

  mutating func next(_ registry: TestRegistry) throws -> Step {
    // A question about nothing that there are lists of is refused, and random words are nothing else.
    let kinds: [Kind] = Kind.allCases.filter { $0 != .vocabulary && $0 != .question }
    let kind = kinds.randomElement(using: &random) ?? .request
    let all = try registry.desk.reading { reading in
      var everything = ThingFilter()
      everything.includesGone = true
      return try reading.list(kind, everything).things
    }
    if all.count < 2 || chance(6) { return begin(kind, registry) }
    if chance(12) { return map() }
    let thing = try registry.desk.log.read { snapshot in
      try snapshot.thing((all.randomElement(using: &random) ?? all[0]).ref)
    }
    return Step(thing.ref, try command(for: thing, registry))
  }

  private mutating func map() -> Step {
    guard let type = EventCatalogue.type(named: "term.mapped") else {
      return Step(ThingRef(.vocabulary, "theme"), .retract())
    }
    types.append(type.name)
    let code = Themes.shared.all.randomElement(using: &random)?.id ?? ""
    return Step(
      ThingRef(.vocabulary, "theme"),
      .happen(type, ["term": .text("own theme \(pick(3))"), "to": .text(code)]))
  }

  private mutating func begin(_ kind: Kind, _ registry: TestRegistry) -> Step {
    number += 1
    let id = "\(kind.rawValue)-\(number)"
    types.append(kind.rawValue + " begins")
    var fields = self.fields(kind.definition.fields.filter(\.inDataset), registry)
    if kind == .person { fields["id"] = .text(id) }
    fields["parent"] = nil
    return Step(ThingRef(kind, id), .begin(fields))
  }

  private mutating func command(for thing: Thing, _ registry: TestRegistry) throws -> Command {
    let kind = thing.ref.kind
    if thing.retraction != nil, chance(2) { return noted("reinstates", kind, .reinstate()) }
    if thing.mergedInto != nil, chance(2) { return noted("unmerges", kind, .unmerge) }
    let entry = thing.entries.randomElement(using: &random)
    switch pick(12) {
    case 0: return noted("retracts", kind, .retract())
    case 1:
      guard [.organisation, .person, .request].contains(kind) else { fallthrough }
      return noted("merges", kind, .merge(into: anyID(kind, registry) ?? thing.ref.id))
    case 2, 3:
      let field = kind.definition.fields.filter { $0.inDataset && $0.name != "id" }
        .randomElement(using: &random)
      if let field, !field.required, chance(3), thing.fields[field.name] != nil {
        return noted("clears", kind, .correct([:], cleared: [field.name]))
      }
      return noted(
        "corrects", kind, .correct(fields(field.map { [$0] } ?? [], registry, all: true)))
    case 4:
      guard let entry else { fallthrough }
      return entry.retraction == nil
        ? noted("retracts entry", kind, .retract(entry: entry.id))
        : noted("reinstates entry", kind, .reinstate(entry: entry.id))
    case 5:
      guard let entry else { fallthrough }
      let definitions = entry.kind.fields(in: kind)
      return noted(
        "corrects entry", kind,
        .correctEntry(
          entry.id,
          fields(definitions.randomElement(using: &random).map { [$0] } ?? [], registry, all: true))
      )
    default:
      let events = EventCatalogue.all.filter { type in
        guard type.kind == kind, !type.name.contains("eras") else { return false }
        switch type.effect {
        case .sets, .extends, .shortens, .adds: return true
        default: return false
        }
      }
      guard let type = events.randomElement(using: &random) else { return .retract() }
      types.append(type.name)
      return .happen(type, fields(type.fields, registry, all: true))
    }
  }

  private mutating func noted(_ what: String, _ kind: Kind, _ command: Command) -> Command {
    types.append("\(kind.rawValue) \(what)")
    return command
  }

  private mutating func fields(
    _ definitions: [Field], _ registry: TestRegistry, all: Bool = false
  ) -> Fields {
    var fields: Fields = [:]
    for field in definitions where all || field.required || chance(2) {
      fields[field.name] = value(field, registry)
    }
    // Nothing ends before it starts.
    if fields["end"] != nil { fields["end"] = fields["start"] }
    return fields
  }

  private mutating func value(_ field: Field, _ registry: TestRegistry) -> Value? {
    switch field.type {
    case .title, .text, .figureOrText: return .text("text \(pick(20))")
    case .titles: return .texts(["variant \(pick(5))"])
    case .date: return (try? PartialDate("20\(10 + pick(20))-0\(1 + pick(9))")).map { .date($0) }
    case .country:
      let code = Countries.shared.all.randomElement(using: &random)?.iso3 ?? "FJI"
      return .country(CountryValue(code: code, written: code))
    case .term(let vocabulary):
      guard let code = Vocabularies.shared.terms(of: vocabulary).randomElement(using: &random)?.code
      else { return nil }
      return .term(Term(code: code, written: code))
    case .terms(let vocabulary):
      guard vocabulary == "theme" else {
        let code = Vocabularies.shared.terms(of: vocabulary).randomElement(using: &random)?.code
        return code.map { .terms([Term(code: $0, written: $0)]) }
      }
      return .terms([Term(code: nil, written: "own theme \(pick(3))")])
    case .reference(let kind): return anyID(kind, registry).map { .reference($0) }
    case .references(let kind), .referencesOrText(let kind):
      return anyID(kind, registry).map { .references([$0]) }
    case .subject: return anyID(.meeting, registry).map { .reference($0) }
    case .count: return .count(Int64(pick(100)))
    case .flag: return .flag(true)
    }
  }

  private mutating func anyID(_ kind: Kind, _ registry: TestRegistry) -> String? {
    guard let ids = try? registry.ids(kind) else { return nil }
    return ids.randomElement(using: &random)
  }

  private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
  private mutating func chance(_ one: Int) -> Bool { pick(one) == 0 }
}
