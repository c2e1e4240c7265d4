import Access
import Desk
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import Registry
import WebCore

/// Tokens by which programs act for accounts.
enum TokenPages {
  static var routes: [Route] {
    [
      Route(.get, "/tokens", .page, needs: .readAccounts) { visit in
        let (gate, directory) = (visit.gate, visit.site.accounts)
        let tokens = try await visit.site.work { try gate.tokens(in: directory) }
        let keeps = visit.principal?.may(.keepAccounts) == true
        return try visit.page(
          "tokens", title: visit.text("accounts.tokens"),
          [
            "tokens": tokens.map { visit.tokenRow($0, mayRevoke: keeps) },
            "has_tokens": !tokens.isEmpty,
          ])
      },
      Route(.post, "/tokens", .page, needs: .keepAccounts, bodyLimit: 16 << 10) { visit in
        let (gate, directory) = (visit.gate, visit.site.accounts)
        let form = try visit.form()
        let id = form["id"] ?? ""
        try await visit.site.work { try gate.revokeToken(id, in: directory) }
        let account = form["account"].flatMap { try? Identifier($0).text }
        return visit.redirect(
          to: account.map { "/account/\($0)" } ?? "/tokens", notice: "token_revoked")
      },
      Route(.post, "/account/{name}/tokens", .page, needs: .keepAccounts, bodyLimit: 16 << 10) {
        try await make($0)
      },
    ]
  }

  private static func make(_ visit: Visit) async throws -> Response {
    let name = try visit.parameter("name")
    let form = try visit.form()
    guard let role = form["role"].flatMap({ Role(rawValue: $0) }) else {
      throw visit.refusal("role", "accounts.role.unknown")
    }
    guard let until = form["until"].flatMap({ visit.end(ofDay: $0) }) else {
      throw visit.refusal("until", "accounts.token.until_invalid")
    }
    let label = form["label"] ?? ""
    let (gate, directory) = (visit.gate, visit.site.accounts)
    let secret: String
    do {
      secret = try await visit.site.work {
        try gate.makeToken(for: name, role, called: label, until: until, in: directory).secret
      }
    } catch let fault as TokenFault {
      throw visit.refusal(
        fault == .name ? "label" : "until", "accounts.token.\(fault.rawValue)_invalid")
    }
    return try visit.page(
      "secret", title: visit.text("accounts.token.made"),
      [
        "words": visit.text("accounts.token.words", ["name": name]),
        "label": visit.text("accounts.token.secret"), "secret": secret, "back": "/account/\(name)",
        "back_label": name,
      ], status: .created)
  }
}

extension Visit {
  /// A field that will not do.
  func refusal(_ field: String, _ key: String) -> Problem {
    Problem(
      .unprocessableContent, "invalid", text(key), at: ["option": field],
      faults: [Problem.Fault(field, text(key))])
  }

  /// The last moment of a day in the office's zone.
  func end(ofDay text: String) -> Instant? {
    guard text.count == 10, case .time(let instant)? = try? Moment(text, in: site.timeZone) else {
      return nil
    }
    return instant
  }

  /// A good day for a token to end: in three months.
  var lastDayOfTokens: String {
    let now = Double(site.accounts.credentials.time.microseconds) / 1_000_000
    var style = Date.ISO8601FormatStyle(timeZone: site.timeZone).year().month().day()
    style.timeZone = site.timeZone
    return Date(timeIntervalSince1970: now + 90 * 86_400).formatted(style)
  }
}
