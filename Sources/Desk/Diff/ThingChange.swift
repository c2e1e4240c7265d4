public import EventLog
public import JSON
public import Registry

/// A thing that reads otherwise at two sizes of the log.
public struct ThingChange: Hashable, Sendable {
  /// What became of it.
  public enum Change: String, Sendable {
    /// It counts now and did not: recorded, reinstated, or not merged any more.
    case added
    /// It counts at both sizes and reads otherwise.
    case changed
    /// It counted and does not any more: retracted or merged.
    case withdrawn
  }

  /// A part of it that reads otherwise.
  public struct Part: Hashable, Sendable {
    /// The field, or the kind of entry.
    public var name: String
    /// The entry's id, when the part is an entry.
    public var entry: String?
    /// What it read before; null or empty when nothing was stated.
    public var from: JSONValue
    /// What it reads after.
    public var to: JSONValue

    /// A part that reads otherwise.
    public init(name: String, entry: String?, from: JSONValue, to: JSONValue) {
      (self.name, self.entry, self.from, self.to) = (name, entry, from, to)
    }
  }

  /// The thing.
  public var thing: ThingRef
  /// The id that people type.
  public var id: String
  /// What people know it by.
  public var title: String?
  /// What became of it.
  public var change: Change
  /// What reads otherwise: fields in the order of the kind's definition, then entries.
  public var parts: [Part]
  /// The positions of the events between the two sizes that had to do with it, ascending.
  public var events: [Position]

  /// The change in the shape of the command-line contract: `{thing, id, title, change,
  /// fields:[{name, entry, from, to}], events:[position]}`.
  public var json: JSONValue {
    [
      "thing": .string(thing.kind.rawValue), "id": .string(id), "title": JSONValue(title),
      "change": .string(change.rawValue),
      "fields": .array(
        parts.map {
          ["name": .string($0.name), "entry": JSONValue($0.entry), "from": $0.from, "to": $0.to]
        }),
      "events": .array(events.map { .integer(Int64($0)) }),
    ]
  }
}
