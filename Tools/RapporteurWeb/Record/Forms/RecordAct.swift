import Registry
import Things

/// What a form records about a thing.
enum RecordAct: Hashable, Sendable {
  /// A new thing.
  case begin
  /// The recorded values were wrong.
  case correct
  /// Something happened.
  case happen(EventType)
  /// It was recorded in error.
  case retract
  /// It was right after all.
  case reinstate
  /// It is the same as another.
  case merge
  /// It is not the same.
  case unmerge
  /// The recorded values of an entry were wrong.
  case correctEntry(EntryKind, String)
  /// An entry was recorded in error.
  case retractEntry(String)
  /// An entry was right after all.
  case reinstateEntry(String)

  /// The kinds that have forms. Accounts have pages of their own.
  static let kinds: [Kind] = [
    .organisation, .person, .document, .meeting, .request, .offer, .followup, .recommendation,
    .practice, .network, .statement, .question,
  ]

  /// The kinds whose things merge.
  static let merging: Set<Kind> = [.organisation, .person, .request]

  /// The events that have a form: what happens to a thing, except what is corrected, destroyed or
  /// settled on a page of its own.
  static func events(of kind: Kind) -> [EventType] {
    EventCatalogue.all.filter { type in
      guard type.kind == kind, !type.isAboutDestroying, type.name != "statement.preferred" else {
        return false
      }
      switch type.effect {
      case .sets, .extends, .adds: return true
      default: return false
      }
    }
  }

  /// What an event is called in addresses: its name without the kind.
  static func slug(_ type: EventType) -> String {
    String(type.name.split(separator: ".", maxSplits: 1).last ?? "")
  }

  /// The event with this name in addresses.
  static func event(_ slug: String, of kind: Kind) -> EventType? {
    events(of: kind).first { self.slug($0) == slug }
  }

  /// The fields of the form.
  func fields(of kind: Kind) -> [Field] {
    let fields: [Field] =
      switch self {
      case .begin, .correct:
        // The id that people type has a field of its own.
        kind.definition.fields.filter { !$0.guarded && !(kind == .person && $0.name == "id") }
      case .happen(let type): type.fields.filter { !$0.guarded }
      case .correctEntry(let entry, _): entry.fields(in: kind)
      case .merge: [Field("into", .reference(kind), required: true)]
      case .retract, .reinstate, .unmerge, .retractEntry, .reinstateEntry: []
      }
    return fields
  }

  /// Whether it has to be explained.
  var needsReason: Bool {
    switch self {
    case .begin, .happen, .reinstate, .reinstateEntry: false
    case .correct, .retract, .merge, .unmerge, .correctEntry, .retractEntry: true
    }
  }

  /// Whether the form begins with what is recorded.
  var showsRecorded: Bool {
    switch self {
    case .correct, .correctEntry: true
    default: false
    }
  }

  /// What a field says when the event says it by its name: `meeting.held`.
  static let said: [String: (field: String, value: String)] = [
    "meeting.held": ("status", "held"), "meeting.cancelled": ("status", "cancelled"),
    "offer.withdrawn": ("status", "withdrawn"), "followup.done": ("status", "done"),
    "followup.dropped": ("status", "dropped"), "followup.reopened": ("status", "open"),
    "network.closed": ("status", "closed"),
    "network.focal_point_proposed": ("status", "proposed"),
    "network.focal_point_appointed": ("status", "appointed"),
    "network.focal_point_ended": ("status", "ended"),
  ]
}

extension Field {
  /// Whether it holds how to reach a person, or what only that person's page reveals.
  var isRevealed: Bool { sealed && !inDataset }

  /// What the cell of a form says of a value; people are named by the ids that people type.
  func typed(_ value: Value?, _ reading: Reading) throws -> [String] {
    switch (value, type) {
    case (.reference(let id)?, _):
      guard let kind = type.target else { return [id] }
      return [try reading.typedID(ThingRef(kind, id))]
    case (.references(let ids)?, _):
      guard let kind = type.target else { return ids }
      return try ids.map { try reading.typedID(ThingRef(kind, $0)) }
    case (.subject(let thing)?, _):
      return ["\(thing.kind.rawValue)/\(try reading.typedID(thing))"]
    case (.term(let term)?, _): return [term.key]
    case (.terms(let terms)?, _): return terms.map(\.key)
    case (.texts(let texts)?, _): return texts
    case (.some(let value), _): return [value.written]
    case (nil, _): return []
    }
  }
}
