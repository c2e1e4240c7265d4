import Desk
import Hummingbird
import JSON
import ProjectionKit
import Registry
import Things
import WebCore

/// The history of a thing: every event with who, when, why and from where, and what it changed.
struct HistoryPage: Sendable {
  /// The kind of thing.
  let kind: Kind

  /// The answer to a visit.
  func answer(_ visit: Visit) async throws -> Response {
    let typed = try visit.parameter("id")
    let (name, content) = try await visit.read { desk, reading in
      guard let ref = try reading.find(kind, typed) else {
        throw try ThingPage.missing(kind, typed, visit, desk, reading)
      }
      return (
        try reading.called(ref).shortened(), try self.content(ref, visit, desk, reading)
      )
    }
    return try visit.show(
      "history", title: visit.text("history.title", ["name": name]), content)
  }

  private func content(
    _ ref: ThingRef, _ visit: Visit, _ desk: Desk, _ reading: Reading
  ) throws -> [String: JSONValue] {
    let shown = Shown(visit)
    let events = try desk.history(of: ref, upTo: reading.reader.size, reading)
    let rows = EventShown(shown, reading)
    var before: [String: JSONValue] = [:]
    let own = "\(ref.kind.rawValue)/\(try reading.typedID(ref))"
    return [
      "events": .array(
        try events.map { event in
          var content = try rows.circumstances(event)
          content["changes"] = .array(try changes(event, rows, shown, &before))
          if let thing = event["thing"]?.string, thing != own,
            let other = ThingRef(stream: thing),
            let found = try reading.find(other.kind, other.id)
          {
            content["other"] = [try shown.thing(found, reading)]
          }
          return .object(content)
        }),
      "count": .string(shown.words("history.count", ["count": events.count])),
      "tabs": try ThingPage.tabs(ref, visit, reading, current: "/history"),
      "kind": .string(shown.words.one(kind)),
    ]
  }

  /// The fields that an event put there, each with what stood there before.
  private func changes(
    _ event: JSONValue, _ rows: EventShown, _ shown: Shown, _ before: inout [String: JSONValue]
  ) throws -> [JSONValue] {
    let values = event["value"]?.object ?? [:]
    let entry = values["entry"]?.string
    let entryKind = entry.flatMap { EntryKind(ofEntry: $0) }
    let fields = entryKind.map { $0.fields(in: kind) } ?? kind.definition.fields
    var changes: [JSONValue] = []
    for field in fields {
      guard let value = values[field.name] else { continue }
      let items = try rows.items(value, field.name, in: kind, entry: entryKind)
      var change: [String: JSONValue] = [
        "label": .string(shown.words.field(field.name)), "items": items,
      ]
      let key = "\(entry ?? "") \(field.name)"
      if let earlier = before[key], Comparison.texts(earlier) != Comparison.texts(items) {
        change["before"] = ["items": earlier]
      }
      before[key] = items
      changes.append(.object(change))
    }
    if let winner = values["into"]?.string {
      changes.append([
        "label": .string(shown.words("history.into")),
        "items": try rows.items(
          .string(winner), "into", in: kind, entry: nil),
      ])
    }
    return changes
  }
}
