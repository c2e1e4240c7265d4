import Access
import Desk
import HTTPTypes
import Hummingbird
import WebCore

/// What everybody does with their own account: password, sessions, tokens.
enum OwnAccountPages {
  static var routes: [Route] {
    [
      Route(.get, "/account", .page, for: .account) { try await $0.ownAccountPage() },
      Route(.post, "/account/password", .page, for: .account, bodyLimit: 16 << 10) {
        try await changePassword($0)
      },
      Route(.post, "/account/sessions", .page, for: .account, bodyLimit: 16 << 10) { visit in
        let principal = try visit.gate.requireAnybody()
        let id = try visit.form()["id"] ?? ""
        let credentials = visit.site.accounts.credentials
        let isEnded = try await visit.site.work {
          try credentials.endSession(id, of: principal.account)
        }
        guard isEnded else {
          throw Problem(.notFound, "not_found", visit.text("accounts.session.gone"))
        }
        return visit.redirect(to: "/account", notice: "session_ended")
      },
      Route(.post, "/account/tokens", .page, for: .account, bodyLimit: 16 << 10) { visit in
        let (gate, directory) = (visit.gate, visit.site.accounts)
        let principal = try gate.requireAnybody()
        let id = try visit.form()["id"] ?? ""
        try await visit.site.work {
          guard try directory.credentials.revokeToken(id, of: principal.account) else {
            throw DeskError(.notFound, "there is no token “\(id)” that could be revoked")
          }
        }
        return visit.redirect(to: "/account", notice: "token_revoked")
      },
    ]
  }

  private static func changePassword(_ visit: Visit) async throws -> Response {
    let principal = try visit.gate.requireAnybody()
    let form = try visit.form()
    let new = form.password("new")
    guard visit.isConfidential else { return try await visit.ownAccountPage(status: .forbidden) }
    guard new == form.password("again") else {
      return try await visit.ownAccountPage(
        faults: ["again": visit.text("invitation.differs")], status: .unprocessableContent)
    }
    do {
      let begun = try await visit.site.accounts.credentials.changePassword(
        of: principal.account, from: form.password("old"), to: new, address: visit.address)
      var response = visit.redirect(to: "/account", notice: "password_changed")
      response.setCookie(Cookies.session(begun.secret))
      return response
    } catch let fault as PasswordFault {
      return try await visit.ownAccountPage(
        faults: ["new": visit.words(of: fault)], status: .unprocessableContent)
    } catch let error as AccessError where [.rejected, .throttled].contains(error.code) {
      var response = try await visit.ownAccountPage(
        faults: ["old": visit.words(of: error, rejected: "accounts.password.wrong")],
        status: error.code == .throttled ? .tooManyRequests : .unprocessableContent)
      response.headers[.retryAfter] = error.retryAfter.map { String($0) }
      return response
    }
  }
}

extension Gate {
  /// Refuses those who are not logged in.
  func requireAnybody() throws(AccessError) -> Principal {
    guard let principal else {
      throw AccessError(.unauthenticated, "nobody is logged in", hint: "log in first")
    }
    return principal
  }
}

extension Visit {
  /// The visitor's own account.
  fileprivate func ownAccountPage(
    faults: [String: String] = [:], status: HTTPResponse.Status = .ok
  ) async throws -> Response {
    let principal = try gate.requireAnybody()
    let (gate, directory) = (gate, site.accounts)
    let (sessions, tokens) = try await site.work {
      (
        try directory.credentials.sessions(of: principal.account),
        try gate.tokens(of: principal.account, in: directory)
      )
    }
    let dates = DateText(language, site)
    let content: [String: Any] = [
      "name": principal.account, "roles": roleWords(principal.roles),
      "has_roles": !principal.roles.isEmpty,
      "sessions": sessions.map { session in
        [
          "id": session.id, "created": dates.moment(session.created),
          "used": dates.moment(session.used), "current": session.id == self.session?.id,
        ] as [String: Any]
      },
      "tokens": tokens.map { tokenRow($0, mayRevoke: true) }, "has_tokens": !tokens.isEmpty,
      "own_tokens": true,
      "faults": faults,
      "errors": faults.sorted { $0.key < $1.key }.map { ["field": $0.key, "detail": $0.value] },
      "faulty": !faults.isEmpty,
    ]
    return try page("account-own", title: text("accounts.own"), content, status: status)
  }

  /// Roles in words.
  func roleWords(_ roles: Set<Role>) -> String {
    roles.map(\.rawValue).sorted().map { text("term.account_role.\($0)") }.joined(separator: ", ")
  }

  /// A token as a row of a table.
  func tokenRow(_ token: APIToken, mayRevoke: Bool) -> [String: Any] {
    let dates = DateText(language, site)
    let now = site.accounts.credentials.time
    let state =
      token.revoked != nil ? "revoked" : token.until <= now ? "ended" : "valid"
    return [
      "id": token.id, "name": token.name, "account": token.account,
      "role": text("term.account_role.\(token.role.rawValue)"),
      "created": dates.moment(token.created), "by": token.createdBy,
      "until": dates.moment(token.until),
      "used": token.used.map { dates.moment($0) } ?? text("accounts.token.never"),
      "state": text("accounts.token.\(state)"), "valid": state == "valid",
      "revocable": mayRevoke && state == "valid",
    ]
  }
}
