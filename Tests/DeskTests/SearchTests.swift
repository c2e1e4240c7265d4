import Desk
import JSON
import Registry
import Testing
import Things

/// Words found in what the registry says, whatever their spelling.
@Suite struct SearchTests {
  private func find(
    _ text: String, in registry: TestRegistry, asOf size: UInt64? = nil, kinds: [Kind] = [],
    limit: Int? = nil
  ) throws -> [String] {
    try registry.desk.reading(asOf: size.map { .size($0) }, today: TestRegistry.today) { reading in
      try registry.desk.search(text, kinds: kinds, limit: limit, reading).compactMap {
        $0["id"]?.string
      }
    }
  }

  @Test(arguments: [
    "Jae-hong Lim", "lim jaehong", "LIM Jae Hong", "hong lim", "jae‐hong", "Jae", "lïm jaé",
  ])
  func aPersonIsFoundByAnySpelling(text: String) async throws {
    let (registry, _) = try await TestRegistry.sample()
    #expect(try find(text, in: registry, kinds: [.person]).first == "p-lim-jae-hong")
  }

  @Test(arguments: [
    "east timor", "Timor-Leste", "TIMOR LESTE", "TLS", "Timor oriental", "timor sustainable",
    "Est support timor",
  ])
  func aCountryIsFoundByAnyName(text: String) async throws {
    let (registry, _) = try await TestRegistry.sample()
    let found = try find(text, in: registry, kinds: [.request])
    // "Timor oriental" is no name that the list has; it must not find what it does not say.
    #expect(
      found == (["Timor oriental", "Est support timor"].contains(text) ? [] : ["r-timor-leste-1"]))
  }

  @Test func severalWordsMayBeWrittenApart() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "meetings.csv": """
      id,title,kind,start
      m-1,Webinar on metadata,workshop,2014
      m-2,Web on meta,workshop,2014

      """
    ])
    #expect(try find("web inar meta data", in: registry) == ["m-1"])
    #expect(try find("web inar data", in: registry) == [])
  }

  /// A page of text may be looked for: the query grows with the words, and not with their square.
  @Test func manyWordsMakeAQueryOfTheirLength() throws {
    let words = (0..<400).map { "word\($0)" }
    let query = try #require(WordQuery(words.joined(separator: " ")))
    #expect(query.beginnings.utf8.count < 400 * 60)
  }

  @Test func codesOfCountriesAreWordsUnlessWrittenInCapitals() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "organisations.csv": """
      id,name,kind,country
      gov-swiss,Ministry of Finance,government,Switzerland
      che-institute,Che Institute,academia,Cuba
      """
    ])
    #expect(try find("che", in: registry) == ["che-institute"])
    #expect(try find("CHE", in: registry) == ["che-institute", "gov-swiss"])
    #expect(try find("switzerland finance", in: registry) == ["gov-swiss"])
    #expect(try find("Schweiz finance", in: registry) == [])
    #expect(try find("Suiza finance", in: registry) == ["gov-swiss"])
  }

  @Test func whatIsCalledSoComesFirst() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "meetings.csv": """
      id,title,kind,start,note
      m-1,Training,workshop,2014,
      m-2,Training of trainers,workshop,2014,
      m-3,Trainings old and new,workshop,2014,
      m-4,A forum,forum,2014,there was some training
      m-5,A seminar,forum,2014,for all trainings
      m-6,Another forum,forum,2014,nothing of the kind
      """
    ])
    #expect(try find("training", in: registry) == ["m-1", "m-2", "m-3", "m-4", "m-5"])
    #expect(try find("training", in: registry, limit: 2) == ["m-1", "m-2"])
    #expect(try find("training", in: registry, kinds: [.request]) == [])
    let scores = try registry.desk.reading { reading in
      try registry.desk.search("training", reading).map { $0["score"] }
    }
    #expect(scores == [100, 80, 60, 40, 20])
  }

  @Test func extractsShowTheWordsWhereTheyStand() async throws {
    let registry = try await TestRegistry()
    let long = String(repeating: "before ", count: 60)
    try await registry.imports([
      "meetings.csv": """
      id,title,kind,start,note
      m-1,A forum,forum,2014,"\(long)the Régional, then peer‐review of it \(long)"
      """
    ])
    let hit = try #require(
      try registry.desk.reading { try registry.desk.search("regional review", $0) }.first)
    let extract = Array(try #require(hit["extract"]?.string))
    let marked = (hit["marks"]?.array ?? []).compactMap { mark -> String? in
      guard let start = mark.array?.first?.integer, let count = mark.array?.last?.integer else {
        return nil
      }
      return String(extract[Int(start)..<Int(start + count)])
    }
    #expect(marked == ["Régional", "peer‐review"])
    #expect(hit["field"] == "note")
    #expect(extract.first == "…" && extract.last == "…" && extract.count <= 162)
  }

  @Test func entriesLeadToTheirThing() async throws {
    let (registry, _) = try await TestRegistry.sample()
    // The text stands in an affiliation.
    #expect(try find("Technology Team Leader", in: registry).count <= 1)
    let page = try registry.page(.person, "p-lim-jae-hong")
    let post = try #require(page["affiliations"]?.array?.first?["position"]?.string)
    #expect(try find(post, in: registry).contains("p-lim-jae-hong"))
  }

  @Test func whatDoesNotCountIsNotFound() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let samoa = ThingRef(.request, "r-samoa-1")
    #expect(try find("samoa", in: registry, kinds: [.request]) == ["r-samoa-1"])
    let before = try registry.size
    try await registry.record([Step(samoa, .retract())])
    #expect(try find("samoa", in: registry, kinds: [.request]) == [])
    #expect(try find("samoa", in: registry, asOf: before, kinds: [.request]) == ["r-samoa-1"])
    try await registry.record([Step(samoa, .reinstate())])
    #expect(try find("samoa", in: registry, kinds: [.request]) == ["r-samoa-1"])
  }

  @Test func mergedNamesLeadToWhoStandsForThem() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "organisations.csv": """
      id,name,kind
      org-a,Bureau of Statistics,government
      org-b,Statistical Bureau of the Isles,government
      """
    ])
    try await registry.record([Step(ThingRef(.organisation, "org-b"), .merge(into: "org-a"))])
    #expect(try find("isles", in: registry) == ["org-a"])
    #expect(try find("bureau", in: registry) == ["org-a"])
    try await registry.record([Step(ThingRef(.organisation, "org-b"), .unmerge)])
    #expect(try find("isles", in: registry) == ["org-b"])
  }

  @Test func correctedTextsAreFoundAsTheyWereThen() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let request = ThingRef(.request, "r-samoa-1")
    let before = try registry.size
    try await registry.record([
      Step(request, .correct(["summary": .text("A zebra crossing")], cleared: []))
    ])
    #expect(try find("zebra", in: registry) == ["r-samoa-1"])
    #expect(try find("zebra", in: registry, asOf: before) == [])
    // A later status changes no word.
    let type = try #require(EventCatalogue.type(named: "request.status_changed"))
    let agreed = Value.term(Term(code: "agreed", written: "agreed"))
    try await registry.record([Step(request, .happen(type, ["status": agreed]))])
    #expect(try find("zebra", in: registry) == ["r-samoa-1"])
  }

  @Test(arguments: [
    "", " ", "—", "\"", "*", "AND", "NEAR(a b)", "x\" OR \"y", "a:b", "^a", "{", "\u{0}",
  ])
  func whateverIsTypedIsNoSyntax(text: String) async throws {
    let (registry, _) = try await TestRegistry.sample()
    _ = try find(text, in: registry)
    _ = try registry.ids(.request) { $0.text = text }
  }
}
