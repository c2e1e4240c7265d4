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
}
