import EventLog
public import JSON
public import Registry
public import Things

extension Desk {
  /// The events of one thing, oldest first, each with its whole record and what stands beside it.
  public func history(of ref: ThingRef, upTo size: UInt64, _ reading: Reading) throws -> [JSONValue]
  {
    try log.read { snapshot in
      var events: [JSONValue] = []
      try snapshot.forEachEvent(of: StreamName(ref), from: 0, backward: false) { recorded in
        guard recorded.position < size else { return false }
        events.append(try happening(recorded, snapshot, reading))
        return true
      }
      return events
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
    var beside: [String: JSONValue] = [:]
    for (field, content) in recorded.beside {
      switch content {
      case .text(let text), .sealed(let text, _): beside[field] = .string(text)
      case .erased: beside[field] = "[erased]"
      }
    }
    return [
      "position": .integer(Int64(recorded.position)), "type": .string(recorded.type),
      "recorded": .string(recorded.recorded.description), "occurred": JSONValue(recorded.occurred),
      "by": .string(recorded.by), "via": .string(recorded.via),
      "sources": .array(recorded.sources.map { .string($0) }),
      "value": try value(recorded, reading), "reason": beside["reason"] ?? .null,
      "beside": .object(beside), "record": record,
    ]
  }
  /// The fields that the event put there, and those it emptied (null).
  private func value(_ recorded: RecordedEvent, _ reading: Reading) throws -> JSONValue {
    guard let event = recorded.event else { return .null }
    let stated = event.type.fields.filter { event.fields[$0.name] != nil }
    var value = try reading.shape(event.fields, stated)
    for name in event.cleared { value[name] = .null }
    if let entry = event.entry { value["entry"] = .string(entry) }
    if let winner = event.into, let thing = recorded.thing {
      value["into"] = .string(try reading.typedID(ThingRef(thing.kind, winner)))
    }
    if let citing = event.citing { value["sources"] = .array(citing.map { .string($0) }) }
    return .object(value)
  }
}
