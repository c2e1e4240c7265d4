import JSON

/// One thing as lines of name and value.
struct Page {
  private let members: [String: JSONValue]

  init(_ value: JSONValue) {
    members = Self.stated(value)
  }

  /// The members, without what follows from something that is not stated.
  private static func stated(_ value: JSONValue) -> [String: JSONValue] {
    var members = value.object ?? [:]
    for name in members.keys { members[name] = value.stated(name) }
    return members
  }

  /// The page's lines: what it is called first, then what is stated, then lists of rows, and at the
  /// end what is not stated.
  var text: String {
    let names = members.keys.filter { !isPart($0) }.sorted {
      (Self.rank($0), $0) < (Self.rank($1), $1)
    }
    let lists = names.filter { isList($0) }
    let stated = names.filter { !isList($0) && !Self.describe($0, in: members).isEmpty }
    let unstated = names.filter { !stated.contains($0) && !lists.contains($0) }.map(Self.label)
    let labels = stated + (unstated.isEmpty ? [] : ["not stated"])
    let width = min(24, labels.map(\.columns).max() ?? 0)
    var text = ""
    for name in stated {
      text += Self.entry(
        Self.label(name), Self.describe(name, in: members) + dispute(over: name), width)
    }
    for name in lists {
      let rows = members[name]?.array ?? []
      text += Style.strong("\(Self.label(name)) (\(rows.count))") + "\n"
      for row in rows {
        text += Self.summary(row, of: members["id"]).hanging(first: 2, rest: 6) + "\n"
      }
    }
    if !unstated.isEmpty {
      text += Self.entry("not stated", unstated.joined(separator: ", "), width)
    }
    return text
  }

  /// What the sources say where they disagree about the member.
  private func dispute(over name: String) -> String {
    let values = JSONValue.object(members).disputed(name).map { statement in
      [statement["qualifier"], statement["value"], statement["unit"]].map { Table.cell($0) }
        .filter { !$0.isEmpty }.joined(separator: " ")
        + " [\(Table.cell(statement["sources"]))]"
    }
    return values.isEmpty ? "" : " (the sources disagree: \(values.joined(separator: " ≠ ")))"
  }

  /// Whether the member is a list of rows.
  private func isList(_ name: String) -> Bool {
    guard case .array(let rows)? = members[name] else { return false }
    return rows.contains { $0.object != nil }
  }

  /// Whether the member is shown as part of another one.
  private func isPart(_ name: String) -> Bool { Self.isPart(name, of: members) }

  private static let parts = ["_as_written", "_names", "_name", "_title", "_qualifier"]

  private static func isPart(_ name: String, of members: [String: JSONValue]) -> Bool {
    parts.contains { part in
      guard name.hasSuffix(part), let whole = members[String(name.dropLast(part.count))] else {
        return false
      }
      // A qualifier without its figure stands for itself.
      return part != "_qualifier" || whole != .null
    }
  }

  /// A member in words: ids with the names they stand for, the source's own words where they differ,
  /// and a figure behind what qualifies it.
  static func describe(_ name: String, in members: [String: JSONValue]) -> String {
    let ids = texts(members[name])
    let names = texts(
      members[name + "_names"] ?? members[name + "_name"] ?? members[name + "_title"])
    let written = texts(members[name + "_as_written"])
    let known = Set((ids + names).map(Self.folded))
    var text =
      ids.count == names.count
      ? zip(ids, names).map { $0 == $1 ? $0 : "\($1) (\($0))" }.joined(separator: "; ")
      : ids.joined(separator: "; ")
    let others = written.filter { !known.contains(Self.folded($0)) }
    if !others.isEmpty {
      let quoted = others.map { "“\($0)”" }.joined(separator: ", ")
      text += text.isEmpty ? quoted : ", written \(quoted)"
    }
    let qualifier = Table.cell(members[name + "_qualifier"])
    return text.isEmpty || qualifier.isEmpty ? text : "\(qualifier) \(text)"
  }

  private static func texts(_ value: JSONValue?) -> [String] {
    let elements = value?.array ?? value.map { [$0] } ?? []
    return elements.map { Table.cell($0) }.filter { !$0.isEmpty }
  }

  private static func folded(_ text: String) -> String {
    text.lowercased().replacing("_", with: " ").replacing("-", with: " ")
  }

  static func label(_ name: String) -> String { name.replacing("_", with: " ") }

  /// A name and what it holds, wrapped beside it.
  static func entry(_ label: String, _ text: String, _ width: Int) -> String {
    let lines = text.hanging(first: 0, rest: 0, within: Terminal.width.map { $0 - width - 2 })
    let indent = String(repeating: " ", count: width + 2)
    return Style.strong(label.padded(to: width)) + "  "
      + lines.replacing("\n", with: "\n" + indent) + "\n"
  }

  /// A row of a list on one line: the words first, then the rest as name: value, then its sources
  /// and its id. What it says of the page's own thing is left out.
  static func summary(_ row: JSONValue, of page: JSONValue?) -> String {
    let members = stated(row)
    let words = [
      "name", "title", "role", "position", "organisation", "session", "what", "summary", "text",
      "attribute",
    ]
    // “around 120 people” is one thing to say.
    let figure = ["qualifier", "value", "unit"]
    let leading = words + figure
    var parts = words.filter { members[$0] != nil }.map { describe($0, in: members) }
    parts.append(
      figure.map { describe($0, in: members) }.filter { !$0.isEmpty }.joined(separator: " "))
    for (name, member) in members.sorted(by: { $0.key < $1.key })
    where !leading.contains(name) && !["id", "sources"].contains(name) && member.object == nil
      && member != page && member != false && !isPart(name, of: members)
    {
      let text = describe(name, in: members)
      if !text.isEmpty { parts.append("\(label(name)): \(text)") }
    }
    let sources = Table.cell(members["sources"])
    if !sources.isEmpty { parts.append("[\(sources)]") }
    parts.append(Table.cell(members["id"]))
    return parts.filter { !$0.isEmpty }.joined(separator: " · ")
  }

  private static func rank(_ name: String) -> Int {
    let first = [
      "id", "name", "title", "summary", "what", "text", "kind", "status", "status_note",
      "requester", "provider", "owner", "due", "overdue", "country", "requested_on", "offered_on",
      "start", "end", "city", "venue", "meeting", "asked_of", "themes", "support_types",
    ]
    let last = ["note", "sources"]
    return first.firstIndex(of: name) ?? last.firstIndex(of: name).map { $0 + 90 } ?? 50
  }
}
