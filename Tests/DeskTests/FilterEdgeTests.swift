import Desk
import JSON
import Registry
import Testing
import Things

/// Filters at the edges that random things seldom stand on.
@Suite struct FilterEdgeTests {
  /// Samoa was a least developed country until 2014-01-01, that day not included.
  @Test func aMembershipEndsBeforeTheDayItEndsOn() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "requests.csv": """
      id,country,requested_on
      r-last,Samoa,2013-12-31
      r-first,Samoa,2014-01-01
      r-either,Samoa,2013/2014
      """
    ])
    #expect(try registry.ids(.request) { $0.group = "LDC" } == ["r-last", "r-either"])
  }

  /// A date that is open at one end reaches as far as any, and is the thing's own: its meeting's is
  /// not asked for.
  @Test func openDatesReachAsFarAsAny() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "meetings.csv": """
      id,title,start,end
      m-open,Open,2012,2013/..
      m-late,Late,2020,2020
      """,
      "requests.csv": """
      id,country,meeting,requested_on
      r-until,Samoa,m-late,../2013
      r-since,Samoa,m-late,2012/..
      r-meeting,Samoa,m-open,
      """,
    ])
    #expect(try registry.ids(.meeting) { $0.from = try? PartialDate("2030") } == ["m-open"])
    #expect(try registry.ids(.request) { $0.from = try? PartialDate("2030") } == ["r-since"])
    #expect(try registry.ids(.request) { $0.to = try? PartialDate("1950") } == ["r-until"])
    #expect(
      try registry.ids(.request) { $0.group = "LDC" } == ["r-until", "r-since", "r-meeting"])
  }

  /// A country is doubtful only where something of it is in the answer.
  @Test func whatFallsOutOfAPeriodIsNotDoubted() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "requests.csv": "id,country,requested_on\nr-1,BGD,2028\n"
    ])
    func doubts(_ text: String) throws -> Int {
      try registry.desk.reading { reading in
        let filter = try registry.desk.filter(
          try FilterQuery(text: text), of: .request, reading)
        return try registry.desk.answer(.request, filter, reading).warnings.count
      }
    }
    #expect(try doubts("group=LDC") == 1)
    #expect(try doubts("group=LDC&to=2010") == 0)
  }

  /// What delivered a request that was merged delivered the one it was merged into.
  @Test func whatDeliveredAMergedRequestCounts() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "requests.csv": """
      id,status,summary
      r-1,delivered,The one that stays
      r-2,delivered,The same
      r-3,delivered,Another

      """,
      "offers.csv": "id,request,summary\no-1,r-2,Training\n",
    ])
    func delivered() throws -> [String] {
      try registry.ids(.request) { $0.traits = [.delivered(by: ["o-1"])] }
    }
    #expect(try delivered() == ["r-2"])
    try await registry.record([Step(ThingRef(.request, "r-2"), .merge(into: "r-1"))])
    #expect(try delivered() == ["r-1"])
  }

  /// The roles of somebody who was registered twice are theirs, as on their page.
  @Test func aRoleCountsForWhomAPersonWasMergedInto() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "meetings.csv": "id,title,start\nm-1,A forum,2014\nm-2,Another,2014\n",
      "people.csv": "id,name\np-ada,Ada Okafor\np-a-okafor,A. Okafor\np-other,Ben Ode\n",
      "roles.csv": "meeting,person,role\nm-1,p-a-okafor,speaker\nm-2,p-other,chair\n",
    ])
    func here(_ role: String) throws -> [String] {
      try registry.ids(.person) {
        $0.withRoleIn = ["m-1"]
        $0.withRole = [role]
      }
    }
    #expect(try here("speaker") == ["p-a-okafor"])
    let (loser, winner) = try registry.desk.reading { reading in
      (
        try #require(try reading.find(.person, "p-a-okafor")),
        try #require(try reading.find(.person, "p-ada"))
      )
    }
    try await registry.record([Step(loser, .merge(into: winner.id))])
    #expect(try here("speaker") == ["p-ada"])
    #expect(try here("chair") == [])
  }

  /// What was mapped to a closed status is closed: it is neither listed nor marked as overdue.
  @Test func aMappedStatusCloses() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "followups.csv": """
      id,what,due,status
      f-1,Send it,2014-05,erledigt
      f-2,Send more,2014-05,open
      """
    ])
    func overdue(_ size: UInt64? = nil) throws -> [[String]] {
      let all = try registry.list(.followup, asOf: size, today: "2014-07-01")
      return [
        try registry.ids(.followup, asOf: size, today: "2014-07-01") { $0.overdue = true },
        all.filter { $0["overdue"] == true }.compactMap { $0["id"]?.string },
      ]
    }
    let before = try registry.size
    let mapped = try #require(EventCatalogue.type(named: "term.mapped"))
    try await registry.record([
      Step(
        ThingRef(.vocabulary, "followup_status"),
        .happen(mapped, ["term": .text("Erledigt"), "to": .text("done")]))
    ])
    #expect(try overdue() == [["f-2"], ["f-2"]])
    #expect(try overdue(before) == [["f-1", "f-2"], ["f-1", "f-2"]])
  }

  /// Words are found in every field, also in those behind the country.
  @Test func wordsBehindTheCountryAreFound() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "meetings.csv": "id,title,country,venue\nm-1,Forum,Fiji,Grand Hall\n"
    ])
    #expect(try registry.ids(.meeting) { $0.text = "grand hall" } == ["m-1"])
    #expect(try registry.ids(.meeting) { $0.text = "fiji" } == ["m-1"])
    // No text begins with what only the index writes.
    for text in ["iso", "0", "0is"] {
      #expect(try registry.ids(.meeting) { $0.text = text }.isEmpty, "\(text)")
    }
  }

  /// What was recorded in error neither answers a request nor is carried over.
  @Test func whatWasRetractedAnswersNothing() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "requests.csv": "id,country,summary,status\nr-1,Fiji,Training,requested\n",
      "offers.csv": "id,country,summary\no-1,Republic of Korea,A course\n",
    ])
    func unanswered() throws -> [String] {
      try registry.ids(.request) { $0.traits = [.unanswered] }
    }
    let link = try #require(EventCatalogue.type(named: "request.linked"))
    #expect(try unanswered() == ["r-1"])
    try await registry.record([
      Step(ThingRef(.request, "r-1"), .happen(link, ["offer": .reference("o-1")]))
    ])
    #expect(try unanswered() == [])
    try await registry.record([Step(ThingRef(.offer, "o-1"), .retract())])
    #expect(try unanswered() == ["r-1"])
    try await registry.record([Step(ThingRef(.offer, "o-1"), .reinstate())])
    #expect(try unanswered() == [])
  }
}
