import EventLog
import JSON
import Registry
import Things

/// A submission being decided against one snapshot of the log.
struct Draft {
  private(set) var warnings: [Warning] = []
  private let submission: Submission
  private let command: UniqueID
  private let content: [UInt8]
  private let world: World

  init(
    _ submission: Submission, _ command: UniqueID, _ content: [UInt8], _ desk: Desk,
    _ snapshot: any LogSnapshot
  ) throws {
    self.submission = submission
    self.command = command
    self.content = content
    world = try World(desk, snapshot)
    try world.expect(submission.steps)
  }

  /// The append that records the submission; nil when everything is so already.
  mutating func append() throws -> Append? {
    var events: [StreamName: [NewEvent]] = [:]
    var order: [StreamName] = []
    var expected: [StreamName: Expectation] = [:]
    for step in submission.steps {
      let thing = try world.resolve(step.thing)
      let stream = StreamName(thing)
      let before = try world.thing(thing)
      if expected[stream] == nil {
        expected[stream] = before.exists ? .revision(UInt32(before.size - 1)) : .noStream
      }
      let circumstances = Circumstances(
        by: submission.by, occurred: step.occurred ?? submission.occurred,
        sources: step.sources ?? submission.sources, batch: submission.batch)
      let decider = Decider(
        circumstances: circumstances, reason: submission.reason, surroundings: world,
        newEntryID: { $0.idPrefix + Self.randomHex(12) })
      let decision: Decision
      do {
        decision = try decider.decide(try world.resolve(step.command, of: thing), before)
      } catch let rejection as Rejection {
        throw DeskError(rejection, thing: step.thing)
      }
      warnings += decision.warnings
      for event in decision.events {
        try world.evolve(thing, event, circumstances)
        if events[stream] == nil { order.append(stream) }
        events[stream, default: []].append(NewEvent(event, of: thing, circumstances))
      }
    }
    guard !order.isEmpty else { return nil }
    return Append(
      command: command, content: content, by: submission.by, via: submission.via,
      batch: submission.batch,
      expectingSize: submission.expectingSize ?? (world.needsQuiet ? world.size : nil),
      writes: order.map {
        StreamWrite(to: $0, expecting: expected[$0] ?? .any, events: events[$0] ?? [])
      })
  }

  /// So many random hexadecimal digits.
  static func randomHex(_ digits: Int) -> String {
    var generator = SystemRandomNumberGenerator()
    return String((0..<digits).map { _ in "0123456789abcdef".randomElement(using: &generator) ?? "0" })
  }
}
