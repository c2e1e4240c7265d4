import EventLog
public import JSON
public import Registry
public import Things

extension Desk {
  /// The events of one thing up to a size, oldest first, each with its whole record and what stands
  /// beside it; with `entry`, only those of this entry. The history of a thing tells of those that
  /// stand merged into it, too.
  public func history(
    of ref: ThingRef, entry: String? = nil, upTo size: UInt64, _ reading: Reading
  ) throws -> [JSONValue] {
    if reading.sight.lacks(ref.kind) { return [] }
    let losers = entry == nil ? try reading.mergedDirectly(into: ref) : []
    return try log.read { snapshot in
      var events = try snapshot.events(of: ref, before: size)
      if let entry { events.removeAll { $0.event?.entry != entry } }
      for loser in losers {
        events += try snapshot.events(of: loser, before: size).filter { $0.event?.into == ref.id }
      }
      events.sort { $0.position < $1.position }
      return try events.map { try happening($0, snapshot, reading) }
    }
  }

  /// One event: who recorded what when, its whole record, and what stands beside it.
  func happening(
    _ recorded: RecordedEvent, _ snapshot: any LogSnapshot, _ reading: Reading
  ) throws -> JSONValue {
    var record: JSONValue = .null
    try snapshot.forEachRecord(in: recorded.position..<recorded.position + 1) { _, bytes in
      record = try JSONValue(parsing: bytes)
      return false
    }
    let hidden = try withheld(recorded, reading)
    var beside: [String: JSONValue] = [:]
    for (field, content) in recorded.beside {
      switch content {
      case .text(let text), .sealed(let text, _):
        beside[field] = .string(hidden.contains(field) ? Reading.withheld : text)
      case .erased: beside[field] = "[erased]"
      }
    }
    return [
      "position": .integer(Int64(recorded.position)), "type": .string(recorded.type),
      "recorded": .string(recorded.recorded.description), "occurred": JSONValue(recorded.occurred),
      "by": .string(recorded.by), "via": .string(recorded.via),
      "sources": .array(recorded.sources.map { .string($0) }),
      "value": try value(recorded, hiding: hidden, reading), "reason": beside["reason"] ?? .null,
      "beside": .object(beside), "record": record,
      "thing": JSONValue(try recorded.thing.map { try reading.name(of: $0) }),
      "people": .object(try people(recorded, reading)),
    ]
  }

  /// The fields of an event, and its reason, that whoever asks may not see. Where nobody is named, all
  /// that is sealed for a person is kept back.
  func withheld(_ recorded: RecordedEvent, _ reading: Reading) throws -> Set<String> {
    guard reading.sight.people != .all else { return [] }
    var hidden: Set<String> = []
    if reading.sight.people == .ids {
      for (field, content) in recorded.beside {
        if case .sealed = content { hidden.insert(field) }
      }
    }
    guard let event = recorded.event, let ref = recorded.thing else { return hidden }
    let entry: EntryKind? =
      switch event.type.effect {
      case .adds(let entry), .setsEntry(let entry, _): entry
      default: event.entry.flatMap { EntryKind(ofEntry: $0) }
      }
    let person = ref.kind == .statement ? try reading.thing(ref)?.person : nil
    return hidden.union(
      reading.withheld(
        event.fields, of: ref.kind, entry: entry, about: person ?? (ref.kind == .person ? ref : nil)
      ))
  }

  /// The people whom the event names by their ids in the log: the id that people type and the name.
  private func people(
    _ recorded: RecordedEvent, _ reading: Reading
  ) throws -> [String: JSONValue] {
    guard let event = recorded.event else { return [:] }
    var ids: [String] = []
    for field in event.type.fields {
      switch event.fields[field.name] {
      case .reference(let id)? where field.type.target == .person: ids.append(id)
      case .references(let several)? where field.type.target == .person: ids += several
      case .subject(let subject)? where subject.kind == .person: ids.append(subject.id)
      default: break
      }
    }
    if recorded.thing?.kind == .person, let winner = event.into { ids.append(winner) }
    return try ids.reduce(into: [:]) { people, id in
      let person = ThingRef(.person, id)
      people[id] = [
        "id": .string(try reading.typedID(person)), "name": JSONValue(try reading.title(person)),
      ]
    }
  }

  /// The fields that the event put there, and those it emptied (null).
  private func value(
    _ recorded: RecordedEvent, hiding hidden: Set<String>, _ reading: Reading
  ) throws -> JSONValue {
    guard let event = recorded.event else { return .null }
    let stated = event.type.fields.filter { event.fields[$0.name] != nil }
    var value = try reading.shape(event.fields, stated.filter { !hidden.contains($0.name) })
    for field in stated where hidden.contains(field.name) {
      value[field.name] = .string(Reading.withheld)
    }
    for name in event.cleared { value[name] = .null }
    if let entry = event.entry { value["entry"] = .string(entry) }
    if let winner = event.into, let thing = recorded.thing {
      value["into"] = .string(try reading.typedID(ThingRef(thing.kind, winner)))
    }
    if let citing = event.citing { value["sources"] = .array(citing.map { .string($0) }) }
    return .object(value)
  }
}
