import Desk
import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import Registry
import Testing
import Things

/// Lists: filters in the address, pages, downloads.
@Suite struct ListTests {
  private static let lists = [
    "/requests", "/offers", "/followups", "/followups/all", "/meetings", "/people",
    "/organisations", "/networks", "/practices", "/recommendations", "/statements", "/documents",
  ]

  @Test func everyListShowsItsKind() async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.visitor("planner-1", visitor)
      for path in Self.lists {
        let answer = try await planner.send(.get, path)
        #expect(answer.status == .ok, "\(path)")
        let page = String(buffer: answer.body)
        #expect(page.contains("<h1>"), "\(path)")
        #expect(page.contains("class=\"filters\""), "\(path)")
      }
    }
  }

  @Test func anAddressIsAView() async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.visitor("planner-1", visitor)
      let page = try await planner.page("/requests?country=Oman&support=study_visit")
      #expect(page.contains("/request/r-oman-2"))
      #expect(!page.contains("/request/r-ecuador-1\""))
      #expect(page.contains("1 entry"))
      // Each filter is a chip that leads to the list without it.
      #expect(page.contains("href=\"/requests?support=study_visit\""))
      #expect(page.contains("href=\"/requests?country=OMN\""))
    }
  }

  @Test func aWrongFilterIsToldAtItsField() async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.visitor("planner-1", visitor)
      for (query, field) in [
        ("country=Atlantis", "filter-country"), ("from=June", "filter-from"),
        ("theme=nothing-such", "filter-theme"), ("meeting=m-nowhere", "filter-meeting"),
      ] {
        let answer = try await planner.send(.get, "/requests?" + query)
        #expect(answer.status == .unprocessableContent, "\(query)")
        let page = String(buffer: answer.body)
        #expect(page.contains("id=\"\(field)-fault\""), "\(query)")
        #expect(page.contains("href=\"#\(field)\""), "\(query)")
      }
      let unknown = try await planner.send(.get, "/requests?nonsense=1")
      #expect(unknown.status == .unprocessableContent)
    }
  }

  @Test func whatHasNoDateIsCountedNotDropped() async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.visitor("planner-1", visitor)
      let page = try await planner.page("/requests?from=2014-06&to=2014-06")
      #expect(page.contains("without a date left out"))
    }
  }

  @Test func pagesHoldFiftyAndKeepTheFilters() async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.visitor("planner-1", visitor)
      let first = try await planner.page("/recommendations")
      #expect(first.components(separatedBy: "<th scope=\"row\">").count - 1 == 50)
      #expect(first.contains("href=\"/recommendations?page=2\""))
      let second = try await planner.page("/recommendations?page=2")
      #expect(!second.contains("page=3"))
      let count = second.components(separatedBy: "<th scope=\"row\">").count - 1
      #expect(count > 0 && count < 50)
      // Far behind the end there is nothing, and no error.
      let beyond = try await planner.send(.get, "/recommendations?page=99999999999999")
      #expect(beyond.status == .ok)
    }
  }

  @Test func downloadsHoldTheWholeListThatIsOnTheScreen() async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.visitor("planner-1", visitor)
      let csv = try await planner.send(.get, "/recommendations?format=csv")
      #expect(csv.headers[.contentDisposition]?.contains("recommendations.csv") == true)
      let rows = String(buffer: csv.body).components(separatedBy: "\r\n").filter { !$0.isEmpty }
      #expect(rows.count > 51)
      let narrowed = try await planner.send(.get, "/requests?country=OMN&format=csv")
      #expect(String(buffer: narrowed.body).contains("r-oman-1"))
      #expect(!String(buffer: narrowed.body).contains("r-ecuador-1"))
      let json = try await planner.json("/requests?country=OMN&format=json")
      #expect(json.array?.isEmpty == false)
      #expect(json.array?.allSatisfy { $0["country"] == "OMN" } == true)
      let book = try await planner.send(.get, "/requests?format=xlsx")
      #expect(book.body.readableBytes > 1_000)
      #expect(String(buffer: book.body).hasPrefix("PK"))
      let calendar = try await planner.send(.get, "/meetings?format=ics")
      #expect(String(buffer: calendar.body).hasPrefix("BEGIN:VCALENDAR"))
      let none = try await planner.send(.get, "/requests?format=ics")
      #expect(none.status == .notAcceptable)
    }
  }

  @Test func whatLooksLikeAFormulaIsNoneInTheDownload() async throws {
    try await TestSite.run { site, visitor in
      _ = try await site.desk.commit(
        try site.desk.plan(
          .init([
            (
              "practices.csv",
              Array(
                "id,title,country,organisation,award,themes,summary,meeting,note,source\npr-evil,\"=HYPERLINK(\"\"http://x\"\")\",,,,,,,,\n"
                  .utf8)
            )
          ])), batch: "evil", by: "staff-1")
      let planner = try await site.visitor("planner-1", visitor)
      let csv = try await planner.send(.get, "/practices?text=hyperlink&format=csv")
      #expect(String(buffer: csv.body).contains("'=HYPERLINK"))
    }
  }

  @Test func markupInTextsIsText() async throws {
    try await TestSite.run { site, visitor in
      _ = try await site.desk.commit(
        try site.desk.plan(
          .init([
            (
              "practices.csv",
              Array(
                "id,title,country,organisation,award,themes,summary,meeting,note,source\npr-x,<script>alert(1)</script>,,,\"\"\"><img src=x>\",,,,,\n"
                  .utf8)
            )
          ])), batch: "evil", by: "staff-1")
      let planner = try await site.visitor("planner-1", visitor)
      for path in ["/practices", "/practice/pr-x", "/practice/pr-x/history", "/search?q=script"] {
        let page = try await planner.page(path)
        #expect(!page.contains("<script>alert"), "\(path)")
        #expect(!page.contains("<img src=x"), "\(path)")
      }
    }
  }

  @Test func peopleWithoutNamesForThoseWhoMayNotSeeThem() async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.visitor("planner-1", visitor)
      let auditor = try await site.visitor("auditor-1", visitor)
      let names = try site.desk.reading { reading in
        try reading.list(.person).things.compactMap { $0.fields["name"]?.written }
      }
      let open = try await planner.page("/people")
      let closed = try await auditor.page("/people")
      #expect(names.contains { open.contains($0) })
      for name in names { #expect(!closed.contains(">\(name)<"), "\(name)") }
      let file = try await auditor.send(.get, "/people?format=csv")
      #expect(file.status == .ok)
      for name in names { #expect(!String(buffer: file.body).contains(name), "\(name)") }
    }
  }
}
