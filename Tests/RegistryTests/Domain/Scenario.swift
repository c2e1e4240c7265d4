import Registry
import Testing

/// Given what happened, when somebody says something, then this happens:
/// `given(request, event).by("staff-2").when(command).then(event)`.
struct Scenario {
  private(set) var thing: Thing
  private var circumstances = Circumstances(by: "staff-1")
  private var reason: String?
  private var neighbours = Neighbours()

  init(_ thing: Thing) { self.thing = thing }

  /// Something else that happened, perhaps by another account.
  func and(_ event: Event, by account: String = "staff-1", citing sources: [String] = []) -> Self {
    var next = self
    next.thing.evolve(event, Circumstances(by: account, sources: sources))
    return next
  }

  func by(_ account: String) -> Self { with { $0.circumstances.by = account } }
  func citing(_ sources: String...) -> Self { with { $0.circumstances.sources = sources } }
  func importing(_ batch: String = "import-1") -> Self { with { $0.circumstances.batch = batch } }
  func because(_ reason: String = "as the minutes say") -> Self { with { $0.reason = reason } }
  func on(_ date: String) -> Self { with { $0.circumstances.occurred = try? PartialDate(date) } }
  func among(_ neighbours: Neighbours) -> Self { with { $0.neighbours = neighbours } }

  func when(_ command: Command) -> Ending {
    let decider = Decider(
      circumstances: circumstances, reason: reason, surroundings: neighbours,
      newEntryID: { "\($0.rawValue)-1" })
    do { return Ending(result: .success(try decider.decide(command, thing))) } catch {
      return Ending(result: .failure(error))
    }
  }

  private func with(_ change: (inout Self) -> Void) -> Self {
    var next = self
    change(&next)
    return next
  }
}

/// What came of a command.
struct Ending {
  let result: Result<Decision, Rejection>

  /// Exactly these events, and no warning.
  func then(_ events: Event..., at: SourceLocation = #_sourceLocation) {
    switch result {
    case .success(let decision):
      #expect(decision.events == events, sourceLocation: at)
      #expect(decision.warnings.isEmpty, sourceLocation: at)
    case .failure(let rejection): Issue.record("refused: \(rejection)", sourceLocation: at)
    }
  }

  /// Nothing, because it is so already.
  func thenNothing(at: SourceLocation = #_sourceLocation) {
    switch result {
    case .success(let decision): #expect(decision.events.isEmpty, sourceLocation: at)
    case .failure(let rejection): Issue.record("refused: \(rejection)", sourceLocation: at)
    }
  }

  /// A refusal with this code, about this field.
  func thenRefused(
    _ code: String, _ field: String? = nil, at: SourceLocation = #_sourceLocation
  ) {
    switch result {
    case .success(let decision): Issue.record("happened: \(decision.events)", sourceLocation: at)
    case .failure(let rejection):
      #expect(rejection.code == code, "\(rejection)", sourceLocation: at)
      if let field { #expect(rejection.field == field, "\(rejection)", sourceLocation: at) }
    }
  }

  /// It happens, with one warning that holds this text.
  func thenWarns(_ text: String, at: SourceLocation = #_sourceLocation) {
    switch result {
    case .success(let decision):
      #expect(decision.events.count == 1, sourceLocation: at)
      #expect(decision.warnings.count == 1, sourceLocation: at)
      #expect(
        decision.warnings.allSatisfy { $0.message.contains(text) }, "\(decision.warnings)",
        sourceLocation: at)
    case .failure(let rejection): Issue.record("refused: \(rejection)", sourceLocation: at)
    }
  }

  /// It happens and nothing is odd about it, whatever the payload.
  func thenHappens(at: SourceLocation = #_sourceLocation) {
    switch result {
    case .success(let decision):
      #expect(decision.events.count == 1, sourceLocation: at)
      #expect(decision.warnings.isEmpty, sourceLocation: at)
    case .failure(let rejection): Issue.record("refused: \(rejection)", sourceLocation: at)
    }
  }
}

/// What is known of other things.
struct Neighbours: Surroundings {
  var values: [ThingRef: Fields] = [:]
  var offers: [String: [String]] = [:]
  var standings: [ThingRef: Standing] = [:]

  func value(of thing: ThingRef, _ field: String) -> Value? { values[thing]?[field] }
  func offers(naming request: String) -> [String] { offers[request] ?? [] }
  func standing(of thing: ThingRef) -> Standing { standings[thing] ?? .stands }
}

/// A thing with this history, all of it recorded by staff-1.
func given(_ kind: Kind, _ id: String, _ events: Event...) -> Scenario {
  var thing = Thing(ThingRef(kind, id))
  for event in events { thing.evolve(event, Circumstances(by: "staff-1")) }
  return Scenario(thing)
}

/// An event by the name of its type.
func event(
  _ name: String, _ fields: Fields = [:], cleared: [String] = [], entry: String? = nil,
  into: String? = nil, citing: [String]? = nil, reason: String? = nil
) -> Event {
  Event(
    type(name), fields: fields, cleared: cleared, entry: entry, into: into, citing: citing,
    reason: reason)
}

/// The type with this name.
func type(_ name: String) -> EventType {
  if let type = EventCatalogue.type(named: name) { return type }
  Issue.record("there is no event type \(name)")
  return EventCatalogue.all[0]
}

/// The command that records an event of this type.
func happen(_ name: String, _ fields: Fields = [:]) -> Command { .happen(type(name), fields) }

extension Value {
  /// A term that its vocabulary has.
  static func code(_ code: String) -> Value { .term(Term(code: code, written: code)) }
  /// Terms that their vocabulary has.
  static func codes(_ codes: String...) -> Value {
    .terms(codes.map { Term(code: $0, written: $0) })
  }
  /// A date; "not stated" would be a mistake in a test.
  static func day(_ text: String) -> Value {
    guard let date = try? PartialDate(text) else {
      Issue.record("\(text) is no date")
      return .text(text)
    }
    return .date(date)
  }
}
