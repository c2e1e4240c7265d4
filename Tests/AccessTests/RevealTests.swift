import Access
import Desk
import EventLog
import JSON
import Registry
import Testing
import Things

/// Contact data is shown to those who may see it, and each time is noted.
@Suite struct RevealTests {
  @Test func aPlannerSeesAnybodys() async throws {
    let office = try await Office()
    try await Somebody.record(in: office)
    let found = try office.reveal("planner-1", Somebody.id, ["email", "note"])
    #expect(found == ["email": "z.quixote@canary.example", "note": "likes xyzzy"])
    let log = try office.gate("auditor-1").reveals(limit: 10, in: office.directory)
    #expect(log.total == 1)
    let noted = try #require(log.rows.first)
    #expect(noted.account == "planner-1" && noted.fields == ["email", "note"])
    #expect(noted.person == (try office.personID()) && noted.reason == nil)
    #expect(noted.at == office.clock.now && noted.door == .web)
  }

  @Test func staffSeeThoseOfTheirOwnMeetings() async throws {
    let office = try await Office()
    try await office.add("staff-2", [.staff])
    try await Somebody.record(in: office, by: "staff-1")
    #expect(try office.gate("staff-1").obstacle(toRevealing: Somebody.id) == nil)
    #expect(try office.gate("staff-2").obstacle(toRevealing: Somebody.id)?.code == .forbidden)
    #expect(
      try office.reveal("staff-1", Somebody.id, ["phone"]) == ["phone": "+99 5550 123456"])
    #expect(throws: AccessError.self) { try office.reveal("staff-2", Somebody.id, ["phone"]) }
    // Recording something else of the meeting does not make it one's own.
    try await office.record(
      [Step(ThingRef(.meeting, "m-canary"), .correct(["note": .text("a note")]))], by: "staff-2")
    #expect(throws: AccessError.self) { try office.reveal("staff-2", Somebody.id, ["phone"]) }
    // A role that was recorded in error is none.
    let role = try office.desk.reading { reading in
      try reading.entries(.role, of: ThingRef(.meeting, "m-canary")).first {
        $0.fields["person"] != nil
      }?.id
    }
    try await office.record([Step(ThingRef(.meeting, "m-canary"), .retract(entry: role))])
    #expect(throws: AccessError.self) { try office.reveal("staff-1", Somebody.id, ["phone"]) }
    #expect(try office.gate("auditor-1").reveals(limit: 10, in: office.directory).total == 1)
  }

  @Test func anAuditorHasToSayWhy() async throws {
    let office = try await Office()
    try await Somebody.record(in: office)
    let log = try office.personID()
    for reason in [nil, "", "  "] {
      #expect(throws: AccessError.self) {
        try office.reveal("auditor-1", log, ["name"], reason: reason)
      }
    }
    let found = try office.reveal("auditor-1", log, ["name", "affiliations"], reason: " case 7 ")
    #expect(found["name"] == "Zebulun Windmill")
    #expect(found["affiliations"]?.compactText.contains("Keeper of the Frobozz") == true)
    let noted = try office.gate("auditor-1").reveals(limit: 10, in: office.directory)
    #expect(noted.rows.map(\.reason) == ["case 7"])
    // By the id that people type nobody is there for those to whom it would tell a name.
    #expect(throws: DeskError(.notFound, "")) {
      try office.reveal("auditor-1", Somebody.id, ["name"], reason: "case 7")
    }
  }

  @Test func aReasonNamesNobody() async throws {
    let office = try await Office()
    try await Somebody.record(in: office)
    // It would be found after an erasure, when nothing should be left.
    #expect(throws: DeskError(.refused, "")) {
      try office.reveal("planner-1", Somebody.id, ["email"], reason: "to call Zebulon Quixote")
    }
    #expect(try office.gate("auditor-1").reveals(limit: 10, in: office.directory).total == 0)
  }

  @Test func onlyWhatIsKeptBackCanBeRevealed() async throws {
    let office = try await Office()
    try await Somebody.record(in: office)
    for fields in [["roles"], [], ["email", "name"]] {
      #expect(throws: DeskError(.refused, "")) {
        try office.reveal("planner-1", Somebody.id, Set(fields))
      }
    }
    #expect(throws: AccessError.self) { try office.reveal("admin-1", Somebody.id, ["email"]) }
    #expect(try office.gate("auditor-1").reveals(limit: 10, in: office.directory).total == 0)
  }

  @Test func theLogIsListedByPagesAndFilters() async throws {
    let office = try await Office()
    try await Somebody.record(in: office)
    for number in 0..<7 {
      _ = try office.reveal(number < 4 ? "planner-1" : "staff-1", Somebody.id, ["email"])
      office.clock.advance(days: 1)
    }
    let gate = try office.gate("auditor-1")
    let page = try gate.reveals(skipping: 2, limit: 3, in: office.directory)
    #expect(page.total == 7 && page.rows.map(\.number) == [5, 4, 3])
    var filter = RevealFilter()
    filter.account = "staff-1"
    #expect(try gate.reveals(filter, limit: 10, in: office.directory).total == 3)
    filter = RevealFilter()
    filter.person = "nobody"
    #expect(try gate.reveals(filter, limit: 10, in: office.directory).total == 0)
    filter = RevealFilter()
    filter.from = Instant(microseconds: office.clock.now.microseconds - 2 * 86_400_000_000)
    #expect(try gate.reveals(filter, limit: 10, in: office.directory).total == 2)
    filter.from = nil
    filter.before = Instant(microseconds: office.clock.now.microseconds - 6 * 86_400_000_000)
    #expect(try gate.reveals(filter, limit: 10, in: office.directory).total == 1)
  }
}
