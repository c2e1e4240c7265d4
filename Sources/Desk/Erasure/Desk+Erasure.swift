public import EventLog
import Registry
import Sealing
import Things

/// What came of an erasure or a redaction.
public struct Destruction: Sendable {
  /// What was recorded.
  public var outcome: Outcome
  /// How many contents are no more.
  public var contents: Int
  /// What is left to do, in words; nil when everything is done.
  public var pending: String?
  /// What the user should know.
  public var remarks: [String]
}

extension Desk {
  /// What the erasure of a person would reach. Nothing is recorded.
  public func mentions(
    of typed: String, progress: (UInt64, UInt64) -> Void = { _, _ in }
  ) throws -> Mentions {
    let people = try peopleToErase(typed)
    return try mentions(of: people, try log.read { try Traces(of: people, in: $0) }, progress)
  }

  /// Asks for the erasure of a person, of everybody merged into it, and of the texts that mention it.
  ///
  /// - Parameters:
  ///   - sparing: certain mentions that are to stay, since they speak of somebody else.
  ///   - adding: texts to destroy besides: among the possible mentions, or any other.
  /// - Throws: `DeskError` when there is no such person, or when the reason, which outlives the
  ///   erasure, names them.
  public func requestErasure(
    of typed: String, sparing: [BesideAddress] = [], adding: [BesideAddress] = [],
    _ submission: Submission, progress: (UInt64, UInt64) -> Void = { _, _ in }
  ) async throws -> (outcome: Outcome, mentions: Mentions) {
    try await withoutOthersDestroying {
      let people = try peopleToErase(typed)
      let traces = try log.read { try Traces(of: people, in: $0) }
      guard let reason = submission.reason, !reason.trimmed.isEmpty else {
        throw DeskError(
          .refused, "an erasure needs a reason", at: ["option": "--reason"],
          hint: "say who asked for it and where that is filed, without naming the person")
      }
      guard traces.likeness(of: reason) == nil else {
        throw DeskError(
          .refused, "the reason names the person, and it outlives the erasure",
          at: ["option": "--reason"], hint: "say where the request is filed instead of whose it is")
      }
      var found = try mentions(of: people, traces, progress)
      let known = Set(found.certain.map(\.address))
      for address in sparing where !known.contains(address) {
        throw DeskError(
          .refused, "\(address.text) is not among the texts that mention the person",
          at: ["option": "--keep"], hint: "without --keep the command lists them")
      }
      found.certain.removeAll { sparing.contains($0.address) }
      for address in adding where !found.certain.contains(where: { $0.address == address }) {
        found.certain.append(try text(at: address, option: "--also"))
        found.possible.removeAll { $0.address == address }
      }
      var request = submission
      request.steps = people.map { person in
        var fields: Fields = [:]
        if person == people[0], !found.certain.isEmpty {
          fields["erasure_mentions"] = .texts(found.certain.map(\.text))
        }
        return Step(person, .happen(EventCatalogue.erasureRequested, fields))
      }
      return (try await submit(request), found)
    }
  }

  /// Approves the erasure of a person that another account asked for, and carries it out.
  public func approveErasure(
    of typed: String, _ submission: Submission,
    progress: (String) throws -> Void = { _ in }
  ) async throws -> Destruction {
    try await withoutOthersDestroying {
      let people = try peopleToErase(typed)
      try refuseUnasked(people)
      try markDestroying()
      var approval = submission
      approval.steps = people.map { Step($0, .happen(EventCatalogue.erasureApproved, [:])) }
      let outcome: Outcome
      do { outcome = try await submit(approval) } catch {
        // Nothing was approved, so there is nothing to finish.
        try unmarkDestroying()
        throw error
      }
      var destruction = try await finishDestroying(progress)
      destruction.outcome = outcome
      return destruction
    }
  }

  /// The person and all who are the same. The one that stands for all comes first.
  private func peopleToErase(_ typed: String) throws -> [ThingRef] {
    let (people, erased) = try reading { reading in
      guard let person = try reading.find(.person, typed) else {
        throw try notFound(.person, typed, reading)
      }
      let people = try same(as: person, reading)
      return (people, try people.allSatisfy { try reading.thing($0)?.isErased == true })
    }
    guard !erased else {
      throw DeskError(
        .refused, "\(typed) was erased already", hint: "`rapporteur person history` says when")
    }
    return people
  }

  /// Refuses to erase somebody whom a merge brought in after the request.
  private func refuseUnasked(_ people: [ThingRef]) throws {
    try log.read { snapshot in
      let asked = try people.filter {
        try snapshot.thing($0).fields["erasure_requested_by"] != nil
      }
      guard !asked.isEmpty, asked.count < people.count else { return }
      throw DeskError(
        .refused, "others were merged with this person since the erasure was asked for",
        hint: "look at them, and ask again: `rapporteur person erase`")
    }
  }

  /// The text at an address, which somebody named by an option.
  func text(at address: BesideAddress, option: String) throws -> Mention {
    var found: Mention?
    try log.read { snapshot in
      guard address.position < snapshot.size else { return }
      try snapshot.forEachEvent(
        in: address.position..<address.position + 1, filter: EventFilter(), backward: false
      ) { recorded in
        guard let thing = recorded.thing else { return false }
        switch recorded.beside[address.field] {
        case .text(let text), .sealed(let text, _):
          found = Mention(address: address, thing: thing, text: text)
        case .erased, nil: break
        }
        return false
      }
    }
    guard let found else {
      throw DeskError(
        .notFound, "there is no text at \(address.text)", at: ["option": option],
        hint: "write the position of an event and the field: 131:summary")
    }
    return found
  }
}

extension EventCatalogue {
  /// The type by which texts of a thing are asked to be destroyed.
  static func redactionRequested(_ kind: Kind) -> EventType? {
    type(of: kind, with: .asksRedaction)
  }

  /// The type by which they are.
  static func redacted(_ kind: Kind) -> EventType? { type(of: kind, with: .redacts) }
}
