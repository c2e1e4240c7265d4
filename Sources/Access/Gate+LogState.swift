public import Desk
public import EventLog

/// How far the log is, and the size of it that is being read.
public struct LogState: Hashable, Sendable {
  /// How many events the log has.
  public let head: UInt64
  /// How many of them the reading is about.
  public let size: UInt64
  /// When the last of those was recorded; nil when there is none, or none that can be read.
  public let recorded: Instant?
}

extension Gate {
  /// The state of the log as of a moment; nil for now.
  public func logState(asOf moment: Moment?) throws -> LogState {
    try require(.readThings)
    let head = try desk.log.read { $0.size }
    let size = try moment.map { try desk.size(at: $0) } ?? head
    return LogState(head: head, size: size, recorded: try? recorded(before: size))
  }

  private func recorded(before size: UInt64) throws -> Instant? {
    guard size > 0 else { return nil }
    return try desk.log.read { snapshot in
      var last: Instant?
      try snapshot.forEachEvent(in: size - 1..<size, filter: EventFilter(), backward: false) {
        last = $0.recorded
        return false
      }
      return last
    }
  }
}
