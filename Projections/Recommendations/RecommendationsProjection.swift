public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// What was recommended, to whom, and where it was taken up.
public struct RecommendationsProjection: ThingProjection {
  /// The projection's name.
  public let name = "recommendations"
  /// Raised when the tables or the fold change.
  public let version = 1
  /// The tables, one for each kind of thing and of entry.
  public let things = ThingTables([.recommendation])

  /// The projection.
  public init() {}

  /// Folds one event into the rows.
  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// How recommendations read.
public struct RecommendationView: ThingView {
  /// The kind it shows.
  public let kind = Kind.recommendation

  /// The view.
  public init() {}

  /// Adds what only this kind shows in lists.
  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {
    shape["addressees"] = shape.removeValue(forKey: "addressee")
    shape["addressee_as_written"] = nil
    let themes = shape.removeValue(forKey: "theme")?.array?.compactMap(\.string) ?? []
    shape["theme"] = themes.isEmpty ? .null : .string(themes.joined(separator: ";"))
    shape["themes"] = .array(themes.map { .string($0) })
    shape["themes_as_written"] = shape.removeValue(forKey: "theme_as_written")
  }

  /// Adds what hangs on the thing.
  public func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
  {
    shape["taken_up"] = .array(
      try reading.entries(.uptake, of: thing.ref).map {
        .object(try reading.shape($0, in: .recommendation))
      })
    var same = ThingFilter()
    same.references["same_as"] = [thing.ref.id]
    shape["repeated_as"] = .array(
      try reading.list(.recommendation, same).things.map { .string($0.ref.id) })
  }
}
