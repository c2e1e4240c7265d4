import CSV
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import RapporteurWeb
import Registry
import Testing
import WebCore

/// Text that tries to be more than text.
@Suite struct HostileMarkupTests {
  /// On every page, whatever was recorded is shown as text.
  @Test(arguments: HostileThings.texts)
  func whatIsRecordedStaysText(text: String) async throws {
    try await TestSite.run { site, visitor in
      let things = try await HostileThings(text, into: site.desk)
      for account in ["planner-1", "auditor-1"] {
        let reader = try await site.visitor(account, visitor)
        for address in Self.addresses(site.server.routes, things) {
          let answer = try await reader.send(.get, address)
          #expect(
            answer.status.code < 500, "\(address): \(String(buffer: answer.body).prefix(500))")
          guard
            answer.headers[.contentType]?.contains("html") == true
              || answer.headers[.contentType]?.contains("svg") == true
          else { continue }
          Self.expectHarmless(String(buffer: answer.body), at: address, as: account)
        }
      }
    }
  }

  /// What stands in the address is shown as text, in pages and in the messages of what is wrong.
  @Test(arguments: HostileThings.texts)
  func whatIsAskedStaysText(text: String) async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.visitor("planner-1", visitor)
      let encoded = try #require(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
      for route in site.server.routes where route.method == .get && route.form != .api {
        let path = route.path.replacing(#/\{[a-z]+\}/#, with: encoded).replacing(
          "**", with: encoded)
        let names = ["q", "as-of", "country", "text", "next", "of", "notice", "lang", encoded]
        for address in [path] + names.map({ "\(path)?\($0)=\(encoded)" }) {
          for reader in [visitor, planner] {
            let answer = try await reader.send(.get, address)
            #expect(answer.status.code < 500, "\(address)")
            guard answer.headers[.contentType]?.contains("html") == true else { continue }
            Self.expectHarmless(String(buffer: answer.body), at: address, as: "")
          }
        }
      }
    }
  }

  /// No cell of a table that somebody downloads is a formula.
  @Test(arguments: ["=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
  func downloadedCellsAreNoFormulas(text: String) async throws {
    try await TestSite.run { site, visitor in
      let things = try await HostileThings(text, into: site.desk)
      let planner = try await site.visitor("planner-1", visitor)
      var tables = 0
      for address in Self.addresses(site.server.routes, things) {
        let mark = address.contains("?") ? "&" : "?"
        let answer = try await planner.send(.get, address + mark + "format=csv", accept: "*/*")
        guard answer.headers[.contentType]?.contains("csv") == true else { continue }
        tables += 1
        for record in try Self.rows(String(buffer: answer.body)) {
          for cell in record {
            let start = cell.unicodeScalars.first
            #expect(
              start.map { !"=+-@\t\r".unicodeScalars.contains($0) } ?? true, "\(address): \(cell)")
          }
        }
      }
      #expect(tables > 5)
    }
  }

  // MARK: Help

  /// Every page that these things appear on.
  private static func addresses(_ routes: [Route], _ things: HostileThings) -> [String] {
    var addresses: Set<String> = []
    for route in routes where route.method == .get && route.form != .api {
      guard !route.path.contains("**") else { continue }
      if !route.path.contains("{") { addresses.insert(route.path) }
      for (kind, id) in things.made {
        let path = route.path.replacing("{kind}", with: kind.rawValue)
          .replacing(#/\{[a-z]+\}/#, with: id)
        if route.path.hasPrefix("/\(kind.rawValue)/") || route.path.contains("{kind}") {
          addresses.insert(path)
        }
      }
    }
    addresses.formUnion([
      "/search?q=xss", "/search?q=onxss", "/why?of=organisation/hostile-organisation",
      "/requests/matrix?rows=requester&columns=theme", "/requests?requester=hostile-organisation",
    ])
    return addresses.sorted()
  }

  private static func rows(_ text: String) throws -> [[String]] {
    var reader = CSVReader(Array(text.utf8))
    var rows = [try reader.header().header.columns]
    while let record = try reader.next() {
      guard case .row(let row) = record else {
        Issue.record("a download is no table: \(record)")
        continue
      }
      rows.append(row.fields)
    }
    return rows
  }

  private static func expectHarmless(_ page: String, at address: String, as account: String) {
    for element in Markup(page).elements {
      let isHostile =
        element.name.contains("xss") || element.attributes.contains { $0.name.contains("xss") }
        || element.attributes.contains { name, value in
          ["href", "src", "action", "formaction", "xlink:href"].contains(name)
            && value.lowercased().hasPrefix("javascript:")
        }
      #expect(!isHostile, "\(address) as \(account): \(element)")
      #expect(
        element.attributes.allSatisfy { !$0.name.hasPrefix("on") && $0.name != "style" },
        "\(address): \(element)")
      if element.name == "script" {
        let isData = element["type"] == "application/json"
        #expect(isData || element["src"]?.hasPrefix("/assets/") == true, "\(address): \(element)")
      }
      #expect(element.name != "style", "\(address) has a style of its own")
    }
  }
}
