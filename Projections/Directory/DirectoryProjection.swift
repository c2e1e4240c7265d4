public import EventLog
public import ProjectionKit
import Registry
public import Things

/// Who is who: organisations, people with their affiliations, and the accounts of the registry.
public struct DirectoryProjection: ThingProjection {
  /// The projection's name.
  public let name = "directory"
  /// Raised when the tables or the fold change.
  public let version = 3
  /// The tables, one for each kind of thing and of entry.
  public let things = ThingTables([.organisation, .person, .account])

  /// The projection.
  public init() {}

  /// Folds one event into the rows.
  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}
