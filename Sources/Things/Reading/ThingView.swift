public import JSON
public import ProjectionKit
public import Registry

/// What a projection module offers for one kind of thing: how it reads.
public protocol ThingView: Sendable {
  /// The kind.
  var kind: Kind { get }

  /// Completes the plain shape of a thing with what only this kind shows in lists.
  func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws

  /// Adds what `show` tells beyond the list's shape: entries, and what refers to the thing.
  func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
}

extension ThingView {
  /// The thing as lists show it.
  public func row(_ thing: Thing, _ reading: Reading) throws -> JSONValue {
    var shape = try reading.shape(thing)
    try complete(&shape, thing, reading)
    return .object(shape)
  }

  /// The thing as `show` shows it.
  public func page(_ thing: Thing, _ reading: Reading) throws -> JSONValue {
    var shape = try reading.shape(thing)
    try complete(&shape, thing, reading)
    try detail(&shape, thing, reading)
    return .object(shape)
  }

  /// The things that refer to `thing` by one of these fields, as lists show them.
  public func rows(_ reading: Reading, naming thing: Thing, in field: String) throws -> JSONValue {
    var filter = ThingFilter()
    filter.references[field] = [thing.ref.id]
    return .array(try reading.list(kind, filter).things.map { try row($0, reading) })
  }
}

/// A projection that keeps the tables of some kinds of thing.
public protocol ThingProjection: Projection {
  /// The tables.
  var things: ThingTables { get }
}

extension ThingProjection {
  /// The tables of the things.
  public var tables: [TableSchema] { things.tables }
  /// The types of event that concern the things.
  public var eventTypes: Set<String> { things.eventTypes }
}
