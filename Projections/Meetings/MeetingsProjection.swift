public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// What was convened: meetings with sessions, participations, roles, objectives and outcomes.
public struct MeetingsProjection: ThingProjection {
  /// The projection's name.
  public let name = "meetings"
  /// Raised when the tables or the fold change.
  public let version = 1
  /// The tables, one for each kind of thing and of entry.
  public let things = ThingTables([.meeting])

  /// The projection.
  public init() {}

  /// Folds one event into the rows.
  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// How meetings read. The views of what hangs on a meeting are passed in.
public struct MeetingView: ThingView {
  /// The kind it shows.
  public let kind = Kind.meeting
  private let statements: any ThingView
  private let hanging: [(key: String, view: any ThingView)]

  /// The view, with those of statements and of the things that name their meeting.
  public init(
    statements: any ThingView, requests: any ThingView, offers: any ThingView,
    followups: any ThingView
  ) {
    self.statements = statements
    hanging = [("requests", requests), ("offers", offers), ("followups", followups)]
  }

  /// Adds what only this kind shows in lists.
  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {
    shape["statements"] = .array(
      try reading.things(
        .statement,
        where: Conditions("t.subject = ? AND t.standing = 1", .text(thing.ref.description))
      ).map { try statements.row($0, reading) })
  }

  /// Adds what hangs on the thing.
  public func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
  {
    shape["sessions"] = try sessions(thing, reading)
    shape["roles"] = .array(try reading.entries(.role, of: thing.ref).map { try role($0, reading) })
    for (key, entryKind) in [
      ("participations", EntryKind.participation), ("objectives", .objective),
      ("outcomes", .outcome),
    ] {
      shape[key] = .array(
        try reading.entries(entryKind, of: thing.ref).map {
          .object(try reading.shape($0, in: .meeting))
        })
    }
    for (key, view) in hanging { shape[key] = try view.rows(reading, naming: thing, in: "meeting") }
    var inside = ThingFilter()
    inside.references["parent"] = [thing.ref.id]
    shape["children"] = .array(
      try reading.list(.meeting, inside).things.map { child in
        .object(try reading.shape(child))
      })
  }

  private func role(_ entry: Entry, _ reading: Reading) throws -> JSONValue {
    var shape = try reading.shape(entry, in: .meeting)
    if case .reference(let id)? = entry.fields["person"] {
      shape["name"] = try reading.title(ThingRef(.person, id)).map { .string($0) } ?? .null
    }
    return .object(shape)
  }

  /// Sessions as recorded, and those that only a role names.
  private func sessions(_ thing: Thing, _ reading: Reading) throws -> JSONValue {
    var sessions = try reading.entries(.session, of: thing.ref).map {
      try reading.shape($0, in: .meeting)
    }
    var known = Set(sessions.compactMap { $0["title"]?.string })
    for role in try reading.entries(.role, of: thing.ref) {
      guard let title = role.fields["session"]?.written, known.insert(title).inserted else {
        continue
      }
      sessions.append(["title": .string(title)])
    }
    return .array(sessions.map { .object($0) })
  }
}
