public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// What worked somewhere, and where it was presented.
public struct PracticesProjection: ThingProjection {
  public let name = "practices"
  public let version = 1
  public let things = ThingTables([.practice])

  /// The projection.
  public init() {}

  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// How practices read.
public struct PracticeView: ThingView {
  public let kind = Kind.practice

  /// The view.
  public init() {}

  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {}

  public func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
  {
    shape["presented_at"] = .array(
      try reading.entries(.presentation, of: thing.ref).map {
        .object(try reading.shape($0, in: .practice))
      })
  }
}
