public import EventLog
import JSON
import Registry
import Sealing
import Things

/// What came of an erasure or a redaction.
public struct Destruction: Sendable {
  /// What was recorded.
  public var outcome: Outcome
  /// How many contents are no more.
  public var contents = 0
  /// What is left to do, in words; nil when everything is done.
  public var pending: String?
  /// What the user should know.
  public var remarks: [String] = []

  init(outcome: Outcome) { self.outcome = outcome }
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
    var request = submission
    request.input = [
      "erase": .string(typed), "sparing": .strings(sparing.map(\.text)),
      "adding": .strings(adding.map(\.text)),
    ]
    if let command = request.command, let outcome = try repeated(command, request.content) {
      return (outcome, Mentions(people: []))
    }
    return try await withoutOthersDestroying {
      let people = try peopleToErase(typed)
      let traces = try log.read { try Traces(of: people, in: $0) }
      guard let reason = submission.reason, !reason.trimmed.isEmpty else {
        throw DeskError(
          .refused, "an erasure needs a reason", at: ["option": "--reason"],
          hint: "say who asked for it and where that is filed, without naming the person")
      }
      try traces.refuseNaming(in: submission)
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
      request.steps = people.map { Step($0, .happen(EventCatalogue.erasureRequested, [:])) }
      let pieces = found.certain.map(\.text).pieces(of: Self.mostTexts)
      request.steps[0] = Step(
        people[0],
        .happen(
          EventCatalogue.erasureRequested,
          [
            "erasure_mentions": .texts(pieces.first.map { Array($0) } ?? []),
            "erasure_spared": .texts(sparing.map(\.text)),
          ]))
      request.steps += pieces.dropFirst().map {
        Step(
          people[0],
          .happen(EventCatalogue.erasureExtended, ["erasure_mentions": .texts(Array($0))]))
      }
      return (try await submit(request), found)
    }
  }

  /// Approves the erasure of a person that another account asked for, and carries it out.
  public func approveErasure(
    of typed: String, _ submission: Submission,
    progress: (String) throws -> Void = { _ in }
  ) async throws -> Destruction {
    var approval = submission
    let command = submission.command ?? newID()
    approval.command = command
    approval.input = ["approve_erasure": .string(typed)]
    if let outcome = try repeated(command, approval.content) {
      return Destruction(outcome: outcome)
    }
    return try await withoutOthersDestroying {
      let people = try peopleToErase(typed)
      try refuseUnasked(people)
      let traces = try log.read { try Traces(of: people, in: $0) }
      try traces.refuseNaming(in: submission)
      try refuseUnlisted(people, traces)
      approval.steps = people.map { Step($0, .happen(EventCatalogue.erasureApproved, [:])) }
      let outcome = try await marking(command) { try await submit(approval) }
      var destruction = try await finishDestroying(progress)
      destruction.outcome = outcome
      return destruction
    }
  }

  /// Refuses an approval when texts that mention the person came since the request: nobody has seen
  /// what would stay.
  private func refuseUnlisted(_ people: [ThingRef], _ traces: Traces) throws {
    var known: Set<String> = []
    try log.read { snapshot in
      for person in people {
        let thing = try snapshot.thing(person)
        guard thing.fields["erasure_requested_by"] != nil else { return }
        for field in ["erasure_mentions", "erasure_spared"] {
          if case .texts(let texts)? = thing.fields[field] { known.formUnion(texts) }
        }
      }
      let new = try mentions(of: people, traces) { _, _ in }.certain
        .filter { !known.contains($0.text) }
      guard let first = new.first else { return }
      throw DeskError(
        .refused,
        "\(new.count == 1 ? "a text mentions" : "\(new.count) texts mention") the person and came"
          + " since the erasure was asked for, such as \(first.text)",
        hint: "ask again, so that they go along or are kept: `rapporteur person erase`")
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
