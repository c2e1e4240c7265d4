import JSON

/// Events of one thing for people: what each one recorded, and what stood there before.
struct HistoryText {
  private let events: [JSONValue]

  init(_ events: [JSONValue]) { self.events = events }

  /// One paragraph for each event.
  var text: String {
    var before: [String: String] = [:]
    return events.map { paragraph($0, &before) }.joined(separator: "\n")
  }

  private func paragraph(_ event: JSONValue, _ before: inout [String: String]) -> String {
    let recorded = Table.cell(event["recorded"]).toTheSecond
    var head = [
      "\(Table.cell(event["position"]))  \(Table.cell(event["type"]))",
      "recorded \(recorded) by \(Table.cell(event["by"]))",
    ]
    // The history of a thing tells of others that were merged into it.
    let thing = Table.cell(event["thing"])
    if thing != Table.cell(events.first?["thing"]) { head.insert(thing, at: 1) }
    var text = Style.strong(head.joined(separator: " · ").hanging(first: 0, rest: 2)) + "\n"
    let data = event["record"]?["data"]?.object ?? [:]
    let beside = event["beside"]?.object ?? [:]
    // Fields belong to the thing, or to the entry of it that the event names.
    let entry = Table.cell(data["entry"])
    let values = data.merging(beside) { _, text in text }
    let names = values.keys.filter { !["entry", "reason"].contains($0) }.sorted()
    let people = event["people"]?.object ?? [:]
    let labels = ["occurred", "sources", "reason"] + names + (entry.isEmpty ? [] : ["entry"])
    let width = labels.map(\.columns).max() ?? 0
    func add(_ name: String, _ value: String) {
      guard !value.isEmpty else { return }
      text += Page.entry("  " + Page.label(name), value, width + 2)
    }
    add("entry", entry)
    for name in names {
      let now = Self.words(Self.naming(people, values[name]))
      let key = "\(entry) \(name)"
      add(name, before[key].map { $0 == now ? now : "\($0) → \(now)" } ?? now)
      before[key] = now
    }
    add("occurred", Table.cell(event["occurred"]))
    add("reason", Table.cell(event["reason"]))
    add("sources", Table.cell(event["sources"]))
    return text
  }

  /// A recorded value with people's names and typed ids for their ids in the log.
  private static func naming(_ people: [String: JSONValue], _ value: JSONValue?) -> JSONValue? {
    switch value {
    case .string(let text)?:
      let id = text.hasPrefix("person/") ? String(text.dropFirst(7)) : text
      guard let person = people[id] else { return value }
      let (name, typed) = (Table.cell(person["name"]), Table.cell(person["id"]))
      return .string(name.isEmpty ? typed : "\(name) (\(typed))")
    case .array(let elements)?: return .array(elements.map { naming(people, $0) ?? $0 })
    default: return value
    }
  }

  /// A recorded value in words: a term with the source's own words where they differ, a list that
  /// was sealed as one text taken apart.
  private static func words(_ value: JSONValue?) -> String {
    switch value {
    case .array(let elements)?:
      return elements.map { words($0) }.joined(separator: "; ")
    case .object(let members)?:
      let code = Table.cell(members["code"])
      let written = Table.cell(members["written"])
      guard members["code"] != nil || members["written"] != nil else { return Table.cell(value) }
      if code.isEmpty || code == written { return written }
      return written.isEmpty ? code : "\(code) (“\(written)”)"
    case .string(let text)? where text.hasPrefix("["):
      guard let list = try? JSONValue(parsing: Array(text.utf8)), list.array != nil else {
        return text
      }
      return words(list)
    default:
      return Table.cell(value)
    }
  }
}
