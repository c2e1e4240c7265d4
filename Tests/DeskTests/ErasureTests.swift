import Desk
import EventLog
import Foundation
import JSON
import ProjectionKit
import Registry
import Testing
import Things
import Transparency

/// Forgetting a person without breaking the log.
@Suite struct ErasureTests {
  @Test func nothingOfThePersonIsLeft() async throws {
    let registry = try await Canary.registry()
    let desk = registry.desk
    #expect(try !Canary.found(in: registry.path).isEmpty, "the scan sees what is there")
    let before = try desk.audit.receipt(of: 0)
    let record = try desk.audit.record(at: 0)
    let old = before.checkpoint.checkpoint

    let (_, found) = try await desk.requestErasure(of: Canary.id, Canary.submission("planner-1"))
    #expect(Set(found.certain.map(\.extract)) == Set(Canary.mentions))
    #expect(found.possible.map(\.extract) == [Canary.possible])
    #expect(found.records.isEmpty)
    let done = try await desk.approveErasure(of: Canary.id, Canary.submission("auditor-1", nil))
    #expect(done.pending == nil && done.contents > 10)
    #expect(try Canary.found(in: registry.path).isEmpty)

    // What was proven before is proven still, and the log only grew.
    let keys = try VerifierKeyList.read(desk.folder.verifierKeys)
    try before.verify(record: record, logKeys: keys)
    let now = try desk.audit.checkpoint().checkpoint
    let growth = try desk.audit.consistency(from: old.size, to: now.size)
    try MerkleTree.verifyConsistency(
      from: old.size, to: now.size, proof: growth.proof, oldRoot: old.root, newRoot: now.root)
    let report = try desk.audit.verify()
    #expect(report.isSound, "\(report.faults)")
    #expect(report.blobs.erased == done.contents && report.blobs.missing == 0)

    try desk.reading { reading in
      #expect(try reading.find(.person, Canary.id) == nil)
      #expect(
        try reading.list(.person).things.allSatisfy { $0.fields["name"] != .text(Canary.name) })
      #expect(try reading.search("zebulon").isEmpty)
      let people = try desk.list(.person, ThingFilter(), reading).rows
      #expect(people.count == 2 && people.contains { $0["name"] == "[erased]" })
    }
    let meeting = try registry.page(.meeting, "m-canary")
    #expect(meeting["roles"]?.array?.count == 1, "who played a role still counts")
    #expect(meeting["note"] == .string(Canary.possible))
    let request = try registry.page(.request, "r-canary")
    #expect(request["summary"] == "[erased]" && request["note"] == "stays")
    #expect(try desk.views.check(at: [old.size, registry.size], against: desk.log).isEmpty)

    // No export and no backup made afterwards has it.
    _ = try await desk.backUp(to: registry.path + "/backup")
    try desk.backUpKeys(to: registry.path + "/keys-backup")
    _ = try desk.audit.export(to: registry.path + "/tiles")
    #expect(try Canary.found(in: registry.path).isEmpty)
    await desk.close()
    #expect(try Canary.found(in: registry.path).isEmpty)
  }

  @Test func historyTellsWhoErasedAndWhy() async throws {
    let registry = try await Canary.registry()
    let desk = registry.desk
    _ = try await desk.requestErasure(of: Canary.id, Canary.submission("planner-1"))
    _ = try await desk.approveErasure(of: Canary.id, Canary.submission("auditor-1", nil))
    try desk.reading { reading in
      let size = reading.reader.size
      let erased = try #require(
        try reading.list(.person).things.first { $0.isErased })
      let events = try desk.history(of: erased.ref, upTo: size, reading)
      let types = events.compactMap { $0["type"]?.string }.suffix(4)
      #expect(
        Array(types) == [
          "person.erasure_requested", "person.erasure_approved", "person.erased",
          "person.erasure_verified",
        ])
      #expect(
        events.first { $0["type"] == "person.erasure_requested" }?["reason"] == "letter 2026/17")
      // It can be opened by the log's id, and why it reads so is told.
      #expect(try desk.page(.person, erased.ref.id, reading)["name"] == "[erased]")
      let why = try desk.explain("request/r-canary.summary", reading).rows
      #expect(why.last?["type"] == "request.text_redacted" && why.last?["by"] == "auditor-1")
      let name = try desk.explain("person/\(erased.ref.id).name", reading).rows
      #expect(name.last?["type"] == "person.erased")
    }
  }

  @Test func oneAsksAndAnotherApproves() async throws {
    let registry = try await Canary.registry()
    let desk = registry.desk
    await #expect(throws: DeskError(.refused, "")) {
      try await desk.approveErasure(of: Canary.id, Canary.submission("auditor-1", nil))
    }
    await #expect(throws: DeskError(.refused, "")) {
      try await desk.requestErasure(of: Canary.id, Canary.submission("planner-1", nil))
    }
    // A reason outlives the erasure.
    await #expect(throws: DeskError(.refused, "")) {
      try await desk.requestErasure(
        of: Canary.id, Canary.submission("planner-1", "Mr Zebulon Quixote wrote to us"))
    }
    _ = try await desk.requestErasure(of: Canary.id, Canary.submission("planner-1"))
    await #expect(throws: DeskError(.refused, "")) {
      try await desk.approveErasure(of: Canary.id, Canary.submission("planner-1", nil))
    }
    #expect(try registry.page(.person, Canary.id)["name"] == .string(Canary.name))
    #expect(try await desk.resumeDestroying() == nil, "a refusal leaves nothing to finish")
    _ = try await desk.approveErasure(of: Canary.id, Canary.submission("auditor-1", nil))
    await #expect(throws: DeskError(.notFound, "")) {
      try await desk.requestErasure(of: Canary.id, Canary.submission("planner-1"))
    }
  }

  @Test func mentionsCanBeSparedAndAdded() async throws {
    let registry = try await Canary.registry()
    let desk = registry.desk
    let found = try desk.mentions(of: Canary.id)
    let spared = try #require(found.certain.first { $0.thing == Canary.request })
    let added = try #require(found.possible.first)
    await #expect(throws: DeskError(.refused, "")) {
      try await desk.requestErasure(
        of: Canary.id, sparing: [added.address], Canary.submission("planner-1"))
    }
    await #expect(throws: DeskError(.notFound, "")) {
      try await desk.requestErasure(
        of: Canary.id, adding: [BesideAddress(position: 9999, field: "note")],
        Canary.submission("planner-1"))
    }
    _ = try await desk.requestErasure(
      of: Canary.id, sparing: [spared.address], adding: [added.address],
      Canary.submission("planner-1"))
    let done = try await desk.approveErasure(of: Canary.id, Canary.submission("auditor-1", nil))
    #expect(try registry.page(.request, "r-canary")["summary"] == .string(Canary.mentions[0]))
    #expect(try registry.page(.meeting, "m-canary")["note"] == "[erased]")
    #expect(try Canary.found([Canary.possible], in: registry.path).isEmpty)
    #expect(done.pending == nil)
  }

  @Test func whoWasMergedIsErasedAlong() async throws {
    let registry = try await Canary.registry()
    let desk = registry.desk
    let twin = ThingRef(.person, "p-zq")
    try await registry.record([
      Step(twin, .begin(["id": .text("p-zq"), "name": .text("Zeb Quux-Quixote")]))
    ])
    try await registry.record([Step(Canary.person, .merge(into: "p-zq"))])
    _ = try await desk.requestErasure(of: Canary.id, Canary.submission("planner-1"))
    _ = try await desk.approveErasure(of: "p-zq", Canary.submission("auditor-1", nil))
    #expect(try Canary.found(Canary.texts + ["Quux", "p-zq"], in: registry.path).isEmpty)
    #expect(try desk.erasures().people.count == 2)
  }

  @Test func aMergerAfterTheRequestAsksForAnotherLook() async throws {
    let registry = try await Canary.registry()
    _ = try await registry.desk.requestErasure(of: Canary.id, Canary.submission("planner-1"))
    try await registry.record([Step(ThingRef(.person, "p-other"), .merge(into: Canary.id))])
    await #expect(throws: DeskError(.refused, "")) {
      try await registry.desk.approveErasure(of: Canary.id, Canary.submission("auditor-1", nil))
    }
    #expect(try registry.page(.person, "p-other")["name"] == "Ann Other")
  }

  @Test func aRefusalLeavesTheErasuresOfOthersAlone() async throws {
    let registry = try await Canary.registry()
    let desk = registry.desk
    _ = try await desk.requestErasure(of: Canary.id, Canary.submission("planner-1"))
    await #expect(throws: Interrupted.self) {
      try await desk.approveErasure(of: Canary.id, Canary.submission("auditor-1", nil)) { _ in
        throw Interrupted()
      }
    }
    _ = try await desk.requestErasure(of: "p-other", Canary.submission("planner-1"))
    await #expect(throws: DeskError(.refused, "")) {
      try await desk.approveErasure(of: "p-other", Canary.submission("planner-1", nil))
    }
    #expect(try await desk.resumeDestroying() != nil)
    #expect(try Canary.found(Canary.texts, in: registry.path).isEmpty)
  }

  /// What a search found is not clean because the next one no longer knows what to search for.
  @Test func whatWasFoundHasToGoBeforeItIsProven() async throws {
    let registry = try await Canary.registry()
    let desk = registry.desk
    let file = desk.folder.path + "/notes.txt"
    try Data(Canary.name.utf8).write(to: URL(fileURLWithPath: file))
    _ = try await desk.requestErasure(of: Canary.id, Canary.submission("planner-1"))
    await #expect(throws: DeskError(.verification, "")) {
      try await desk.approveErasure(of: Canary.id, Canary.submission("auditor-1", nil))
    }
    await #expect(throws: DeskError(.verification, "")) { try await desk.resumeDestroying() }
    try FileManager.default.removeItem(atPath: file)
    #expect(try await desk.resumeDestroying()?.pending == nil)
    #expect(try await desk.resumeDestroying() == nil)
  }

  @Test(arguments: [
    ("王伟", "王伟来电询问"), ("김민준", "김민준은 요청했다"), ("Suharto", "as Suharto said"),
  ])
  func namesInEveryScriptAreFound(name: String, text: String) async throws {
    let registry = try await TestRegistry()
    try await registry.record([
      Step(ThingRef(.person, "p-x9"), .begin(["id": .text("p-x9"), "name": .text(name)])),
      Step(ThingRef(.request, "r-1"), .begin(["summary": .text(text)])),
    ])
    let found = try registry.desk.mentions(of: "p-x9")
    #expect(found.certain.map(\.extract) == [text])
    await #expect(throws: DeskError(.refused, "")) {
      try await registry.desk.requestErasure(
        of: "p-x9", Canary.submission("planner-1", "asked for: \(text)"))
    }
  }

  @Test func titlesAndWebAddressesHideNoName() async throws {
    let registry = try await TestRegistry()
    let texts = ["Elanor Brandybuck called", "who=Elanor%20Brandybuck&in=Oman"]
    try await registry.record([
      Step(
        ThingRef(.person, "p-e"),
        .begin(["id": .text("p-e"), "name": .text("H.E. Mrs. Elanor Brandybuck")])),
      Step(ThingRef(.request, "r-1"), .begin(["summary": .text(texts[0])])),
      Step(ThingRef(.request, "r-2"), .begin(["summary": .text(texts[1])])),
      Step(ThingRef(.request, "r-3"), .begin(["summary": .text("Mrs. Brandybuck, of Bree")])),
    ])
    let found = try registry.desk.mentions(of: "p-e")
    #expect(found.certain.map(\.extract) == texts)
    #expect(found.possible.count == 1)
  }

  @Test func anotherSpellingIsNotAnotherAccount() async throws {
    let registry = try await Canary.registry()
    _ = try await registry.desk.requestErasure(of: Canary.id, Canary.submission("planner-1"))
    await #expect(throws: DeskError(.refused, "")) {
      try await registry.desk.approveErasure(of: Canary.id, Canary.submission("Planner-1", nil))
    }
  }

  /// A dataset written afterwards changes nothing where it comes from, and can be read elsewhere.
  @Test func aDatasetWithErasedCellsIsRead() async throws {
    let registry = try await Canary.registry()
    let desk = registry.desk
    _ = try await desk.requestErasure(of: Canary.id, Canary.submission("planner-1"))
    _ = try await desk.approveErasure(of: Canary.id, Canary.submission("auditor-1", nil))
    let files = try desk.exported().files.map { ($0.name, Array($0.text.utf8)) }
    let plan = try desk.plan(DatasetSource(files))
    #expect(plan.faults.isEmpty, "\(plan.faults)")
    #expect(plan.counts.create == 0 && plan.counts.change == 0, "\(plan.files)")
    let other = try await TestRegistry()
    let moved = try other.desk.plan(DatasetSource(files))
    #expect(moved.faults.isEmpty, "\(moved.faults)")
    #expect(moved.counts.create > 5)
  }

  @Test func whatOutlivesAnErasureNamesNobody() async throws {
    let registry = try await Canary.registry()
    let desk = registry.desk
    var sourced = Canary.submission("planner-1")
    sourced.sources = ["D-zebulon-quixote:p1"]
    await #expect(throws: DeskError(.refused, "")) {
      try await desk.requestErasure(of: Canary.id, sourced)
    }
    _ = try await desk.requestErasure(of: Canary.id, Canary.submission("planner-1"))
    await #expect(throws: DeskError(.refused, "")) {
      try await desk.approveErasure(
        of: Canary.id, Canary.submission("auditor-1", "Zebulon Quixote asked"))
    }
  }

  @Test func whatCameSinceTheRequestHasToBeSeen() async throws {
    let registry = try await Canary.registry()
    let desk = registry.desk
    _ = try await desk.requestErasure(of: Canary.id, Canary.submission("planner-1"))
    try await registry.record([
      Step(ThingRef(.request, "r-late"), .begin(["summary": .text("Zebulon Quixote called")]))
    ])
    await #expect(throws: DeskError(.refused, "")) {
      try await desk.approveErasure(of: Canary.id, Canary.submission("auditor-1", nil))
    }
    let all = try desk.mentions(of: Canary.id).certain
    _ = try await desk.requestErasure(
      of: Canary.id, sparing: all.map(\.address), Canary.submission("planner-1"))
    _ = try await desk.approveErasure(of: Canary.id, Canary.submission("auditor-1", nil))
    #expect(try registry.page(.request, "r-late")["summary"] == "Zebulon Quixote called")
    #expect(try registry.page(.request, "r-canary")["summary"] == .string(Canary.mentions[0]))
  }

  @Test func evenWhoIsMentionedEverywhereIsErased() async throws {
    let registry = try await Canary.registry()
    let desk = registry.desk
    try await registry.record(
      (1...1200).map {
        Step(ThingRef(.request, "r-\($0)"), .begin(["note": .text("Zebulon Quixote, \($0)")]))
      })
    _ = try await desk.requestErasure(of: Canary.id, Canary.submission("planner-1"))
    let done = try await desk.approveErasure(of: Canary.id, Canary.submission("auditor-1", nil))
    #expect(done.contents > 1200)
    #expect(try Canary.found(in: registry.path).isEmpty)
  }

  @Test func aRepeatTellsWhatTheFirstDid() async throws {
    let registry = try await Canary.registry()
    let desk = registry.desk
    var asking = Canary.submission("planner-1")
    asking.command = desk.newID()
    let asked = try await desk.requestErasure(of: Canary.id, asking).outcome
    #expect(try await desk.requestErasure(of: Canary.id, asking).outcome.events == asked.events)
    var approving = Canary.submission("auditor-1", nil)
    approving.command = desk.newID()
    let approved = try await desk.approveErasure(of: Canary.id, approving).outcome
    let again = try await desk.approveErasure(of: Canary.id, approving).outcome
    #expect(again.events == approved.events && again.repeated)
  }

  private struct Interrupted: Error {}

  /// Whatever step is the last that is done, the next start ends it.
  @Test(arguments: 1...4)
  func anInterruptionAtAnyStepEndsErased(step: Int) async throws {
    let registry = try await Canary.registry()
    _ = try await registry.desk.requestErasure(of: Canary.id, Canary.submission("planner-1"))
    var steps = 0
    await #expect(throws: Interrupted.self) {
      try await registry.desk.approveErasure(of: Canary.id, Canary.submission("auditor-1", nil)) {
        _ in
        steps += 1
        if steps == step { throw Interrupted() }
      }
    }
    await registry.desk.close()
    let desk = try Desk.open(registry.desk.folder)
    let finished = try #require(try await desk.resumeDestroying())
    #expect(finished.pending == nil)
    #expect(try await desk.resumeDestroying() == nil)
    #expect(try Canary.found(in: registry.path).isEmpty)
    let types = try desk.log.read { snapshot in
      var types: [String] = []
      try snapshot.forEachEvent(in: 0..<snapshot.size, filter: EventFilter(), backward: false) {
        types.append($0.type)
        return true
      }
      return types
    }
    #expect(types.filter { $0 == "person.erased" }.count == 1)
    #expect(types.last == "person.erasure_verified")
    let report = try desk.audit.verify()
    #expect(report.isSound, "\(report.faults)")
    await desk.close()
  }

  @Test func subjectsGetWhatIsKeptOfThem() async throws {
    let registry = try await Canary.registry()
    let export = try registry.desk.reading {
      try registry.desk.subjectExport(of: Canary.id, $0).compactText
    }
    for text in Canary.texts + Canary.mentions { #expect(export.contains(text), "\(text)") }
    #expect(!export.contains("stays"))
  }
}
