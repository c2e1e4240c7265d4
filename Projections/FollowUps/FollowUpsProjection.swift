public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// What somebody should do, by when, and whether they did.
public struct FollowUpsProjection: ThingProjection {
  public let name = "followups"
  public let version = 1
  public let things = ThingTables([.followup])

  /// The projection.
  public init() {}

  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// How follow-ups read.
public struct FollowUpView: ThingView {
  public let kind = Kind.followup

  /// The view.
  public init() {}

  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {
    shape["owner_names"] = try reading.titles(.organisation, thing.fields["owner"])
    shape["overdue"] = .bool(Self.isOverdue(thing, on: reading.today))
  }

  public func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
  {}

  /// Open, and the whole due period is past.
  static func isOverdue(_ thing: Thing, on today: Day) -> Bool {
    guard case .date(let due)? = thing.fields["due"], let last = due.latest else { return false }
    if case .term(let status)? = thing.fields["status"],
      FollowUp.closedStatuses.contains(status.key)
    {
      return false
    }
    return last < today
  }
}
