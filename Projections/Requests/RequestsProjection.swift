public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// Who asked for which support: requests with their restatements, ratings and links.
public struct RequestsProjection: ThingProjection {
  /// The projection's name.
  public let name = "requests"
  /// Raised when the tables or the fold change.
  public let version = 1
  /// The tables, one for each kind of thing and of entry.
  public let things = ThingTables([.request])

  /// The projection.
  public init() {}

  /// Folds one event into the rows.
  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// How requests read.
public struct RequestView: ThingView {
  /// The kind it shows.
  public let kind = Kind.request

  /// The view.
  public init() {}

  /// Adds what only this kind shows in lists.
  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {
    shape["requester_names"] = try reading.titles("requester", of: thing)
    shape["asked_of_names"] = try reading.titles("asked_of", of: thing)
    // Ratings may disagree between parties; the latest one speaks, all are on the request's page.
    let rating = try reading.entries(.rating, of: thing.ref).last
    shape["priority"] = rating?.fields["priority"].map { .string($0.written) } ?? .null
  }

  /// Adds what hangs on the thing.
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
