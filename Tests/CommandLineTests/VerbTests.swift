import Foundation
import JSON
import Testing

/// Every verb once, on the sample month: what it writes, what it answers, and how it refuses.
@Suite struct VerbTests {
  /// A writing command and the type of the last event that it records. `$name` stands for an id that
  /// an earlier command of the list has printed.
  struct Writing {
    var arguments: [String]
    var type: String
    var name: String?

    init(_ line: String, _ type: String, as name: String? = nil) {
      arguments = Self.words(line)
      self.type = type
      self.name = name
    }

    /// Words at blanks; what stands in `'…'` is one word.
    static func words(_ line: String) -> [String] {
      line.split(separator: "'", omittingEmptySubsequences: false).enumerated().flatMap {
        index, part in
        index.isMultiple(of: 2)
          ? part.split(separator: " ").map(String.init) : [String(part)]
      }
    }
  }

  static let writings: [Writing] = [
    Writing(
      "organisation add --id o-new --name 'New body' --kind ministry --country Fiji --variants NB",
      "organisation.registered"),
    Writing("organisation add --name 'Other body'", "organisation.registered", as: "org"),
    Writing("organisation correct o-new --short-name NB --reason typo", "organisation.corrected"),
    Writing("organisation rename o-new 'Newer body' --occurred 2015", "organisation.renamed"),
    Writing("organisation alias o-new 'N. Body'", "organisation.alias_added"),
    Writing("organisation move o-new --parent dpadm", "organisation.moved"),
    Writing("organisation merge $org --into o-new --reason same", "organisation.merged"),
    Writing("organisation unmerge $org --reason different", "organisation.merge_reverted"),
    Writing("organisation retract $org --reason error", "organisation.retracted"),
    Writing("organisation reinstate $org --reason right", "organisation.reinstated"),
    Writing("person add --id p-new --name 'Ada Okafor' --honorific Ms.", "person.registered"),
    Writing("person add --name 'Ada Okaphor'", "person.registered", as: "person"),
    Writing("person correct p-new --note careful --reason more", "person.corrected"),
    Writing("person rename p-new 'Ada Okafor-Lim' --occurred 2016", "person.renamed"),
    Writing("person contact p-new --email ada@example.org", "person.contact_changed"),
    Writing("person affiliate p-new --organisation o-new --position Director", "person.affiliated"),
    Writing("person merge $person --into p-new --reason same", "person.merged"),
    Writing("person unmerge $person --reason different", "person.merge_reverted"),
    Writing("person retract $person --reason error", "person.retracted"),
    Writing("person reinstate $person --reason right", "person.reinstated"),
    Writing(
      "document add --id D900 --title 'A note' --date 2014-06 --access internal",
      "document.registered"),
    Writing("document correct D900 --title 'A longer note' --reason typo", "document.corrected"),
    Writing("document access D900 restricted", "document.access_changed"),
    Writing("document retract D900 --reason error", "document.retracted"),
    Writing("document reinstate D900 --reason right", "document.reinstated"),
    Writing(
      "meeting add --id m-new --title 'A talk' --start 2014-06-24 --end 2014-06-25 --country Fiji --parent m-unpsf-2014",
      "meeting.recorded"),
    Writing("meeting correct m-new --city Suva --reason learned", "meeting.corrected"),
    Writing("meeting reschedule m-new --start 2014-06-25 --end 2014-06-26", "meeting.rescheduled"),
    Writing("meeting hold m-new", "meeting.held"),
    Writing("meeting cancel m-new --reason mistake", "meeting.cancelled"),
    Writing("meeting session m-new 'Session 1' --start 2014-06-25", "meeting.session_added"),
    Writing(
      "meeting participate m-new --organisation o-new --capacity participant --count 3",
      "meeting.participation_recorded"),
    Writing(
      "meeting role m-new --person p-new --role speaker --session 'Session 1'",
      "meeting.role_assigned"),
    Writing("meeting objective m-new 'To talk'", "meeting.objective_set"),
    Writing("meeting outcome m-new 'We talked' --kind information", "meeting.outcome_recorded"),
    Writing("meeting retract m-new --reason error", "meeting.retracted"),
    Writing("meeting reinstate m-new --reason right", "meeting.reinstated"),
    Writing(
      "request add --id r-new --requester o-new --country Fiji --requested-on 2014-06 --themes e-government --support-types training --summary 'A course' --status requested",
      "request.raised"),
    Writing("request add --requester gov-fiji --summary more", "request.raised", as: "request"),
    Writing(
      "request correct r-new --requested-on 2014-06-24 --reason learned", "request.corrected"),
    Writing("request restate r-new --by dpadm", "request.restated"),
    Writing("request rate r-new high --by o-new", "request.rated"),
    Writing("request status r-new agreed", "request.status_changed"),
    Writing("request link r-new --meeting m-new", "request.linked"),
    Writing("request merge $request --into r-new --reason same", "request.merged"),
    Writing("request unmerge $request --reason different", "request.merge_reverted"),
    Writing("request retract $request --reason error", "request.retracted"),
    Writing("request reinstate $request --reason right", "request.reinstated"),
    Writing(
      "offer add --id of-new --provider dpadm --support-types advisory --summary 'An adviser' --status offered",
      "offer.made"),
    Writing("offer correct of-new --summary 'Two advisers' --reason learned", "offer.corrected"),
    Writing("offer status of-new agreed", "offer.status_changed"),
    Writing("offer match of-new --request r-new", "offer.matched"),
    Writing("offer retract of-new --reason error", "offer.retracted"),
    Writing("offer reinstate of-new --reason right", "offer.reinstated"),
    Writing(
      "followup add --id f-new --what 'Send it' --due 2014-07 --status open", "followup.agreed"),
    Writing("followup correct f-new --what 'Send them' --reason typo", "followup.corrected"),
    Writing("followup status f-new planned", "followup.status_changed"),
    Writing("followup assign f-new --owner dpadm", "followup.assigned"),
    Writing("followup reschedule f-new --due 2014-08", "followup.rescheduled"),
    Writing("followup done f-new", "followup.done"),
    Writing("followup verify f-new --actor staff-2", "followup.verified"),
    Writing("followup reopen f-new --reason 'not quite'", "followup.reopened"),
    Writing("followup drop f-new --reason 'no need'", "followup.dropped"),
    Writing("followup retract f-new --reason error", "followup.retracted"),
    Writing("followup reinstate f-new --reason right", "followup.reinstated"),
    Writing(
      "recommendation add --id rec-new --text 'Share more' --addressee sids --meeting m-new",
      "recommendation.made"),
    Writing(
      "recommendation correct rec-new --text 'Share it all' --reason typo",
      "recommendation.corrected"),
    Writing("recommendation same-as rec-new rec-ms-gov-1", "recommendation.same_as_noted"),
    Writing("recommendation status rec-new accepted", "recommendation.status_changed"),
    Writing("recommendation retract rec-new --reason error", "recommendation.retracted"),
    Writing("recommendation reinstate rec-new --reason right", "recommendation.reinstated"),
    Writing(
      "practice add --id pr-new --title 'One window' --country Fiji --themes single-window",
      "practice.recorded"),
    Writing("practice correct pr-new --award UNPSA --reason learned", "practice.corrected"),
    Writing("practice presented pr-new --meeting m-new", "practice.presented"),
    Writing("practice retract pr-new --reason error", "practice.retracted"),
    Writing("practice reinstate pr-new --reason right", "practice.reinstated"),
    Writing("network add --id net-new --name 'A network' --kind network", "network.formed"),
    Writing("network correct net-new --note small --reason learned", "network.corrected"),
    Writing("network rename net-new 'The network' --occurred 2015", "network.renamed"),
    Writing("network join net-new --organisation o-new --from 2014", "network.member_joined"),
    Writing(
      "network focal-point net-new --person p-new --status proposed", "network.focal_point_proposed"
    ),
    Writing(
      "network focal-point net-new --person p-new --status appointed",
      "network.focal_point_appointed"),
    Writing("network leave $membership --until 2016", "network.member_left"),
    Writing("network retract net-new --reason error", "network.retracted"),
    Writing("network reinstate net-new --reason right", "network.reinstated"),
    Writing(
      "statement add --subject m-new --attribute seats --value 80 --unit seats",
      "statement.recorded", as: "first"),
    Writing(
      "statement add --subject m-new --attribute seats --value 90 --unit seats --qualifier around",
      "statement.recorded", as: "second"),
    Writing("statement correct $second --value 91 --reason typo", "statement.corrected"),
    Writing("statement prefer $first --reason counted", "statement.preferred"),
    Writing("statement retract $second --reason error", "statement.retracted"),
    Writing("statement reinstate $second --reason right", "statement.reinstated"),
    Writing("account add --id staff-9 --roles staff", "account.created"),
    Writing("account grant staff-9 planner", "account.role_granted"),
    Writing("account revoke staff-9 planner", "account.role_revoked"),
    Writing("account disable staff-9 --reason left", "account.disabled"),
    Writing("unclassified map theme $term --to cybersecurity", "term.mapped"),
  ]

  @Test func everyWritingVerbGivesAReceiptOnce() throws {
    let registry = try CommandLineRegistry("demo")
    let term = try #require(try registry.run("unclassified").json.array?.first?["term"]?.string)
    var names = ["term": term]
    var size = try registry.size()
    for writing in Self.writings {
      if writing.arguments.contains("$membership") {
        let page = try registry.run("network", "show", "net-new").json
        names["membership"] = page["members"]?.ids.first
      }
      let arguments = writing.arguments.map { word in
        word.hasPrefix("$") ? names[String(word.dropFirst())] ?? word : word
      }
      let id = UUID().uuidString.lowercased()
      let result = try registry.run(arguments + ["--command-id", id])
      #expect(result.code == 0, "\(result)")
      guard result.code == 0 else { continue }
      let receipt = try result.json
      #expect(receipt.keys.isSuperset(of: ["command", "events", "size", "id"]), "\(result)")
      #expect(receipt["command"]?.string == id)
      let events = receipt["events"]?.array ?? []
      #expect(events.last?["type"]?.string == writing.type, "\(result)")
      #expect(events.allSatisfy { $0.keys == ["position", "type", "stream"] })
      #expect(events.map { $0["position"]?.integer } == events.indices.map { size + Int64($0) })
      size += Int64(events.count)
      #expect(receipt["size"]?.integer == size)
      if let name = writing.name { names[name] = receipt["id"]?.string }

      // The same command again writes nothing and says the same.
      let again = try registry.run(arguments + ["--command-id", id])
      #expect(again.code == 0, "\(again)")
      if again.code == 0 {
        for key in ["command", "events", "size", "id"] {
          #expect(try again.json[key] == receipt[key], "\(again)")
        }
      }
    }
    #expect(try registry.size() == size)
    #expect(try registry.run("views", "check").succeeded().json == [])
  }

  @Test func aCommandIDIsForOneCommand() throws {
    let registry = try CommandLineRegistry()
    let id = UUID().uuidString.lowercased()
    try registry.run("request", "add", "--summary", "one", "--command-id", id).succeeded()
    let other = try registry.run("request", "add", "--summary", "two", "--command-id", id)
    #expect(other.code == 1)
    #expect(try other.json["error"]?["code"] == "refused")
    #expect(try registry.size() == 1)
    #expect(try registry.run("request", "add", "--command-id", "no-uuid").code == 1)
  }

  /// Commands that have to fail, with the exit code and the error's code.
  static let failures: [(line: String, code: Int32, error: String)] = [
    ("request show r-nowhere", 1, "not_found"), ("request history r-nowhere", 1, "not_found"),
    ("request status r-nowhere agreed", 1, "not_found"),
    ("request add --requester gov-figi", 1, "not_found"),
    ("request add --country Korea", 1, "invalid"), ("request add --country Atlantis", 1, "invalid"),
    ("request add --requested-on 24.06.2014", 1, "invalid"),
    ("request add --id 'r 1'", 1, "refused"), ("request add --id r-ecuador-1", 1, "refused"),
    ("request add --source nowhere", 1, "refused"), ("request list --under m-no", 1, "not_found"),
    ("request list --requester nobody", 1, "not_found"),
    ("request list --as-of 999999", 1, "refused"), ("request list --as-of soon", 1, "refused"),
    ("request list --from 1.2.2014", 1, "refused"), ("request list --today 2014-06", 1, "refused"),
    ("request list --group XYZ", 1, "refused"), ("request list --region Nowhere", 1, "refused"),
    ("request correct r-ecuador-1 --summary x", 1, "refused"),
    ("request correct r-ecuador-1 --summary '' --reason x", 1, "refused"),
    ("request correct r-ecuador-1 --themes '' --reason x", 1, "refused"),
    ("request retract r-ecuador-1", 1, "refused"), ("person find ''", 1, "refused"),
    ("request status r-ecuador-1 expressed", 1, "refused"),
    ("request status r-ecuador-1 finished", 1, "refused"),
    ("meeting add --title X --start 2014-06-02 --end 2014-06-01", 1, "refused"),
    ("organisation add --short-name X", 1, "refused"),
    ("import nowhere", 1, "not_found"), ("import --undo nothing", 1, "not_found"),
    ("bilateral log --on 2014", 1, "refused"),
    ("log show 999999", 1, "not_found"), ("unclassified map theme x --to nothing", 1, "not_found"),
    ("unclassified map nothing x --to y", 1, "not_found"),
    ("request list --nonsense", 2, "usage"), ("request", 2, "usage"), ("nonsense", 2, "usage"),
    ("import", 2, "usage"), ("request list --limit many", 2, "usage"),
  ]

  @Test func failuresSayWhatAndWhereAndLeaveTheRegistryAlone() throws {
    let registry = try CommandLineRegistry("demo")
    let size = try registry.size()
    for (line, code, error) in Self.failures {
      let result = try registry.run(Writing.words(line))
      #expect(result.code == code, "\(result)")
      if line == "request" { continue }
      #expect(result.errors.hasPrefix("error: "), "\(result)")
      let json = try? result.json
      #expect(json?["error"]?["code"]?.string == error, "\(result)")
      #expect(
        json?["error"]?.keys.isSuperset(of: ["code", "message", "where", "hint"]) == true,
        "\(result)")
    }
    #expect(try registry.size() == size)
  }

  @Test func nearMatchesAreNamed() throws {
    let registry = try CommandLineRegistry("demo")
    for (line, near) in [
      ("request show r-ecuadr-1", "r-ecuador-1"), ("request add --requester gov-figi", "gov-fiji"),
      ("person show p-aquarro", "p-aquaro"),
      ("bilateral log --with gov-figi --on 2014", "gov-fiji"),
    ] {
      let result = try registry.run(Writing.words(line))
      #expect(result.code == 1)
      #expect(try result.json["error"]?["hint"]?.string?.contains(near) == true, "\(result)")
      #expect(result.errors.contains(near))
    }
  }

  @Test func aMissingOrDamagedRegistryIsExitCodeThree() throws {
    let registry = try CommandLineRegistry(nil)
    #expect(try registry.run("request", "list").code == 3)
    try registry.run("init").succeeded()
    try registry.run("request", "add").succeeded()
    let file = registry.registry + "/log/data.mdb"
    let handle = try #require(FileHandle(forWritingAtPath: file))
    try handle.truncate(atOffset: 4096)
    try handle.close()
    let result = try registry.run("request", "list")
    #expect(result.code == 3, "\(result)")
  }

  @Test func aTamperedViewIsExitCodeSix() throws {
    let registry = try CommandLineRegistry("demo")
    try registry.run("views", "check").succeeded()
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    python.arguments = [
      "python3", "-c",
      """
      import sqlite3, sys
      c = sqlite3.connect(sys.argv[1])
      tables = [r[0] for r in c.execute("select name from sqlite_master where type='table'")]
      table = [t for t in tables if t.startswith("requests") and "each" not in t][0]
      c.execute(f"update {table} set summary = 'tampered' where id = 'r-ecuador-1'")
      c.commit()
      """, registry.registry + "/views.sqlite",
    ]
    try python.run()
    python.waitUntilExit()
    try #require(python.terminationStatus == 0)
    let result = try registry.run("views", "check")
    #expect(result.code == 6)
    #expect(try result.json.array?.first?["column"] == "summary")
    #expect(result.errors.hasPrefix("error: "))
    try registry.run("views", "rebuild").succeeded()
    try registry.run("views", "check").succeeded()
  }

  @Test func entriesAreCorrectedAndRetractedByTheirIDs() throws {
    let registry = try CommandLineRegistry("demo")
    // A meeting may be called what an entry could be called.
    try registry.run("meeting", "add", "--id", "session-1", "--title", "One").succeeded()
    try registry.run(
      "meeting", "correct", "session-1", "--title", "Two", "--reason", "typo"
    ).succeeded()
    #expect(try registry.run("meeting", "show", "session-1").json["title"] == "Two")
    let post = try #require(
      try registry.run("person", "show", "p-aquaro").json["affiliations"]?.array?.first)
    let id = try #require(post["id"]?.string)
    try registry.run(
      "person", "correct", id, "--set", "position=Chief", "--reason", "misread"
    ).succeeded()
    let after = try registry.run("person", "show", "p-aquaro").json["affiliations"]?.array
    #expect(after?.first?["position"] == "Chief")
    try registry.run("person", "retract", id, "--reason", "wrong").succeeded()
    #expect(
      try registry.run("person", "show", "p-aquaro").json["affiliations"]?.array?.count == 1)
    try registry.run("person", "reinstate", id, "--reason", "right").succeeded()
    #expect(
      try registry.run("person", "show", "p-aquaro").json["affiliations"]?.array?.count == 2)
  }

  @Test func retractedMeetingsGiveNobodyARole() throws {
    let registry = try CommandLineRegistry("demo")
    let person = try registry.run("person", "show", "p-alberti").json
    let meetings = Set(person["roles"]?.array?.compactMap { $0["meeting"]?.string } ?? [])
    #expect(meetings.contains("m-unpsf-2014-w1"))
    try registry.run("meeting", "retract", "m-unpsf-2014-w1", "--reason", "test").succeeded()
    let after = try registry.run("person", "show", "p-alberti").json
    #expect(
      after["roles"]?.array?.contains { $0["meeting"] == "m-unpsf-2014-w1" } == false)
  }

  @Test func aMappedTermIsFoundByWhatItMeans() throws {
    let registry = try CommandLineRegistry()
    try registry.run("request", "add", "--id", "r-1", "--kind", "wishful thinking").succeeded()
    try registry.run(
      "unclassified", "map", "request_kind", "wishful thinking", "--to",
      "expression_of_interest"
    ).succeeded()
    let rows = try registry.run("request", "list", "--kind", "expression_of_interest").json
    #expect(rows.ids == ["r-1"])
    #expect(rows.array?.first?["kind"] == "expression_of_interest")
    let before = try registry.run(
      "request", "list", "--kind", "expression_of_interest", "--as-of", "1")
    #expect(try before.json == [])
  }

  @Test func undatedRowsAreCountedOnStandardError() throws {
    let registry = try CommandLineRegistry("demo")
    let all = try registry.run("request", "list").json.array ?? []
    let undated = all.count { $0["requested_on"] == .null }
    let result = try registry.run("request", "list", "--from", "2014-05-26").succeeded()
    #expect(result.errors.contains("\(undated) without a date"))
    #expect(try result.json.array?.contains { $0["requested_on"] == "2014-05" } == true)
    let early = try registry.run("request", "list", "--to", "2014-04").json
    #expect(early.array?.contains { $0["requested_on"] == "2014-05" } == false)
  }
}
