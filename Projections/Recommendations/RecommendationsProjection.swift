public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// What was recommended, to whom, and where it was taken up.
public struct RecommendationsProjection: ThingProjection {
  public let name = "recommendations"
  public let version = 1
  public let things = ThingTables([.recommendation])

  /// The projection.
  public init() {}

  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// How recommendations read.
public struct RecommendationView: ThingView {
  public let kind = Kind.recommendation

  /// The view.
  public init() {}

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
