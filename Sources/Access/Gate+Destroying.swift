public import Desk
public import EventLog
internal import JSON
internal import ProjectionKit
public import Registry
internal import Things

/// Erasures and redactions: one account asks, another approves. The Desk sees to it that they are two.
extension Gate {
  /// Every erasure and redaction that was ever asked for, the newest first.
  public func destructionRequests() throws -> [DestructionRequest] {
    try require(anyOf: [.requestErasure, .approveErasure])
    return try desk.destructionRequests()
  }

  /// The texts of a thing that stand beside its records, as far as the principal may see them: those
  /// that can be redacted.
  public func redactableTexts(of thing: ThingRef) throws -> [RedactableText] {
    let principal = try require(.requestErasure)
    return try Sight.$current.withValue(Self.sight(of: principal)) {
      try desk.reading { reading in
        guard let ref = try reading.find(thing.kind, thing.id) else {
          throw try desk.notFound(thing.kind, thing.id, reading)
        }
        return try desk.history(of: ref, upTo: reading.reader.size, reading).flatMap { event in
          (event["beside"]?.object ?? [:]).sorted { $0.key < $1.key }.compactMap { field, text in
            guard let position = event["position"]?.integer, let text = text.string,
              text != Value.erased.written
            else { return nil }
            return RedactableText(
              address: BesideAddress(position: UInt64(position), field: field), text: text,
              entry: event["value"]?["entry"]?.string, event: event["type"]?.string ?? "")
          }
        }
      }
    }
  }

  /// What the erasure of a person would reach.
  public func mentions(of person: String) throws -> Mentions {
    try require(.requestErasure)
    return try desk.mentions(of: person)
  }

  /// Asks for the erasure of a person; see `Desk.requestErasure`.
  public func requestErasure(
    of person: String, sparing: [BesideAddress] = [], adding: [BesideAddress] = [],
    _ submission: Submission
  ) async throws -> (outcome: Outcome, mentions: Mentions) {
    let principal = try require(.requestErasure)
    return try await desk.requestErasure(
      of: person, sparing: sparing, adding: adding, principal.own(submission))
  }

  /// Approves an erasure that another account asked for, and carries it out.
  public func approveErasure(of person: String, _ submission: Submission) async throws
    -> Destruction
  {
    let principal = try require(.approveErasure)
    try find(ThingRef(.person, person), as: principal)
    return try await desk.approveErasure(of: person, principal.own(submission))
  }

  /// Asks that a text be destroyed; see `Desk.requestRedaction`.
  public func requestRedaction(
    of field: String, _ thing: ThingRef, entry: String? = nil, at position: Position? = nil,
    _ submission: Submission
  ) async throws -> (outcome: Outcome, texts: [BesideAddress]) {
    let principal = try require(.requestErasure)
    try find(thing, as: principal)
    return try await desk.requestRedaction(
      of: field, thing, entry: entry, at: position, principal.own(submission))
  }

  /// Approves a redaction that another account asked for, and carries it out.
  public func approveRedaction(
    of field: String? = nil, _ thing: ThingRef, entry: String? = nil, _ submission: Submission
  ) async throws -> Destruction {
    let principal = try require(.approveErasure)
    try find(thing, as: principal)
    return try await desk.approveRedaction(
      of: field, thing, entry: entry, principal.own(submission))
  }

  /// Refuses what is not there for the principal. The Desk's own refusal would name others like it.
  private func find(_ thing: ThingRef, as principal: Principal) throws {
    try Sight.$current.withValue(Self.sight(of: principal)) {
      try desk.reading { reading in
        guard try reading.find(thing.kind, thing.id) != nil else {
          throw try desk.notFound(thing.kind, thing.id, reading)
        }
      }
    }
  }
}

/// A text that stands beside a record, and so can be destroyed.
public struct RedactableText: Hashable, Sendable {
  /// Where it stands.
  public var address: BesideAddress
  /// The text, or that it is kept back.
  public var text: String
  /// The entry it belongs to; nil when it is the thing's own.
  public var entry: String?
  /// The type of its event.
  public var event: String
}

extension Principal {
  /// A submission as this principal's own, without steps: the Desk makes those.
  func own(_ submission: Submission) -> Submission {
    var own = submission
    own.by = account
    own.via = door.rawValue
    own.steps = []
    own.batch = nil
    own.erasing = []
    return own
  }
}
