public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// What we know things from.
public struct DocumentsProjection: ThingProjection {
  /// The projection's name.
  public let name = "documents"
  /// Raised when the tables or the fold change.
  public let version = 1
  /// The tables, one for each kind of thing and of entry.
  public let things = ThingTables([.document])

  /// The projection.
  public init() {}

  /// Folds one event into the rows.
  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// How documents read.
public struct DocumentView: ThingView {
  /// The kind it shows.
  public let kind = Kind.document

  /// The view.
  public init() {}

  /// Adds what only this kind shows in lists.
  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {}

  /// Adds what hangs on the thing.
  public func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
  {
    // How much of the registry rests on it, kind by kind.
    var filter = ThingFilter()
    filter.document = thing.ref.id
    var cited: [String: JSONValue] = [:]
    for kind in Kind.allCases where kind != .vocabulary && kind != .account {
      let count = try reading.list(kind, filter).things.count
      if count > 0 { cited[kind.table] = .integer(Int64(count)) }
    }
    shape["cited_by"] = .object(cited)
  }
}
