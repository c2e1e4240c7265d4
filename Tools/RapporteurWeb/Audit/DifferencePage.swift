import HTTPTypes
import Access
import Desk
import EventLog
import Foundation
import Hummingbird
import JSON
import Registry
import WebCore

/// `/audit/diff`: what reads otherwise at one size of the log than at another, thing by thing, with
/// the events that made it so.
enum DifferencePage {
  /// How many things are shown.
  private static let most = 200

  static let all = [
    Route(.get, "/audit/diff", .page, needs: .readThings) { try await page($0) }
  ]

  private static func page(_ visit: Visit) async throws -> Response {
    let size = try await visit.logSize()
    let to = try visit.number("to") ?? size
    var content: [String: Any] = ["size": String(size), "to": String(to)]
    if let from = try visit.number("from") {
      let gate = visit.gate
      let changes = try await visit.site.work {
        try gate.diff(from: from, to: to, limit: most + 1)
      }
      content["from"] = String(from)
      content["compared"] = true
      content["none"] = changes.isEmpty
      content["rows"] = changes.prefix(most).map { row($0, visit) }
      if changes.count > most { content["more"] = visit.text("audit.diff.more", ["count": most]) }
      content["consistency"] = "/audit/consistency?from=\(from)&to=\(to)"
      content["canProve"] = visit.mayReadRecords
    }
    return try visit.auditPage(
      "audit-diff", "diff", title: visit.text("audit.diff.title"), content)
  }

  private static func row(_ change: ThingChange, _ visit: Visit) -> [String: Any] {
    var row: [String: Any] = [
      "kind": visit.text("kind.\(change.thing.kind.rawValue).one"), "id": change.id,
      "change": visit.text("audit.diff.\(change.change.rawValue)"),
      "class": change.change == .added
        ? "added" : change.change == .withdrawn ? "gone" : "changed",
      "parts": change.parts.map { part($0, visit) }, "count": change.parts.count,
      "few": change.change == .changed, "was": change.change != .added,
      "events": change.events.prefix(40).map {
        ["position": String($0), "href": "/audit/events/\($0)"]
      },
      "canRead": visit.may(.readRecords),
    ]
    if let title = change.title, title != change.id { row["title"] = title }
    return row
  }

  private static func part(_ part: ThingChange.Part, _ visit: Visit) -> [String: Any] {
    var row: [String: Any] = ["name": part.name]
    let key = "field.\(part.name)"
    let label = visit.text(key)
    if label != key { row["label"] = label }
    if let entry = part.entry { row["entry"] = entry }
    if let from = text(part.from) { row["from"] = from }
    if let to = text(part.to) { row["to"] = to }
    return row
  }

  /// A value as text; nil when nothing is stated.
  private static func text(_ value: JSONValue) -> String? {
    switch value {
    case .null: nil
    case .string(let text): text.nonEmpty
    case .array(let elements):
      elements.isEmpty ? nil : elements.compactMap { text($0) }.joined(separator: ", ")
    case .object(let members):
      members.isEmpty
        ? nil
        : members.sorted { $0.key < $1.key }
          .compactMap { name, value in text(value).map { "\(name): \($0)" } }
          .joined(separator: "; ")
    default: value.compactText
    }
  }
}
