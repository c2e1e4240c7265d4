public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// What somebody should do, by when, and whether they did.
public struct FollowUpsProjection: ThingProjection {
  /// The projection's name.
  public let name = "followups"
  /// Raised when the tables or the fold change.
  public let version = 1
  /// The tables, one for each kind of thing and of entry.
  public let things = ThingTables([.followup])

  /// The projection.
  public init() {}

  /// Folds one event into the rows.
  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// How follow-ups read.
public struct FollowUpView: ThingView {
  /// The kind it shows.
  public let kind = Kind.followup

  /// The view.
  public init() {}

  /// Adds what only this kind shows in lists.
  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {
    shape["owner_names"] = try reading.titles("owner", of: thing)
    shape["overdue"] = .bool(Self.isOverdue(thing, reading))
  }

  /// Adds what hangs on the thing.
  public func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
  {}

  /// Whether it is open, and the whole period in which it is due is past.
  public static func isOverdue(_ thing: Thing, _ reading: Reading) -> Bool {
    guard case .date(let due)? = thing.fields["due"], let last = due.latest else { return false }
    if case .term(let status)? = thing.fields["status"],
      FollowUp.closedStatuses.contains(
        reading.code(of: status, in: "followup_status") ?? status.written)
    {
      return false
    }
    return last < reading.today
  }
}
