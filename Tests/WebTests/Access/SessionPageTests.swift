import Access
import EventLog
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import RapporteurWeb
import Synchronization
import Testing
import WebCore

/// Logging in by the pages: cookies, rotation, ends, and what other sites may not do.
@Suite struct SessionPageTests {
  /// A clock that stands until it is moved.
  private final class Clock: Sendable {
    private let moved = Mutex<Int64>(0)
    private let start = LMDBEventLog.systemClock()

    var now: Instant {
      Instant(microseconds: start.microseconds + moved.withLock { $0 })
    }

    func advance(minutes: Int64) { moved.withLock { $0 += minutes * 60_000_000 } }
  }

  @Test func anInvitationLeadsInAndALoginRotates() async throws {
    try await TestSite.run { site, visitor in
      let token = try site.credentials.invite("staff-1")
      let browser = Browser(visitor)
      let page = try await browser.get("/invitation/\(token)")
      #expect(page.status == .ok)
      let short = try await browser.post(
        "/invitation/\(token)", [("password", "short"), ("again", "short")])
      #expect(short.status == .unprocessableContent)
      let differs = try await browser.post(
        "/invitation/\(token)", [("password", TestSite.password), ("again", "another password")])
      #expect(differs.status == .unprocessableContent)
      let entered = try await browser.post(
        "/invitation/\(token)", [("password", TestSite.password), ("again", TestSite.password)])
      #expect(entered.status == .seeOther)
      let first = try #require(browser.cookie(Cookies.session))
      #expect(try await browser.get("/account").status == .ok)
      // A second use of the link.
      #expect(try await Browser(visitor).get("/invitation/\(token)").status == .unauthorized)

      // The same browser logs in again: a fresh secret, and the old one ends.
      _ = try await browser.get("/login")
      let again = try await browser.post(
        "/login", [("account", "staff-1"), ("password", TestSite.password)])
      #expect(again.status == .seeOther)
      let second = try #require(browser.cookie(Cookies.session))
      #expect(first != second)
      #expect(try site.credentials.session(first) == nil)
      #expect(try site.credentials.session(second) != nil)

      _ = try await browser.get("/account")
      let out = try await browser.post("/logout", [])
      #expect(out.status == .seeOther)
      #expect(try site.credentials.session(second) == nil)
      #expect(try await browser.get("/account").status == .seeOther)
    }
  }

  @Test func cookiesAreBoundToThisHost() async throws {
    try await TestSite.run { site, visitor in
      try await site.enrol("staff-1")
      let browser = Browser(visitor)
      _ = try await browser.get("/login")
      let answer = try await browser.post(
        "/login", [("account", "staff-1"), ("password", TestSite.password)])
      let cookies = answer.headers[values: .setCookie]
      let session = try #require(cookies.first { $0.hasPrefix(Cookies.session) })
      #expect(session.hasPrefix("__Host-"))
      for attribute in ["Secure", "HttpOnly", "Path=/", "SameSite="] {
        #expect(session.contains(attribute), "\(attribute)")
      }
      #expect(!session.contains("Domain="))
    }
  }

  @Test func aSecretThatSomebodyPlantedIsNotTakenOver() async throws {
    try await TestSite.run { site, visitor in
      try await site.enrol("staff-1")
      let browser = Browser(visitor)
      browser.set(Cookies.session, "planted-by-somebody-else")
      _ = try await browser.get("/login")
      _ = try await browser.post(
        "/login", [("account", "staff-1"), ("password", TestSite.password)])
      #expect(browser.cookie(Cookies.session) != "planted-by-somebody-else")
      #expect(try site.credentials.session("planted-by-somebody-else") == nil)
    }
  }

  @Test func sessionsEndWhenIdleAndAfterTwelveHours() async throws {
    let clock = Clock()
    try await TestSite.run(clock: { clock.now }) { site, visitor in
      let idle = try await site.visitor("staff-1", visitor)
      #expect(try await idle.send(.get, "/account").status == .ok)
      clock.advance(minutes: 29)
      #expect(try await idle.send(.get, "/account").status == .ok)
      clock.advance(minutes: 31)
      #expect(try await idle.send(.get, "/account").status == .seeOther)

      let busy = try await site.visitor("staff-1", visitor)
      for _ in 0..<28 {
        clock.advance(minutes: 25)
        #expect(try await busy.send(.get, "/account").status == .ok)
      }
      clock.advance(minutes: 20)
      #expect(try await busy.send(.get, "/account").status == .seeOther)
    }
  }

  @Test func theLoginLeadsToThisSiteOnly() async throws {
    try await TestSite.run { site, visitor in
      try await site.enrol("staff-1")
      try await site.enrol("admin-1")
      for (account, next, place) in [
        ("staff-1", "/requests?open", "/requests?open"), ("staff-1", "//evil.example/", "/"),
        ("staff-1", "https://evil.example/", "/"), ("staff-1", "/\\evil.example", "/"),
        ("staff-1", "/\r\nSet-Cookie: x=y", "/"), ("admin-1", "", "/accounts"),
      ] {
        let browser = Browser(visitor)
        _ = try await browser.get("/login")
        let answer = try await browser.post(
          "/login", [("account", account), ("password", TestSite.password), ("next", next)])
        #expect(answer.headers[.location] == place, "\(next)")
      }
    }
  }

  @Test func theSameAnswerForAllWhoFail() async throws {
    try await TestSite.run { site, visitor in
      try await site.enrol("staff-1")
      var pages: Set<String> = []
      for account in ["staff-1", "nobody-here", "planner-1"] {
        let browser = Browser(visitor)
        _ = try await browser.get("/login")
        let answer = try await browser.post(
          "/login", [("account", account), ("password", "a wrong password")])
        #expect(answer.status == .unauthorized)
        let page = String(buffer: answer.body).replacing(account, with: "")
        pages.insert(page.replacing(browser.csrf, with: ""))
      }
      #expect(pages.count == 1)
    }
  }

  @Test func aThousandLoginsAtOnceAreBounded() async throws {
    try await TestSite.run(cost: 12) { site, visitor in
      let browser = Browser(visitor)
      _ = try await browser.get("/login")
      let statuses = try await withThrowingTaskGroup(of: (Int, String?).self) { group in
        for number in 0..<1000 {
          group.addTask {
            let answer = try await browser.post(
              "/login", [("account", "account-\(number)"), ("password", "some password")])
            return (answer.status.code, answer.headers[.retryAfter])
          }
        }
        return try await group.reduce(into: [(Int, String?)]()) { $0.append($1) }
      }
      #expect(statuses.allSatisfy { $0.0 == 401 || $0.0 == 429 })
      #expect(statuses.contains { $0.0 == 429 })
      #expect(statuses.filter { $0.0 == 429 }.allSatisfy { Int($0.1 ?? "") ?? 0 > 0 })
      // The site goes on.
      #expect(try await browser.get("/login").status == .ok)
    }
  }
}

extension TestSite {
  /// Gives an account its password.
  func enrol(_ account: String) async throws {
    _ = try await credentials.accept(
      try credentials.invite(account), password: Self.password, from: "test")
  }
}

/// A browser that keeps cookies and knows the secret of the forms that it was shown.
final class Browser: Sendable {
  private let visitor: Visitor
  private let cookies = Mutex<[String: String]>([:])
  private let form = Mutex("")

  init(_ visitor: Visitor) { self.visitor = visitor }

  /// The secret of the last form.
  var csrf: String { form.withLock { $0 } }

  func cookie(_ name: String) -> String? { cookies.withLock { $0[name] } }

  func set(_ name: String, _ value: String) { cookies.withLock { $0[name] = value } }

  func get(_ path: String, headers: HTTPFields = [:]) async throws -> TestResponse {
    let answer = try await visitor.send(.get, path, headers: with(headers))
    note(answer)
    return answer
  }

  func post(
    _ path: String, _ fields: [(String, String)], headers: HTTPFields = [:], csrf: String? = nil
  ) async throws -> TestResponse {
    var all = with(headers)
    all[.contentType] = "application/x-www-form-urlencoded"
    let pairs = fields + [("csrf", csrf ?? self.csrf)]
    let body = pairs.map { name, value in
      "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
    }.joined(separator: "&")
    let answer = try await visitor.send(.post, path, headers: all, body: body)
    note(answer)
    return answer
  }

  private func with(_ headers: HTTPFields) -> HTTPFields {
    var headers = headers
    let all = cookies.withLock { $0 }
    if !all.isEmpty {
      headers[.cookie] = all.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ")
    }
    return headers
  }

  private func note(_ answer: TestResponse) {
    for field in answer.headers[values: .setCookie] {
      let pair = field.prefix { $0 != ";" }.split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else { continue }
      cookies.withLock { $0[String(pair[0])] = pair[1].isEmpty ? nil : String(pair[1]) }
    }
    let page = String(buffer: answer.body)
    if let match = page.firstMatch(of: #/name="csrf" value="([^"]*)"/#) {
      form.withLock { $0 = String(match.1) }
    }
  }
}
