import Access
import Desk
import HTTPTypes
import Hummingbird
import Registry
import WebCore

/// Everybody's accounts, for admins to keep and auditors to read.
enum AccountPages {
  static var routes: [Route] {
    [
      Route(.get, "/accounts", .page, needs: .readAccounts) { try await list($0) },
      Route(.get, "/accounts/new", .page, needs: .keepAccounts) { try $0.newAccountPage() },
      Route(.post, "/accounts", .page, needs: .keepAccounts) { try await make($0) },
      Route(.get, "/account/{name}", .page, needs: .readAccounts) { try await show($0) },
      Route(.post, "/account/{name}/roles", .page, needs: .keepAccounts) { visit in
        let form = try visit.form()
        let isGrant = form["grant"] != nil
        guard let role = (form["grant"] ?? form["revoke"]).flatMap({ Role(rawValue: $0) }) else {
          throw Problem(.unprocessableContent, "invalid", visit.text("accounts.role.unknown"))
        }
        return try await change(
          visit, isGrant ? "account.role_granted" : "account.role_revoked",
          ["roles": .terms([Term(code: role.rawValue, written: role.rawValue)])],
          notice: isGrant ? "role_granted" : "role_revoked")
      },
      Route(.post, "/account/{name}/disable", .page, needs: .keepAccounts) { visit in
        let response = try await change(
          visit, "account.disabled",
          ["status": .term(Term(code: "disabled", written: "disabled"))],
          notice: "account_disabled")
        let (name, credentials) = (try visit.parameter("name"), visit.site.accounts.credentials)
        try await visit.site.work { try credentials.endSessions(of: name) }
        return response
      },
      Route(.post, "/account/{name}/invite", .page, needs: .keepAccounts) { visit in
        let (name, gate, directory) = (
          try visit.parameter("name"), visit.gate, visit.site.accounts
        )
        let token = try await visit.site.work { try gate.invite(name, in: directory) }
        return try visit.page(
          "secret", title: visit.text("accounts.invitation.made", ["name": name]),
          [
            "words": visit.text("accounts.invitation.words", ["name": name]),
            "label": visit.text("accounts.invitation.link"),
            "secret": visit.origin + "/invitation/" + token, "back": "/account/\(name)",
            "back_label": name,
          ])
      },
    ]
  }

  private static func list(_ visit: Visit) async throws -> Response {
    let (gate, directory) = (visit.gate, visit.site.accounts)
    let accounts = try await visit.site.work {
      try gate.accounts(in: directory).map { entry in
        (
          entry, try directory.credentials.hasPassword(entry.name),
          try directory.credentials.isReachable(entry.name)
        )
      }
    }
    let rows: [[String: Any]] = accounts.map { entry, hasPassword, isReachable in
      var row: [String: Any] = [
        "name": entry.name, "href": "/account/\(entry.name)", "roles": visit.roleWords(entry.roles),
      ]
      row["note"] = entry.note
      let state =
        !entry.isEnabled
        ? "disabled" : hasPassword ? "ready" : isReachable ? "invited" : "waiting"
      row["state"] = visit.text("accounts.state.\(state)")
      row["badge"] = ["disabled": "bad", "ready": "good"][state] ?? "warn"
      return row
    }
    return try visit.page(
      "accounts", title: visit.text("accounts.title"),
      [
        "accounts": rows, "keeps": visit.principal?.may(.keepAccounts) == true,
        "sees_reveals": visit.principal?.may(.readRecords) == true,
      ])
  }

  private static func make(_ visit: Visit) async throws -> Response {
    let form = try visit.form()
    let name = form["name"] ?? ""
    let roles = form.all("roles").compactMap { Role(rawValue: $0) }
    let note = form["note"]
    func refuse(_ field: String, _ words: String) throws -> Response {
      try visit.newAccountPage(
        name: name, roles: Set(roles), note: note, faults: [(field, words)],
        status: .unprocessableContent)
    }
    guard (try? Identifier(name)) != nil else {
      return try refuse("name", visit.text("accounts.name.invalid"))
    }
    guard !Set(roles).isSuperset(of: [.admin, .auditor]) else {
      return try refuse("roles", visit.text("accounts.roles.apart"))
    }
    let (gate, directory) = (visit.gate, visit.site.accounts)
    guard try await visit.site.work({ try directory.account(name) }) == nil else {
      return try refuse("name", visit.text("accounts.name.taken"))
    }
    var fields: Fields = [:]
    if !roles.isEmpty {
      fields["roles"] = .terms(roles.map { Term(code: $0.rawValue, written: $0.rawValue) })
    }
    fields["note"] = note.map { .text($0) }
    do {
      _ = try await gate.submit(
        Submission(by: "", steps: [Step(ThingRef(.account, name), .begin(fields))]))
    } catch let error as DeskError where error.code == .refused {
      return try refuse("name", error.message)
    }
    return visit.redirect(to: "/account/\(name)", notice: "account_made")
  }

  private static func show(_ visit: Visit) async throws -> Response {
    let name = try visit.parameter("name")
    let (gate, directory) = (visit.gate, visit.site.accounts)
    let (entry, tokens, hasPassword, isReachable) = try await visit.site.work {
      (
        try gate.account(name, in: directory), try gate.tokens(of: name, in: directory),
        try directory.credentials.hasPassword(name), try directory.credentials.isReachable(name)
      )
    }
    let isOwn = name.lowercased() == visit.principal?.account.lowercased()
    let keeps = visit.principal?.may(.keepAccounts) == true && !isOwn
    var content: [String: Any] = [
      "name": name, "has_roles": !entry.roles.isEmpty,
      "roles": entry.roles.map(\.rawValue).sorted().map { role in
        ["code": role, "label": visit.text("term.account_role.\(role)")]
      },
      "grantable": Role.allCases.filter { !entry.roles.contains($0) }.map { role in
        ["code": role.rawValue, "label": visit.text("term.account_role.\(role.rawValue)")]
      },
      "enabled": entry.isEnabled, "keeps": keeps && entry.isEnabled, "own": isOwn,
      "state": visit.text(
        entry.isEnabled
          ? hasPassword
            ? "accounts.state.ready"
            : isReachable ? "accounts.state.invited" : "accounts.state.waiting"
          : "accounts.state.disabled"),
      "tokens": tokens.map { visit.tokenRow($0, mayRevoke: keeps) },
      "has_tokens": !tokens.isEmpty,
      "makes_tokens": keeps && entry.isEnabled && !entry.roles.isEmpty,
    ]
    content["note"] = entry.note
    content["day"] = visit.lastDayOfTokens
    return try visit.page("account", title: name, content)
  }

  /// Records one event of an account.
  private static func change(
    _ visit: Visit, _ type: String, _ fields: Fields, notice: String
  ) async throws -> Response {
    let name = try visit.parameter("name")
    guard let type = EventCatalogue.type(named: type) else {
      throw Problem(.internalServerError, "internal", "there is no such event")
    }
    _ = try await visit.gate.submit(
      Submission(
        by: "", reason: try visit.form()["reason"],
        steps: [Step(ThingRef(.account, name), .happen(type, fields))]))
    return visit.redirect(to: "/account/\(name)", notice: notice)
  }
}

extension Visit {
  /// The form for a new account.
  fileprivate func newAccountPage(
    name: String = "", roles: Set<Role> = [], note: String? = nil,
    faults: [(field: String, words: String)] = [], status: HTTPResponse.Status = .ok
  ) throws -> Response {
    var content: [String: Any] = [
      "name": name, "note": note ?? "",
      "roles": Role.allCases.map { role in
        [
          "code": role.rawValue, "label": text("term.account_role.\(role.rawValue)"),
          "what": text("accounts.role.\(role.rawValue)"), "chosen": roles.contains(role),
        ] as [String: Any]
      },
      "faults": faults.map { ["field": $0.field, "detail": $0.words] }, "faulty": !faults.isEmpty,
    ]
    content["name_fault"] = faults.first { $0.field == "name" }?.words
    content["roles_fault"] = faults.first { $0.field == "roles" }?.words
    return try page("account-new", title: text("accounts.new"), content, status: status)
  }
}
