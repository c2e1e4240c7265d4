public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// Who asked for which support: requests with their restatements, ratings and links.
public struct RequestsProjection: ThingProjection {
  public let name = "requests"
  public let version = 1
  public let things = ThingTables([.request])

  /// The projection.
  public init() {}

  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// How requests read.
public struct RequestView: ThingView {
  public let kind = Kind.request

  /// The view.
  public init() {}

  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {
    shape["requester_names"] = try reading.titles(.organisation, thing.fields["requester"])
    shape["asked_of_names"] = try reading.titles(.organisation, thing.fields["asked_of"])
    // Ratings may disagree between parties; the latest one speaks, all are on the request's page.
    let rating = try reading.entries(.rating, of: thing.ref).last
    shape["priority"] = rating?.fields["priority"].map { .string($0.written) } ?? .null
  }

  public func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
  {
    for (key, entryKind) in [
      ("restatements", EntryKind.restatement), ("ratings", .rating), ("links", .link),
    ] {
      shape[key] = .array(
        try reading.entries(entryKind, of: thing.ref).map {
          .object(try reading.shape($0, in: .request))
        })
    }
  }
}
