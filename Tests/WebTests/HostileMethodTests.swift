import Access
import Foundation
import HTTPTypes
import HummingbirdTesting
import RapporteurWeb
import Registry
import Testing
import WebCore

/// Requests that only look must change nothing.
@Suite struct HostileMethodTests {
  /// Every address, asked for with methods that only look, as each role, with everything in the
  /// address that a form would send.
  @Test func lookingChangesNothing() async throws {
    try await TestSite.run { site, visitor in
      let before = try site.server.site.size()
      let fields =
        "id=x&name=x&reason=x&confirm=yes&account=staff-1&role=admin&password=correct+horse+battery"
        + "&summary=x&with=x&on=2014-06&status=delivered&to=x&term=x&_method=POST&csrf=x"
      let paths = Set(site.server.routes.map { Self.filled($0.path) })
        .filter { !$0.hasSuffix("/follow") }
      for account in ["staff-1", "planner-1", "auditor-1", "admin-1"] {
        let reader = try await site.visitor(account, visitor)
        for path in paths.sorted() {
          for method in [HTTPRequest.Method.get, .head, .options] {
            for name in ["X-HTTP-Method-Override", "X-Method-Override"] {
              guard let header = HTTPField.Name(name) else { continue }
              let answer = try await reader.send(
                method, "\(path)?\(fields)", headers: [header: "POST"])
              #expect(answer.status.code < 500, "\(method) \(path) as \(account)")
            }
          }
        }
        // Nobody is logged out, and no session or password is made, by looking.
        #expect(try site.credentials.sessions(of: account).count == 1, "\(account)")
      }
      #expect(try site.server.site.size() == before)
      #expect(try site.credentials.tokens().isEmpty)
      #expect(try site.credentials.reveals.list(limit: 1).total == 0)
    }
  }

  /// An address that takes changes alone refuses to be looked at.
  @Test func whatRecordsIsNoPage() async throws {
    try await TestSite.run { site, visitor in
      let routes = site.server.routes
      let planner = try await site.visitor("planner-1", visitor)
      for route in routes where ![.get, .head].contains(route.method) {
        let path = Self.filled(route.path)
        guard !routes.contains(where: { $0.method == .get && $0.matches(path) }) else { continue }
        let answer = try await planner.send(.get, path)
        #expect(answer.status == .methodNotAllowed, "GET \(path)")
        #expect(answer.headers[.allow]?.contains(route.method.rawValue) == true, "GET \(path)")
      }
    }
  }

  private static func filled(_ path: String) -> String {
    let kind = Kind(rawValue: String(path.split(separator: "/").first ?? "")) ?? .request
    let id = [Kind.request: "r-ecuador-1", .organisation: "unpog", .meeting: "m-unpsf-2014"][kind]
    return path.replacing("{kind}", with: kind.rawValue).replacing(
      #/\{[a-z]+\}|\*\*/#, with: id ?? "x")
  }
}
