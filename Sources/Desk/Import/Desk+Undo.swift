public import EventLog
import JSON
import Registry
import Things

extension Desk {
  /// Takes an import back as a whole by events that undo each of its own. What others recorded since
  /// stays as it is, and is named in the warnings.
  ///
  /// Throws a `DeskError` when there is no such import, or when nothing of it is left to undo.
  public func undo(
    batch: String, by actor: String, via: String = "cli", command: UniqueID? = nil,
    reason: String? = nil
  ) async throws -> Outcome {
    var submission = Submission(
      command: command, by: actor, via: via, reason: reason ?? "import \(batch) undone",
      batch: batch)
    submission.input = ["undo": .string(batch)]
    if let command, let outcome = try repeated(command, submission.content) { return outcome }
    try catchUp()
    let warnings = try log.read { snapshot in
      var undo = Undo(batch: batch, snapshot: snapshot)
      submission.steps = try undo.steps()
      submission.expectingSize = snapshot.size
      return undo.warnings
    }
    guard !submission.steps.isEmpty else {
      throw DeskError(
        .notFound, "there is nothing of an import “\(batch)” to undo", at: ["option": "--undo"],
        hint: "`rapporteur log list --batch` shows what an import wrote")
    }
    var outcome = try await submit(submission)
    outcome.warnings += warnings
    return outcome
  }
}

/// Works out what takes an import back.
private struct Undo {
  let batch: String
  let snapshot: any LogSnapshot
  private(set) var warnings: [Warning] = []

  init(batch: String, snapshot: any LogSnapshot) {
    self.batch = batch
    self.snapshot = snapshot
  }

  mutating func steps() throws -> [Step] {
    var touched: [ThingRef] = []
    var seen: Set<ThingRef> = []
    try snapshot.forEachEvent(in: 0..<snapshot.size, filter: EventFilter(), backward: false) {
      recorded in
      if recorded.batch == batch, let thing = recorded.thing, seen.insert(thing).inserted {
        touched.append(thing)
      }
      return true
    }
    return try touched.reversed().flatMap { try steps(for: $0) }
  }

  /// The steps for one thing: retract it if it stands because of the import, else take back each
  /// change that still stands.
  private mutating func steps(for ref: ThingRef) throws -> [Step] {
    var before = Thing(ref)
    var now = Thing(ref)
    var changed: Set<String> = []
    var isCitingChanged = false
    var isTouched = false
    var othersSince = 0
    var imported: Fields = [:]
    var standing = StandingBecauseOf()
    try snapshot.forEachEvent(of: StreamName(ref), from: 0, backward: false) { recorded in
      guard let event = recorded.event else { return true }
      let isOurs = recorded.batch == batch
      if isOurs, imported.isEmpty, changed.isEmpty { before = now }
      now.evolve(event, recorded.circumstances)
      standing.note(event, recorded.batch)
      if isOurs, case .corrects = event.type.effect {
        changed.formUnion(event.fields.keys)
        changed.formUnion(event.cleared)
        imported.merge(event.fields) { $1 }
        for name in event.cleared { imported[name] = nil }
        isCitingChanged = isCitingChanged || event.citing != nil
      }
      isTouched = isTouched || isOurs
      if !isOurs, isTouched { othersSince += 1 }
      return true
    }
    let steps =
      if now.retraction == nil, standing.thing == batch { [Step(ref, .retract())] } else {
        entrySteps(now, standing)
          + correction(ref, before, now, changed, imported, isCitingChanged)
      }
    if othersSince > 0, !steps.isEmpty {
      warnings.append(Warning("\(ref) has \(othersSince) later changes"))
    }
    return steps
  }

  /// The imports that a thing and its entries stand because of: the one that began them, or the
  /// one that brought them back after an undo.
  private struct StandingBecauseOf {
    var thing: String?
    var entries: [String: String] = [:]
    private var undone: String?

    mutating func note(_ event: Event, _ batch: String?) {
      switch event.type.effect {
      case .begins: thing = batch
      case .retracts: undone = batch
      case .reinstates:
        thing = batch ?? thing
        // What went with the thing came back with it.
        if let batch, let undone {
          for (id, cause) in entries where cause == undone { entries[id] = batch }
        }
      case .adds, .reinstatesEntry:
        if let id = event.entry, let batch { entries[id] = batch }
      default: break
      }
    }
  }

  private func entrySteps(_ now: Thing, _ standing: StandingBecauseOf) -> [Step] {
    guard now.retraction == nil else { return [] }
    return now.entries.filter { standing.entries[$0.id] == batch && $0.retraction == nil }.map {
      Step(now.ref, .retract(entry: $0.id))
    }
  }

  /// Puts back the fields that still hold what the import wrote.
  private mutating func correction(
    _ ref: ThingRef, _ before: Thing, _ now: Thing, _ changed: Set<String>, _ imported: Fields,
    _ isCitingChanged: Bool
  ) -> [Step] {
    guard now.retraction == nil else { return [] }
    let untouched = changed.filter { now.fields[$0] == imported[$0] }
    for name in changed.subtracting(untouched).sorted() {
      warnings.append(Warning("\(ref): \(name) was changed since and stays as it is"))
    }
    let isBack = untouched.allSatisfy { now.fields[$0] == before.fields[$0] }
    guard !isBack || (isCitingChanged && now.sources != before.sources) else { return [] }
    return [
      Step(
        ref,
        .correct(
          before.fields.filter { untouched.contains($0.key) },
          cleared: untouched.filter { before.fields[$0] == nil }.sorted(),
          citing: isCitingChanged ? before.sources : nil))
    ]
  }
}
