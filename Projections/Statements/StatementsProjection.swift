public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// Values that somebody asserted, each with its source.
public struct StatementsProjection: ThingProjection {
  public let name = "statements"
  public let version = 1
  public let things = ThingTables([.statement])

  /// The projection.
  public init() {}

  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// How statements read.
public struct StatementView: ThingView {
  public let kind = Kind.statement

  /// The view.
  public init() {}

  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {
    shape["preferred"] = .bool(thing.fields["preferred"] == .flag(true))
  }

  public func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
  {}
}
