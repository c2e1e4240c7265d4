import Desk
import EventLog
import JSON
import ProjectionKit
import Registry
import Testing
import Things

/// Which events a value rests on.
@Suite struct WhyTests {
  @Test(arguments: 1...Seeds.count(3))
  func everyValueRestsOnTheLastEventThatSetIt(seed: UInt64) async throws {
    let registry = try await TestRegistry()
    var random = RandomCommands(seed: seed)
    while try registry.size < 90 {
      do {
        try await registry.record([try random.next(registry)], by: random.actor())
      } catch is DeskError { continue }
    }
    let size = try registry.size
    for asOf in [size / 2, size] {
      let checked = try registry.desk.reading(asOf: .size(asOf), today: TestRegistry.today) {
        try check($0, registry)
      }
      #expect(checked > 50)
    }
  }

  /// Compares the answer for each field of each thing with a replay of the thing's stream.
  private func check(_ reading: Reading, _ registry: TestRegistry) throws -> Int {
    var everything = ThingFilter()
    everything.includesGone = true
    var checked = 0
    for kind in Kind.allCases where kind != .vocabulary {
      for thing in try reading.list(kind, everything).things {
        let shape = try reading.shape(thing)
        let name = "\(kind.rawValue)/\(try reading.typedID(thing.ref))"
        for field in kind.definition.fields where field.name != "name" && field.name != "id" {
          let rows = try registry.desk.explain("\(name).\(field.name)", reading).rows
          let last = rows.last { $0["attribute"]?.string == field.name && $0["in_force"] == true }
          let expected = try naive(thing.ref, field, before: reading.reader.size, registry)
          if field.type != .terms("theme") {
            #expect(last?["position"]?.integer == expected, "\(name).\(field.name)")
          }
          if let last {
            checked += 1
            #expect(last["value"] == shape[field.name], "\(name).\(field.name)")
          } else {
            #expect(thing.fields[field.name] == nil, "\(name).\(field.name)")
          }
          let settled = rows.drop { $0["in_force"] == false }
          #expect(settled.allSatisfy { $0["in_force"] == true }, "what is in force comes last")
        }
      }
    }
    return checked
  }

  /// The last event that states the field, or after which the field reads otherwise.
  private func naive(
    _ ref: ThingRef, _ field: Field, before size: UInt64, _ registry: TestRegistry
  ) throws -> Int64? {
    try registry.desk.log.read { snapshot in
      var thing = Thing(ref)
      var last: Int64?
      try snapshot.forEachEvent(of: StreamName(ref), from: 0, backward: false) { recorded in
        guard recorded.position < size, let event = recorded.event else { return false }
        let before = thing.fields[field.name]
        thing.evolve(event, recorded.circumstances)
        let isStated = event.fields[field.name] != nil || event.cleared.contains(field.name)
        if (event.entry == nil && isStated) || thing.fields[field.name] != before {
          last = Int64(recorded.position)
        }
        return true
      }
      return last
    }
  }

  @Test func aTermMappedLaterIsALink() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "requests.csv": "id,themes,summary\nr-1,registers of births,A register\n"
    ])
    let mapped = try #require(EventCatalogue.type(named: "term.mapped"))
    try await registry.record([
      Step(
        ThingRef(.vocabulary, "theme"),
        .happen(mapped, ["term": .text("Registers of births"), "to": .text("e-health")]))
    ])
    let size = try registry.size
    let rows = try explain("r-1.themes", registry).rows
    #expect(rows.map { $0["value"] } == [["registers of births"], ["e-health"]])
    #expect(rows.map { $0["act"] } == ["recorded", "mapped"])
    #expect(rows.map { $0["in_force"] } == [false, true])
    #expect(try explain("r-1.themes", registry, asOf: size - 1).rows.count == 1)
    // How it was written is still what the first event says.
    let written = try explain("r-1.themes_as_written", registry).rows
    #expect(written.map { $0["type"] } == ["request.raised"])
  }

  @Test func correctionsMergersAndRetractionsAreLinks() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "requests.csv": "id,summary,status\nr-1,First,requested\nr-2,Second,requested\n"
    ])
    let two = ThingRef(.request, "r-2")
    try await registry.record([Step(two, .correct(["summary": .text("Other")], cleared: []))])
    try await registry.record([Step(two, .merge(into: "r-1"))])
    let rows = try explain("request/r-2.summary", registry).rows
    #expect(
      rows.map { $0["type"]?.string } == ["request.raised", "request.corrected", "request.merged"])
    #expect(rows.map { $0["in_force"] } == [false, true, true])
    #expect(rows.last?["value"] == "r-1")
    #expect(rows[1]["reason"] == "because")
    let winner = try explain("r-1", registry).rows
    #expect(winner.contains { $0["type"] == "request.merged" && $0["thing"] == "request/r-2" })
    try await registry.record([Step(two, .unmerge)])
    let reverted = try explain("r-2.summary", registry).rows
    #expect(reverted.last?["type"] == "request.corrected")
    #expect(try explain("r-2.merged_into", registry).rows.map { $0["value"] } == ["r-1", .null])
  }

  @Test func whatListsComputeIsExplained() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "organisations.csv": "id,name\ngov-1,Old name\n",
      "requests.csv": "id,requester,country,summary\nr-1,gov-1,Fiji,First\n",
      "followups.csv": "id,what,due,status\nf-1,Call,2014-05,open\n",
    ])
    for (type, ref, fields) in [
      ("organisation.renamed", ThingRef(.organisation, "gov-1"), ["name": Value.text("New name")]),
      ("request.rated", ThingRef(.request, "r-1"), ["priority": .text("high")]),
      ("request.rated", ThingRef(.request, "r-1"), ["priority": .text("low")]),
    ] {
      let type = try #require(EventCatalogue.type(named: type))
      try await registry.record([Step(ref, .happen(type, fields))])
    }
    let overdue = try explain("f-1.overdue", registry)
    #expect(overdue.value == true)
    #expect(overdue.rule != nil)
    #expect(Set(overdue.rows.map { $0["attribute"] }) == ["due", "status"])
    let priority = try explain("r-1.priority", registry)
    #expect(priority.value == "low")
    #expect(priority.rows.map { $0["value"] } == ["high", "low"])
    #expect(try explain("r-1.country_name", registry).rows.map { $0["value"] } == ["Fiji"])
    let names = try explain("r-1.requester_names", registry)
    #expect(names.value == ["New name"])
    #expect(
      names.rows.filter { $0["in_force"] == true }.map { $0["type"] }
        == ["request.raised", "organisation.renamed"])
    let name = try explain("gov-1.name", registry)
    #expect(name.value == "New name")
    #expect(name.rows.last?["type"] == "organisation.renamed")
  }

  @Test func disagreeingStatementsArePartOfTheAnswer() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let rows = try explain("m-unpsf-2014.city", registry).rows
    let stated = rows.filter { $0["statement"]?.string != nil }
    #expect(Set(stated.compactMap { $0["value"]?["value"]?.string }) == ["Goyang", "Seoul"])
    #expect(rows.last?["type"] == "meeting.recorded")
    #expect(rows.last?["source_titles"]?.array?.first?.string?.isEmpty == false)
    // What nothing but statements speak of can be asked about, too.
    let only = try explain("m-unpsf-2014-w1.evaluation: questionnaires filled", registry).rows
    #expect(only.count == 2)
  }

  @Test func idsAreFoundByTheirLongestForm() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "requests.csv": "id,summary,status\nr.status,Dotted,expressed\nr,Plain,requested\n",
      "offers.csv": "id,summary\nr,Also r\n",
      "people.csv": "id,name\np-1,Ada Okafor\n",
      "affiliations.csv": "person,position\np-1,Director\n",
    ])
    #expect(try explain("r.status", registry).attribute == nil)
    #expect(try explain("r.status.status", registry).value == "expressed")
    #expect(try explain("offer/r.summary", registry).value == "Also r")
    #expect(try explain("p-1.name", registry).value == "Ada Okafor")
    #expect(try explain("p-1", registry).name == "person/p-1")
    #expect(try explain("p-1.id", registry).rows.map { $0["value"] } == ["p-1"])
    #expect(try explain("offer/r.id", registry).rows.map { $0["value"] } == ["r"])
    let entry = try #require(
      try registry.page(.person, "p-1")["affiliations"]?.array?.first?["id"]?.string)
    #expect(try explain(entry, registry).rows.map { $0["attribute"] } == ["position"])
    #expect(try explain("\(entry).position", registry).value == "Director")
    for (text, part) in [
      ("r", "request/r or offer/r"), ("r.stat", "r"), ("request/r.stats", "status"),
      ("nothing", "id"), ("meting/r", "meeting"), ("\(entry).positon", "position"),
    ] {
      let error = #expect(throws: DeskError.self) { try explain(text, registry) }
      #expect(error?.hint?.contains(part) == true, "\(text): \(error?.description ?? "")")
    }
  }

  private func explain(
    _ text: String, _ registry: TestRegistry, asOf size: UInt64? = nil
  ) throws -> Explanation {
    try registry.desk.reading(asOf: size.map { .size($0) }, today: TestRegistry.today) {
      try registry.desk.explain(text, $0)
    }
  }
}
