import Access
import Crypto
import Desk
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import Things

/// Turns a request for a route into a visit: finds out who asks, refuses whoever may not, and what
/// was not meant by the visitor.
struct Dispatcher: Sendable {
  let site: Site

  func answer(_ route: Route, _ request: Request, _ context: SiteContext) async throws -> Response {
    let connection = Connection(request.head, context.peer, site.settings)
    let caller = try await caller(request.head)
    let query = try Self.query(of: request.head)
    // Nothing is read from those who may not.
    let isAdmitted = (try? admit(caller.principal, to: route)) != nil
    let visit = Visit(
      site: site, route: route, head: request.head,
      body: isAdmitted ? try await body(of: request, limit: route.bodyLimit) : [], query: query,
      principal: caller.principal, session: caller.session,
      language: Self.language(of: request),
      asOf: try query.pairs.last { $0.name == "as-of" && $0.value != nil }.map {
        try Moment($0.value ?? "", in: site.timeZone)
      },
      address: connection.address, isConfidential: connection.isConfidential,
      visitor: Self.visitor(of: request), parameters: context.parameters)
    var response: Response
    do {
      try admit(visit.principal, to: route)
      try refuseForged(visit)
      response = try await route.handler(visit)
    } catch let error where visit.showsPage(of: error) {
      response = try visit.page(of: Problem(error))
    }
    if let chosen = visit.value("lang").flatMap({ Language.of($0) }) {
      response.setCookie(Cookies.language(chosen.code))
    }
    if response.headers[.vary] == nil { response.headers[.vary] = "Cookie, Accept-Language" }
    return response
  }

  // MARK: Who asks

  private func caller(_ head: HTTPRequest) async throws -> (
    principal: Principal?, session: Session?
  ) {
    if let authorization = head.headerFields[.authorization] {
      let parts = authorization.split(separator: " ")
      guard parts.count == 2, parts[0].lowercased() == "bearer",
        let visitor = try site.accounts.visitor(token: String(parts[1]))
      else {
        throw AccessError(
          .rejected, "the token is unknown, revoked or too old",
          hint: "make another one on the page of API tokens")
      }
      return (visitor.principal, nil)
    }
    guard let secret = Cookies.value(Cookies.session, in: head),
      let visitor = try site.accounts.visitor(session: secret)
    else { return (nil, nil) }
    return (visitor.principal, visitor.session)
  }

  private func admit(_ principal: Principal?, to route: Route) throws {
    switch route.audience {
    case .everyone: return
    case .account:
      guard principal != nil else { throw Self.unknown }
    case .holders(let rights):
      guard let principal else { throw Self.unknown }
      guard rights.contains(where: principal.may) else {
        throw AccessError(
          .forbidden, "the account “\(principal.account)” may not do this",
          hint: "ask an admin for a role that may")
      }
    }
  }

  private static let unknown = AccessError(
    .unauthenticated, "nobody is logged in", hint: "log in first")

  // MARK: What was meant

  /// Refuses what another site made the browser send: a change needs a secret that only our pages
  /// know, and must not come from elsewhere.
  private func refuseForged(_ visit: Visit) throws {
    let isReading = [.get, .head, .options].contains(visit.head.method)
    guard !isReading, visit.route.isGuarded, visit.principal?.door != .token else { return }
    let fields = visit.head.headerFields
    if let origin = fields[.origin] {
      guard let host = URL(string: origin)?.authority, host == visit.head.authority?.lowercased()
      else { throw Self.forged }
    } else if let site = fields[.secFetchSite], !["same-origin", "none"].contains(site) {
      throw Self.forged
    }
    let given = try fields[.csrfToken] ?? (visit.route.form == .page ? visit.form()["csrf"] : nil)
    guard let given, !visit.csrf.isEmpty, visit.session != nil || !visit.visitor.isNew,
      Self.isSame(given, visit.csrf)
    else { throw Self.forged }
  }

  private static let forged = Problem(
    .forbidden, "forged", "the request does not come from a page of this session",
    hint: "open the page again and send it from there")

  /// Compares in a time that does not tell how much is the same.
  private static func isSame(_ one: String, _ other: String) -> Bool {
    SHA256.hash(data: Data(one.utf8)) == SHA256.hash(data: Data(other.utf8))
  }

  /// The secret of a browser that is not logged in; made anew where it has none.
  private static func visitor(of request: Request) -> (token: String, isNew: Bool) {
    if let token = Cookies.value(Cookies.visitor, in: request.head), token.utf8.count == 43 {
      return (token, false)
    }
    let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    let token = bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
    return (token, true)
  }

  // MARK: What was sent

  private static func query(of head: HTTPRequest) throws -> FilterQuery {
    guard let path = head.path, let mark = path.firstIndex(of: "?") else { return FilterQuery() }
    return try FilterQuery(text: path[path.index(after: mark)...])
  }

  /// The language that the address, the browser's cookie or its wishes ask for.
  static func language(of request: Request) -> Language {
    let asked = (try? query(of: request.head))?.pairs.last { $0.name == "lang" }?.value
    return asked.flatMap { Language.of($0) }
      ?? Cookies.value(Cookies.language, in: request.head).flatMap { Language.of($0) }
      ?? request.headers[.acceptLanguage].flatMap { Language.accepted(by: $0) } ?? .english
  }

  private func body(of request: Request, limit: Int) async throws -> [UInt8] {
    if [.get, .head].contains(request.method) { return [] }
    let tooLarge = Problem(
      .contentTooLarge, "too_large", "the body is larger than \(limit >> 10) KiB",
      headers: [.connection: "close"])
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw tooLarge
    }
    let (body, patience) = (request.body, site.settings.patience)
    return try await withThrowingTaskGroup(of: [UInt8].self) { group in
      group.addTask {
        var bytes: [UInt8] = []
        for try await buffer in body {
          guard bytes.count + buffer.readableBytes <= limit else { throw tooLarge }
          bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
      }
      group.addTask {
        try await Task.sleep(for: patience)
        throw Problem(
          .requestTimeout, "too_slow", "the body did not arrive in time",
          headers: [.connection: "close"])
      }
      defer { group.cancelAll() }
      return try await group.next() ?? []
    }
  }
}

/// Where a request came from, and whether others could listen.
private struct Connection {
  let address: String
  let isConfidential: Bool

  init(_ head: HTTPRequest, _ peer: String?, _ settings: SiteSettings) {
    let peer = peer ?? "local"
    guard settings.trustedProxies.contains(peer) else {
      address = peer
      isConfidential = settings.isSecure || settings.isLocal
      return
    }
    // The proxy wrote the last one; what stands before it anybody may have written.
    let forwarded = head.headerFields[.forwardedFor]?.split(separator: ",").last
    address = forwarded.map { $0.trimmingCharacters(in: .whitespaces) } ?? peer
    isConfidential = settings.isSecure || head.headerFields[.forwardedProto] == "https"
  }
}

extension URL {
  /// The host, with the port where one is named, in lower case.
  fileprivate var authority: String? {
    guard let host = host()?.lowercased() else { return nil }
    let named = host.contains(":") ? "[\(host)]" : host
    return port.map { "\(named):\($0)" } ?? named
  }
}
