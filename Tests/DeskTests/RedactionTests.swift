import Desk
import EventLog
import Foundation
import JSON
import ProjectionKit
import Registry
import Testing
import Things

/// Destroying single texts.
@Suite struct RedactionTests {
  @Test func aTextIsRedactedInEveryVersion() async throws {
    let registry = try await Canary.registry()
    let desk = registry.desk
    try await registry.record([Step(Canary.request, .correct(["summary": .text("plugh twice")]))])
    let (_, texts) = try await desk.requestRedaction(
      of: "summary", Canary.request, Canary.submission("staff-1", "names somebody"))
    #expect(texts.count == 2)
    await #expect(throws: DeskError(.refused, "")) {
      try await desk.approveRedaction(of: nil, Canary.request, Canary.submission("staff-1", nil))
    }
    let done = try await desk.approveRedaction(
      of: nil, Canary.request, Canary.submission("auditor-1", nil))
    #expect(done.contents == 2 && done.pending == nil)
    #expect(try registry.page(.request, "r-canary")["summary"] == "[erased]")
    #expect(try Canary.found(["plugh twice", Canary.mentions[0]], in: registry.path).isEmpty)
    #expect(try registry.page(.person, Canary.id)["name"] == .string(Canary.name))
    try await registry.record([Step(Canary.request, .correct(["summary": .text("in other words")]))]
    )
    #expect(try registry.page(.request, "r-canary")["summary"] == "in other words")
    #expect(try desk.audit.verify().isSound)
    #expect(try desk.views.check(at: [registry.size], against: desk.log).isEmpty)
  }

  @Test func whatStandsInTheRecordCannotBeRedacted() async throws {
    let registry = try await Canary.registry()
    for (field, code) in [("title", DeskError.Code.refused), ("colour", .notFound)] {
      await #expect(throws: DeskError(code, "")) {
        try await registry.desk.requestRedaction(
          of: field, ThingRef(.meeting, "m-canary"), Canary.submission("staff-1"))
      }
    }
    await #expect(throws: DeskError(.refused, "")) {
      try await registry.desk.approveRedaction(
        of: nil, Canary.request, Canary.submission("auditor-1"))
    }
  }

  @Test func oneEntrysTextGoesAlone() async throws {
    let registry = try await Canary.registry()
    let desk = registry.desk
    let meeting = ThingRef(.meeting, "m-canary")
    for text in ["outcome one", "outcome two"] {
      try await registry.record([
        Step(meeting, .happen(Canary.type("meeting.outcome_recorded"), ["text": .text(text)]))
      ])
    }
    let entries = try registry.page(.meeting, "m-canary")["outcomes"]?.array ?? []
    let ids = entries.compactMap { $0["id"]?.string }
    try #require(ids.count == 2)
    for id in ids {
      _ = try await desk.requestRedaction(
        of: "text", meeting, entry: id, Canary.submission("staff-1", "names somebody"))
    }
    _ = try await desk.approveRedaction(
      of: "text", meeting, entry: ids[0], Canary.submission("auditor-1", nil))
    let left = try registry.page(.meeting, "m-canary")["outcomes"]?.array ?? []
    #expect(Set(left.compactMap { $0["text"]?.string }) == ["[erased]", "outcome two"])
  }
}
