public import EventLog

/// The code that builds one view: its tables, and a pure fold of events into their rows.
///
/// A fold depends on nothing but the event and the rows its own earlier events put; so the same log
/// always gives the same view. When the fold throws, its view stops at that event and says so; the
/// other views go on.
public protocol Projection: Sendable {
  /// The name, unique in the catalogue.
  var name: String { get }

  /// Changed whenever the tables or the fold change; a view of another version is rebuilt.
  var version: Int { get }

  /// The tables. No other projection has a table of the same name.
  var tables: [TableSchema] { get }

  /// The event types the fold takes; it sees no others.
  var eventTypes: Set<String> { get }

  /// Brings the rows up to date with one event. Several changes of one row count as one.
  func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws
}
