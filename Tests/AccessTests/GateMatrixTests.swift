import Access
import Desk
import EventLog
import JSON
import Registry
import Testing
import Things

/// Who may do what: every role and every command, by the table of the domain.
@Suite struct GateMatrixTests {
  /// Something that somebody does by way of the gate. `account` makes the ids of several different.
  struct Deed: CustomTestStringConvertible, Sendable {
    var name: String
    var may: Set<Role>
    var run: @Sendable (Gate, Office, _ account: String) async throws -> Void

    init(
      _ name: String, _ may: Set<Role>,
      _ run: @escaping @Sendable (Gate, Office, String) async throws -> Void
    ) {
      self.name = name
      self.may = may
      self.run = run
    }

    var testDescription: String { name }
  }

  static let readers: Set<Role> = [.staff, .planner, .auditor]
  static let recorders: Set<Role> = [.staff, .planner]

  static let deeds: [Deed] = [
    Deed("read a list", readers) { gate, _, _ in
      _ = try gate.reading { try $0.list(.request, ThingFilter(), $1) }
    },
    Deed("read as of a size", readers) { gate, _, _ in
      _ = try gate.reading(asOf: .size(1)) { try $0.search("canary", $1) }
    },
    Deed("record something new", recorders) { gate, _, account in
      _ = try await gate.submit(
        Submission(by: "", steps: [step("organisation/o-\(account)", ["name": .text("New")])]))
    },
    Deed("record something new with a free id", recorders) { gate, _, _ in
      _ = try await gate.submit { desk, _ in
        let fields: Fields = ["name": .text("New")]
        let id = try desk.newIdentifier(.organisation, for: fields)
        return Submission(by: "", steps: [Step(ThingRef(.organisation, id), .begin(fields))])
      }
    },
    Deed("correct", recorders) { gate, _, account in
      _ = try await gate.submit(
        Submission(
          by: "", reason: "typo",
          steps: [Step(ref("request/r-canary"), .correct(["summary": .text(account)]))]))
    },
    Deed("retract and reinstate", recorders) { gate, _, _ in
      for command in [Command.retract(), .reinstate()] {
        _ = try await gate.submit(
          Submission(by: "", reason: "error", steps: [Step(ref("network/n-canary"), command)]))
      }
    },
    Deed("change a document's access", recorders) { gate, _, account in
      let document = ref("document/D-\(account)")
      _ = try await gate.submit(
        Submission(
          by: "",
          steps: [
            Step(document, .begin(["title": .text("One")])),
            Step(
              document,
              .happen(
                Office.type("document.access_changed"),
                ["access": .term(Term(code: "restricted", written: "restricted"))])),
          ]))
    },
    Deed("log a bilateral", recorders) { gate, _, account in
      var bilateral = Bilateral()
      bilateral.withNew = [(name: "Ministry of \(account)", country: nil)]
      bilateral.requests = [["summary": .text("help")]]
      _ = try await gate.record(bilateral, Submission(by: ""))
    },
    Deed("save a question", recorders) { gate, _, account in
      let query = try FilterQuery(text: "country=FJI")
      _ = try await gate.save(
        QuestionDraft("q-\(account)", about: .request, query), Submission(by: ""))
    },
    Deed("plan, import and undo one's own import", recorders) { gate, _, account in
      let plan = try gate.plan(dataset(account))
      let batch = try await gate.commit(plan).batch
      _ = try await gate.undo(batch: batch)
    },
    Deed("undo somebody else's import", [.planner]) { gate, office, account in
      let plan = try office.desk.plan(dataset(account))
      let batch = office.desk.newBatch()
      _ = try await office.desk.commit(plan, batch: batch, by: "somebody-else")
      _ = try await gate.undo(batch: batch)
    },
    Deed("prefer a statement", [.planner]) { gate, _, _ in
      _ = try await gate.prefer("st-canary", Submission(by: "", reason: "final report"))
    },
    Deed("prefer a statement by any other way", [.planner]) { gate, _, account in
      for steps in [
        [
          step(
            "statement/st-\(account)",
            [
              "subject": .subject(ref("request/r-canary")), "attribute": .text("cost"),
              "value": .text("7"), "preferred": .flag(true),
            ])
        ],
        [Step(ref("statement/st-rival"), .correct(["preferred": .flag(true)]))],
        [Step(ref("statement/st-rival"), .correct([:], cleared: ["preferred"]))],
      ] {
        _ = try await gate.submit(Submission(by: "", reason: "better", steps: steps))
      }
    },
    Deed("merge and unmerge", [.planner]) { gate, office, _ in
      for (id, command) in [("o-loser", Command.merge(into: "org-canary")), ("o-loser", .unmerge)] {
        _ = try await gate.submit(
          Submission(by: "", reason: "same", steps: [Step(ref("organisation/\(id)"), command)]))
      }
    },
    Deed("map a term and take it back", [.planner]) { gate, office, account in
      let vocabulary = ThingRef(.vocabulary, "theme")
      _ = try await gate.submit(
        Submission(
          by: "",
          steps: [
            Step(
              vocabulary,
              .happen(
                Office.type("term.mapped"),
                ["term": .text("term of \(account)"), "to": .text("digital-government")]))
          ]))
      let entry = try office.desk.reading { try $0.entries(.mapping, of: vocabulary).last?.id }
      _ = try await gate.submit(
        Submission(by: "", reason: "no", steps: [Step(vocabulary, .retract(entry: entry))]))
    },
    Deed("ask for a redaction", recorders) { gate, _, _ in
      _ = try await gate.requestRedaction(
        of: "summary", ref("request/r-canary"), Submission(by: "", reason: "names somebody"))
    },
    Deed("approve a redaction", [.planner, .auditor]) { gate, office, _ in
      let thing = ref("request/r-canary")
      let ask = Submission(by: "somebody-else", reason: "names somebody")
      try await office.record(
        [Step(thing, .correct(["summary": .text("\(office.desk.newID())")]))])
      _ = try await office.desk.requestRedaction(of: "summary", thing, ask)
      _ = try await gate.approveRedaction(thing, Submission(by: ""))
    },
    Deed("see what an erasure would reach, and ask for it", recorders) { gate, _, _ in
      _ = try gate.mentions(of: Somebody.id)
      _ = try await gate.requestErasure(
        of: Somebody.id, Submission(by: "", reason: "letter 7"))
    },
    Deed("approve an erasure", [.planner, .auditor]) { gate, office, account in
      let id = "p-\(account)"
      let name = "Zoe \(String(account.reversed()))"
      try await office.record([step("person/\(id)", ["id": .text(id), "name": .text(name)])])
      _ = try await office.desk.requestErasure(
        of: id, Submission(by: "somebody-else", reason: "letter 8"))
      let log = try office.desk.reading { try $0.find(.person, id)?.id ?? "" }
      _ = try await gate.approveErasure(of: log, Submission(by: ""))
    },
    Deed("read somebody else's record and its proof", [.auditor]) { gate, _, _ in
      _ = try gate.record(at: 0)
      _ = try gate.recordBytes(at: 0)
      _ = try gate.receipt(of: 0)
    },
    Deed("read one's own record and its proof", readers) { gate, office, account in
      let outcome = try await office.record(
        [step("organisation/own-\(account)", ["name": .text("Own")])], by: account)
      let position = outcome.events[0].position
      _ = try gate.record(at: position)
      _ = try gate.recordBytes(at: position)
      _ = try gate.receipt(of: position)
    },
    Deed("read all records", [.auditor]) { gate, _, _ in _ = try gate.audit(.readRecords) },
    Deed("verify", [.auditor, .admin]) { gate, _, _ in
      let report = try gate.audit(.verify).verify()
      #expect(report.isSound)
    },
    Deed("read metrics", [.auditor, .admin]) { gate, _, _ in try gate.require(.readMetrics) },
    Deed("see who had data shown", [.auditor]) { gate, office, _ in
      _ = try gate.reveals(limit: 10, in: office.directory)
    },
    Deed("have contact data shown", [.planner]) { gate, office, _ in
      _ = try gate.reveal(
        try office.personID(), ["email"], reason: nil, notingIn: office.credentials.reveals)
    },
    Deed("have contact data shown with a reason", [.planner, .auditor]) { gate, office, _ in
      _ = try gate.reveal(
        try office.personID(), ["email"], reason: "case 7", notingIn: office.credentials.reveals)
    },
    Deed("read accounts and tokens", [.auditor, .admin]) { gate, office, _ in
      _ = try gate.accounts(in: office.directory)
      _ = try gate.account("staff-1", in: office.directory)
      _ = try gate.tokens(in: office.directory)
      _ = try gate.tokens(of: "nobody-else", in: office.directory)
    },
    Deed("keep accounts", [.admin]) { gate, office, account in
      let thing = ref("account/of-\(account)")
      let roles: Fields = ["roles": .terms([Term(code: "staff", written: "staff")])]
      for command in [
        Command.begin(roles), .happen(Office.type("account.role_revoked"), roles),
        .happen(Office.type("account.role_granted"), roles), .correct(["note": .text("one")]),
        .happen(
          Office.type("account.disabled"),
          ["status": .term(Term(code: "disabled", written: "disabled"))]),
      ] {
        _ = try await gate.submit(
          Submission(by: "", reason: "new", steps: [Step(thing, command)]))
      }
    },
    Deed("invite", [.admin]) { gate, office, _ in
      try await office.add("guest-\(office.desk.newID().description.suffix(8))", [.staff])
      _ = try gate.invite("planner-2", in: office.directory)
    },
    Deed("make and revoke a token", [.admin]) { gate, office, _ in
      let made = try gate.makeToken(
        for: "planner-2", .planner, called: "robot", until: office.clock.after(days: 7),
        in: office.directory)
      try gate.revokeToken(made.id, in: office.directory)
    },
  ]

  @Test(arguments: deeds) func onlyWhoMayDoes(_ deed: Deed) async throws {
    let office = try await Office()
    try await office.add("planner-2", [.planner])
    try await office.add("nobody-1", [])
    try await Somebody.record(in: office, by: "somebody-else")
    try await office.record([Self.step("organisation/o-loser", ["name": .text("Loser")])])
    for account in [nil, "nobody-1"] + Role.allCases.map({ "\($0.rawValue)-1" }) {
      let role = Role.allCases.first { "\($0.rawValue)-1" == account }
      let size = try office.desk.log.read { $0.size }
      do {
        try await deed.run(try office.gate(account), office, account ?? "nobody")
        #expect(role.map(deed.may.contains) == true, "\(account ?? "nobody") may \(deed.name)")
      } catch let error as AccessError {
        #expect(role.map(deed.may.contains) != true, "\(account ?? "nobody"): \(error.message)")
        #expect(error.code == (account == nil ? .unauthenticated : .forbidden))
        let events = try office.desk.log.read { $0.size } - size
        #expect(try events == 0 || office.madeByOthers(since: size, than: account))
      }
    }
  }

  static func ref(_ text: String) -> ThingRef {
    ThingRef(stream: text) ?? ThingRef(.request, text)
  }

  static func step(_ thing: String, _ fields: Fields) -> Step { Step(ref(thing), .begin(fields)) }

  static func dataset(_ account: String) -> DatasetSource {
    DatasetSource([
      (name: "organisations.csv", bytes: Array("id,name\nimported-\(account),Imported\n".utf8))
    ])
  }
}

extension Office {
  /// Whether all that was recorded since is somebody else's: what a test prepared.
  fileprivate func madeByOthers(since size: UInt64, than account: String?) throws -> Bool {
    try desk.log.read { snapshot in
      var isOthers = true
      try snapshot.forEachEvent(in: size..<snapshot.size, filter: EventFilter(), backward: false) {
        isOthers = isOthers && ($0.via == "cli")
        return true
      }
      return isOthers
    }
  }
}
