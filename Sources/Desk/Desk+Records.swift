public import EventLog
public import JSON
import Registry
public import Things

extension Desk {
  /// One event with its whole record and what stands beside it; nil beyond the log.
  public func event(at position: Position, _ reading: Reading) throws -> JSONValue? {
    try log.read { snapshot in
      guard position < snapshot.size else { return nil }
      var event: JSONValue?
      try snapshot.forEachEvent(
        in: position..<position + 1, filter: EventFilter(), backward: false
      ) { recorded in
        event = try happening(recorded, snapshot, reading)
        return false
      }
      return event
    }
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { String(UInt32($0) + 0x100, radix: 16).dropFirst() }.joined()
  }

  /// How many events of which type and of which kind of thing, and how large the records are; of the
  /// log as it stood at a size, or of the whole.
  public func statistics(upTo size: UInt64? = nil) throws -> JSONValue {
    try log.read { snapshot in
      let size = min(size ?? snapshot.size, snapshot.size)
      var byType: [String: Int64] = [:]
      var byKind: [String: Int64] = [:]
      var first: Instant?
      var last: Instant?
      var bytes: Int64 = 0
      try snapshot.forEachEvent(in: 0..<size, filter: EventFilter(), backward: false) {
        byType[$0.type, default: 0] += 1
        byKind[String($0.stream.kind), default: 0] += 1
        first = first ?? $0.recorded
        last = $0.recorded
        return true
      }
      try snapshot.forEachRecord(in: 0..<size) {
        bytes += Int64($1.count)
        return true
      }
      return [
        "size": .integer(Int64(size)), "bytes": .integer(bytes),
        "by_type": .object(byType.mapValues { .integer($0) }),
        "by_stream_kind": .object(byKind.mapValues { .integer($0) }),
        "first_recorded": JSONValue(first?.description),
        "last_recorded": JSONValue(last?.description),
        // What the whole log stands under: any change to any record gives another.
        "root": .string(Self.hex(try snapshot.root(at: size))),
      ]
    }
  }
}
