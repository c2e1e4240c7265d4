import Access
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import RapporteurWeb
import Testing
import WebCore

/// What every answer carries, whatever its status.
@Suite struct HostileHeadersTests {
  /// The headers, and what they have to say.
  private static let wanted = [
    "x-content-type-options": "nosniff", "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "content-security-policy":
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
      + "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; "
      + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  ]

  private static func expectProtected(_ headers: [String: String], _ what: String) {
    for (name, value) in wanted { #expect(headers[name] == value, "\(what): \(name)") }
    #expect(headers["cache-control"] != nil, "\(what): cache-control")
    #expect(headers["server"]?.contains("/") != true, "\(what) tells a version")
  }

  private static let form = "Content-Type: application/x-www-form-urlencoded"

  @Test func allStatusesCarryThem() async throws {
    try await TestSite.run(.live) { site, visitor in
      let port = try #require(visitor.client.port)
      let session = try #require(try await site.visitor("staff-1", visitor).session)
      let cookie = "Cookie: \(Cookies.session)=\(session.secret)"
      let long = String(repeating: "a", count: 9_000)
      let tooLong = "X: " + String(repeating: "a", count: 60_000)
      let cases: [(Int, String, String, [String])] = [
        (200, "GET", "/robots.txt", []), (200, "HEAD", "/robots.txt", []),
        (400, "GET", "/a/../b", []), (404, "GET", "/nowhere", []),
        (404, "GET", "/nowhere", [cookie]),
        (404, "GET", "/assets/nothing.css", []), (405, "DELETE", "/robots.txt", []),
        (405, "TRACE", "/robots.txt", []), (414, "GET", "/" + long, []),
        (431, "GET", "/robots.txt", [tooLong]), (400, "GET", "/robots.txt", ["bad header"]),
        (421, "GET", "/robots.txt", ["Host: evil.example"]),
        (401, "GET", "/robots.txt", ["Authorization: Bearer rap_nothing"]),
      ]
      for (status, method, path, headers) in cases {
        let hosts = headers.filter { $0.hasPrefix("Host: ") }.map { String($0.dropFirst(6)) }
        let answer = try await RawLine.ask(
          port, target: path, method: method, host: hosts.first ?? "localhost",
          headers: headers.filter { !$0.hasPrefix("Host: ") })
        let what = "\(method) \(path.prefix(40)) \(headers.map { $0.prefix(40) })"
        #expect(answer.status == status, "\(what): \(answer.text.prefix(300))")
        Self.expectProtected(answer.headers, what)
      }
    }
  }

  /// Every route, with and without a session: whatever comes is protected, and pages are not kept.
  @Test func allRoutesCarryThem() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let auditor = try await site.visitor("auditor-1", visitor)
      for route in site.server.routes where !route.path.hasSuffix("/follow") {
        let path = route.path.replacing(#/\{[a-z]+\}|\*\*/#, with: "x")
        for reader in [visitor, staff, auditor] {
          let answer = try await reader.send(route.method, path)
          let headers = Self.headers(answer)
          Self.expectProtected(headers, "\(route.method) \(path): \(answer.status.code)")
          if headers["content-type"]?.contains("html") == true {
            #expect(headers["cache-control"] == "no-store", "\(path) may be kept")
          }
        }
      }
    }
  }

  private struct Surprise: Error, CustomStringConvertible {
    let description = "secret-of-the-server"
  }

  /// What fails unexpectedly says nothing of why, and is protected all the same.
  @Test func anUnexpectedFailureTellsNothing() async throws {
    try await TestSite.run { site, visitor in
      let surprise = Route(.get, "/surprise", .page, for: .everyone) { _ in throw Surprise() }
      let application = Application(router: site.server.site.router([surprise]))
      let cookie = try await site.visitor("staff-1", visitor).session?.secret ?? ""
      try await application.test(.router) { client in
        for accept in ["text/html", "application/json"] {
          for headers in [HTTPFields(), [.cookie: "\(Cookies.session)=\(cookie)"]] {
            var headers = headers
            headers[.accept] = accept
            let answer = try await client.execute(uri: "/surprise", method: .get, headers: headers)
            #expect(answer.status == .internalServerError)
            Self.expectProtected(Self.headers(answer), "500")
            #expect(!String(buffer: answer.body).contains("secret-of-the-server"))
            #expect(!String(buffer: answer.body).contains("Surprise"))
          }
        }
      }
    }
  }

  private static func headers(_ answer: TestResponse) -> [String: String] {
    answer.headers.reduce(into: [:]) { $0[$1.name.canonicalName] = $1.value }
  }
}
