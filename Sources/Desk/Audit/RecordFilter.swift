public import EventLog
import Registry

/// Which records of the log are wanted. What is not given does not narrow.
public struct RecordFilter: Hashable, Sendable {
  /// Only of this stream, as in `request/r-fiji-1`.
  public var stream: String?
  /// Only of these types; empty for all.
  public var types: Set<String> = []
  /// Only recorded by this account.
  public var by: String?
  /// Only of this import.
  public var batch: String?

  /// All records.
  public init() {}

  /// Records that pass all that is given.
  ///
  /// - Throws: `DeskError` for a type that there is not, so that a slip is not read as "no records".
  public init(stream: String?, types: [String], by: String?, batch: String?) throws(DeskError) {
    for type in types where EventCatalogue.type(named: type) == nil {
      let near = NearMatch.closest(to: type, in: EventCatalogue.all.map(\.name), limit: 3)
      throw DeskError(
        .refused, "there is no event type “\(type)”", at: ["option": "--type"],
        hint: near.isEmpty ? nil : "did you mean \(near.joined(separator: ", "))?")
    }
    self.stream = stream
    self.types = Set(types)
    self.by = by
    self.batch = batch
  }

  /// Whether a record passes.
  public func passes(_ event: RecordedEvent) -> Bool {
    (stream == nil || event.stream.text == stream)
      && (types.isEmpty || types.contains(event.type)) && (by == nil || event.by == by)
      && (batch == nil || event.batch == batch)
  }
}

/// One record of the log.
public struct StoredRecord: Sendable {
  /// What it says.
  public let event: RecordedEvent
  /// The stored bytes.
  public let bytes: [UInt8]
}

extension Desk {
  /// The records that pass a filter, oldest first or newest first, and whether there are more.
  ///
  /// - Parameters:
  ///   - range: the positions that count.
  ///   - limit: at most so many.
  public func records(
    _ filter: RecordFilter, in range: Range<Position>, backward: Bool = false, limit: Int
  ) throws -> (records: [StoredRecord], isMore: Bool) {
    try log.read { snapshot in
      let range = range.clamped(to: 0..<snapshot.size)
      var found: [RecordedEvent] = []
      func take(_ event: RecordedEvent) -> Bool {
        guard range.contains(event.position) else {
          return backward ? event.position >= range.upperBound : event.position < range.lowerBound
        }
        if filter.passes(event) { found.append(event) }
        return found.count <= limit
      }
      if let stream = filter.stream {
        try snapshot.forEachEvent(
          of: StreamName(stream), from: 0, backward: backward, take)
      } else {
        try snapshot.forEachEvent(
          in: range, filter: EventFilter(types: filter.types.isEmpty ? nil : filter.types),
          backward: backward, take)
      }
      let records = try found.prefix(limit).map { event in
        StoredRecord(event: event, bytes: try Self.bytes(of: event.position, snapshot))
      }
      return (records, found.count > limit)
    }
  }

  private static func bytes(of position: Position, _ snapshot: any LogSnapshot) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try snapshot.forEachRecord(in: position..<position + 1) { _, record in
      bytes = Array(record)
      return false
    }
    return bytes
  }

  /// One record with what it stands with; nil beyond the log.
  public func recordPage(at position: Position) throws -> RecordPage? {
    try log.read { snapshot in
      guard position < snapshot.size else { return nil }
      var event: RecordedEvent?
      try snapshot.forEachEvent(
        in: position..<position + 1, filter: EventFilter(), backward: false
      ) {
        event = $0
        return false
      }
      guard let event else { return nil }
      let receipt = try snapshot.receipt(of: event.command)
      return RecordPage(
        record: StoredRecord(event: event, bytes: try Self.bytes(of: position, snapshot)),
        command: receipt.map { $0.first..<$0.size } ?? position..<position + 1,
        cause: try event.cause.flatMap { try snapshot.position(ofEvent: $0) }, size: snapshot.size)
    }
  }
}

/// One record, and what it stands with.
public struct RecordPage: Sendable {
  /// The record.
  public let record: StoredRecord
  /// The positions of all events of its command.
  public let command: Range<Position>
  /// The position of the event that made a follower act; nil when there is none.
  public let cause: Position?
  /// The log's size.
  public let size: UInt64
}
