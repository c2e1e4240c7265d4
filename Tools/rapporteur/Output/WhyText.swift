import Desk
import JSON

/// The answer to `why` for people: one block for each event.
struct WhyText {
  private let explanation: Explanation

  init(_ explanation: Explanation) { self.explanation = explanation }

  /// What was asked about, then the events.
  var text: String {
    let rows = explanation.rows
    guard !rows.isEmpty else { return head + "no event ever gave it a value\n" }
    var blocks: [[JSONValue]] = []
    for row in rows {
      // Of a whole thing, one event usually stands for many values.
      if let last = blocks.last?.first, Self.isSameEvent(last, row) {
        blocks[blocks.count - 1].append(row)
      } else {
        blocks.append([row])
      }
    }
    return head + "\n" + blocks.map(block).joined(separator: "\n")
  }

  private static func isSameEvent(_ a: JSONValue, _ b: JSONValue) -> Bool {
    a["position"] == b["position"] && a["statement"] == b["statement"]
  }

  private var head: String {
    let title = [explanation.name, explanation.entry, explanation.title].compactMap(\.self)
    var text = Style.strong(title.joined(separator: " · ").hanging(first: 0, rest: 2)) + "\n"
    guard let attribute = explanation.attribute else { return text }
    let value = Self.words(explanation.value ?? .null)
    let label = Page.label(attribute)
    text += Page.entry(label, value.isEmpty ? "not stated" : value, label.columns)
    if let rule = explanation.rule { text += "computed: \(rule)".hanging(first: 0, rest: 2) + "\n" }
    return text
  }

  private func block(_ rows: [JSONValue]) -> String {
    guard let event = rows.first else { return "" }
    var head = [
      "\(Table.cell(event["position"]))  \(Table.cell(event["type"]))",
      "recorded \(Table.cell(event["recorded"]).toTheSecond) by \(Table.cell(event["by"]))",
    ]
    let thing = Table.cell(event["thing"])
    if thing != explanation.name { head.insert(thing, at: 1) }
    if explanation.attribute != nil, event["in_force"] == true { head.append("in force") }
    var text = Style.strong(head.joined(separator: " · ").hanging(first: 0, rest: 2)) + "\n"
    var lines = rows.map { row in
      (Page.label(Self.label(row)), Self.words(row["value"] ?? .null, of: row))
    }
    lines.append(("occurred", Table.cell(event["occurred"])))
    lines.append(("reason", Table.cell(event["reason"])))
    lines.removeAll { $0.0 == "sources" && $0.1 == Table.cell(event["sources"]) }
    lines.append(("sources", Self.sources(event)))
    lines.removeAll { $0.1.isEmpty }
    let width = lines.map(\.0.columns).max() ?? 0
    for (label, value) in lines { text += Page.entry("  " + label, value, width + 2) }
    return text
  }

  private static func label(_ row: JSONValue) -> String {
    row["statement"]?.string == nil ? Table.cell(row["attribute"]) : "stated"
  }

  /// A value in words; of an entry or a statement what it says.
  private static func words(_ value: JSONValue, of row: JSONValue = .null) -> String {
    if let statement = row["statement"]?.string {
      let says = ["attribute", "qualifier", "value", "unit"].map { Table.cell(value[$0]) }
        .filter { !$0.isEmpty }
      let preferred = value["preferred"] == true ? ", preferred" : ""
      return "\(says.joined(separator: " ")) (\(statement)\(preferred))"
    }
    switch row["act"]?.string {
    case "emptied": return "nothing any more"
    case "retracted": return "does not count any more" + entry(value, row)
    case "reinstated": return "counts again" + entry(value, row)
    case "unmerged": return "nothing any more"
    default: break
    }
    if value.object != nil { return Page.summary(value, of: nil) }
    // Each of them has a block of its own below.
    if let elements = value.array, elements.contains(where: { $0.object != nil }) {
      return "\(elements.count), by these events"
    }
    return Table.cell(value)
  }

  private static func entry(_ value: JSONValue, _ row: JSONValue) -> String {
    value.object == nil || row["entry"]?.string == nil ? "" : ": " + Page.summary(value, of: nil)
  }

  /// Each source with the title of its document.
  private static func sources(_ event: JSONValue) -> String {
    let titles = event["source_titles"]?.array ?? []
    return (event["sources"]?.array ?? []).enumerated().map { index, source in
      let title = titles.indices.contains(index) ? Table.cell(titles[index]) : ""
      return title.isEmpty ? Table.cell(source) : "\(Table.cell(source)) (\(title))"
    }.joined(separator: "; ")
  }
}
