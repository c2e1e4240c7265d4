public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// Values that somebody asserted, each with its source.
public struct StatementsProjection: ThingProjection {
  /// The projection's name.
  public let name = "statements"
  /// Raised when the tables or the fold change.
  public let version = 1
  /// The tables, one for each kind of thing and of entry.
  public let things = ThingTables([.statement])

  /// The projection.
  public init() {}

  /// Folds one event into the rows.
  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// How statements read.
public struct StatementView: ThingView {
  /// The kind it shows.
  public let kind = Kind.statement

  /// The view.
  public init() {}

  /// Adds what only this kind shows in lists.
  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {
    shape["preferred"] = .bool(thing.fields["preferred"] == .flag(true))
  }

  /// Adds what hangs on the thing.
  public func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
  {}
}
