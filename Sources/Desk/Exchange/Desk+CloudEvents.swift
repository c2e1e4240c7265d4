import EventLog
public import Interchange
import JSON

extension Desk {
  /// Calls `body` with the log's records as events for other programs, oldest first.
  ///
  /// What stands beside a record is not read, and so cannot be in an event.
  ///
  /// - Parameters:
  ///   - moment: until when; nil for the whole log.
  ///   - position: only records after this one.
  public func forEachCloudEvent(
    upTo moment: Moment? = nil, after position: UInt64? = nil, _ body: (CloudEvent) throws -> Void
  ) throws {
    let end = try moment.map { try size(at: $0) }
    let source = CloudEvent.source(ofLog: log.origin)
    try log.read { snapshot in
      let end = min(end ?? snapshot.size, snapshot.size)
      let first = min(position.map { $0 == .max ? .max : $0 + 1 } ?? 0, end)
      try snapshot.forEachRecord(in: first..<end) { position, bytes in
        guard let event = CloudEvent(record: try JSONValue(parsing: bytes), source: source) else {
          throw DeskError(.damaged, "the record at \(position) is not whole")
        }
        try body(event)
        return true
      }
    }
  }
}
