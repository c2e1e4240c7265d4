public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// What we know things from.
public struct DocumentsProjection: ThingProjection {
  public let name = "documents"
  public let version = 1
  public let things = ThingTables([.document])

  /// The projection.
  public init() {}

  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// How documents read.
public struct DocumentView: ThingView {
  public let kind = Kind.document

  /// The view.
  public init() {}

  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {}

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
