import Access
import EventLog
import HTTPTypes
import Hummingbird
import Registry
import WebCore

/// Who had personal data shown, for auditors.
enum AccessLogPages {
  private static let pageSize = 50

  static var routes: [Route] {
    [Route(.get, "/access-log", .page, needs: .readRecords) { try await list($0) }]
  }

  private static func list(_ visit: Visit) async throws -> Response {
    var filter = RevealFilter()
    filter.account = visit.value("account")
    filter.person = visit.value("person")
    var faults: [[String: String]] = []
    func day(_ name: String) -> Instant? {
      guard let text = visit.value(name) else { return nil }
      let end = visit.end(ofDay: text)
      if end == nil {
        faults.append(["field": name, "detail": visit.text("accounts.day.invalid")])
      }
      return end
    }
    // A day begins where the one before it ended.
    if let from = day("from") {
      filter.from = Instant(microseconds: from.microseconds - 86_400_000_000 + 1)
    }
    if let to = day("to") { filter.before = Instant(microseconds: to.microseconds + 1) }
    let number = max(1, visit.value("page").flatMap { Int($0) } ?? 1)
    let (gate, directory) = (visit.gate, visit.site.accounts)
    let wanted = filter
    let (rows, total) = try await visit.site.work {
      try gate.reveals(
        wanted, skipping: min(number - 1, 1_000_000) * pageSize, limit: pageSize, in: directory)
    }
    let dates = DateText(visit.language, visit.site)
    let shown = rows.map { reveal -> [String: Any] in
      [
        "at": dates.moment(reveal.at), "account": reveal.account,
        "door": visit.text("accounts.door.\(reveal.door.rawValue)"), "person": reveal.person,
        "href": "/person/\(reveal.person)",
        "fields": reveal.fields.map { visit.text("field.\($0)") }.joined(separator: ", "),
        "reason": reveal.reason ?? visit.text("accounts.reason.none"),
      ]
    }
    var pager: [String: Any] = ["words": visit.text("accounts.reveals", ["count": total])]
    if number > 1 {
      pager["previous"] = visit.address(with: [("page", String(number - 1))])
    }
    if number * pageSize < total {
      pager["next"] = visit.address(with: [("page", String(number + 1))])
    }
    let filters: [String: Any] = [
      "account_value": visit.value("account") ?? "", "person_value": visit.value("person") ?? "",
      "from_value": visit.value("from") ?? "", "to_value": visit.value("to") ?? "",
    ]
    return try visit.page(
      "access-log", title: visit.text("accounts.log"),
      filters.merging(
        [
          "rows": shown, "has_rows": !shown.isEmpty, "pager": pager, "faults": faults,
          "faulty": !faults.isEmpty,
        ]) { _, new in new }, status: faults.isEmpty ? .ok : .badRequest)
  }
}
