import Desk
import EventLog
import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import Registry
import Testing
import Things

/// Every page as it stood, with what is different today.
@Suite struct TimeTests {
  private static let pages = [
    "/", "/requests", "/requests/matrix", "/requests/map", "/requests/over-time", "/followups",
    "/meetings", "/meetings/calendar", "/meetings/tree", "/organisations", "/organisations/tree",
    "/people", "/search?q=training", "/conflicts", "/unclassified", "/questions",
    "/request/r-oman-2", "/request/r-oman-2/history", "/request/r-oman-2/match",
    "/why?of=request/r-oman-2",
  ]

  /// Whatever a page of an earlier size leads to stays at that size.
  @Test func linksKeepTheMoment() async throws {
    try await TestSite.run { site, visitor in
      let size = try site.desk.log.read { $0.size } - 2
      let planner = try await site.visitor("planner-1", visitor)
      for path in Self.pages {
        let separator = path.contains("?") ? "&" : "?"
        let answer = try await planner.send(.get, "\(path)\(separator)as-of=\(size)")
        #expect(answer.status == .ok, "\(path)")
        let page = String(buffer: answer.body)
        let main = page.components(separatedBy: "<main").dropFirst().joined()
          .components(separatedBy: "</main>")[0]
        for match in main.matches(of: #/href="(/[^"]*)"/#) {
          let address = String(match.1)
          let isElsewhere = [
            "/audit", "/diff", "/assets", "/log", "/import", "/questions/new", "/account",
          ].contains { address.hasPrefix($0) }
          #expect(isElsewhere || address.contains("as-of=\(size)"), "\(address) on \(path)")
        }
      }
    }
  }

  @Test func aListMarksWhatIsDifferentToday() async throws {
    try await TestSite.run { site, visitor in
      func submit(_ id: String, _ command: Registry.Command, _ reason: String? = nil) async throws {
        _ = try await site.desk.submit(
          Submission(
            by: "staff-1", reason: reason, steps: [Step(ThingRef(.practice, id), command)]))
      }
      try await submit("pr-stays", .begin(["title": .text("Stays so")]))
      try await submit("pr-goes", .begin(["title": .text("Goes away")]))
      try await submit(
        "pr-turns", .begin(["title": .text("Reads so then"), "award": .text("Old")]))
      let size = try site.desk.log.read { $0.size }
      try await submit("pr-goes", .retract(entry: nil), "error")
      try await submit(
        "pr-turns", .correct(["award": .text("New")], cleared: [], citing: nil), "misread")
      try await submit("pr-comes", .begin(["title": .text("Came later")]))
      let planner = try await site.visitor("planner-1", visitor)
      let page = try await planner.page("/practices?as-of=\(size)&page=1&text=so")
      #expect(page.contains("Reads so then"))
      let all = try await planner.page("/practices?as-of=\(size)")
      #expect(all.contains("Goes away"))
      #expect(all.contains("class=\"gone\""))
      #expect(all.contains("class=\"changed\""))
      #expect(all.contains("<span class=\"today\">New</span>"))
      #expect(all.contains("Came later"))
      #expect(all.contains("href=\"/diff?from=\(size)&amp;to="))
      let today = try await planner.page("/practices")
      #expect(!today.contains("class=\"gone\""))
      #expect(!today.contains("Goes away"))
      // The page of the thing shows today's value beside.
      let thing = try await planner.page("/practice/pr-turns?as-of=\(size)")
      #expect(thing.contains("Old"))
      #expect(thing.contains("New</span>"))
      let early = try await planner.send(.get, "/practice/pr-comes?as-of=\(size)")
      #expect(early.status == .notFound)
    }
  }

  @Test func aMatrixShowsTodaysNumberBeside() async throws {
    try await TestSite.run { site, visitor in
      let size = try site.desk.log.read { $0.size }
      _ = try await site.desk.submit(
        Submission(
          by: "staff-1",
          steps: [
            Step(
              ThingRef(.request, "r-new"),
              .begin([
                "country": .country(CountryValue(code: "OMN", written: "Oman")),
                "status": .term(Term(code: "requested", written: "requested")),
              ]))
          ]))
      let planner = try await site.visitor("planner-1", visitor)
      let page = try await planner.page(
        "/requests/matrix?rows=country&columns=status&as-of=\(size)")
      #expect(page.contains("class=\"today\""))
      #expect(!(try await planner.page("/requests/matrix").contains("class=\"today\"")))
    }
  }

  @Test func aSizeSaysWhenItWasReached() async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.visitor("planner-1", visitor)
      let moment = try await planner.json("/moment?size=3")
      #expect(moment["size"] == 3)
      #expect(moment["words"]?.string?.contains("3 events") == true)
      #expect(try await planner.send(.get, "/moment").status == .unprocessableContent)
      let beyond = try await planner.send(.get, "/moment?size=99999999")
      #expect(beyond.status == .unprocessableContent)
    }
  }
}
