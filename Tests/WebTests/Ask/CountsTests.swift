import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

/// Matrix, map and chart over time: every number opens the rows that it counts.
@Suite struct CountsTests {
  /// The numbers of a page and where they lead.
  private func numbers(_ page: String, within mark: String) -> [(count: Int, address: String)] {
    let pattern = /<a href="(\/requests\?[^"]*)"[^>]*>(\d+)<\/a>/
    return page.matches(of: pattern).compactMap { match in
      Int(match.2).map {
        ($0, String(match.1).replacing("&amp;", with: "&"))
      }
    }
  }

  private func check(_ path: String) async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.visitor("planner-1", visitor)
      let page = try await planner.page(path)
      let found = numbers(page, within: "table")
      #expect(found.count > 1, "\(path)")
      for (count, address) in found {
        let list = try await planner.page(address)
        #expect(
          list.contains(count == 1 ? "1 entry" : "\(count) entries"), "\(count) at \(address)")
      }
    }
  }

  @Test(arguments: ["theme", "year", "status", "group", "requester", "support", "region"])
  func everyNumberOfAMatrixOpensItsRows(columns: String) async throws {
    try await check("/requests/matrix?rows=country&columns=\(columns)")
  }

  @Test func countsKeepTheFilters() async throws {
    try await check("/requests/matrix?rows=country&columns=support&open")
  }

  @Test(arguments: ["/requests/map", "/requests/over-time", "/requests/over-time?by=quarter"])
  func everyNumberOfADrawingOpensItsRows(path: String) async throws { try await check(path) }

  @Test func drawingsLeadToTheirRowsAndHoldNoStyle() async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.visitor("planner-1", visitor)
      for path in ["/requests/map", "/requests/over-time?divided=theme"] {
        let page = try await planner.page(path)
        #expect(page.contains("role=\"group\""), "\(path)")
        #expect(page.contains("<a href=\"/requests?in="), "\(path)")
        #expect(!page.contains(" style="), "\(path)")
        let file = try await planner.send(
          .get, path + (path.contains("?") ? "&" : "?") + "format=svg")
        #expect(file.headers[.contentType] == "image/svg+xml")
        #expect(!String(buffer: file.body).contains("<a "))
      }
    }
  }

  @Test func aMatrixCanBeTakenAway() async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.visitor("planner-1", visitor)
      let csv = try await planner.send(.get, "/requests/matrix?format=csv")
      #expect(String(buffer: csv.body).contains("Total"))
      let book = try await planner.send(.get, "/requests/matrix?format=xlsx")
      #expect(String(buffer: book.body).hasPrefix("PK"))
      let svg = try await planner.send(.get, "/requests/matrix?format=svg")
      #expect(String(buffer: svg.body).contains("role=\"img\""))
    }
  }

  @Test(arguments: [
    "/requests/matrix?rows=nonsense", "/requests/over-time?by=week", "/requests?in=nonsense",
    "/requests/matrix?country=Atlantis", "/requests/map?theme=nothing-such",
  ])
  func whatCannotBeCountedIsRefused(path: String) async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.visitor("planner-1", visitor)
      let answer = try await planner.send(.get, path)
      #expect(answer.status == .unprocessableContent)
      #expect(String(buffer: answer.body).contains("<h1>"))
    }
  }
}
