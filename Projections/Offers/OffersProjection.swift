public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// Who offered which support, and which requests it answers.
public struct OffersProjection: ThingProjection {
  public let name = "offers"
  public let version = 1
  public let things = ThingTables([.offer])

  /// The projection.
  public init() {}

  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// How offers read.
public struct OfferView: ThingView {
  public let kind = Kind.offer

  /// The view.
  public init() {}

  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {
    shape["requests"] = shape.removeValue(forKey: "request")
    shape["provider_names"] = try reading.titles(.organisation, thing.fields["provider"])
  }

  public func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
  {}
}
