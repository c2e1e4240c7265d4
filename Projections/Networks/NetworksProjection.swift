public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// Who stays in touch about what: networks with names over time, members and focal points.
public struct NetworksProjection: ThingProjection {
  /// The projection's name.
  public let name = "networks"
  /// Raised when the tables or the fold change.
  public let version = 1
  /// The tables, one for each kind of thing and of entry.
  public let things = ThingTables([.network])

  /// The projection.
  public init() {}

  /// Folds one event into the rows.
  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// How networks read.
public struct NetworkView: ThingView {
  /// The kind it shows.
  public let kind = Kind.network

  /// The view.
  public init() {}

  /// Adds what only this kind shows in lists.
  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {
    let first = thing.fields["name"]?.written ?? ""
    var names: [JSONValue] = [["name": .string(first), "from": .null]]
    for entry in try reading.entries(.name, of: thing.ref) {
      names.append(.object(try reading.shape(entry, in: .network)))
    }
    shape["names"] = .array(names)
    if let name = try reading.currentName(thing.ref) { shape["name"] = .string(name) }
    let facilitators = shape["facilitator"]?.array?.compactMap(\.string) ?? []
    shape["facilitator"] =
      facilitators.isEmpty
      ? .null : .string(facilitators.joined(separator: ";"))
    shape["focal_points"] = try entries(.focalPoint, thing, reading)
  }

  /// Adds what hangs on the thing.
  public func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
  {
    shape["members"] = try entries(.membership, thing, reading)
  }

  private func entries(_ kind: EntryKind, _ thing: Thing, _ reading: Reading) throws -> JSONValue {
    .array(
      try reading.entries(kind, of: thing.ref).map { entry in
        var shape = try reading.shape(entry, in: .network)
        if case .reference(let id)? = entry.fields["person"] {
          shape["name"] = try reading.title(ThingRef(.person, id)).map { .string($0) } ?? .null
        }
        return .object(shape)
      })
  }
}
