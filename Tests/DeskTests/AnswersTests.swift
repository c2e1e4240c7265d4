import Desk
import JSON
import Registry
import Statements
import Testing
import Things

/// Questions an office asks of the sample month. The answers were counted by hand from the rows of
/// `Sources/SampleData/Data`; nothing here was copied from the program.
@Suite struct AnswersTests {
  private let sample: TestRegistry

  init() async throws { sample = try await TestRegistry.sample().registry }

  // MARK: Who asked for what

  /// requests.csv: `needs_assessment` stands in one row, r-benin-1.
  @Test func beninAskedForANeedsAssessment() throws {
    let found = try sample.list(.request) { $0.terms["support_types"] = ["needs_assessment"] }
    #expect(found.ids == ["r-benin-1"])
    #expect(found.first?["requester"] == ["gov-benin"])
    #expect(found.first?["asked_of"] == ["dpadm"])
    #expect(found.first?["country"] == "BEN")
    #expect(found.first?["status"] == "requested")
    #expect(found.first?["requested_on"] == "2014-06-25")
  }

  /// requests.csv: `study_visit` stands in one row, r-oman-2. meetings.csv, m-oman-study-visit-2014:
  /// 13, exact. participations.csv: 13 at oman-ita is "total of the delegation", the shares of the
  /// two ministries are not stated. statements.csv: 13 officials, exact. It is the same 13 each time.
  @Test func thirteenOfficialsCameFromOman() throws {
    let found = try sample.list(.request) { $0.terms["support_types"] = ["study_visit"] }
    #expect(found.ids == ["r-oman-2"])
    #expect(found.first?["requester"] == ["gov-oman"])
    #expect(found.first?["asked_of"] == ["dpadm", "unpog"])
    #expect(found.first?["requested_on"] == .null)
    #expect(found.first?["meeting"] == "m-oman-study-visit-2014")
    let visit = try sample.page(.meeting, "m-oman-study-visit-2014")
    #expect(visit["participants"] == 13)
    #expect(visit["participants_qualifier"] == "exact")
    let delegation = (visit["participations"]?.array ?? []).filter {
      $0["capacity"] == "delegation"
    }
    #expect(
      delegation.map { [$0["organisation"], $0["count"]] } == [
        ["oman-ita", 13], ["oman-manpower", .null], ["oman-health", .null],
      ])
    let stated = visit["statements"]?.array ?? []
    #expect(
      stated.map { [$0["attribute"], $0["value"], $0["qualifier"]] } == [
        ["officials", "13", "exact"]
      ])
  }

  /// meetings.csv: the Forum has 1800, approximately; inside it stand the workshop with 120, around,
  /// and the study visit with 13, exact. None of the figures is a sum.
  @Test func nestedFiguresAreNeverAdded() throws {
    func figure(_ id: String) throws -> [JSONValue?] {
      let page = try sample.page(.meeting, id)
      return [
        page["participants"], page["participants_qualifier"], page["countries"],
        page["countries_qualifier"],
      ]
    }
    #expect(
      try figure("m-unpsf-2014") == [1800, "approximately", 129, "nearly (UN Member States)"])
    #expect(try figure("m-unpsf-2014-w1") == [120, "around", 40, "more than"])
    #expect(try figure("m-oman-study-visit-2014") == [13, "exact", 1, "exact"])
    // No figure of its own: none is made from what it holds.
    #expect(try figure("m-unpsf-2014-bilaterals") == [.null, .null, .null, .null])
  }

  /// requests.csv, r-ecuador-1 to r-ecuador-6, with themes.csv for what the words stand for.
  @Test func sixAreasWereAgreedWithEcuador() throws {
    let found = try sample.list(.request) { $0.countries = ["ECU"] }
    #expect(
      found.map { [$0["id"], $0["themes_as_written"], $0["themes"], $0["support_types"]] } == [
        [
          "r-ecuador-1", ["open government", "interoperability", "public software"],
          ["open-government", "interoperability", "public-software"], ["policy_framework"],
        ],
        [
          "r-ecuador-2", ["e-government index"], ["digital-government-measurement"], ["advisory"],
        ],
        [
          "r-ecuador-3", ["service delivery", "single window"],
          ["service-delivery", "single-window"], ["technical_assistance"],
        ],
        ["r-ecuador-4", ["human capacity"], ["human-capacity"], ["training"]],
        [
          "r-ecuador-5", ["results-based management"], ["results-based-management"], ["research"],
        ],
        ["r-ecuador-6", ["interoperability"], ["interoperability"], ["workshop"]],
      ])
    #expect(found.allSatisfy { $0["kind"] == "agreed_area" && $0["status"] == "agreed" })
  }

  /// requests.csv, column country: 20 rows name one, five do not (r-w1-network, r-usc-research,
  /// r-cyber-topic4, r-cyber-inputs, r-women-funding).
  @Test func fiveCountriesHaveMoreThanOneRequest() throws {
    var counts: [String: Int] = [:]
    for row in try sample.list(.request) {
      counts[row["country"]?.string ?? "not stated", default: 0] += 1
    }
    #expect(
      counts.filter { $0.value > 1 } == [
        "ECU": 6, "GEO": 2, "BEN": 2, "KOR": 2, "OMN": 2, "not stated": 5,
      ])
    #expect(counts.count == 12)
  }

  /// requests.csv, column status: three rows say delivered.
  @Test func threeRequestsWereDelivered() throws {
    let found = try sample.ids(.request) { $0.terms["status"] = ["delivered"] }
    #expect(found == ["r-tbilisi-1", "r-oman-2", "r-usc-research"])
    let open = try sample.ids(.request) { $0.excluded["status"] = Request.closedStatuses }
    #expect(open.count == 22)
  }

  /// An interest has no next step when its row is an `expression_of_interest` with the status
  /// `expressed`, no explicit row of followups.csv serves it (an implied one is what the office
  /// concluded must be done, not what anybody undertook) and no row of offers.csv answers it. Ten
  /// rows express an interest; all ten follow-ups to them are implied; o-benin-1 answers r-benin-2
  /// and o-coti-1 answers r-coti-1. That leaves eight. Counting implied ones as steps leaves none.
  @Test func eightInterestsHaveNoNextStep() throws {
    let interests = try sample.ids(.request) {
      $0.terms = ["kind": ["expression_of_interest"], "status": ["expressed"]]
    }
    #expect(interests.count == 10)
    func without(_ kind: Kind, _ basis: [String: [String]] = [:]) throws -> [String] {
      try interests.filter { interest in
        try sample.ids(kind) {
          $0.references["request"] = [interest]
          $0.terms = basis
        }.isEmpty
      }
    }
    #expect(try Set(interests).subtracting(without(.offer)) == ["r-benin-2", "r-coti-1"])
    let unserved = Set(try without(.followup, ["basis": ["explicit"]]))
    #expect(
      try without(.offer).filter { unserved.contains($0) } == [
        "r-tbilisi-2", "r-timor-leste-1", "r-fiji-1", "r-malaysia-1", "r-oman-1", "r-samoa-1",
        "r-sao-tome-1", "r-sri-lanka-1",
      ])
    #expect(try without(.followup).isEmpty)
  }

  /// offers.csv: gov-ecuador is the beneficiary of o-ecuador-dpadm and o-ecuador-colombia. The
  /// column country is the provider's: none of them is Ecuador.
  @Test func twoOffersAreForEcuador() throws {
    let found = try sample.list(.offer) { $0.references["beneficiary"] = ["gov-ecuador"] }
    #expect(found.ids == ["o-ecuador-dpadm", "o-ecuador-colombia"])
    #expect(found.map { $0["provider"] } == [["dpadm"], ["colombia-cieg"]])
    #expect(found.map { $0["country"] } == [.null, "COL"])
    #expect(found.first?["requests"]?.strings.count == 6)
    #expect(found.last?["requests"] == [])
    #expect(try sample.ids(.offer) { $0.countries = ["ECU"] }.isEmpty)
  }

  // MARK: Follow-ups

  /// followups.csv: of 36 rows 28 are open and one planned; 4 done, 1 done with variation,
  /// 2 unknown. Several owners of one row each own it.
  @Test func openFollowUpsByOwner() throws {
    let open = try sample.list(.followup) { $0.excluded["status"] = FollowUp.closedStatuses }
    #expect(open.count == 29)
    let expected = [
      "dpadm": 22, "gov-ecuador": 6, "group-unspecified-agencies": 1, "colombia-cieg": 1,
      "igf-secretariat": 1, "coti": 1, "iias": 1, "group-w1-participants": 1,
    ]
    var owners: [String: Int] = [:]
    for owner in open.flatMap({ $0["owner"]?.strings ?? [] }) { owners[owner, default: 0] += 1 }
    #expect(owners == expected)
    for (owner, count) in expected {
      let found = try sample.ids(.followup) {
        $0.excluded["status"] = FollowUp.closedStatuses
        $0.references["owner"] = [owner]
      }
      #expect(found.count == count, "\(owner)")
    }
  }

  /// followups.csv, column owner: empty in three rows, all of them open.
  @Test func threeOpenFollowUpsHaveNoOwner() throws {
    let found = try sample.ids(.followup) {
      $0.excluded["status"] = FollowUp.closedStatuses
      $0.absent = ["owner"]
    }
    #expect(found == ["f-tbilisi-coop", "f-ecuador-regional-event", "f-ecuador-call"])
  }

  /// followups.csv, column basis: twelve rows are implied, all of them open.
  @Test func twelveFollowUpsAreOnlyImplied() throws {
    let found = try sample.ids(.followup) { $0.terms["basis"] = ["implied"] }
    #expect(
      found == [
        "f-tbilisi-coop", "f-igf-links", "f-benin-needs", "f-benin-env", "f-coti-projects",
        "f-timor-leste-1", "f-fiji-1", "f-malaysia-1", "f-oman-1", "f-samoa-1", "f-sao-tome-1",
        "f-sri-lanka-1",
      ])
    let open = try sample.ids(.followup) {
      $0.terms["basis"] = ["implied"]
      $0.excluded["status"] = FollowUp.closedStatuses
    }
    #expect(open == found)
  }

  /// followups.csv, column due: four rows have a date. f-w1-plenary and f-course-launch are done,
  /// f-women-workshop (2014-11) is unknown, f-iias-2015 (2015) is planned: it alone can be overdue,
  /// once the whole of 2015 is past.
  @Test(
    arguments: [
      ("2014-07-15", []), ("2015-12-31", []), ("2016-01-01", ["f-iias-2015"]),
      ("2026-11-20", ["f-iias-2015"]),
    ] as [(String, [String])])
  func overdueIsWhatIsWhollyPast(today: String, expected: [String]) throws {
    #expect(try sample.ids(.followup, today: today) { $0.overdue = true } == expected)
    let marked = try sample.list(.followup, today: today).filter { $0["overdue"] == true }
    #expect(marked.ids == expected)
  }

  // MARK: Groups, themes, meetings

  /// requests.csv with country_groups.csv: Fiji, Samoa, Sao Tome and Principe and Timor-Leste are
  /// SIDS, whenever asked. Benin (two requests), Sao Tome and Principe and Timor-Leste were LDCs in
  /// June 2014; Samoa had left on 2014-01-01; Sao Tome and Principe left on 2024-12-13. No LLDC asked.
  @Test func groupsAtTheEventAndToday() throws {
    func found(_ group: String, _ day: ThingFilter.GroupDay) throws -> [String] {
      try sample.ids(.request, today: "2026-11-20") {
        $0.group = group
        $0.groupDay = day
      }
    }
    let islands = ["r-timor-leste-1", "r-fiji-1", "r-samoa-1", "r-sao-tome-1"]
    #expect(try found("SIDS", .event) == islands)
    #expect(try found("SIDS", .today) == islands)
    let benin = ["r-benin-1", "r-benin-2"]
    #expect(try found("LDC", .event) == benin + ["r-timor-leste-1", "r-sao-tome-1"])
    #expect(try found("LDC", .today) == benin + ["r-timor-leste-1"])
    let before = try PartialDate("2013-12-31")
    #expect(
      try found("LDC", .date(before)) == benin + ["r-timor-leste-1", "r-samoa-1", "r-sao-tome-1"])
    #expect(try found("LLDC", .event) == [])
  }

  /// requests.csv, column themes, each word looked up in themes.csv, and its broader themes with it.
  @Test func requestsPerThemeWithNarrowerOnes() throws {
    let expected = [
      // By itself 9; with measurement, the single window and service delivery, interoperability,
      // public software and cybersecurity 15.
      "digital-government": 15, "digital-government-measurement": 1, "service-delivery": 1,
      "single-window": 1, "interoperability": 2, "public-software": 1, "cybersecurity": 3,
      // By nobody's own word: through open government, results-based management, urban governance
      // and citizen engagement.
      "governance": 4, "open-government": 2, "e-participation": 1, "results-based-management": 1,
      "urban-governance": 1,
      "sustainable-development": 10, "environment": 1, "human-capacity": 2, "inclusion": 2,
      "gender": 1, "partnerships": 2, "regional-cooperation": 1, "knowledge-management": 1,
      "e-health": 0, "connectivity": 0, "anti-corruption": 0,
      // In no vocabulary: one cell of r-oman-2 that lists several things.
      "e-government best practice: portal, e-manpower, e-health, IT sector": 1,
    ]
    for (theme, count) in expected {
      let found = try sample.ids(.request) { $0.themes = [theme] }
      #expect(found.count == count, "\(theme)")
    }
    #expect(
      try sample.ids(.request) { $0.themes = ["governance"] } == [
        "r-ecuador-1", "r-ecuador-5", "r-usc-research", "r-ivlp-1",
      ])
  }

  /// meetings.csv: eleven meetings stand in the series, seven of them with a government; in
  /// requests.csv each of the seven has one row.
  @Test func sevenGovernmentsAtTheBilaterals() throws {
    let requests = try sample.list(.request) { $0.under = "m-unpsf-2014-bilaterals" }
    #expect(
      requests.map { $0["requester"] } == [
        ["gov-timor-leste"], ["gov-fiji"], ["gov-malaysia"], ["gov-oman"], ["gov-samoa"],
        ["gov-sao-tome"], ["gov-sri-lanka"],
      ])
    #expect(
      requests.map { $0["country"] } == ["TLS", "FJI", "MYS", "OMN", "WSM", "STP", "LKA"])
    let inside = try sample.ids(.meeting) {
      $0.references["parent"] = ["m-unpsf-2014-bilaterals"]
    }
    #expect(inside.count == 11)
    // Under the whole Forum also the study visit and the request of the workshop's participants.
    let forum = try sample.ids(.request) { $0.under = "m-unpsf-2014" }
    #expect(Set(forum).subtracting(requests.ids) == ["r-oman-2", "r-w1-network"])
  }

  /// statements.csv: 34 and 12 questionnaires, Goyang and Seoul. Nothing else has two values in one
  /// unit.
  @Test func bothValuesOfADisagreementStand() throws {
    let conflicts = try sample.desk.reading { try $0.conflicts() }.array ?? []
    #expect(
      conflicts.map { conflict in
        [conflict["subject"], conflict["attribute"]]
          + (conflict["values"]?.array ?? []).map { $0["value"] }
      } == [
        ["m-unpsf-2014-w1", "evaluation: questionnaires filled", "34", "12"],
        ["m-unpsf-2014", "city", "Goyang", "Seoul"],
      ])
  }
}

extension [JSONValue] {
  fileprivate var ids: [String] { compactMap { $0["id"]?.string } }
}
