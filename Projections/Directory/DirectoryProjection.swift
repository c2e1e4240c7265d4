public import EventLog
public import ProjectionKit
import Registry
public import Things

/// Who is who: organisations, people with their affiliations, and the accounts of the registry.
public struct DirectoryProjection: ThingProjection {
  public let name = "directory"
  public let version = 1
  public let things = ThingTables([.organisation, .person, .account])

  /// The projection.
  public init() {}

  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}
