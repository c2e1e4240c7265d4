import JSON
import ProjectionKit
import Registry
import Things
import WebCore

/// What an event says, field by field, as histories and reasons show it.
struct EventShown {
  private let shown: Shown
  private let reading: Reading

  /// Events as a visitor sees them.
  init(_ shown: Shown, _ reading: Reading) {
    self.shown = shown
    self.reading = reading
  }

  /// The parts of a recorded value: `json` in the shape of the command line's contract.
  func items(_ json: JSONValue, _ name: String, in kind: Kind, entry: EntryKind?) throws
    -> JSONValue
  {
    let fields = entry.map { $0.fields(in: kind) } ?? kind.definition.fields
    let field = fields.first { $0.name == name }
    if json == "[erased]" || json.array == ["[erased]"] {
      return [["absent": .string(shown.words("things.erased"))]]
    }
    if let field, reading.sight.hides(field, of: kind, entry: entry, about: kind == .person) {
      return [["absent": .string(shown.words("things.hidden"))]]
    }
    // Ids of several things, where a field may hold words instead.
    if case .referencesOrText(let target)? = field?.type, let text = json.string {
      let refs = try text.split(separator: ";").map { try reading.find(target, String($0)) }
      if refs.allSatisfy({ $0 != nil }) {
        return .array(try refs.compactMap(\.self).map { try shown.thing($0, reading) })
      }
    }
    switch json {
    case .null: return [["absent": .string(shown.words("things.emptied"))]]
    case .array(let elements):
      if elements.isEmpty { return [["absent": .string(shown.words("things.emptied"))]] }
      return .array(try elements.map { try item($0, field) })
    default: return [try item(json, field)]
    }
  }

  private func item(_ json: JSONValue, _ field: Field?) throws -> JSONValue {
    switch json {
    case .integer(let number): return ["plain": .string(String(number))]
    case .bool(let truth):
      return ["plain": .string(shown.words(truth ? "things.yes" : "things.no"))]
    case .string(let text): return try item(text, field)
    case .object(let members):
      let words = members.sorted { $0.key < $1.key }.compactMap { key, value -> String? in
        guard let text = value.string, key != "id" else { return nil }
        return "\(shown.words.field(key)): \(text)"
      }
      return ["plain": .string(words.joined(separator: "; "))]
    case .null, .array: return ["absent": .string(shown.words("things.not_stated"))]
    }
  }

  private func item(_ text: String, _ field: Field?) throws -> JSONValue {
    switch field?.type {
    case .date:
      return ["plain": .string((try? PartialDate(text)).map { shown.words.date($0) } ?? text)]
    case .country: return ["plain": .string(shown.words.country(text))]
    case .term(let vocabulary), .terms(let vocabulary):
      return shown.words.knows(text, in: vocabulary)
        ? ["plain": .string(shown.words.term(text, in: vocabulary))] : ["unknown": .string(text)]
    case .reference(let target), .references(let target), .referencesOrText(let target):
      guard let ref = try reading.find(target, text) else { return ["plain": .string(text)] }
      return try shown.thing(ref, reading)
    case .subject:
      for kind in Kind.allCases {
        if let ref = try reading.find(kind, text) { return try shown.thing(ref, reading) }
      }
      return ["plain": .string(text)]
    default: return text.contains("\n") ? ["long": .string(text)] : ["plain": .string(text)]
    }
  }

  /// Who recorded an event, when, and where it stands in the log.
  func circumstances(_ event: JSONValue) throws -> [String: JSONValue] {
    let position = event["position"]?.integer ?? 0
    var content: [String: JSONValue] = [
      "position": .integer(position), "href": .string("/audit/event/\(position)"),
      "event": .string(shown.words.event(event["type"]?.string ?? "")),
      "recorded": .string(shown.words.moment(event["recorded"]?.string)),
      "machine": .text(event["recorded"]?.string), "by": .text(event["by"]?.string),
      "reason": .text(event["reason"]?.string),
      "sources": try shown.sources(
        (event["sources"]?.array ?? []).compactMap(\.string), reading),
      "tone": .text(Self.tone(event["type"]?.string ?? "")),
    ]
    if let occurred = event["occurred"]?.string.flatMap({ try? PartialDate($0) }) {
      content["occurred"] = .string(shown.words.date(occurred))
    }
    if let via = event["via"]?.string {
      content["via"] = .text(shown.words.string("things.via.\(via)"))
    }
    return content
  }

  /// What marks an event on the line of time.
  private static func tone(_ type: String) -> String? {
    guard let event = EventCatalogue.type(named: type) else { return nil }
    switch event.effect {
    case .corrects, .correctsEntry: return "corrects"
    case .retracts, .retractsEntry, .merges, .erases, .redacts: return "ends"
    default: break
    }
    return ["followup.done", "followup.verified", "meeting.held"].contains(type) ? "done" : nil
  }
}
