import Access
import Desk
import EventLog
import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import RapporteurWeb
import Registry
import Testing
import Things
import WebCore

/// What is not meant by who is logged in, and what forms cannot be made to mean.
@Suite struct ForgeryTests {
  @Test func aChangeNeedsTheSecretOfItsSession() async throws {
    try await TestSite.run { site, visitor in
      let browser = try await site.browser("admin-1", visitor)
      _ = try await browser.get("/accounts/new")
      let right = browser.csrf
      let other = try await site.browser("staff-1", visitor)
      _ = try await other.get("/account")
      let attempts: [(String, [String: String])] = [
        ("", [:]), ("nonsense", [:]), (other.csrf, [:]),
        (right, ["Origin": "https://evil.example"]),
        (right, ["Origin": "null"]), (right, ["Sec-Fetch-Site": "cross-site"]),
      ]
      for (csrf, fields) in attempts {
        var headers: HTTPFields = [:]
        for (name, value) in fields { headers[try #require(HTTPField.Name(name))] = value }
        let answer = try await browser.post(
          "/accounts", [("name", "forged-1")], headers: headers, csrf: csrf)
        #expect(answer.status == .forbidden, "\(csrf.prefix(8)) \(headers)")
      }
      #expect(try site.accountNames().contains("forged-1") == false)
      let answer = try await browser.post("/accounts", [("name", "meant-1")], csrf: right)
      #expect(answer.status == .seeOther)
      #expect(try site.accountNames().contains("meant-1"))
    }
  }

  @Test func theSecretOfASessionEndsWithIt() async throws {
    try await TestSite.run { site, visitor in
      let browser = try await site.browser("admin-1", visitor)
      _ = try await browser.get("/accounts/new")
      let stale = browser.csrf
      _ = try await browser.get("/login")
      _ = try await browser.post(
        "/login", [("account", "admin-1"), ("password", TestSite.password)])
      let answer = try await browser.post("/accounts", [("name", "stale-1")], csrf: stale)
      #expect(answer.status == .forbidden)
    }
  }

  @Test func fieldsThatNobodyAskedForGiveNoPower() async throws {
    try await TestSite.run { site, visitor in
      let admin = try await site.browser("admin-1", visitor)
      _ = try await admin.get("/accounts/new")
      let made = try await admin.post(
        "/accounts",
        [
          ("name", "new-1"), ("roles", "staff"), ("by", "planner-1"), ("via", "cli"),
          ("status", "disabled"), ("account", "admin-1"), ("batch", "x"),
        ])
      #expect(made.status == .seeOther)
      let size = try site.desk.log.read { $0.size }
      let auditor = site.server.site.gate(
        for: try site.server.site.accounts.principal("auditor-1"))
      let record = try auditor.record(at: size - 1)
      #expect(
        record["by"] == "admin-1" && record["via"] == "web" && record["record"]?["batch"] == nil)
      #expect(try site.server.site.accounts.account("new-1")?.roles == [.staff])
      #expect(try site.server.site.accounts.account("new-1")?.isEnabled == true)

      // One's own roles are not one's own to change, under any spelling.
      for path in ["/account/admin-1/roles", "/account/Admin-1/roles"] {
        let answer = try await admin.post(path, [("grant", "planner")])
        #expect([403, 404, 422].contains(answer.status.code), "\(path)")
      }
      #expect(try site.server.site.accounts.account("admin-1")?.roles == [.admin])

      // Logging in as somebody is not being somebody.
      let staff = try await site.browser("staff-1", visitor)
      _ = try await staff.get("/account")
      _ = try await staff.post(
        "/account/password",
        [
          ("account", "planner-1"), ("old", TestSite.password), ("new", "a much longer one"),
          ("again", "a much longer one"), ("roles", "admin"),
        ])
      #expect(try !site.credentials.hasPassword("planner-1"))
      #expect(try site.server.site.accounts.account("staff-1")?.roles == [.staff])
    }
  }

  @Test func whatIsSomebodyElsesIsOutOfReach() async throws {
    try await TestSite.run { site, visitor in
      let other = try await site.visitor("staff-2", visitor)
      let session = try #require(other.session)
      let until = Instant.inAWeek(site)
      let token = try site.credentials.makeToken(
        account: "staff-2", role: .staff, name: "robot", until: until, by: "admin-1")
      let browser = try await site.browser("staff-1", visitor)
      _ = try await browser.get("/account")
      let ended = try await browser.post("/account/sessions", [("id", session.session.id)])
      #expect(ended.status == .notFound)
      #expect(try site.credentials.session(session.secret) != nil)
      for path in ["/account/tokens", "/tokens"] {
        let revoked = try await browser.post(path, [("id", token.id), ("account", "staff-2")])
        #expect([403, 404].contains(revoked.status.code), "\(path)")
      }
      #expect(try site.credentials.token(token.secret) != nil)
      let page = String(buffer: try await browser.get("/account").body)
      #expect(!page.contains(token.id) && !page.contains(session.session.id))
      for path in ["/account/staff-2", "/tokens", "/accounts", "/access-log"] {
        #expect(try await browser.get(path).status == .forbidden, "\(path)")
      }
    }
  }

  @Test func aTokenActsInItsRoleAndEndsAtOnce() async throws {
    try await TestSite.run { site, visitor in
      let token = try site.credentials.makeToken(
        account: "auditor-1", role: .auditor, name: "robot", until: Instant.inAWeek(site),
        by: "admin-1")
      var program = visitor
      program.token = token.secret
      #expect(try await program.send(.get, "/access-log").status == .ok)
      #expect(try await program.send(.get, "/accounts/new").status == .forbidden)
      try site.credentials.revokeToken(token.id)
      #expect(try await program.send(.get, "/access-log").status == .unauthorized)
      program.token = token.id
      #expect(try await program.send(.get, "/access-log").status == .unauthorized)
    }
  }
}

extension TestSite {
  /// A browser in which this account is logged in.
  func browser(_ account: String, _ visitor: Visitor) async throws -> Browser {
    let browser = Browser(visitor)
    let session = try #require(try await self.visitor(account, visitor).session)
    browser.set(Cookies.session, session.secret)
    return browser
  }

  /// The names of all accounts.
  func accountNames() throws -> [String] {
    try server.site.accounts.accounts().map(\.name)
  }
}

extension Instant {
  /// A week from now.
  static func inAWeek(_ site: TestSite) -> Instant {
    Instant(microseconds: site.credentials.time.microseconds + 7 * 86_400_000_000)
  }
}
