public import Desk
public import EventLog
internal import Registry
internal import Statements
public import Things

/// Recording. Who records and by which door is known here; whatever a submission says of it is not
/// believed.
extension Gate {
  /// Records what somebody submits.
  public func submit(_ submission: Submission) async throws -> Outcome {
    try await desk.submit(try authorised(submission))
  }

  /// Records what `make` makes of the registry as it is, and makes it anew when an id that it chose was
  /// given away meanwhile.
  public func submit(_ make: (Desk, Reading) throws -> Submission) async throws -> Outcome {
    let principal = try requireRecorder()
    return try await desk.submit {
      try authorised(try looking(as: principal, make))
    }
  }

  /// Records a whole bilateral. Of the submission its command id, source, reason and date count.
  public func record(_ bilateral: Bilateral, _ submission: Submission) async throws -> Outcome {
    try require(.record)
    return try await desk.record(bilateral, try authorised(submission, steps: []))
  }

  /// Saves a question under a name.
  public func save(_ question: QuestionDraft, _ submission: Submission) async throws -> Outcome {
    try require(.record)
    return try await desk.save(question, try authorised(submission, steps: []))
  }

  /// Prefers one of several statements that disagree. Of several answers to one question at most one is
  /// preferred.
  public func prefer(_ statement: String, _ submission: Submission) async throws -> Outcome {
    try require(.settle)
    guard let type = EventCatalogue.type(named: "statement.preferred") else {
      throw DeskError(.refused, "statements cannot be preferred")
    }
    return try await submit { _, reading in
      let ref = ThingRef(.statement, statement)
      var submission = submission
      submission.steps =
        try reading.preferredRivals(of: ref).map { Step($0, .correct([:], cleared: ["preferred"])) }
        + [Step(ref, .happen(type, ["preferred": .flag(true)]))]
      return submission
    }
  }

  // MARK: Imports

  /// What importing a dataset would do. Writes nothing.
  public func plan(_ source: DatasetSource, ignoringUnknown: Bool = false) throws -> ImportPlan {
    let principal = try require(.record)
    return try Sight.$current.withValue(Self.sight(of: principal)) {
      try desk.plan(source, ignoringUnknown: ignoringUnknown)
    }
  }

  /// Does what the plan says, all of it or nothing.
  ///
  /// - Returns: what was recorded, and the import's name.
  public func commit(
    _ plan: ImportPlan, command: UniqueID? = nil, reason: String? = nil
  ) async throws -> (outcome: Outcome, batch: String) {
    let principal = try require(.record)
    let batch = desk.newBatch()
    let outcome = try await desk.commit(
      plan, batch: batch, by: principal.account, via: principal.door.rawValue, command: command,
      reason: reason)
    return (outcome, outcome.batch ?? batch)
  }

  /// Takes an import back: one's own, or anybody's for those who settle.
  public func undo(
    batch: String, command: UniqueID? = nil, reason: String? = nil
  ) async throws -> Outcome {
    let principal = try require(.record)
    if !principal.may(.settle), let owner = try recorder(of: batch), owner != principal.account {
      throw AccessError(
        .forbidden, "the import \(batch) is \(owner)'s",
        hint: "ask who imported it, or somebody who may settle")
    }
    return try await desk.undo(
      batch: batch, by: principal.account, via: principal.door.rawValue, command: command,
      reason: reason)
  }

  /// Who recorded the first event of an import; nil when there is none.
  private func recorder(of batch: String) throws -> String? {
    try desk.log.read { snapshot in
      var owner: String?
      try snapshot.forEachEvent(in: 0..<snapshot.size, filter: EventFilter(), backward: false) {
        if $0.batch == batch { owner = $0.by }
        return owner == nil
      }
      return owner
    }
  }

  // MARK: Rights

  /// The submission as the principal's own, if it may record every step.
  func authorised(_ submission: Submission) throws(AccessError) -> Submission {
    try authorised(submission, steps: submission.steps)
  }

  private func authorised(
    _ submission: Submission, steps: [Step]
  ) throws(AccessError) -> Submission {
    let principal = try requireRecorder()
    for step in steps {
      guard let right = RecordingRule.right(for: step) else {
        throw AccessError(.forbidden, "what destroys is not recorded like this")
      }
      try require(right)
      if step.thing.kind == .account, Self.isSame(step.thing.id, principal.account) {
        throw AccessError(
          .forbidden, "nobody changes their own account", hint: "ask another admin")
      }
    }
    var own = submission
    own.by = principal.account
    own.via = principal.door.rawValue
    own.steps = steps
    // Only an import has a batch, and only an approved erasure erases.
    own.batch = nil
    own.erasing = []
    return own
  }

  /// Whoever may record anything at all: an empty submission tells nobody whether it would do.
  private func requireRecorder() throws(AccessError) -> Principal {
    try require(anyOf: [.record, .settle, .keepAccounts])
  }

  /// Two names that differ in capitals only may be one person's account.
  private static func isSame(_ one: String, _ other: String) -> Bool {
    one.lowercased() == other.lowercased()
  }

  /// Reads for a command, as the principal may see it.
  private func looking<T>(
    as principal: Principal, _ body: (Desk, Reading) throws -> T
  ) throws -> T {
    try Sight.$current.withValue(Self.sight(of: principal)) {
      try desk.reading { try body(desk, $0) }
    }
  }
}
