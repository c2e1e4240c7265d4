import Access
import Desk
import EventLog
import JSON
import Registry
import Testing
import Things

/// What the gate does not believe, and where one account's powers end.
@Suite struct GateTests {
  @Test func whatASubmissionClaimsIsNotBelieved() async throws {
    let office = try await Office()
    try await Somebody.record(in: office)
    var claim = Submission(
      by: "admin-1", via: "cli", reason: "because", batch: "import-20140702-3f9ac1",
      steps: [GateMatrixTests.step("organisation/o-new", ["name": .text("New")])])
    claim.erasing = [BesideAddress(position: 3, field: "summary")]
    let outcome = try await office.gate("staff-1").submit(claim)
    let record = try office.gate("auditor-1").record(at: outcome.events[0].position)
    #expect(record["by"] == "staff-1" && record["via"] == "web")
    #expect(record["record"]?["batch"] == nil)
    #expect(
      try office.desk.reading { try office.desk.page(.request, "r-canary", $0) }["summary"]
        == "help us")
    var bilateral = Bilateral()
    bilateral.withNew = [(name: "A ministry", country: nil)]
    claim.steps = [
      Step(
        ThingRef(.account, "staff-1"),
        .happen(
          Office.type("account.role_granted"),
          ["roles": .terms([Term(code: "planner", written: "planner")])]))
    ]
    let logged = try await office.gate("staff-1").record(bilateral, claim)
    #expect(!logged.events.contains { $0.type.hasPrefix("account.") })
    let saved = try await office.gate("staff-1").save(
      QuestionDraft("q-1", about: .request, try FilterQuery(text: "country=FJI")), claim)
    #expect(saved.events.map(\.type) == ["question.saved"])
    for position in (logged.events + saved.events).map(\.position) {
      let record = try office.gate("auditor-1").record(at: position)
      #expect(record["by"] == "staff-1" && record["via"] == "web")
    }
  }

  @Test func aTokenSaysSoInTheRecord() async throws {
    let office = try await Office()
    let token = try office.gate("admin-1").makeToken(
      for: "staff-1", .staff, called: "robot", until: office.clock.after(days: 1),
      in: office.directory)
    let visitor = try #require(try office.directory.visitor(token: token.secret))
    let outcome = try await Gate(office.desk, for: visitor.principal).submit(
      Submission(
        by: "", steps: [GateMatrixTests.step("organisation/o-new", ["name": .text("New")])]))
    let record = try office.gate("auditor-1").record(at: outcome.events[0].position)
    #expect(record["by"] == "staff-1" && record["via"] == "token")
  }

  @Test func oneStepThatIsForbiddenForbidsAll() async throws {
    let office = try await Office()
    let size = try office.desk.log.read { $0.size }
    await #expect(throws: AccessError.self) {
      try await office.gate("staff-1").submit(
        Submission(
          by: "", reason: "x",
          steps: [
            GateMatrixTests.step("organisation/o-new", ["name": .text("New")]),
            Step(
              ThingRef(.account, "staff-2"),
              .begin(["roles": .terms([Term(code: "admin", written: "admin")])])),
          ]))
    }
    #expect(try office.desk.log.read { $0.size } == size)
  }

  @Test(arguments: ["admin-1", "Admin-1"])
  func nobodyChangesTheirOwnAccount(_ name: String) async throws {
    let office = try await Office()
    let term = Value.terms([Term(code: "planner", written: "planner")])
    let status = Value.term(Term(code: "disabled", written: "disabled"))
    for command in [
      Command.happen(Office.type("account.role_granted"), ["roles": term]),
      .happen(Office.type("account.role_revoked"), ["roles": term]),
      .happen(Office.type("account.disabled"), ["status": status]), .retract(),
      .begin(["roles": term]), .correct(["note": .text("me")]),
    ] {
      await #expect(throws: AccessError.self) {
        try await office.gate("admin-1").submit(
          Submission(by: "", reason: "x", steps: [Step(ThingRef(.account, name), command)]))
      }
    }
    #expect(throws: AccessError.self) {
      try office.gate("admin-1").invite("admin-1", in: office.directory)
    }
  }

  @Test func nothingIsDestroyedByAnOrdinarySubmission() async throws {
    let office = try await Office()
    try await Somebody.record(in: office)
    let person = ThingRef(.person, Somebody.id)
    for type in EventCatalogue.all where type.isAboutDestroying {
      let thing = type.kind == .person ? person : ThingRef(type.kind, "r-canary")
      for account in Role.allCases.map({ "\($0.rawValue)-1" }) {
        await #expect(throws: AccessError.self, "\(type.name) by \(account)") {
          try await office.gate(account).submit(
            Submission(by: "", reason: "x", steps: [Step(thing, .happen(type, [:]))]))
        }
      }
    }
  }

  @Test func whoAskedForAnErasureCannotApproveIt() async throws {
    let office = try await Office()
    try await office.add("planner-2", [.planner])
    try await Somebody.record(in: office)
    let gate = try office.gate("planner-1")
    _ = try await gate.requestErasure(of: Somebody.id, Submission(by: "x", reason: "letter 7"))
    await #expect(throws: DeskError(.refused, "")) {
      try await gate.approveErasure(of: Somebody.id, Submission(by: "planner-2"))
    }
    let done = try await office.gate("planner-2").approveErasure(
      of: Somebody.id, Submission(by: "planner-1"))
    #expect(done.pending == nil)
  }

  @Test func anAuditorWhoMissesThePersonLearnsNoNames() async throws {
    let office = try await Office()
    try await Somebody.record(in: office)
    for id in [Somebody.id, "p-zebulon-quixot"] {
      do {
        _ = try await office.gate("auditor-1").approveErasure(of: id, Submission(by: ""))
        Issue.record("nobody asked")
      } catch let error as DeskError {
        #expect(error.code == .notFound)
        #expect(!"\(error) \(error.hint ?? "")".replacing("“\(id)”", with: "").contains("zebulon"))
      }
    }
  }

  @Test func aCommandIDIsItsAuthors() async throws {
    let office = try await Office()
    let command = office.desk.newID()
    let submission = Submission(
      command: command, by: "",
      steps: [GateMatrixTests.step("organisation/o-new", ["name": .text("New")])])
    let first = try await office.gate("staff-1").submit(submission)
    let again = try await office.gate("staff-1").submit(submission)
    #expect(again.repeated && again.events == first.events)
    await #expect(throws: DeskError(.refused, "")) {
      try await office.gate("planner-1").submit(submission)
    }
  }

  @Test func ownRecordsAreThoseOneRecorded() async throws {
    let office = try await Office()
    try await Somebody.record(in: office, by: "staff-1")
    let size = try office.desk.log.read { $0.size }
    for position in 0..<size {
      let by = try office.gate("auditor-1").record(at: position)["by"]?.string
      for account in ["staff-1", "planner-1"] {
        let gate = try office.gate(account)
        if by == account {
          _ = try gate.record(at: position)
        } else {
          #expect(throws: AccessError.self) { try gate.record(at: position) }
        }
      }
    }
    #expect(throws: DeskError(.notFound, "")) { try office.gate("staff-1").record(at: size) }
    #expect(try office.gate("staff-1").recordScope() == .own("staff-1"))
    #expect(try office.gate("auditor-1").recordScope() == .all)
  }

  @Test func tokensAreForRolesThatTheAccountHas() async throws {
    let office = try await Office()
    let gate = try office.gate("admin-1")
    #expect(throws: DeskError(.refused, "")) {
      try gate.makeToken(
        for: "staff-1", .planner, called: "robot", until: office.clock.after(days: 1),
        in: office.directory)
    }
    let made = try gate.makeToken(
      for: "staff-1", .staff, called: "robot", until: office.clock.after(days: 1),
      in: office.directory)
    // One's own can be seen and given up; nobody else's.
    #expect(try office.gate("staff-1").tokens(of: "staff-1", in: office.directory).count == 1)
    #expect(throws: AccessError.self) {
      try office.gate("planner-1").tokens(of: "staff-1", in: office.directory)
    }
    #expect(throws: DeskError(.notFound, "")) {
      try office.gate("planner-1").revokeToken(made.id, in: office.directory)
    }
    #expect(throws: DeskError(.notFound, "")) {
      try office.gate("auditor-1").revokeToken(made.id, in: office.directory)
    }
    try office.gate("staff-1").revokeToken(made.id, in: office.directory)
  }
}
