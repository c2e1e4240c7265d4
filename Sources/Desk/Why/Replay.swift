import EventLog
import JSON
import ProjectionKit
import Registry
import Things

/// The events of one thing taken in again, one by one, with what each of them did to every
/// attribute. A mapping of a term that the thing uses counts as one of its events.
struct Replay {
  /// What an event did to an attribute.
  enum Act: String {
    /// It began with it.
    case recorded
    /// It was wrong and got another value.
    case corrected
    /// It has no value from then on.
    case emptied
    /// It got a value because something happened, or went with another attribute that did.
    case changed
    /// The term it holds was given a meaning, or lost it.
    case mapped
    case retracted, reinstated, merged, unmerged, erased
  }

  /// An attribute of the thing, or of one of its entries. An entry as a whole has no name.
  struct Place: Hashable {
    var entry: String?
    var name: String

    init(_ name: String, entry: String? = nil) {
      self.name = name
      self.entry = entry
    }
  }

  /// One event of an attribute's past.
  struct Link {
    var event: RecordedEvent
    var act: Act
    /// What the attribute reads from then on, under each name that lists show it by.
    var shape: [String: JSONValue]
  }

  /// What happened to each attribute, oldest first.
  private(set) var links: [Place: [Link]] = [:]
  /// The thing as the events made it.
  private(set) var thing: Thing
  private var vocabularies: [String: Thing] = [:]
  private var meanings: [String: [String: String]] = [:]
  private let reading: Reading

  init(_ ref: ThingRef, _ reading: Reading) {
    thing = Thing(ref)
    self.reading = reading
  }

  /// Takes in the next event, of the thing or of a vocabulary.
  mutating func take(_ recorded: RecordedEvent) throws {
    guard let event = recorded.event, let ref = recorded.thing else { return }
    guard ref == thing.ref else { return try takeMapping(recorded, event, ref) }
    let before = thing
    thing.evolve(event, recorded.circumstances)
    for field in thing.ref.kind.definition.fields
    where (event.entry == nil && event.states(field.name))
      || before.fields[field.name] != thing.fields[field.name]
    {
      let act = Act(event, isStated: thing.fields[field.name] != nil)
      note(Place(field.name), recorded, act, try shape(thing.fields, field))
    }
    try noteWhole(before, recorded, event)
    try noteDestroyed(recorded, event)
    for entry in thing.entries where entry != before.entry(entry.id) || entry.id == event.entry {
      try note(entry, before.entry(entry.id), recorded, event)
    }
  }

  private mutating func noteWhole(
    _ before: Thing, _ recorded: RecordedEvent, _ event: Event
  ) throws {
    // People's ids can be corrected; of other things the id is there from the beginning.
    if case .begins = event.type.effect, thing.ref.kind.definition.field("id") == nil {
      note(Place("id"), recorded, .recorded, ["id": .string(thing.ref.id)])
    }
    if before.sources != thing.sources || (thing.size == 1 && !thing.sources.isEmpty) {
      let act = Act(event, isStated: !thing.sources.isEmpty)
      note(Place("sources"), recorded, act, ["sources": .strings(thing.sources)])
    }
    switch event.type.effect {
    case .retracts, .reinstates:
      note(
        Place("retracted"), recorded, thing.retraction == nil ? .reinstated : .retracted,
        ["retracted": thing.retraction.map { .string($0.reason ?? "") } ?? .null])
    case .merges, .revertsMerge:
      let winner = thing.mergedInto.map { ThingRef(thing.ref.kind, $0) }
      let id = try winner.map { try reading.typedID($0) }
      note(
        Place("merged_into"), recorded, winner == nil ? .unmerged : .merged,
        ["merged_into": JSONValue(id)])
    default: break
    }
  }

  /// What was destroyed reads as erased from the beginning; that it was, and by whom, is told where it
  /// happened.
  private mutating func noteDestroyed(_ recorded: RecordedEvent, _ event: Event) throws {
    let isErasure = event.type.effect == .erases
    guard isErasure || event.type.effect == .redacts else { return }
    let texts = Set(event.texts)
    for (place, chain) in links where !place.name.isEmpty {
      let entry = place.entry.flatMap { thing.entry($0) }
      let definitions = entry?.kind.fields(in: thing.ref.kind) ?? thing.ref.kind.definition.fields
      guard let field = definitions.first(where: { $0.name == place.name }) else { continue }
      let isDestroyed =
        isErasure
        ? field.sealed : chain.contains { texts.contains("\($0.event.position):\(field.name)") }
      guard isDestroyed, chain.last?.event.position != recorded.position else { continue }
      note(
        place, recorded, .erased, try shape(entry?.fields ?? thing.fields, field, of: entry?.kind))
    }
  }

  private mutating func note(
    _ entry: Entry, _ before: Entry?, _ recorded: RecordedEvent, _ event: Event
  ) throws {
    for field in entry.kind.fields(in: thing.ref.kind)
    where event.states(field.name) || before?.fields[field.name] != entry.fields[field.name] {
      let act = Act(event, isStated: entry.fields[field.name] != nil)
      note(
        Place(field.name, entry: entry.id), recorded, act,
        try shape(entry.fields, field, of: entry.kind))
    }
    let act = Act(event, isStated: true)
    note(Place("", entry: entry.id), recorded, act, try shape(entry))
  }

  // MARK: Terms

  private mutating func takeMapping(
    _ recorded: RecordedEvent, _ event: Event, _ ref: ThingRef
  ) throws {
    let before = meanings[ref.id] ?? [:]
    var vocabulary = vocabularies[ref.id] ?? Thing(ref)
    vocabulary.evolve(event, recorded.circumstances)
    vocabularies[ref.id] = vocabulary
    var after: [String: String] = [:]
    for entry in vocabulary.entries(.mapping) {
      guard let term = entry.fields["term"]?.written else { continue }
      after[TextFolding.fold(term)] = entry.fields["to"]?.written
    }
    meanings[ref.id] = after
    func isConcerned(_ value: Value?, _ field: Field) -> Bool {
      guard field.type.vocabulary == ref.id else { return false }
      return (value?.unclassified ?? []).contains { term in
        let key = TextFolding.fold(term.written)
        return before[key] != after[key]
      }
    }
    let kind = thing.ref.kind
    for field in kind.definition.fields where isConcerned(thing.fields[field.name], field) {
      note(Place(field.name), recorded, .mapped, try shape(thing.fields, field))
    }
    for entry in thing.entries {
      let concerned = entry.kind.fields(in: kind).filter {
        isConcerned(entry.fields[$0.name], $0)
      }
      for field in concerned {
        note(
          Place(field.name, entry: entry.id), recorded, .mapped,
          try shape(entry.fields, field, of: entry.kind))
      }
      if !concerned.isEmpty {
        note(Place("", entry: entry.id), recorded, .mapped, try shape(entry))
      }
    }
  }

  /// The value with each term as it was understood at this point of the replay.
  private func understood(_ value: Value, _ vocabulary: String) -> Value {
    func understood(_ term: Term) -> Term {
      let meaning = meanings[vocabulary]?[TextFolding.fold(term.written)]
      return Term(code: term.code ?? meaning ?? term.written, written: term.written)
    }
    return switch value {
    case .term(let term): .term(understood(term))
    case .terms(let terms): .terms(terms.map(understood))
    default: value
    }
  }

  // MARK: Shapes

  private func shape(
    _ fields: Fields, _ field: Field, of entry: EntryKind? = nil
  ) throws -> [String: JSONValue] {
    let hidden = reading.withheld(fields, of: thing.ref.kind, entry: entry, about: thing.person)
    if hidden.contains(field.name) { return [field.name: .string(Reading.withheld)] }
    var value = fields[field.name]
    if let vocabulary = field.type.vocabulary { value = value.map { understood($0, vocabulary) } }
    var one: Fields = [:]
    one[field.name] = value
    return try reading.shape(one, [field])
  }

  private func shape(_ entry: Entry) throws -> [String: JSONValue] {
    var understandable = entry
    for field in entry.kind.fields(in: thing.ref.kind) {
      guard let vocabulary = field.type.vocabulary, let value = entry.fields[field.name] else {
        continue
      }
      understandable.fields[field.name] = understood(value, vocabulary)
    }
    return try reading.shape(understandable, in: thing.ref.kind)
  }

  private mutating func note(
    _ place: Place, _ event: RecordedEvent, _ act: Act, _ shape: [String: JSONValue]
  ) {
    links[place, default: []].append(Link(event: event, act: act, shape: shape))
  }
}

extension Replay.Act {
  /// What an event of this effect does to an attribute that has a value afterwards, or has none.
  init(_ event: Event, isStated: Bool) {
    self =
      switch event.type.effect {
      case .begins, .adds: .recorded
      case .erases: .erased
      case .retractsEntry: .retracted
      case .reinstatesEntry: .reinstated
      case .corrects, .correctsEntry: isStated ? .corrected : .emptied
      default: isStated ? .changed : .emptied
      }
  }
}

extension Desk {
  /// The events of a thing, up to the reading's size, taken in one by one.
  func replay(_ ref: ThingRef, _ reading: Reading) throws -> Replay {
    let size = reading.reader.size
    return try log.read { snapshot in
      var events = try snapshot.events(of: ref, before: size)
      if ref.kind != .vocabulary {
        var vocabularies: Set<String> = []
        for event in events.compactMap(\.event) {
          for field in event.type.fields where event.fields[field.name]?.unclassified != nil {
            if let vocabulary = field.type.vocabulary { vocabularies.insert(vocabulary) }
          }
        }
        for vocabulary in vocabularies {
          events += try snapshot.events(of: ThingRef(.vocabulary, vocabulary), before: size)
        }
        events.sort { $0.position < $1.position }
      }
      var replay = Replay(ref, reading)
      for event in events { try replay.take(event) }
      return replay
    }
  }
}

extension LogSnapshot {
  /// The events of a thing before a position, oldest first.
  func events(of ref: ThingRef, before position: Position) throws -> [RecordedEvent] {
    var events: [RecordedEvent] = []
    try forEachEvent(of: StreamName(ref), from: 0, backward: false) { event in
      guard event.position < position else { return false }
      events.append(event)
      return true
    }
    return events
  }
}

extension Event {
  /// Whether the event says something about this field, be it what stood there already.
  func states(_ field: String) -> Bool { fields[field] != nil || cleared.contains(field) }
}

extension FieldType {
  /// The vocabulary of its terms.
  var vocabulary: String? {
    switch self {
    case .term(let name), .terms(let name): name
    default: nil
    }
  }
}

extension Value {
  /// The terms in it that no vocabulary had when they were recorded; nil when there is none.
  var unclassified: [Term]? {
    let terms: [Term]
    switch self {
    case .term(let term): terms = [term]
    case .terms(let several): terms = several
    default: return nil
    }
    let unknown = terms.filter { $0.code == nil }
    return unknown.isEmpty ? nil : unknown
  }
}

extension JSONValue {
  /// An array of strings.
  static func strings(_ texts: some Sequence<String>) -> Self { .array(texts.map { .string($0) }) }
}
