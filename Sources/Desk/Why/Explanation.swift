public import JSON
public import Registry

/// Why a thing reads as it does: the events that its values rest on.
public struct Explanation: Sendable {
  /// The thing, or the one that the entry belongs to.
  public var thing: ThingRef
  /// The kind and the id that people type, as in `request/r-fiji-1`.
  public var name: String
  /// What people know the thing by.
  public var title: String?
  /// The entry asked about.
  public var entry: String?
  /// The attribute asked about; nil for all of them.
  public var attribute: String?
  /// What the attribute reads; nil when all were asked about.
  public var value: JSONValue?
  /// How the value is computed, when it is not one that somebody recorded.
  public var rule: String?
  /// The events in the shape of the command-line contract: for an attribute all that ever concerned
  /// it, oldest first, those in force at the end; for a whole thing the ones in force.
  ///
  /// `{position, type, recorded, occurred, by, value, reason, sources:[…], source_titles:[…], thing,
  /// entry, attribute, act, in_force, rule}`, with `statement` (an id) where a statement speaks.
  public var rows: [JSONValue]
}
