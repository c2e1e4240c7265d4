import Desk
import EventLog
import JSON
import Registry
import SampleData
import Statements
import Terms
import Testing
import Things

/// The sample month, read and asked the questions that an office asks.
@Suite struct SampleMonthTests {
  @Test func countsAreThoseOfTheMonth() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let expected: [Kind: Int] = [
      .request: 25, .offer: 12, .followup: 36, .meeting: 47, .person: 57, .organisation: 115,
      .recommendation: 63, .practice: 26, .network: 7,
    ]
    for (kind, count) in expected {
      #expect(try registry.list(kind).count == count, "\(kind.rawValue)")
    }
  }

  @Test func secondImportWritesNothing() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let size = try registry.size
    let again = try await registry.imports(SampleMonth.files)
    #expect(again.plan.counts.create == 0)
    #expect(again.plan.counts.change == 0)
    #expect(again.outcome.events.isEmpty)
    // Rows that say nothing new are no reason for a warning.
    #expect(again.plan.warnings.isEmpty)
    #expect(try registry.size == size)
  }

  @Test func sevenGovernmentsAskedAroundTheForum() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let rows = try registry.list(.request) { $0.under = "m-unpsf-2014-bilaterals" }
    #expect(Set(rows.compactMap { $0["country"]?.string }).count == 7)
    let timor = try #require(rows.first { $0["country"]?.string == "TLS" })
    #expect(timor["country_name"] == "Timor-Leste")
    #expect(timor["country_as_written"] == "East Timor")
  }

  @Test func groupsAreThoseOfTheDayThatIsAskedFor() async throws {
    let (registry, _) = try await TestRegistry.sample()
    func countries(_ group: String, _ day: ThingFilter.GroupDay, _ today: String) throws
      -> Set<String>
    {
      Set(
        try registry.list(.request, today: today) {
          $0.under = "m-unpsf-2014-bilaterals"
          $0.group = group
          $0.groupDay = day
        }.compactMap { $0["country"]?.string })
    }
    #expect(try countries("SIDS", .event, "2026-11-21").count == 4)
    #expect(try countries("LDC", .event, "2026-11-21") == ["TLS", "STP"])
    #expect(try countries("LDC", .today, "2026-11-21") == ["TLS"])
  }

  @Test func twoDisagreementsUntilOneIsSettled() async throws {
    let (registry, _) = try await TestRegistry.sample()
    func conflicts() throws -> [JSONValue] {
      try registry.desk.reading { try $0.conflicts() }.array ?? []
    }
    let before = try conflicts()
    #expect(before.count == 2)
    let first = try #require(before.first)
    let id = try #require(first["values"]?.ids.first)
    let preferred = try #require(EventCatalogue.type(named: "statement.preferred"))
    try await registry.record([
      Step(ThingRef(.statement, id), .happen(preferred, ["preferred": .flag(true)]))
    ])
    #expect(try conflicts().count == 1)
    let standing = try registry.ids(.statement)
    for id in first["values"]?.ids ?? [] { #expect(standing.contains(id)) }
  }

  @Test func twoPostsOfOnePersonStandSideBySide() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let posts = try registry.page(.person, "p-aquaro")["affiliations"]?.array ?? []
    #expect(posts.count == 2)
    #expect(Set(posts.compactMap { $0["organisation"]?.string }) == ["egb", "dpadm"])
    #expect(posts.allSatisfy { $0["sources"]?.strings.isEmpty == false })
  }

  @Test func aMappedTermAppliesToOldRecordsFromThenOn() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let unclassified = try registry.desk.reading { try $0.unclassified() }.array ?? []
    #expect(unclassified.map { $0["vocabulary"]?.string } == ["theme", "theme"])
    let first = try #require(unclassified.first)
    let term = try #require(first["term"]?.string)
    let before = try registry.size
    let theme = "cybersecurity"
    let code = Themes.shared.resolve(theme) ?? Themes.shared.all[0].id
    let mapped = try #require(EventCatalogue.type(named: "term.mapped"))
    try await registry.record([
      Step(
        ThingRef(.vocabulary, "theme"),
        .happen(mapped, ["term": .text(term), "to": .text(code)]))
    ])
    let things = Set(first["things"]?.strings ?? [])
    func found(_ size: UInt64?) throws -> Set<String> {
      var found: Set<String> = []
      for kind in [Kind.request, .offer, .recommendation, .practice] {
        found.formUnion(try registry.ids(kind, asOf: size) { $0.themes = [code] })
      }
      return found
    }
    #expect(!things.isEmpty)
    #expect(try things.isSubset(of: found(nil)))
    #expect(try things.isDisjoint(with: found(before)))
    let left = try registry.desk.reading { try $0.unclassified() }.array ?? []
    #expect(left.count == 1)
  }

  @Test func datesCompareAsPeriods() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let may = try registry.list(.request).filter { $0["requested_on"] == "2014-05" }.map {
      $0["id"]?.string ?? ""
    }
    #expect(!may.isEmpty)
    let late = try registry.ids(.request) { $0.from = try? PartialDate("2014-05-26") }
    let early = try registry.ids(.request) { $0.to = try? PartialDate("2014-04") }
    #expect(Set(may).isSubset(of: late))
    #expect(Set(may).isDisjoint(with: early))
  }

  @Test func aRequestWithoutDateIsNotGivenItsMeetings() async throws {
    let (registry, _) = try await TestRegistry.sample()
    try await registry.imports(["requests.csv": "id,meeting\nr-undated,m-unpsf-2014\n"])
    var filter = ThingFilter()
    filter.from = try PartialDate("2014")
    let all = try registry.list(.request)
    let undated = all.count { $0["requested_on"] == .null }
    let result = try registry.desk.reading { try registry.desk.list(.request, filter, $0) }
    #expect(result.undated == undated)
    #expect(result.undated > 0)
    #expect(!result.rows.contains { $0["id"] == "r-undated" })
    #expect(result.rows.allSatisfy { $0["requested_on"]?.string != nil })
  }

  @Test func recordsHoldNoNamesAndNoFreeText() async throws {
    let (registry, _) = try await TestRegistry.sample()
    // Who somebody is must not stand there at all; other texts must not stand there as values.
    var identities: Set<String> = []
    var texts: Set<String> = []
    for person in try registry.list(.person) {
      for name in ["id", "name"] { identities.formUnion([person[name]?.string].compactMap(\.self)) }
      identities.formUnion(person["variants"]?.strings ?? [])
      for post in person["affiliations"]?.array ?? [] {
        texts.formUnion([post["position"]?.string].compactMap(\.self))
      }
    }
    for (kind, fields) in [
      (Kind.request, ["summary", "note", "status_note"]), (.offer, ["summary", "status_note"]),
      (.followup, ["what", "note"]), (.recommendation, ["text"]), (.practice, ["summary", "note"]),
      (.meeting, ["note"]), (.network, ["note"]), (.statement, ["note"]), (.person, ["note"]),
    ] {
      for row in try registry.list(kind) {
        // A single word may also be a code.
        texts.formUnion(fields.compactMap { row[$0]?.string }.filter { $0.contains(" ") })
      }
    }
    let secrets =
      identities.map { JSONValue.string($0).compactText.dropFirst().dropLast() }
      + texts.map { JSONValue.string($0).compactText[...] }
    #expect(secrets.count > 200)
    var log = ""
    try registry.desk.log.read { snapshot in
      try snapshot.forEachRecord(in: 0..<snapshot.size) { _, bytes in
        log += String(decoding: bytes, as: UTF8.self) + "\n"
        return true
      }
    }
    for secret in secrets { #expect(!log.contains(secret), "\(secret)") }
  }
}
