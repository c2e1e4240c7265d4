/// What somebody wants to record about one thing.
public enum Command: Hashable, Sendable {
  /// A new thing.
  case begin(Fields)
  /// An event of this type, with its payload.
  case happen(EventType, Fields)
  /// Another event of this type for one entry.
  case happenToEntry(EventType, entry: String, Fields)
  /// The recorded values were wrong. `citing` replaces the thing's sources.
  case correct(Fields, cleared: [String] = [], citing: [String]? = nil)
  /// An entry's recorded values were wrong.
  case correctEntry(String, Fields, cleared: [String] = [], citing: [String]? = nil)
  /// It was recorded in error (with `entry`: only that entry).
  case retract(entry: String? = nil)
  /// It was right after all.
  case reinstate(entry: String? = nil)
  /// It is the same as another thing.
  case merge(into: String)
  /// It is not.
  case unmerge
}

/// What a rule looks at: the thing before and after an event, and what surrounds it.
struct Change {
  /// The thing before.
  let before: Thing
  /// The thing after.
  let after: Thing
  /// The event between.
  let event: Event
  /// Who records it, when it happened, on what source.
  let circumstances: Circumstances
  /// What is known of other things.
  let surroundings: any Surroundings
}

/// What a decision may ask about other things. Answers are as of the log size that the decision is
/// made at.
public protocol Surroundings {
  /// The thing's field, when the thing exists and the field is stated.
  func value(of thing: ThingRef, _ field: String) -> Value?
  /// The offers that name this request.
  func offers(naming request: String) -> [String]
}

/// What a command makes happen.
public struct Decision: Hashable, Sendable {
  /// What happened, oldest first. Empty when the thing is already so.
  public var events: [Event]
  /// What is worth a second look.
  public var warnings: [Warning]
}
