public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// Who offered which support, and which requests it answers.
public struct OffersProjection: ThingProjection {
  /// The projection's name.
  public let name = "offers"
  /// Raised when the tables or the fold change.
  public let version = 1
  /// The tables, one for each kind of thing and of entry.
  public let things = ThingTables([.offer])

  /// The projection.
  public init() {}

  /// Folds one event into the rows.
  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// How offers read.
public struct OfferView: ThingView {
  /// The kind it shows.
  public let kind = Kind.offer

  /// The view.
  public init() {}

  /// Adds what only this kind shows in lists.
  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {
    shape["requests"] = shape.removeValue(forKey: "request")
    shape["provider_names"] = try reading.titles("provider", of: thing)
  }

  /// Adds what hangs on the thing.
  public func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
  {}
}
