import Desk
import Registry
import Testing

/// Commands that are to be recorded only if a thing is as somebody has read it.
@Suite struct ConditionTests {
  @Test func whatChangedSinceIsRefused() async throws {
    let registry = try await TestRegistry()
    func begin(_ id: String) async throws {
      try await registry.record([
        Step(ThingRef(.organisation, id), .begin(["name": .text(id)]))
      ])
    }
    func rename(_ id: String, to name: String, since size: UInt64) async throws -> Outcome {
      var submission = Submission(by: "staff-1", reason: "misread")
      submission.unchangedSince = size
      submission.steps = [Step(ThingRef(.organisation, id), .correct(["name": .text(name)]))]
      return try await registry.desk.submit(submission)
    }
    try await begin("one")
    let read = try registry.size
    // What happens to others does not count.
    try await begin("two")
    #expect(try await rename("one", to: "First", since: read).events.count == 1)
    let size = try registry.size
    await #expect(throws: DeskError(.outdated, "")) {
      try await rename("one", to: "Other", since: read)
    }
    #expect(try registry.size == size)
    #expect(try await rename("one", to: "Other", since: size).events.count == 1)
  }

  @Test func aRepeatIsNoChange() async throws {
    let registry = try await TestRegistry()
    try await registry.record([
      Step(ThingRef(.organisation, "one"), .begin(["name": .text("One")]))
    ])
    var submission = Submission(command: registry.desk.newID(), by: "staff-1", reason: "misread")
    submission.unchangedSince = try registry.size
    submission.steps = [
      Step(ThingRef(.organisation, "one"), .correct(["name": .text("First")]))
    ]
    let first = try await registry.desk.submit(submission)
    let again = try await registry.desk.submit(submission)
    #expect(again.repeated && again.events == first.events)
  }
}
