import EventLog
import JSON
import Registry
import Things

/// A submission being decided against one snapshot of the log.
struct Draft {
  /// What is worth a second look.
  var warnings: [Warning] { decided + world.warnings }

  private var decided: [Warning] = []
  private let submission: Submission
  private let command: UniqueID
  private let content: [UInt8]
  private let world: World

  init(_ submission: Submission, _ command: UniqueID, _ content: [UInt8], _ world: World) {
    self.submission = submission
    self.command = command
    self.content = content
    self.world = world
  }

  /// The append that records the submission; nil when everything is so already.
  mutating func append() throws -> Append? {
    try world.expect(submission.steps)
    var events: [StreamName: [NewEvent]] = [:]
    var order: [StreamName] = []
    try world.check(account: submission.by)
    var expected: [StreamName: Expectation] = [:]
    for step in submission.steps {
      let thing = try world.resolve(step.thing)
      let stream = StreamName(thing)
      let before = try world.thing(thing)
      if expected[stream] == nil {
        try refuseIfChanged(thing, step)
        expected[stream] = before.exists ? .revision(UInt32(before.size - 1)) : .noStream
      }
      let circumstances = circumstances(of: step)
      let decision: [Event]
      do { decision = try decide(step) } catch let rejection as Rejection {
        throw DeskError(rejection, thing: step.thing)
      }
      for event in decision {
        if events[stream] == nil { order.append(stream) }
        events[stream, default: []].append(
          NewEvent(event, of: thing, about: try world.thing(thing).person, circumstances))
      }
    }
    guard !order.isEmpty else { return nil }
    return Append(
      command: command, content: content, by: submission.by, via: submission.via,
      batch: submission.batch,
      expectingSize: submission.expectingSize ?? (world.needsQuiet ? world.size : nil),
      writes: order.map {
        StreamWrite(to: $0, expecting: expected[$0] ?? .any, events: events[$0] ?? [])
      }, erasing: submission.erasing)
  }

  /// Refuses to record something of a thing that is not any more as whoever asks has read it.
  private func refuseIfChanged(_ thing: ThingRef, _ step: Step) throws {
    guard let size = submission.unchangedSince, let last = try world.lastPosition(of: thing),
      last >= size
    else { return }
    throw DeskError(
      .outdated, "something was recorded of \(step.thing) since the log had \(size) events",
      at: ["thing": step.thing.description, "position": String(last)],
      hint: "look at it again, and then decide")
  }

  /// What the step makes happen, taken in, so that the next step builds on it. Throws a `Rejection`
  /// when a rule refuses it.
  mutating func decide(_ step: Step) throws -> [Event] {
    let thing = try world.resolve(step.thing)
    let circumstances = circumstances(of: step)
    let decider = Decider(
      circumstances: circumstances, reason: submission.reason, surroundings: world,
      newEntryID: { $0.idPrefix + Self.randomHex(12) })
    let decision = try decider.decide(
      try world.resolve(step.command, of: thing), try world.thing(thing))
    decided += decision.warnings
    try world.check(sources: circumstances.sources)
    for event in decision.events { try world.evolve(thing, event, circumstances) }
    return decision.events
  }

  private func circumstances(of step: Step) -> Circumstances {
    Circumstances(
      by: submission.by, occurred: step.occurred ?? submission.occurred,
      sources: step.sources ?? submission.sources, batch: submission.batch)
  }

  /// So many random hexadecimal digits.
  static func randomHex(_ digits: Int) -> String {
    var generator = SystemRandomNumberGenerator()
    return String(
      (0..<digits).map { _ in "0123456789abcdef".randomElement(using: &generator) ?? "0" })
  }
}
