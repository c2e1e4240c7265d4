import Access
import Foundation
import HTTPTypes
import Hummingbird
import WebCore

/// Logging in and out, and taking up an invitation.
struct LoginRoutes: Sendable {
  let site: Site

  var routes: [Route] {
    [
      Route(.get, "/login", .page, for: .everyone) { visit in
        // Who is logged in already has no need of it.
        visit.principal == nil
          ? try form(visit)
          : .redirect(to: Self.destination(visit.value("next"), for: visit.principal))
      },
      Route(.post, "/login", .page, for: .everyone, logIn),
      Route(.post, "/logout", .page, for: .everyone, logOut),
      Route(.get, "/invitation/{token}", .page, for: .everyone) { visit in
        let token = try visit.parameter("token")
        return try invitation(
          visit, account: try site.accounts.credentials.account(invitedBy: token))
      },
      Route(.post, "/invitation/{token}", .page, for: .everyone, takeUp),
    ]
  }

  // MARK: Logging in

  private func logIn(_ visit: Visit) async throws -> Response {
    try refuseOpenLine(visit)
    let fields = try visit.form()
    let account = fields["account"] ?? ""
    do {
      let session = try await site.accounts.logIn(
        account, password: fields.password("password"), from: visit.address,
        replacing: visit.sessionSecret)
      site.metrics.count("rapporteur_logins_total", ["outcome": "accepted"])
      return try begin(session, next: fields["next"])
    } catch let error as AccessError {
      site.metrics.count("rapporteur_logins_total", ["outcome": error.code.rawValue])
      var response = try form(visit, account: account, next: fields["next"], error: error)
      if let seconds = error.retryAfter { response.headers[.retryAfter] = String(seconds) }
      return response
    }
  }

  private func logOut(_ visit: Visit) throws -> Response {
    if let secret = visit.sessionSecret { try site.accounts.credentials.logOut(secret) }
    var response = visit.redirect(to: "/login", notice: "logged-out")
    response.setCookie(Cookies.noSession)
    // What the browser kept of pages goes, not what waits in the outbox.
    response.headers[.clearSiteData] = "\"cache\""
    return response
  }

  private func begin(_ session: NewSession, next: String? = nil) throws -> Response {
    let principal = try site.accounts.principal(session.session.account)
    var response = Response.redirect(to: Self.destination(next, for: principal))
    response.setCookie(Cookies.session(session.secret))
    return response
  }

  /// A path of this site to go to after logging in; anything else leads to the first page that the
  /// visitor may read.
  static func destination(_ next: String?, for principal: Principal?) -> String {
    if let next, next.hasPrefix("/"), !next.hasPrefix("//"), !next.contains("\\"), next != "/",
      next.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
    {
      return next
    }
    if principal?.may(.readThings) == true { return "/" }
    return principal?.may(.readAccounts) == true ? "/accounts" : "/account"
  }

  private func form(
    _ visit: Visit, account: String = "", next: String? = nil, error: AccessError? = nil
  ) throws -> Response {
    var content: [String: Any] = ["account_name": account]
    if let next = next ?? visit.value("next") { content["next"] = next }
    if !visit.isConfidential { content["open_line"] = true }
    if let error {
      content["fault"] = visit.words(of: error, rejected: "login.wrong")
    }
    let status: HTTPResponse.Status =
      switch error?.code {
      case nil: .ok
      case .throttled: .tooManyRequests
      default: .unauthorized
      }
    return try visit.page(
      "login", title: visit.text("login.title"), content, status: status)
  }

  /// A password is not asked for where others could listen.
  private func refuseOpenLine(_ visit: Visit) throws {
    guard visit.isConfidential else {
      throw Problem(
        .forbidden, "open_line", visit.text("login.open_line"), hint: visit.text("login.use_tls"))
    }
  }

  // MARK: Invitations

  private func invitation(
    _ visit: Visit, account: String, fault: String? = nil
  ) throws -> Response {
    var content: [String: Any] = ["invited": account]
    if !visit.isConfidential { content["open_line"] = true }
    content["fault"] = fault
    return try visit.page(
      "invitation", title: visit.text("invitation.title"), content,
      status: fault == nil ? .ok : .unprocessableContent)
  }

  private func takeUp(_ visit: Visit) async throws -> Response {
    try refuseOpenLine(visit)
    let token = try visit.parameter("token")
    let account = try site.accounts.credentials.account(invitedBy: token)
    let fields = try visit.form()
    guard fields.password("password") == fields.password("again") else {
      return try invitation(visit, account: account, fault: visit.text("invitation.differs"))
    }
    do {
      return try begin(
        try await site.accounts.credentials.accept(
          token, password: fields.password("password"), from: visit.address))
    } catch let fault as PasswordFault {
      return try invitation(visit, account: account, fault: visit.words(of: fault))
    }
  }
}
