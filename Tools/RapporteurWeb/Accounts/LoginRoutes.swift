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
          ? try form(visit) : .redirect(to: Self.destination(visit.value("next")))
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
    // A password may begin with a blank.
    let password = fields.fields.last { $0.name == "password" }?.value ?? ""
    do {
      let session = try await site.accounts.logIn(
        account, password: password, from: visit.address, replacing: visit.sessionSecret)
      site.metrics.count("rapporteur_logins_total", ["outcome": "accepted"])
      return begin(session, at: Self.destination(fields["next"]))
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

  private func begin(_ session: NewSession, at path: String) -> Response {
    var response = Response.redirect(to: path)
    response.setCookie(Cookies.session(session.secret))
    return response
  }

  /// A path of this site to go to after logging in; anything else leads to the overview.
  static func destination(_ next: String?) -> String {
    guard let next, next.hasPrefix("/"), !next.hasPrefix("//"), !next.contains("\\"),
      next.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
    else { return "/" }
    return next
  }

  private func form(
    _ visit: Visit, account: String = "", next: String? = nil, error: AccessError? = nil
  ) throws -> Response {
    var content: [String: Any] = ["account_name": account]
    if let next = next ?? visit.value("next") { content["next"] = next }
    if !visit.isConfidential { content["open_line"] = true }
    if let error {
      let key = error.code == .throttled ? "login.throttled" : "login.wrong"
      content["fault"] = visit.text(key, ["seconds": error.retryAfter ?? 1])
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
    if let fault { content["fault"] = visit.text("invitation.\(fault)") }
    return try visit.page(
      "invitation", title: visit.text("invitation.title"), content,
      status: fault == nil ? .ok : .unprocessableContent)
  }

  private func takeUp(_ visit: Visit) async throws -> Response {
    try refuseOpenLine(visit)
    let token = try visit.parameter("token")
    let account = try site.accounts.credentials.account(invitedBy: token)
    let fields = try visit.form().fields
    func typed(_ name: String) -> String { fields.last { $0.name == name }?.value ?? "" }
    guard typed("password") == typed("again") else {
      return try invitation(visit, account: account, fault: "differs")
    }
    do {
      return begin(
        try await site.accounts.credentials.accept(
          token, password: typed("password"), from: visit.address), at: "/")
    } catch let fault as PasswordFault {
      return try invitation(visit, account: account, fault: fault.rawValue)
    }
  }
}
