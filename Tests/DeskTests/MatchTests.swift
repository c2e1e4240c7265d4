import Desk
import JSON
import Matching
import Registry
import Testing
import Things

/// What could answer a request.
@Suite struct MatchTests {
  @Test func findsAndRanksWhatCouldAnswer() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "organisations.csv": """
      id,name,country
      gov-fiji,Government of Fiji,Fiji
      gov-samoa,Government of Samoa,Samoa
      bureau,A bureau,
      league,A league,

      """,
      "meetings.csv": "id,title,start\nm-1,A forum,2015-06\n",
      "requests.csv": """
      id,requester,country,requested_on,themes,support_types,status,summary
      r-1,gov-fiji,Fiji,2014-06,open data,training,requested,Registers
      r-own,gov-fiji,Fiji,2014,open data,training,requested,Theirs too
      r-samoa,gov-samoa,Samoa,2013,open data,advisory,delivered,As asked in Samoa
      r-near,gov-samoa,Kenya,2013,open government,advisory,delivered,No peer: near is not the same
      r-league,league,,2013,open data,training,requested,Of no country
      r-mapped,,Tonga,2013,registers of births,training,requested,Their own word
      r-gone,,Peru,2013,open data,training,requested,Retracted

      """,
      "offers.csv": """
      id,provider,country,offered_on,themes,support_types,request,status,summary
      o-best,bureau,,2014-05,open data,training,,offered,Best
      o-near,gov-samoa,,2014-05,open government,training,,offered,Near
      o-linked,bureau,,,gender,workshop,r-1,offered,Linked
      o-withdrawn,bureau,,2014-05,open data,training,,withdrawn,Withdrawn
      o-withdrawn-linked,bureau,,2014-05,open data,training,r-1,withdrawn,Withdrawn from it
      o-far,bureau,,2014-05,gender,training,,offered,On something else

      """,
      "practices.csv": """
      id,title,country,themes,meeting
      pr-1,A portal,New Zealand,open data,m-1
      pr-2,A clinic,New Zealand,e-health,m-1

      """,
      "people.csv": "id,name\np-expert,Ada Okafor\np-fiji,Sera Vula\n",
      "affiliations.csv": "person,organisation\np-fiji,gov-fiji\n",
    ])
    try await registry.record([Step(ThingRef(.request, "r-gone"), .retract())])
    for (type, fields) in [
      ("term.mapped", ["term": Value.text("Registers of births"), "to": .text("open-data")])
    ] {
      let type = try #require(EventCatalogue.type(named: type))
      try await registry.record([Step(ThingRef(.vocabulary, "theme"), .happen(type, fields))])
    }
    let declared = try #require(EventCatalogue.type(named: "person.expertise_declared"))
    let spoken = try #require(EventCatalogue.type(named: "person.languages_declared"))
    let expert = try ref(.person, "p-expert", registry)
    try await registry.record([
      Step(
        expert,
        .happen(
          declared, ["expertise": .terms([Term(code: "open-data", written: "open data")])])),
      Step(expert, .happen(spoken, ["languages": .texts(["English", "Fijian"])])),
      Step(
        try ref(.person, "p-fiji", registry), .happen(spoken, ["languages": .texts(["fijian"])])),
    ])

    let matches = try matches("r-1", registry)
    // Theme, support, region, group, language, recency, linked, experience.
    let expected: [(String, Int)] = [
      ("country/TON", 40 + 20 + 4 + 5 + 0 + 10 + 0 + 0),
      ("country/WSM", 40 + 0 + 4 + 5 + 0 + 10 + 0 + 15),
      ("offer/o-best", 40 + 20 + 0 + 0 + 0 + 10),
      ("organisation/league", 40 + 20 + 0 + 0 + 0 + 10 + 0 + 0),
      ("country/NZL", 40 + 0 + 4 + 0 + 0 + 10 + 0 + 15),
      ("offer/o-near", 20 + 20 + 4 + 5 + 0 + 10),
      ("practice/pr-1", 40 + 0 + 4 + 0 + 0 + 10),
      ("person/p-expert", 40 + 0 + 0 + 0 + 10),
      ("offer/o-linked", 0 + 0 + 0 + 0 + 0 + 0 + 30),
    ]
    #expect(matches.map { "\($0.kind.rawValue)/\($0.id)" } == expected.map(\.0))
    let scores = Dictionary(
      uniqueKeysWithValues: matches.map { ("\($0.kind.rawValue)/\($0.id)", $0.score) })
    #expect(scores == Dictionary(uniqueKeysWithValues: expected))
    #expect(matches.map(\.score) == matches.map(\.score).sorted(by: >))
    for match in matches {
      #expect(match.score == match.parts.reduce(0) { $0 + $1.value })
      #expect(match.parts.allSatisfy { !$0.why.isEmpty })
    }
    let samoa = try #require(matches.first { $0.id == "WSM" })
    #expect(samoa.title == "Samoa")
    #expect(samoa.evidence == ["request/r-samoa"])
    #expect(samoa.parts.last?.why == "delivered: r-samoa")

    // A limit and kinds leave the order as it is.
    let some = try registry.desk.reading(today: TestRegistry.today) { reading in
      let request = try #require(try reading.thing(ThingRef(.request, "r-1")))
      return try reading.matches(for: request, kinds: [.offer], limit: 2)
    }
    #expect(some.total == 3)
    #expect(some.matches == matches.filter { $0.kind == .offer }.prefix(2).map { $0 })
  }

  @Test func aRequestWithoutThemesIsMatchedByItsSupportTypes() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "requests.csv": """
      id,country,support_types,summary
      r-1,Fiji,training,No theme
      r-2,Samoa,training,Another
      r-3,Tonga,workshop,Something else

      """,
      "offers.csv": """
      id,themes,support_types,summary
      o-1,gender,training,Training
      o-2,gender,workshop,Workshop

      """,
    ])
    #expect(try matches("r-1", registry).map(\.id) == ["WSM", "o-1"])
  }

  @Test func readsAsOfASize() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "requests.csv": "id,themes,summary\nr-1,open data,First\n"
    ])
    let size = try registry.size
    try await registry.imports(["offers.csv": "id,themes,summary\no-1,open data,Later\n"])
    #expect(try matches("r-1", registry).map(\.id) == ["o-1"])
    #expect(try matches("r-1", registry, asOf: size).isEmpty)
  }

  private func ref(_ kind: Kind, _ id: String, _ registry: TestRegistry) throws -> ThingRef {
    try registry.desk.reading { try #require(try $0.find(kind, id)) }
  }

  private func matches(
    _ id: String, _ registry: TestRegistry, asOf size: UInt64? = nil
  ) throws -> [Match] {
    try registry.desk.reading(asOf: size.map { .size($0) }, today: TestRegistry.today) { reading in
      let request = try #require(try reading.thing(ThingRef(.request, id)))
      return try reading.matches(for: request).matches
    }
  }
}
