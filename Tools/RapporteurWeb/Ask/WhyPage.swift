import Desk
import HTTPTypes
import Hummingbird
import JSON
import ProjectionKit
import Registry
import Things
import WebCore

/// Why a value stands there: the events that it rests on.
struct WhyPage: Sendable {
  /// The answer to a visit.
  func answer(_ visit: Visit) async throws -> Response {
    guard let of = visit.value("of") else {
      throw Problem(
        .unprocessableContent, "of", visit.text("why.none"), hint: visit.text("why.none_hint"))
    }
    let (title, content) = try await visit.read { desk, reading in
      let explanation = try desk.explain(of, reading)
      return (
        try self.title(explanation, visit, reading), try self.content(explanation, visit, reading)
      )
    }
    return try visit.show("why", title: title, content)
  }

  private func title(
    _ explanation: Explanation, _ visit: Visit, _ reading: Reading
  ) throws -> String {
    let words = AskWords(visit)
    let name = try reading.called(explanation.thing).shortened()
    guard let attribute = explanation.attribute else { return words("why.thing", ["name": name]) }
    return words("why.title", ["field": words.field(attribute), "name": name])
  }

  private func content(
    _ explanation: Explanation, _ visit: Visit, _ reading: Reading
  ) throws -> [String: JSONValue] {
    let shown = Shown(visit)
    let rows = EventShown(shown, reading)
    let kind = explanation.thing.kind
    let entry = explanation.entry.flatMap { EntryKind(ofEntry: $0) }
    var content: [String: JSONValue] = [
      "thing": [try shown.thing(explanation.thing, reading)],
      "kind": .string(shown.words.one(kind)), "rule": .text(explanation.rule),
      "events": .array(try explanation.rows.map { try event($0, kind, rows, shown) }),
    ]
    if let attribute = explanation.attribute, let value = explanation.value {
      content["field"] = .string(shown.words.field(attribute))
      content["items"] = try self.items(value, attribute, kind, entry, rows, shown)
    }
    if explanation.rows.isEmpty { content["nothing"] = true }
    return content
  }

  private func items(
    _ value: JSONValue, _ attribute: String, _ kind: Kind, _ entry: EntryKind?, _ rows: EventShown,
    _ shown: Shown
  ) throws -> JSONValue {
    if value == .null || value == [] {
      return [["absent": .string(shown.words("things.not_stated"))]]
    }
    if let elements = value.array, elements.contains(where: { $0.object != nil }) {
      return [["plain": .string(shown.words("why.several", ["count": elements.count]))]]
    }
    return try rows.items(value, attribute, in: kind, entry: entry)
  }

  private func event(
    _ row: JSONValue, _ kind: Kind, _ rows: EventShown, _ shown: Shown
  ) throws -> JSONValue {
    var content = try rows.circumstances(row)
    let attribute = row["attribute"]?.string ?? ""
    let entry = row["entry"]?.string.flatMap { EntryKind(ofEntry: $0) }
    let owner = row["thing"]?.string.flatMap { ThingRef(stream: $0)?.kind } ?? kind
    content["label"] = .string(
      entry != nil && EntryKind(rawValue: attribute) != nil
        ? shown.words.many(entry ?? .name) : shown.words.field(attribute))
    content["act"] = .string(shown.words("why.act.\(row["act"]?.string ?? "recorded")"))
    content["items"] = try items(row["value"] ?? .null, attribute, owner, entry, rows, shown)
    if row["in_force"] == true { content["in_force"] = true }
    return .object(content)
  }
}
