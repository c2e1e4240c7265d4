import Desk
import JSON
import Registry
import Testing
import Things

/// Bilaterals with names as people have heard them, and what they may say again.
@Suite struct BilateralNamesTests {
  private func bilateral(
    _ json: JSONValue, in registry: TestRegistry, people: Bool = true
  ) throws -> Bilateral {
    try registry.desk.reading(today: TestRegistry.today) {
      try registry.desk.bilateral(json, people: people, $0)
    }
  }

  private func refusal(
    _ json: JSONValue, in registry: TestRegistry, people: Bool = true
  ) throws -> DeskError? {
    do {
      _ = try bilateral(json, in: registry, people: people)
      return nil
    } catch let error as DeskError { return error }
  }

  @Test func namesBecomeIds() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let found = try bilateral(
      [
        "with": ["Samoa"], "office": ["UN DESA"], "present": ["Lim Jae-hong"],
        "under": "m-unpsf-2014", "on": "June 2014",
        "requests": [["summary": "x", "asked_of": "DPADM", "themes": ["e-government", "tea"]]],
        "followups": [["what": "y", "owner": ["UNPOG"], "due": "Sept. 2014"]],
      ], in: registry)
    #expect(found.with == ["gov-samoa"])
    #expect(found.office == ["un-desa"])
    #expect(found.present == ["p-lim-jae-hong"])
    #expect(found.on?.text == "2014-06")
    #expect(found.requests.first?["asked_of"] == .references(["dpadm"]))
    #expect(found.followups.first?["owner"] == .references(["unpog"]))
    #expect(found.followups.first?["due"]?.written == "2014-09")
    // A theme that nobody knows is kept as written.
    guard case .terms(let themes)? = found.requests.first?["themes"] else {
      Issue.record("no themes")
      return
    }
    #expect(themes.map(\.code) == ["digital-government", nil])
    #expect(themes.map(\.written) == ["e-government", "tea"])
  }

  @Test func whatMeansNothingIsRefusedWithWhatComesNear() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let error = try refusal(["with": ["gov-samoa", "gov-fijji"], "on": "2014"], in: registry)
    #expect(error?.place["pointer"] == "/with/1")
    let date = try refusal(["with": ["gov-samoa"], "on": "soon"], in: registry)
    #expect(date?.place["pointer"] == "/on")
    let owner = try refusal(
      ["with": ["gov-samoa"], "followups": [["what": "x", "owner": "Divison for Public"]]],
      in: registry)
    #expect(owner?.place["pointer"] == "/followups/0/owner")
    #expect(owner?.hint?.contains("dpadm") == true)
    let country = try refusal(
      ["with": ["gov-samoa"], "requests": [["summary": "x", "country": "Atlantis"]]], in: registry)
    #expect(country?.place["pointer"] == "/requests/0/country")
  }

  @Test func namesThatMayMeanSeveralThingsAreDecidedTogether() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "organisations.csv": """
      id,name,kind,country
      o-1,Ministry of Planning,government,Fiji
      o-2,Ministry of Planning,government,Samoa
      o-3,Ministry of the Interior,government,Samoa

      """
    ])
    let json: JSONValue = [
      "with": ["o-3", "ministry of planning", "Samoa"], "on": "03/04/2014",
      "requests": [["summary": "x", "country": "Korea"]],
    ]
    do {
      _ = try bilateral(json, in: registry)
      Issue.record("nothing was asked")
    } catch let ambiguity as Ambiguity {
      #expect(
        ambiguity.places.map(\.pointer) == ["/with/1", "/with/2", "/on", "/requests/0/country"])
      #expect(Set(ambiguity.places[0].candidates.map(\.id)) == ["o-1", "o-2"])
      #expect(Set(ambiguity.places[0].candidates.map(\.detail)) == ["Fiji", "Samoa"])
      #expect(ambiguity.places[2].candidates.map(\.id) == ["2014-04-03", "2014-03-04"])
      #expect(ambiguity.places[3].candidates.map(\.id) == ["KOR", "PRK"])
      #expect(ambiguity.places[3].written == "Korea")
    }
    // What was decided for a country keeps the text beside the code.
    let decided = try bilateral(
      [
        "with": ["o-3"], "on": "2014-04-03",
        "requests": [["summary": "x", "country": ["code": "KOR", "written": "Korea"]]],
      ], in: registry)
    #expect(
      decided.requests.first?["country"] == .country(CountryValue(code: "KOR", written: "Korea")))
    // One organisation of a country that is not its government has to be confirmed.
    try await registry.imports([
      "organisations.csv": "id,name,kind,country\nuni,University,academia,Tonga\n"
    ])
    #expect(throws: Ambiguity.self) { try bilateral(["with": ["Tonga"]], in: registry) }
  }

  @Test func withoutTheRightToNamesPeopleAreFoundByIdOnly() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let json: JSONValue = ["with": ["gov-fiji"], "present": ["Jae-hong Lim"], "on": "2014-06-24"]
    let error = try refusal(json, in: registry, people: false)
    #expect(error?.place["pointer"] == "/present/0")
    #expect(error?.hint?.contains("lim") == false)
    let byID = try bilateral(
      ["with": ["gov-fiji"], "present": ["p-lim-jae-hong"]], in: registry, people: false)
    #expect(byID.present == ["p-lim-jae-hong"])
    // A surname alone is nobody's name, even where one person has it.
    #expect(
      try refusal(["with": ["gov-fiji"], "present": ["Aquaro"]], in: registry)?.place["pointer"]
        == "/present/0")
  }

  @Test func aRepeatIsToldByWhatWasWritten() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let json: JSONValue = ["with": ["Samoa"], "on": "June 2014", "requests": [["summary": "x"]]]
    let submission = Submission(command: registry.desk.newID(), by: "staff-1", via: "web")
    #expect(try registry.desk.recorded(json, submission) == nil)
    let first = try await registry.desk.record(
      try bilateral(json, in: registry), submission)
    let size = try registry.size
    // Meanwhile the name has come to mean several things.
    try await registry.imports([
      "organisations.csv": "id,name,kind,country\nm-agri,Ministry,government,Samoa\n"
    ])
    let again = try #require(try registry.desk.recorded(json, submission))
    #expect(again.repeated)
    #expect(again.events == first.events)
    #expect(try registry.size == size + 1)
    #expect(throws: DeskError.self) {
      try registry.desk.recorded(["with": ["Samoa"], "on": "2014"], submission)
    }
  }

  // MARK: Likely duplicates

  private func duplicates(_ json: JSONValue, in registry: TestRegistry) throws -> [LikelyDuplicate]
  {
    try registry.desk.reading(today: TestRegistry.today) { reading in
      try registry.desk.likelyDuplicates(
        of: try registry.desk.bilateral(json, people: true, reading), reading)
    }
  }

  @Test func whatMayHaveBeenLoggedBeforeIsNamedWithTheReason() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let json: JSONValue = [
      "with": ["gov-samoa"], "on": "2012-03-25",
      "requests": [
        [
          "summary": "A study visit on digital identity for five officials",
          "themes": ["open data"],
        ]
      ],
    ]
    #expect(try duplicates(json, in: registry).filter { $0.thing.kind == .meeting } == [])
    let outcome = try await registry.desk.record(
      try bilateral(json, in: registry), Submission(by: "staff-1"))
    let meeting = try #require(outcome.thing)
    // The same day, in part the same words.
    let again = try duplicates(
      [
        "with": ["Samoa"], "on": "2012-03",
        "requests": [
          ["summary": "Study visit for five officials on digital identity"],
          ["summary": "Something else entirely"],
        ],
      ], in: registry)
    #expect(again.first?.thing == meeting)
    #expect(again.first?.reasons == [.sameParty("gov-samoa")])
    #expect(
      again.filter { $0.pointer == "/requests/0" && $0.reasons.contains(.sameWords) }.count == 1)
    #expect(again.allSatisfy { $0.pointer != "/requests/1" })
    // By its themes some weeks later, not by its day; and not months later.
    let later: JSONValue = [
      "with": ["gov-samoa"], "on": "2012-04-20",
      "requests": [["summary": "Portals", "themes": ["open data"]]],
    ]
    #expect(try duplicates(later, in: registry).map(\.reasons) == [[.sameThemes(["open-data"])]])
    var muchLater = later.object ?? [:]
    muchLater["on"] = "2013-04-20"
    #expect(try duplicates(.object(muchLater), in: registry) == [])
    // Another party, another matter.
    var other = json.object ?? [:]
    other["with"] = ["gov-fiji"]
    #expect(try duplicates(.object(other), in: registry).contains { $0.thing == meeting } == false)
  }
}
