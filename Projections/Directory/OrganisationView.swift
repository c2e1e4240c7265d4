public import JSON
import ProjectionKit
public import Registry
public import Things

/// How organisations read.
public struct OrganisationView: ThingView {
  /// The kind it shows.
  public let kind = Kind.organisation

  /// The view.
  public init() {}

  /// Adds what only this kind shows in lists.
  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {
    if let name = try reading.currentName(thing.ref) { shape["name"] = .string(name) }
  }

  /// Adds what hangs on the thing.
  public func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
  {
    shape["names"] = .array(
      try reading.entries(.name, of: thing.ref).map {
        .object(try reading.shape($0, in: .organisation))
      })
    shape["people"] = .array(
      try reading.standingEntries(
        .affiliation, in: .person,
        where: Conditions("e.organisation = ?", .text(thing.ref.id))
      ).map { id, entry in
        let person = ThingRef(.person, id)
        var shape = try reading.shape(entry, in: .person)
        shape["person"] = .string(try reading.typedID(person))
        shape["name"] = try reading.title(person).map { .string($0) } ?? .null
        return .object(shape)
      })
    var inside = ThingFilter()
    inside.references["parent"] = [thing.ref.id]
    shape["children"] = .array(
      try reading.list(.organisation, inside).things.map { .string($0.ref.id) })
  }
}

/// How accounts read.
public struct AccountView: ThingView {
  /// The kind it shows.
  public let kind = Kind.account

  /// The view.
  public init() {}

  /// Adds what only this kind shows in lists.
  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {}

  /// Adds what hangs on the thing.
  public func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
  {}
}
