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
        events.append(try happening(recorded, snapshot))
        return true
      }
      return events
    }
  }

  func happening(_ recorded: RecordedEvent, _ snapshot: any LogSnapshot) throws -> JSONValue
  {
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
      "reason": beside["reason"] ?? .null, "beside": .object(beside), "record": record,
    ]
  }
}
