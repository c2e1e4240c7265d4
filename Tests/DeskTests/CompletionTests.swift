import Desk
import Registry
import Testing
import Things

/// What completes as one types.
@Suite struct CompletionTests {
  private func complete(
    _ text: String, _ subject: Completion.Subject, in registry: TestRegistry,
    language: String = "en"
  ) throws -> [Completion] {
    try registry.desk.reading(today: TestRegistry.today) {
      try registry.desk.complete(text, among: [subject], language: language, $0)
    }
  }

  @Test(arguments: [
    ("East Tim", "TLS"), ("timor-l", "TLS"), ("Тимор", "TLS"), ("swaz", "SWZ"),
    ("République de Coree", "KOR"),
    ("cote divoire", "CIV"), ("Burma", "MMR"), ("FJI", "FJI"), ("ecuadr", "ECU"),
    ("leste timor", "TLS"), ("斐济", "FJI"), ("Bolivia", "BOL"),
  ])
  func aCountryCompletesByAnySpelling(text: String, code: String) async throws {
    let registry = try await TestRegistry()
    #expect(try complete(text, .country, in: registry).first?.id == code)
  }

  @Test func anAmbiguousCountryOffersItsCandidatesFirstAndSaysWhy() async throws {
    let registry = try await TestRegistry()
    let korea = try complete("Korea", .country, in: registry)
    #expect(korea.prefix(2).map(\.id) == ["KOR", "PRK"])
    #expect(korea.first?.note?.contains("ask") == true)
    // "Guinea" is one country; the others are offered behind it.
    let guinea = try complete("Guinea", .country, in: registry)
    #expect(guinea.first?.id == "GIN")
    #expect(guinea.contains { $0.id == "GNB" })
    #expect(try complete("Kosovo", .country, in: registry) == [])
    #expect(try complete("Niger", .country, in: registry).map(\.id).prefix(2) == ["NER", "NGA"])
  }

  @Test func countriesAreNamedInTheLanguageAskedFor() async throws {
    let registry = try await TestRegistry()
    let found = try complete("East Timor", .country, in: registry, language: "fr")
    #expect(found.first?.title.contains("Timor-Leste") == true)
    #expect(found.first?.detail == "East Timor · TLS")
  }

  @Test(arguments: [
    ("UN DESA", "un-desa"), ("undesa", "un-desa"), ("division for pub", "dpadm"),
    ("dpadm", "dpadm"), ("DPA", "dpadm"), ("Fiji", "gov-fiji"), ("Fidji", "gov-fiji"),
    ("ecuad", "gov-ecuador"), ("gov-sam", "gov-samoa"), ("e-gov bran", "egb"),
    ("goverment of samoa", "gov-samoa"),
  ])
  func anOrganisationCompletes(text: String, id: String) async throws {
    let (registry, _) = try await TestRegistry.sample()
    let found = try complete(text, .thing(.organisation), in: registry)
    #expect(found.first?.id == id, "\(found)")
  }

  @Test(arguments: ["lim jae", "Jaehong Lim", "jae-h", "p-lim-jae-hong", "Lïm Jaé"])
  func aPersonCompletes(text: String) async throws {
    let (registry, _) = try await TestRegistry.sample()
    let found = try complete(text, .thing(.person), in: registry)
    #expect(found.first?.id == "p-lim-jae-hong", "\(found)")
  }

  @Test func aMeetingCompletesWithItsDate() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let found = try complete("public service forum 2014", .thing(.meeting), in: registry)
    let forum = try #require(found.first { $0.id == "m-unpsf-2014" })
    #expect(forum.detail?.contains("2014-06-23") == true)
    #expect(try complete("m-unpsf", .thing(.meeting), in: registry).contains(forum))
  }

  @Test(arguments: [
    ("e-gov", "digital-government"), ("open dat", "open-data"),
    ("egovernment", "digital-government"),
  ])
  func aThemeCompletesByItsAliases(text: String, id: String) async throws {
    let registry = try await TestRegistry()
    #expect(try complete(text, .theme, in: registry).contains { $0.id == id })
  }

  @Test func termsComplete() async throws {
    let registry = try await TestRegistry()
    #expect(try complete("study", .term("support_type"), in: registry).map(\.id) == ["study_visit"])
    #expect(try complete("traning", .term("support_type"), in: registry).map(\.id) == ["training"])
    #expect(try complete("", .theme, in: registry) == [])
    #expect(try complete("  ", .thing(.organisation), in: registry) == [])
  }

  @Test func whatIsRetractedOrMergedDoesNotComplete() async throws {
    let (registry, _) = try await TestRegistry.sample()
    try await registry.record([Step(ThingRef(.organisation, "gov-fiji"), .retract())])
    #expect(try complete("gov-fiji", .thing(.organisation), in: registry) == [])
    try await registry.record([Step(ThingRef(.organisation, "egb"), .merge(into: "dpadm"))])
    let found = try complete("e-Government Branch", .thing(.organisation), in: registry)
    #expect(found.map(\.id) == ["dpadm"])
  }

  @Test func longAndOddTextsAreNoHarm() async throws {
    let (registry, _) = try await TestRegistry.sample()
    for text in [
      String(repeating: "a ", count: 5_000), "\"*:(", "'; DROP TABLE people; --", "\u{0}", "%", "_",
    ] {
      for subject in [
        Completion.Subject.thing(.organisation), .thing(.meeting), .country, .theme,
        .term("support_type"),
      ] {
        #expect(try complete(text, subject, in: registry).count <= 10)
      }
    }
  }
}
