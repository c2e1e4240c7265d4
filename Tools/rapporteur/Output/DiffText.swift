import Desk
import EventLog
import JSON
import Registry

/// What changed between two sizes of the log, for people: a block for each thing.
struct DiffText {
  private let changes: [ThingChange]
  private let events: [Position: JSONValue]
  private let sizes: (old: UInt64, new: UInt64)

  /// - Parameter events: the events that the changes name.
  init(_ changes: [ThingChange], _ events: [Position: JSONValue], from old: UInt64, to new: UInt64)
  {
    self.changes = changes
    self.events = events
    sizes = (old, new)
  }

  /// The things, and how many there are of which change.
  var text: String {
    let between = "between sizes \(sizes.old) and \(sizes.new)"
    guard !changes.isEmpty else { return "nothing changed \(between)\n" }
    let counts = [ThingChange.Change.added, .changed, .withdrawn].compactMap { change in
      let count = changes.count { $0.change == change }
      return count == 0 ? nil : "\(count) \(change.rawValue)"
    }
    return changes.map(block).joined(separator: "\n")
      + "\n\(counts.joined(separator: ", ")) \(between)\n"
  }

  private func block(_ change: ThingChange) -> String {
    let name = "\(change.thing.kind.rawValue)/\(change.id)"
    let head = [name, change.title, change.change.rawValue].compactMap(\.self)
    var text = Style.strong(head.joined(separator: " · ").hanging(first: 0, rest: 2)) + "\n"
    // What is new or gone is told by what it says; what it did not say before needs no telling.
    let lines = change.parts.map { part in
      (Page.label(part.name), Self.words(part, change.change))
    }
    let width = lines.map(\.0.columns).max() ?? 0
    for (label, words) in lines { text += Page.entry("  " + label, words, width + 2) }
    for position in change.events { text += line(position).hanging(first: 2, rest: 6) + "\n" }
    return text
  }

  /// One event on a line: what, when, by whom, why.
  private func line(_ position: Position) -> String {
    guard let event = events[position] else { return "\(position)" }
    let reason = Table.cell(event["reason"])
    return "\(position)  \(Table.cell(event["type"])) · "
      + "recorded \(Table.cell(event["recorded"]).toTheSecond) by \(Table.cell(event["by"]))"
      + (reason.isEmpty ? "" : ": \(reason)")
  }

  private static func words(_ part: ThingChange.Part, _ change: ThingChange.Change) -> String {
    // Why it does not count any more.
    if change == .withdrawn, part.from == .null {
      return part.to == "" ? "yes" : Table.cell(part.to)
    }
    if let entry = part.entry { return words(part, entry: entry) }
    let (old, new) = (Table.cell(part.from), Table.cell(part.to))
    switch change {
    case .added where old.isEmpty: return new
    case .withdrawn where new.isEmpty: return old
    default: return "\(old.isEmpty ? "not stated" : old) → \(new.isEmpty ? "not stated" : new)"
    }
  }

  /// An entry that is new or gone by what it says, one that changed by what it says otherwise.
  private static func words(_ part: ThingChange.Part, entry: String) -> String {
    switch (part.from.object, part.to.object) {
    case (nil, _): return "added: \(Page.summary(part.to, of: nil)) · \(entry)"
    case (_, nil): return "gone: \(Page.summary(part.from, of: nil)) · \(entry)"
    case (let old?, let new?):
      let changed = Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }
      let words = changed.map { name in
        let (before, after) = (Table.cell(old[name]), Table.cell(new[name]))
        return "\(Page.label(name)): \(before.isEmpty ? "not stated" : before) → "
          + (after.isEmpty ? "not stated" : after)
      }
      return words.joined(separator: "; ") + " · \(entry)"
    }
  }
}
