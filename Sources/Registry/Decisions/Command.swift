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

extension Change {
  /// Refuses what has to be explained and is not.
  func refuseWithoutReason(_ act: String, hint: String = "say why: --reason") throws(Rejection) {
    try Rejection.unlessReason(event.reason, for: act, hint: hint)
  }

  /// Refuses terms that the event puts into a field though its vocabulary does not have them.
  func refuseUnknownTerms(_ field: String) throws(Rejection) {
    let terms: [Term] =
      switch event.fields[field] {
      case .term(let term)?: [term]
      case .terms(let terms)?: terms
      default: []
      }
    guard let unknown = terms.first(where: { $0.code == nil }) else { return }
    throw after.ref.kind.definition.unknown(unknown, in: field)
  }
}

extension ThingDefinition {
  /// Why a term that the field's vocabulary does not have is refused.
  func unknown(_ term: Term, in field: String) -> Rejection {
    let codes =
      switch self.field(field)?.type {
      case .term(let vocabulary)?, .terms(let vocabulary)?: Vocabularies.codes(of: vocabulary)
      default: [] as [String]
      }
    return Rejection(
      "invalid", "“\(term.written)” is no \(field) of \(kind.phrase)", field: field,
      hint: "write one of \(codes.joined(separator: ", "))")
  }
}

/// Whether a thing may be referred to as it is.
public enum Standing: Hashable, Sendable {
  /// It counts.
  case stands
  /// It was recorded in error.
  case retracted
  /// Another thing stands for it.
  case merged(into: String)
}

/// What a decision may ask about other things. Answers are as of the log size that the decision is
/// made at.
public protocol Surroundings {
  /// Whether the thing, which exists, still stands for itself.
  func standing(of thing: ThingRef) -> Standing
  /// The thing's field, when the thing exists and the field is stated.
  func value(of thing: ThingRef, _ field: String) -> Value?
  /// The offers that name this request.
  func offers(naming request: String) -> [String]
}

extension Surroundings {
  /// Nothing is known to the contrary.
  public func standing(of thing: ThingRef) -> Standing { .stands }
}

/// What a command makes happen.
public struct Decision: Hashable, Sendable {
  /// What happened, oldest first. Empty when the thing is already so.
  public var events: [Event]
  /// What is worth a second look.
  public var warnings: [Warning]
}
