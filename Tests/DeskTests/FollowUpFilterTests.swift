import Desk
import JSON
import Registry
import Testing
import Things

/// Due, overdue, verified, carried over.
@Suite struct FollowUpFilterTests {
  static func registry() async throws -> TestRegistry {
    let registry = try await TestRegistry()
    try await registry.imports([
      "organisations.csv": """
      id,name,country
      gov-samoa,Government of Samoa,Samoa
      samoa-mcit,Ministry of Communications,Samoa
      gov-fiji,Government of Fiji,Fiji
      us,The office,
      """,
      "meetings.csv": """
      id,title,kind,start,end,organisers
      m-1,First talk,bilateral_meeting,2026-03-02,,us
      m-2,Forum,forum,2026-04,,us
      m-3,Second talk,bilateral_meeting,2026-11-20,2026-11-22,us
      """,
      "participations.csv": """
      meeting,organisation,country,capacity
      m-1,gov-samoa,,counterpart
      m-1,us,,host
      m-2,samoa-mcit,,participant
      m-2,gov-fiji,,participant
      m-3,,Samoa,delegation
      m-3,us,,host
      """,
      "requests.csv": """
      id,requester,country,meeting,status,requested_on
      r-open,gov-samoa,,m-1,requested,
      r-done,gov-samoa,,m-1,delivered,
      r-ministry,samoa-mcit,,m-2,requested,
      r-fiji,gov-fiji,Fiji,m-2,requested,
      r-later,gov-samoa,Samoa,,requested,2027
      r-here,gov-samoa,Samoa,m-3,requested,
      """,
      "followups.csv": """
      id,meeting,request,what,due,status,owner
      f-mon,m-1,,a,2026-11-16,open,us
      f-sun,m-1,,b,2026-11-22,,
      f-next,m-1,,c,2026-11-23,open,
      f-month,m-2,r-fiji,d,2026-11,open,us
      f-past,m-2,r-ministry,e,2026-10,open,
      f-done,m-1,,f,2026-11-18,done,
      f-odd,m-1,,g,2026-01,wrapped up,
      f-never,m-2,,h,,open,
      f-here,m-3,,i,,open,
      """,
    ])
    return registry
  }

  private func ids(
    _ text: String, _ registry: TestRegistry, _ kind: Kind = .followup,
    today: String = "2026-11-21"
  ) throws -> [String] {
    let day = try PartialDate(today).earliest
    return try registry.desk.reading(today: day) { reading in
      let filter = try registry.desk.filter(try FilterQuery(text: text), of: kind, reading)
      return try registry.desk.answer(kind, filter, reading).rows.compactMap { $0["id"]?.string }
    }
  }

  @Test func theWeekIsMondayToSunday() async throws {
    let registry = try await Self.registry()
    #expect(try ids("due-this-week", registry) == ["f-mon", "f-sun", "f-month"])
    for day in ["2026-11-16", "2026-11-22"] {
      #expect(try ids("due-this-week", registry, today: day) == ["f-mon", "f-sun", "f-month"])
    }
    #expect(try ids("due-this-week", registry, today: "2026-11-23") == ["f-next", "f-month"])
    #expect(try ids("due-this-week", registry, today: "2026-11-15") == ["f-month"])
  }

  @Test func followUpsAreInTheOrderOfTheirDueDates() async throws {
    let registry = try await Self.registry()
    #expect(
      try ids("", registry) == [
        "f-odd", "f-past", "f-mon", "f-done", "f-sun", "f-next", "f-month", "f-never", "f-here",
      ])
  }

  @Test func overdueKnowsWhatAStatusWasMappedTo() async throws {
    let registry = try await Self.registry()
    #expect(try ids("overdue", registry) == ["f-odd", "f-past", "f-mon"])
    let type = try #require(EventCatalogue.type(named: "term.mapped"))
    try await registry.record([
      Step(
        ThingRef(.vocabulary, "followup_status"),
        .happen(type, ["term": .text("wrapped up"), "to": .text("done")]))
    ])
    #expect(try ids("overdue", registry) == ["f-past", "f-mon"])
    #expect(try ids("open", registry).contains("f-odd") == false)
    #expect(try ids("unverified", registry) == ["f-odd", "f-done"])
    let rows = try registry.list(.followup, today: "2026-11-21")
    #expect(rows.first { $0["id"] == "f-odd" }?["overdue"] == false)
  }

  @Test func verifiedByAnotherAccountOnly() async throws {
    let registry = try await Self.registry()
    let done = try #require(EventCatalogue.type(named: "followup.done"))
    let verified = try #require(EventCatalogue.type(named: "followup.verified"))
    let mon = ThingRef(.followup, "f-mon")
    try await registry.record([Step(mon, .happen(done, [:]))], by: "staff-2")
    #expect(try ids("unverified", registry) == ["f-mon", "f-done"])
    await #expect(throws: DeskError.self) {
      try await registry.record([Step(mon, .happen(verified, [:]))], by: "staff-2")
    }
    try await registry.record([Step(mon, .happen(verified, [:]))], by: "planner-1")
    #expect(try ids("unverified", registry) == ["f-done"])
  }

  @Test func noneAndAnIdMeanEither() async throws {
    let registry = try await Self.registry()
    let none = try ids("owner=none", registry)
    #expect(none.count == 7 && !none.contains("f-mon"))
    #expect(try ids("owner=us", registry) == ["f-mon", "f-month"])
    #expect(try ids("owner=us&owner=none", registry).count == 9)
    #expect(try ids("status=none", registry) == ["f-sun"])
    #expect(try ids("request=none", registry).count == 7)
  }

  @Test func filtersReachThroughTheRequest() async throws {
    let registry = try await Self.registry()
    #expect(try ids("country=Fiji", registry) == ["f-month"])
    #expect(try ids("country=Samoa", registry) == [])
    #expect(try ids("country=Samoa&country-by=requester", registry) == ["f-past"])
    #expect(try ids("requester=samoa-mcit", registry) == ["f-past"])
    #expect(try ids("country=WSM", registry, .request) == ["r-later", "r-here"])
    #expect(
      try ids("country=WSM&country-by=requester", registry, .request)
        == ["r-open", "r-done", "r-ministry", "r-later", "r-here"])
    #expect(try ids("region=Polynesia&country-by=requester", registry, .request).count == 5)
    #expect(try ids("country=none&country-by=requester", registry, .request) == [])
  }

  @Test func whatIsOpenIsCarriedOver() async throws {
    let registry = try await Self.registry()
    // A country's delegation stands for what its organisations asked before; not for what was asked
    // later, at the meeting itself, or by others.
    #expect(try ids("carry-over=m-3", registry, .request) == ["r-open", "r-ministry"])
    #expect(
      try ids("carry-over=m-3", registry) == ["f-odd", "f-past", "f-mon", "f-sun", "f-next"])
    #expect(try ids("carry-over=m-1", registry, .request) == [])
    let list = try registry.desk.reading { try registry.desk.carryOver(to: "m-3", $0) }
    #expect(list.countries == ["WSM"])
    #expect(list.requests.compactMap { $0["id"]?.string } == ["r-open", "r-ministry"])
    // What a merged organisation asked counts as its winner's.
    try await registry.record([
      Step(ThingRef(.organisation, "gov-fiji"), .merge(into: "gov-samoa"))
    ])
    try await registry.imports([
      "meetings.csv": "id,title,start\nm-4,Third talk,2026-12-01",
      "participations.csv": "meeting,organisation,capacity\nm-4,gov-samoa,counterpart",
    ])
    #expect(
      try ids("carry-over=m-4", registry, .request)
        == ["r-open", "r-ministry", "r-fiji", "r-here"])
  }
}
