import Access
import Desk
import HTTPTypes
import Hummingbird
import JSON
import WebCore

/// Personal data that pages keep back, shown once, and noted.
enum RevealPages {
  static var routes: [Route] {
    let rights: [Right] = [.revealContacts, .revealOwnContacts, .revealWithReason]
    return [
      Route(.get, "/person/{id}/reveal", .page, for: .holders(of: Set(rights))) { visit in
        let id = try visit.parameter("id")
        return try visit.page(
          "revealing", title: title(visit, id), try await visit.revealForm(of: id))
      },
      Route(.post, "/person/{id}/reveal", .page, for: .holders(of: Set(rights))) { visit in
        try await reveal(visit)
      },
    ]
  }

  private static func reveal(_ visit: Visit) async throws -> Response {
    let id = try visit.parameter("id")
    let form = try visit.form()
    let fields = Set(form.all("fields"))
    let reason = form["reason"]
    let (gate, log) = (visit.gate, visit.site.accounts.credentials.reveals)
    let isAsked = reason == nil && visit.principal?.needsReason == true
    guard !fields.isEmpty, !isAsked else {
      var content = try await visit.revealForm(of: id)
      content["fault"] = visit.text(fields.isEmpty ? "reveal.nothing" : "reveal.reason.missing")
      return try visit.page(
        "revealing", title: title(visit, id), content, status: .unprocessableContent)
    }
    let found: [String: JSONValue]
    do {
      found = try await visit.site.work {
        try gate.reveal(id, fields, reason: reason, notingIn: log)
      }
    } catch let error as DeskError where error.code == .refused {
      var content = try await visit.revealForm(of: id)
      content["fault"] = error.message
      return try visit.page(
        "revealing", title: title(visit, id), content, status: .unprocessableContent)
    }
    let order = visit.principal.map { Gate.revealable(to: $0) } ?? []
    let rows = order.filter { found[$0] != nil }.map { field -> [String: Any] in
      let values = Self.texts(found[field] ?? .null)
      return [
        "label": visit.text("field.\(field)"), "values": values, "stated": !values.isEmpty,
      ]
    }
    return try visit.page(
      "revealed", title: title(visit, id),
      ["rows": rows, "person": id, "href": "/person/\(id)"])
  }

  private static func title(_ visit: Visit, _ person: String) -> String {
    visit.text("reveal.title", ["person": person])
  }

  /// A value as lines: of a post its position and organisation.
  private static func texts(_ value: JSONValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let values): values.flatMap { texts($0) }
    case .object(let members):
      [
        ["position", "organisation_name", "as_of"].compactMap { members[$0]?.string }
          .joined(separator: ", ")
      ].filter { !$0.isEmpty }
    default: []
    }
  }
}
