import Registry
import Testing

@Suite struct EvolveTests {
  /// Whatever stands in the log can be folded: any events in any order, of any kind.
  @Test(arguments: Kind.allCases)
  func anyHistoryCanBeFolded(kind: Kind) {
    var generated = Generated(seed: 17)
    for _ in 0..<100 {
      var thing = Thing(ThingRef(kind, "x"))
      for step in 1...40 {
        guard let type = generated.pick(EventCatalogue.all) else { return }
        thing.evolve(generated.event(type), Circumstances(by: "a", sources: ["D1:1"]))
        #expect(thing.size == step)
      }
    }
  }

  /// Views read and write only these fields, so everything else must neither matter nor change.
  @Test(arguments: EventCatalogue.all)
  func anEventTouchesOnlyTheFieldsItSays(type: EventType) {
    var generated = Generated(seed: 5)
    for _ in 0..<50 {
      let event = generated.event(type)
      guard let names = Thing.fields(touchedBy: event) else { return }
      var fields: Fields = [:]
      for field in type.kind.definition.fields where !generated.chance(4) {
        fields[field.name] = generated.value(field.type)
      }
      func thing(_ fields: Fields) -> Thing {
        Thing(
          ThingRef(type.kind, "x"), fields: fields, sources: ["D1:1"], retraction: nil,
          mergedInto: nil, statusBy: "a")
      }
      var whole = thing(fields)
      var part = thing(fields.filter { names.contains($0.key) })
      let circumstances = Circumstances(by: "b", sources: ["D2:2"])
      whole.evolve(event, circumstances)
      part.evolve(event, circumstances)
      #expect(whole.fields.filter { names.contains($0.key) } == part.fields)
      #expect(
        whole.fields.filter { !names.contains($0.key) }
          == fields.filter { !names.contains($0.key) })
      #expect(whole.sources == part.sources && whole.statusBy == part.statusBy)
      #expect(whole.retraction == part.retraction && whole.mergedInto == part.mergedInto)
      if names.isEmpty { #expect(whole.sources == ["D1:1"] && whole.statusBy == "a") }
    }
  }

  @Test func aCorrectionChangesEmptiesAndCitesAnew() {
    var thing = Thing(ThingRef(.request, "r-1"))
    thing.evolve(
      event("request.raised", ["summary": .text("a"), "note": .text("b")]),
      Circumstances(by: "a", sources: ["D1:1"]))
    thing.evolve(
      event("request.corrected", ["summary": .text("c")], cleared: ["note"], citing: ["D2:2"]),
      Circumstances(by: "b", sources: ["D3:3"]))
    #expect(thing.fields == ["summary": .text("c")])
    #expect(thing.sources == ["D2:2"])
  }

  @Test func sourcesAdd() {
    var thing = Thing(ThingRef(.request, "r-1"))
    thing.evolve(event("request.raised"), Circumstances(by: "a", sources: ["D1:1"]))
    thing.evolve(
      event("request.status_changed", ["status": .code("agreed")]),
      Circumstances(by: "a", sources: ["D2:2", "D1:1"]))
    #expect(thing.sources == ["D1:1", "D2:2"])
  }

  @Test func listsGrowAndShrinkByMeaning() {
    var thing = Thing(ThingRef(.account, "a-1"))
    let by = Circumstances(by: "admin-1")
    thing.evolve(event("account.role_granted", ["roles": .codes("staff")]), by)
    thing.evolve(
      event("account.role_granted", ["roles": .terms([Term(code: "staff", written: "Staff")])]), by)
    #expect(thing.fields["roles"] == .codes("staff"))
    thing.evolve(
      event("account.role_revoked", ["roles": .terms([Term(code: "staff", written: "STAFF")])]), by)
    #expect(thing.fields["roles"] == nil)
    thing.evolve(event("account.role_revoked", ["roles": .codes("staff")]), by)
    #expect(thing.fields["roles"] == nil)
  }

  @Test func whoSetTheStatusLast() {
    var thing = Thing(ThingRef(.network, "n-1"))
    thing.evolve(event("network.formed", ["status": .text("active")]), Circumstances(by: "a"))
    // The status of a focal point is not the network's.
    thing.evolve(
      event("network.focal_point_appointed", ["status": .code("appointed")], entry: "e"),
      Circumstances(by: "b"))
    #expect(thing.statusBy == "a")
    // Saying the same again does not make it one's own.
    thing.evolve(event("network.closed", ["status": .text("active")]), Circumstances(by: "c"))
    #expect(thing.statusBy == "a")
    thing.evolve(event("network.closed", ["status": .text("closed")]), Circumstances(by: "c"))
    #expect(thing.statusBy == "c")
  }

  @Test func entriesComeAndGo() {
    var thing = Thing(ThingRef(.meeting, "m-1"))
    let by = Circumstances(by: "a", sources: ["D1:1"], batch: "import-1")
    thing.evolve(event("meeting.session_added", ["title": .text("Opening")], entry: "s1"), by)
    thing.evolve(event("meeting.entry_retracted", entry: "s1", reason: "twice"), by)
    #expect(thing.entries(.session).isEmpty)
    #expect(thing.entry("s1")?.retraction == Retraction(reason: "twice", batch: "import-1"))
    thing.evolve(event("meeting.entry_reinstated", entry: "s1"), by)
    thing.evolve(
      event("meeting.entry_corrected", ["title": .text("The opening")], entry: "s1"),
      Circumstances(by: "b", sources: ["D2:2"]))
    #expect(thing.entries(.session).map(\.fields) == [["title": .text("The opening")]])
    #expect(thing.entries(.session).map(\.sources) == [["D1:1", "D2:2"]])
    thing.evolve(event("meeting.entry_corrected", ["title": .text("?")], entry: "other"), by)
    #expect(thing.entries.count == 1)
  }

  @Test func mergedAndBack() {
    var thing = Thing(ThingRef(.person, "a"))
    thing.evolve(event("person.merged", into: "b"), Circumstances(by: "a"))
    #expect(thing.mergedInto == "b")
    thing.evolve(event("person.merge_reverted"), Circumstances(by: "a"))
    #expect(thing.mergedInto == nil)
  }

  /// A view that saw the names, and one built after they were destroyed, hold the same.
  @Test func erasureLeavesTheSameAsAReplayWithoutTheContents() {
    var generated = Generated(seed: 19)
    let types = EventCatalogue.all.filter {
      $0.kind == .person && $0.effect != .begins && $0.effect != .erases
    }
    for _ in 0..<200 {
      var seen = Thing(ThingRef(.person, "9f3ac1"))
      var replayed = seen
      var history = [generated.event(type("person.registered"), complete: true)]
      for _ in 0..<8 {
        if let type = generated.pick(types) { history.append(generated.event(type)) }
      }
      history.append(event("person.erased"))
      for event in history {
        seen.evolve(event, Circumstances(by: "a"))
        let payload = event.payload
        var beside: [String: String?] = payload.texts.mapValues { .some($0) }
        for name in payload.sealed.keys { beside.updateValue(nil, forKey: name) }
        replayed.evolve(
          Event(event.type, data: payload.data, beside: beside), Circumstances(by: "a"))
      }
      #expect(seen.isErased)
      #expect(seen == replayed)
      let own = Set(Kind.person.definition.fields.filter(\.sealed).map(\.name))
      #expect(seen.fields.allSatisfy { !own.contains($0.key) || $0.value == .erased })
    }
  }
}
