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

/// Who may use which address: every route with nobody, with nobody in particular, and with every role.
@Suite struct RoleRouteTests {
  /// Addresses that answer for as long as somebody listens.
  private static let endless = ["/stream", "/follow", "/progress/live", "/live"]

  @Test func everyRouteAnswersItsAudienceAndNobodyElse() async throws {
    try await TestSite.run { site, visitor in
      let samples = try Samples(site.desk)
      var visitors: [(role: Role?, isLoggedIn: Bool, visitor: Visitor)] = [
        (nil, false, visitor),
        (nil, true, try await site.visitor("nobody-1", visitor)),
      ]
      for role in Role.allCases {
        visitors.append(
          (role, true, try await site.visitor("\(role.rawValue)-1", visitor)))
      }
      for route in site.server.routes where !Self.endless.contains(where: route.path.hasSuffix) {
        // Whoever logs out is no visitor any more.
        if route.path == "/logout" { continue }
        let path = samples.path(for: route)
        for (role, isLoggedIn, visitor) in visitors {
          let answer = try await visitor.send(
            route.method, path, accept: "application/json")
          let code = try? JSONValue(parsing: String(buffer: answer.body))["code"]?.string
          let who = role?.rawValue ?? (isLoggedIn ? "no role" : "nobody")
          let what = "\(route.method) \(route.path) by \(who): \(answer.status.code) \(code ?? "")"
          switch Self.expectation(route, role, isLoggedIn) {
          case .login: #expect(answer.status == .unauthorized, "\(what)")
          case .refusal:
            #expect(answer.status == .forbidden, "\(what)")
            // Who is logged in is told by a page of the site.
            if route.form != .page { #expect(code == "forbidden", "\(what)") }
          case .answer:
            // A login that fails, and an invitation that there is not, are refused to everybody.
            #expect(answer.status != .unauthorized || route.audience == .everyone, "\(what)")
            #expect(answer.status.code < 500, "\(what)")
            if answer.status == .forbidden {
              // Forms of nobody's browser need a secret first; and some things are one's own.
              #expect(code == "forged" && !isLoggedIn || Self.hasOwners(route), "\(what)")
            }
          }
        }
      }
    }
  }

  @Test func pagesSendStrangersToTheLogin() async throws {
    try await TestSite.run { site, visitor in
      let samples = try Samples(site.desk)
      for route in site.server.routes
      where route.method == .get && route.form == .page && route.audience != .everyone {
        let path = samples.path(for: route)
        let answer = try await visitor.send(.get, path)
        #expect(answer.status == .seeOther, "\(route.path): \(answer.status.code)")
        #expect(answer.headers[.location]?.hasPrefix("/login?next=") == true, "\(route.path)")
      }
    }
  }

  private enum Expectation { case login, refusal, answer }

  private static func expectation(
    _ route: Route, _ role: Role?, _ isLoggedIn: Bool
  ) -> Expectation {
    switch route.audience {
    case .everyone: return .answer
    case .account: return isLoggedIn ? .answer : .login
    case .holders(let rights):
      guard isLoggedIn else { return .login }
      return role.map { !$0.rights.isDisjoint(with: rights) } == true ? .answer : .refusal
    }
  }

  /// Whether an address that a role may use may still be refused because of what it names: somebody
  /// else's record, import or meeting.
  private static func hasOwners(_ route: Route) -> Bool {
    let path = route.path
    return path.contains("reveal") || path.contains("event") || path.contains("undo")
      || path.contains("prove") || path.contains("proof") || path.contains("record")
      || path.contains("receipt") || path.contains("{batch}") || path.contains("/roles")
      || path.contains("/invite") || path.contains("/disable")
  }
}

/// What routes are for whom, by the table of the domain.
@Suite struct AudienceTests {
  @Test func onlyWhatIsNamedIsPublic() async throws {
    try await TestSite.run { site, visitor in
      let open = [
        "/login", "/logout", "/invitation/{token}", "/health", "/ready", "/openapi.json",
        "/checkpoint", "/vkey", "/tile/", "/assets/", "/app.webmanifest", "/service-worker.js",
        "/robots.txt", "/api/v1/log/checkpoint", "/favicon.ico", "/witness/", "/add-checkpoint",
        "/log/offline",
      ]
      for route in site.server.routes where route.audience == .everyone {
        #expect(
          open.contains { $0.hasSuffix("/") ? route.path.hasPrefix($0) : route.path == $0 },
          "\(route.method) \(route.path)")
      }
      // Of the tree anybody sees the hashes, and auditors the records.
      for (account, status) in [("", 401), ("staff-1", 403), ("admin-1", 403), ("auditor-1", 200)] {
        let visitor = account.isEmpty ? visitor : try await site.visitor(account, visitor)
        let answer = try await visitor.send(
          .get, "/tile/entries/000", accept: "application/json")
        #expect(answer.status.code == status, "\(account)")
        #expect(try await visitor.send(.get, "/tile/0/000").status == .ok)
      }
    }
  }

  @Test func nothingIsChangedByReading() async throws {
    try await TestSite.run { site, visitor in
      let samples = try Samples(site.desk)
      let planner = try await site.visitor("planner-1", visitor)
      let admin = try await site.visitor("admin-1", visitor)
      let size = try site.desk.log.read { $0.size }
      for route in site.server.routes where route.method == .get {
        if ["/stream", "/follow", "/live"].contains(where: route.path.hasSuffix) { continue }
        for visitor in [planner, admin] {
          _ = try await visitor.send(.get, samples.path(for: route))
        }
      }
      #expect(try site.desk.log.read { $0.size } == size)
    }
  }

  @Test func rolesDoWhatTheyAreFor() async throws {
    try await TestSite.run { site, _ in
      for route in site.server.routes {
        guard case .holders(let rights) = route.audience else { continue }
        let roles = Set(Role.allCases.filter { !$0.rights.isDisjoint(with: rights) })
        let what = "\(route.method) \(route.path) \(roles.map(\.rawValue).sorted())"
        let isReading = route.method == .get
        if roles.contains(.admin) {
          #expect(Self.isKept(route.path), "\(what): admins read nothing of the registry")
        }
        if roles.contains(.auditor), !isReading {
          #expect(
            ["/erasures/", "/person/", "/audit", "/api/v1/"].contains(where: route.path.hasPrefix),
            "\(what): auditors record nothing")
        }
        if roles.contains(.staff), !isReading {
          #expect(
            !["settle", "conflict", "unclassified", "merge", "/accounts", "/tokens"]
              .contains(where: route.path.contains) || route.path.hasPrefix("/api/v1/"),
            "\(what): staff settle nothing")
        }
      }
    }
  }

  private static func isKept(_ path: String) -> Bool {
    [
      "/accounts", "/account/", "/tokens", "/audit", "/metrics", "/api/v1/audit",
      "/api/v1/account", "/api/v1/metrics", "/api/v1/log/verification", "/api/v1/views",
    ].contains(where: path.hasPrefix)
  }
}

/// Addresses that exist, for routes with something to fill in.
struct Samples {
  private var ids: [String: String] = [:]

  init(_ desk: Desk) throws {
    try desk.reading { reading in
      for kind in Kind.allCases where kind != .vocabulary {
        if let thing = try reading.list(kind).things.first {
          ids[kind.rawValue] = try reading.typedID(thing.ref)
        }
      }
    }
  }

  /// A path of this route.
  func path(for route: Route) -> String {
    var parts: [String] = []
    for part in route.path.split(separator: "/") {
      if part == "**" {
        parts.append("0")
      } else if part.hasPrefix("{") {
        parts.append(value(of: String(part.dropFirst().dropLast()), after: parts.last ?? ""))
      } else {
        parts.append(String(part))
      }
    }
    return "/" + parts.joined(separator: "/")
  }

  private func value(of name: String, after part: String) -> String {
    if name == "kind" { return "request" }
    if name == "name" { return "staff-2" }
    if let id = ids[part] { return id }
    if let kind = Kind.allCases.first(where: { $0.table == part || $0.rawValue == part }) {
      return ids[kind.rawValue] ?? "none"
    }
    switch name {
    case "position", "size", "old", "new": return "0"
    default: return "none"
    }
  }
}
