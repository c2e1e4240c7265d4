import Access
import Desk
import EventLog
import HTTPTypes
import Hummingbird
import JSON
import ProjectionKit
import Registry
import Statements
import Things
import WebCore

/// Statements that disagree, and the form that settles which of them to prefer.
struct ConflictsPage: Sendable {
  /// So many disagreements stand on a page.
  private static let pageSize = 20

  /// The answer to a visit.
  func answer(_ visit: Visit) async throws -> Response {
    try await page(visit, fault: nil, status: .ok)
  }

  private func page(
    _ visit: Visit, fault: String?, status: HTTPResponse.Status
  ) async throws -> Response {
    let number = max(1, visit.value("page").flatMap { Int($0) } ?? 1)
    var content = try await visit.read { desk, reading in
      try self.content(min(number, 1 << 30), visit, reading)
    }
    if let fault { content["fault"] = .string(fault) }
    return try visit.show(
      "conflicts", title: visit.text("conflicts.title"), content, status: status)
  }

  private func content(
    _ page: Int, _ visit: Visit, _ reading: Reading
  ) throws -> [String: JSONValue] {
    let shown = Shown(visit)
    let (groups, total) = try reading.conflictGroups(
      offset: (page - 1) * Self.pageSize, limit: Self.pageSize)
    var content: [String: JSONValue] = [
      "count": .string(visit.text("conflicts.count", ["count": total])),
      "groups": .array(try groups.map { try group($0, shown, reading) }),
      "tabs": Tabs.make(
        [("/statements", "tabs.list"), ("/conflicts", "tabs.conflicts")], FilterQuery(), visit,
        current: "/conflicts"),
    ]
    if groups.isEmpty { content["nothing"] = true }
    if visit.principal?.may(.settle) == true, visit.asOf == nil { content["can_settle"] = true }
    if total > Self.pageSize { content["turns"] = true }
    if page > 1 {
      content["previous"] = .string(visit.address(with: [("page", String(page - 1))]))
    }
    if page * Self.pageSize < total {
      content["next"] = .string(visit.address(with: [("page", String(page + 1))]))
    }
    return content
  }

  private func group(
    _ statements: [Thing], _ shown: Shown, _ reading: Reading
  ) throws -> JSONValue {
    guard let first = statements.first else { return .null }
    var subject: JSONValue = .null
    if case .subject(let ref)? = first.fields["subject"] {
      subject = [try shown.thing(ref, reading)]
    }
    return [
      "subject": subject, "id": .string(first.ref.id),
      "attribute": .string(first.fields["attribute"]?.written ?? ""),
      "values": .array(
        try statements.map { statement in
          [
            "id": .string(statement.ref.id),
            "text": .string(StatementText.text(statement, shown, reading)),
            "href": .string(try reading.address(statement.ref, shown.visit)),
            "sources": try shown.sources(statement.sources, reading, cutTo: 40),
            "note": .text(statement.fields["note"]?.written),
          ]
        }),
    ]
  }

  // MARK: Settling

  /// Prefers one statement over those that it disagrees with.
  func settle(_ visit: Visit) async throws -> Response {
    let form = try visit.form()
    guard let id = form["statement"], let reason = form["reason"] else {
      return try await page(
        visit, fault: visit.text("conflicts.incomplete"), status: .unprocessableContent)
    }
    _ = try await visit.gate.prefer(id, Submission(by: "", reason: reason))
    return visit.redirect(to: "/conflicts", notice: "settled")
  }
}

/// What a statement says.
enum StatementText {
  /// The qualifier, the value and the unit, as far as they are stated.
  static func text(_ statement: Thing, _ shown: Shown, _ reading: Reading) -> String {
    var words: [String] = []
    if case .term(let qualifier)? = statement.fields["qualifier"] {
      let code = reading.code(of: qualifier, in: "statement_qualifier") ?? qualifier.written
      if !["exact", "text", ""].contains(code) {
        words.append(shown.words.term(code, in: "statement_qualifier"))
      }
    }
    let value = statement.fields["value"]
    words.append(value == .erased ? shown.words("things.erased") : value?.written ?? "")
    if let unit = statement.fields["unit"]?.written { words.append(unit) }
    return words.joined(separator: " ")
  }
}
