import Desk
import EventLog
import JSON
import ProjectionKit
import Registry
import Testing
import Things

/// What changed between two sizes of the log.
@Suite struct DiffTests {
  @Test(arguments: 1...Seeds.count(3))
  func agreesWithComparingEverythingAtBothSizes(seed: UInt64) async throws {
    let registry = try await TestRegistry()
    var random = RandomCommands(seed: seed)
    while try registry.size < 90 {
      do {
        try await registry.record([try random.next(registry)], by: random.actor())
      } catch is DeskError { continue }
    }
    let size = try registry.size
    var found: Set<ThingChange.Change> = []
    for (old, new) in [
      (0, size), (0, 10), (size / 2, size), (size - 9, size), (20, 60), (40, 41), (size, size),
    ] {
      let changes = try registry.desk.diff(from: old, to: new)
      let expected = try naive(registry, old, new)
      #expect(Set(changes.map(\.thing)) == Set(expected.keys), "from \(old) to \(new)")
      for change in changes {
        found.insert(change.change)
        let naive = expected[change.thing]
        #expect(change.change == naive?.change, "\(change.thing) from \(old) to \(new)")
        let parts = Dictionary(
          change.parts.map { ($0.entry ?? $0.name, [$0.from, $0.to]) }, uniquingKeysWith: { $1 })
        #expect(parts == naive?.parts, "\(change.thing) from \(old) to \(new)")
        #expect(!change.events.isEmpty && change.events == change.events.sorted())
        #expect(change.events.allSatisfy { old <= $0 && $0 < new })
      }
    }
    #expect(found == [.added, .changed, .withdrawn])
  }

  /// A thing's change as two readings of everything show it.
  private struct Naive {
    var change: ThingChange.Change
    var parts: [String: [JSONValue]]
  }

  private func naive(
    _ registry: TestRegistry, _ old: UInt64, _ new: UInt64
  ) throws -> [ThingRef: Naive] {
    let before = try everything(registry, old)
    let after = try everything(registry, new)
    var found: [ThingRef: Naive] = [:]
    for ref in Set(before.keys).union(after.keys) {
      let (old, new) = (before[ref], after[ref])
      let wasThere = old?["retracted"] == nil && old?["merged_into"] == nil && old != nil
      let isThere = new?["retracted"] == nil && new?["merged_into"] == nil && new != nil
      let whys: Set = ["retracted", "merged_into"]
      let a = (old ?? [:]).filter { wasThere || whys.contains($0.key) }
      let b = (new ?? [:]).filter { isThere || whys.contains($0.key) }
      var parts: [String: [JSONValue]] = [:]
      for key in Set(a.keys).union(b.keys) {
        let values = [a[key] ?? .null, b[key] ?? .null]
        let areNothing = values.allSatisfy { $0 == .null || $0 == [] }
        if values[0] != values[1], !areNothing { parts[key] = values }
      }
      switch (wasThere || ref.kind == .vocabulary, isThere) {
      case (false, true): found[ref] = Naive(change: .added, parts: parts)
      case (true, false): found[ref] = Naive(change: .withdrawn, parts: parts)
      case (true, true) where !parts.isEmpty: found[ref] = Naive(change: .changed, parts: parts)
      default: break
      }
    }
    return found
  }

  /// Every thing as it reads at a size, its entries by their ids.
  private func everything(
    _ registry: TestRegistry, _ size: UInt64
  ) throws -> [ThingRef: [String: JSONValue]] {
    try registry.desk.reading(asOf: .size(size)) { reading in
      var all = ThingFilter()
      all.includesGone = true
      var found: [ThingRef: [String: JSONValue]] = [:]
      for kind in Kind.allCases {
        for thing in try reading.list(kind, all).things {
          // The name of a country follows from its code.
          var shape = try reading.shape(thing).filter { !$0.key.hasSuffix("country_name") }
          if kind != .person { shape["id"] = nil }
          for entryKind in kind.definition.entries {
            for entry in try reading.entries(entryKind, of: thing.ref) {
              var entryShape = try reading.shape(entry, in: kind)
              entryShape["id"] = nil
              shape[entry.id] = .object(entryShape)
            }
          }
          found[thing.ref] = shape
        }
      }
      return found
    }
  }

  @Test func aMappingChangesTheVocabularyAndWhatHoldsTheTerm() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "requests.csv": "id,themes,summary\nr-1,registers of births,A\nr-2,e-health,B\n",
      "meetings.csv": "id,title,kind\nm-1,A meeting,retreat\n",
    ])
    let size = try registry.size
    let mapped = try #require(EventCatalogue.type(named: "term.mapped"))
    for (vocabulary, term, meaning) in [
      ("theme", "registers of births", "e-health"), ("meeting_kind", "Retreat", "workshop"),
    ] {
      try await registry.record([
        Step(
          ThingRef(.vocabulary, vocabulary),
          .happen(mapped, ["term": .text(term), "to": .text(meaning)]))
      ])
    }
    let changes = try registry.desk.diff(from: size, to: size + 2)
    #expect(
      changes.map(\.thing.description) == [
        "request/r-1", "vocabulary/theme", "meeting/m-1", "vocabulary/meeting_kind",
      ])
    #expect(changes.allSatisfy { $0.change == .changed })
    #expect(changes.map(\.events) == [[size], [size], [size + 1], [size + 1]])
    #expect(
      changes[0].parts
        == [.init(name: "themes", entry: nil, from: ["registers of births"], to: ["e-health"])])
    #expect(changes[1].parts.map(\.name) == ["mapping"])
    // Asked about the thing alone, the same is said of it.
    var filter = Desk.DiffFilter()
    filter.id = "r-1"
    #expect(try registry.desk.diff(from: size, to: size + 2, filter) == [changes[0]])
  }

  @Test func whatChangedBackIsLeftOut() async throws {
    let registry = try await TestRegistry()
    try await registry.imports(["requests.csv": "id,summary\nr-1,First\nr-2,Second\nr-3,Third\n"])
    let size = try registry.size
    for text in ["Other", "First"] {
      try await registry.record([
        Step(ThingRef(.request, "r-1"), .correct(["summary": .text(text)], cleared: []))
      ])
    }
    try await registry.record([Step(ThingRef(.request, "r-2"), .retract())])
    try await registry.record([Step(ThingRef(.request, "r-3"), .merge(into: "r-1"))])
    let changes = try registry.desk.diff(from: size, to: size + 4)
    #expect(changes.map(\.id) == ["r-2", "r-3"])
    #expect(changes.map(\.change) == [.withdrawn, .withdrawn])
    #expect(changes[0].parts.last?.to == "because")
    #expect(changes[1].parts.last?.to == "r-1")
    try await registry.record([Step(ThingRef(.request, "r-2"), .reinstate())])
    let back = try registry.desk.diff(from: size + 4, to: size + 5)
    #expect(back.map(\.change) == [.added])
    #expect(back[0].parts.contains { $0.name == "summary" && $0.to == "Second" })
  }

  @Test func filtersNarrow() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let size = try registry.size
    var filter = Desk.DiffFilter()
    filter.kind = .request
    #expect(
      try registry.desk.diff(from: 0, to: size, filter).map(\.id) == registry.ids(.request))
    filter.limit = 3
    #expect(try registry.desk.diff(from: 0, to: size, filter).count == 3)
    filter.id = "r-fiji-1"
    let one = try registry.desk.diff(from: 0, to: size, filter)
    #expect(one.map(\.id) == ["r-fiji-1"])
    let request = try registry.page(.request, "r-fiji-1")
    for part in one[0].parts where part.entry == nil { #expect(part.to == request[part.name]) }
    filter.id = "r-fji-1"
    let unknown = #expect(throws: DeskError.self) {
      try registry.desk.diff(from: 0, to: size, filter)
    }
    #expect(unknown?.hint?.contains("r-fiji-1") == true)
    let backwards = #expect(throws: DeskError.self) {
      try registry.desk.diff(from: size, to: 0)
    }
    #expect(backwards?.place["option"] == "--from")
  }

  @Test func peopleAreNamedByTheIdsThatPeopleType() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let size = try registry.size
    let ids = try registry.desk.diff(from: 0, to: size).flatMap { change in
      [change.id] + change.parts.compactMap { $0.to["person"]?.string }
    }
    let people = Set(try registry.ids(.person))
    #expect(ids.filter { $0.hasPrefix("p-") }.allSatisfy { people.contains($0) })
    #expect(!ids.contains { $0.count == 16 && $0.allSatisfy(\.isHexDigit) })
  }
}
