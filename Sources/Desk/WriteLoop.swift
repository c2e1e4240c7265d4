public import EventLog
import Registry
import Things

extension Desk {
  /// How often a command is decided again because somebody else was faster.
  private static let attempts = 32

  /// Records a submission: load, decide, append, and wait until the views show it.
  ///
  /// Throws a `DeskError` when a rule refuses it, when what it refers to is not there, or when the
  /// log cannot take it. Nothing is half-written. A repeat of the same command id with the same
  /// content returns what the first one did; with other content it is refused.
  public func submit(_ submission: Submission) async throws -> Outcome {
    try refuseIfUnsound()
    let command = submission.command ?? newID()
    let content = submission.content
    if let outcome = try repeated(command, content) { return outcome }
    for _ in 0..<Self.attempts {
      try catchUp()
      let (append, warnings) = try log.read { snapshot in
        var draft = Draft(submission, command, content, try World(self, snapshot))
        return (try draft.append(), draft.warnings)
      }
      guard let append else {
        return Outcome(
          command: command, events: [], size: try log.read { $0.size }, repeated: false,
          warnings: warnings)
      }
      switch try await log.append(append) {
      case .appended(let receipt):
        checkpoints.appended(upTo: receipt.size)
        try catchUp()
        return try outcome(of: receipt, repeated: false, warnings)
      case .repeated(let receipt):
        return try outcome(of: receipt, repeated: true, warnings)
      case .conflict(.size(let expected, let actual)) where submission.expectingSize != nil:
        throw DeskError(
          .conflict,
          "the log has moved on from size \(expected) to \(actual) since the plan was made",
          hint: "nothing was written; plan again")
      case .conflict:
        continue
      }
    }
    throw DeskError(
      .conflict, "somebody else kept changing the same things",
      hint: "nothing was written; try again")
  }

  /// Refuses to add to a log that is not what was signed.
  private func refuseIfUnsound() throws {
    if let refusal { throw refusal }
    // A registry of an earlier release gets its signing key with the first that is recorded.
    if try audit.keys.published() == nil { try Self.signFirst(audit) }
  }

  /// Records what `make` makes, and makes it anew when an id that it chose was given away meanwhile.
  public func submit(_ make: () throws -> Submission) async throws -> Outcome {
    var last = try make()
    for _ in 1..<Self.attempts {
      do { return try await submit(last) } catch let error as DeskError where error.code == .refused
      {
        guard try isOvertaken(last) else { throw error }
        last = try make()
      }
    }
    return try await submit(last)
  }

  /// Whether somebody else began what the submission was to begin.
  private func isOvertaken(_ submission: Submission) throws -> Bool {
    try submission.steps.contains { step in
      guard case .begin = step.command else { return false }
      return try isTaken(step.thing.kind, step.thing.id)
    }
  }

  /// A new id for a command, ordered by time.
  public func newID() -> UniqueID {
    var generator = SystemRandomNumberGenerator()
    return UniqueID(at: LMDBEventLog.systemClock(), using: &generator)
  }

  /// What the first one did, when the command was recorded before with the same content. With other
  /// content it is refused.
  func repeated(_ command: UniqueID, _ content: [UInt8]) throws -> Outcome? {
    guard let receipt = try log.read({ try $0.receipt(of: command) }) else { return nil }
    guard try log.matches(command: command, content: content) else {
      throw DeskError(
        .refused, "command \(command) was recorded before with other content",
        at: ["option": "--command-id"], hint: "use a new command id")
    }
    try catchUp()
    return try outcome(of: receipt, repeated: true, [])
  }

  private func outcome(of receipt: Receipt, repeated: Bool, _ warnings: [Warning]) throws -> Outcome
  {
    try log.read { snapshot in
      var events: [Outcome.Recorded] = []
      var batch: String?
      try snapshot.forEachEvent(
        in: receipt.first..<receipt.size, filter: EventFilter(), backward: false
      ) {
        events.append(.init(position: $0.position, type: $0.type, stream: $0.stream))
        batch = $0.batch
        return true
      }
      return Outcome(
        command: receipt.command, events: events, size: receipt.size, batch: batch,
        repeated: repeated, warnings: warnings)
    }
  }
}
