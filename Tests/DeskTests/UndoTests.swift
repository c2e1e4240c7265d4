import Desk
import EventLog
import JSON
import ProjectionKit
import Registry
import SampleData
import Testing
import Things

/// An import, taken back as a whole.
@Suite struct UndoTests {
  @Test func undoTakesAllBackAndReimportBringsItBack() async throws {
    let (registry, batch) = try await TestRegistry.sample()
    let before = try registry.lists()
    let size = try registry.size
    _ = try await registry.desk.undo(batch: batch, by: "staff-1")
    for (kind, rows) in try registry.lists() { #expect(rows.isEmpty, "\(kind.rawValue)") }
    #expect(try registry.lists(asOf: size) == before)
    let again = try await registry.imports(SampleMonth.files)
    #expect(try registry.lists().comparable == before.comparable)
    // Taking back the import that brought it back works as well, entries included.
    _ = try await registry.desk.undo(batch: again.batch, by: "staff-1")
    for (kind, rows) in try registry.lists() { #expect(rows.isEmpty, "\(kind.rawValue)") }
    try await registry.imports(SampleMonth.files)
    #expect(try registry.lists().comparable == before.comparable)
    #expect(
      try registry.desk.views.check(at: [0, size, try registry.size], against: registry.desk.log)
        .isEmpty)
  }

  @Test func whatIsUndoneCannotBeUndoneAgain() async throws {
    let (registry, batch) = try await TestRegistry.sample()
    _ = try await registry.desk.undo(batch: batch, by: "staff-1")
    await #expect(throws: DeskError(.notFound, "")) {
      _ = try await registry.desk.undo(batch: batch, by: "staff-1")
    }
    let again = try await registry.imports(SampleMonth.files)
    // The first import's events are undone; what stands was brought back by the second.
    await #expect(throws: DeskError(.notFound, "")) {
      _ = try await registry.desk.undo(batch: batch, by: "staff-1")
    }
    _ = try await registry.desk.undo(batch: again.batch, by: "staff-1")
  }

  @Test func undoGivesBackEarlierValues() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "organisations.csv": "id,name,short_name,country,source\na,Alpha,AL,Fiji,\nb,Beta,,,\n",
      "documents.csv": "id,title\nD1,One\n",
    ])
    let before = try registry.lists()
    let second = try await registry.imports([
      "organisations.csv":
        "id,name,short_name,country,source\na,Alpha new,,Samoa,D1:L1\nb,Beta,BB,,\nc,Gamma,,,\n"
    ])
    #expect(try registry.lists() != before)
    #expect(second.plan.counts.change == 2)
    _ = try await registry.desk.undo(batch: second.batch, by: "staff-1")
    #expect(try registry.lists() == before)
  }

  @Test func undoKeepsWhatOthersCorrectedSince() async throws {
    let registry = try await TestRegistry()
    try await registry.imports(["organisations.csv": "id,name,short_name\na,Alpha,AL\n"])
    let second = try await registry.imports([
      "organisations.csv": "id,name,short_name\na,Alpha two,A2\nn,New,\n"
    ])
    try await registry.record([
      Step(ThingRef(.organisation, "a"), .correct(["name": .text("Alpha three")])),
      Step(ThingRef(.organisation, "n"), .correct(["name": .text("Newer")])),
    ])
    let outcome = try await registry.desk.undo(batch: second.batch, by: "staff-1")
    let row = try #require(try registry.list(.organisation).first)
    #expect(row["name"] == "Alpha three")
    #expect(row["short_name"] == "AL")
    #expect(outcome.warnings.contains { $0.message.contains("organisation/a") })
    #expect(outcome.warnings.contains { $0.message.contains("organisation/n") })
    // What the import began is gone from the lists; the correction stays in the history.
    #expect(try registry.ids(.organisation) == ["a"])
    let page = try registry.page(.organisation, "n")
    #expect(page["name"] == "Newer")
    #expect(page["retracted"] != nil)
  }
}
