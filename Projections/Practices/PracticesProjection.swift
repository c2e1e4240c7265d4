public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// What worked somewhere, and where it was presented.
public struct PracticesProjection: ThingProjection {
  /// The projection's name.
  public let name = "practices"
  /// Raised when the tables or the fold change.
  public let version = 1
  /// The tables, one for each kind of thing and of entry.
  public let things = ThingTables([.practice])

  /// The projection.
  public init() {}

  /// Folds one event into the rows.
  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// How practices read.
public struct PracticeView: ThingView {
  /// The kind it shows.
  public let kind = Kind.practice

  /// The view.
  public init() {}

  /// Adds what only this kind shows in lists.
  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {}

  /// Adds what hangs on the thing.
  public func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
  {
    shape["presented_at"] = .array(
      try reading.entries(.presentation, of: thing.ref).map {
        .object(try reading.shape($0, in: .practice))
      })
  }
}
