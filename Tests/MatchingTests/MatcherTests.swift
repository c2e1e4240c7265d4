import Matching
import Registry
import Testing

/// The points of single matches, as `Docs/matching.md` gives them.
@Suite struct MatcherTests {
  static let today = Day(year: 2016, month: 6, day: 30) ?? Day(number: 0)
  static let need = MatchNeed(
    themes: ["open-data", "service-delivery"], supportTypes: ["training", "advisory"],
    country: "FJI", languages: ["en", "Français"], date: try? PartialDate("2014-06"))

  /// One part of a score: its name, what it is looked up from, its points, a word of the reason.
  struct Case: Sendable, CustomTestStringConvertible {
    var part: String
    var facts: MatchFacts
    var points: Int
    var why: String
    var testDescription: String { "\(part) \(points): \(why)" }

    init(_ part: String, _ facts: MatchFacts, _ points: Int, _ why: String) {
      (self.part, self.facts, self.points, self.why) = (part, facts, points, why)
    }
  }

  static func day(_ text: String) -> Day? { (try? PartialDate(text))?.latest }

  static let cases = [
    Case("theme", MatchFacts(themes: ["e-health", "open-data"]), 40, "same theme: open-data"),
    Case(
      "theme", MatchFacts(themes: ["e-health"]), 20, "e-health, directly below service-delivery"),
    Case("theme", MatchFacts(themes: ["open-government"]), 20, "directly above open-data"),
    // Two steps away, as sisters are.
    Case("theme", MatchFacts(themes: ["e-participation"]), 0, "no theme in common"),
    Case("theme", MatchFacts(themes: ["a word of their own"]), 0, "no theme in common"),
    Case("theme", MatchFacts(), 0, "not stated"),
    Case("support", MatchFacts(supportTypes: ["workshop", "advisory"]), 20, "advisory"),
    Case("support", MatchFacts(supportTypes: ["workshop"]), 0, "no support type in common"),
    Case("support", MatchFacts(), 0, "not stated"),
    Case("region", MatchFacts(country: "FJI"), 15, "same country"),
    Case("region", MatchFacts(country: "VUT"), 9, "Melanesia"),
    Case("region", MatchFacts(country: "WSM"), 4, "Oceania"),
    Case("region", MatchFacts(country: "KEN"), 0, "another region"),
    Case("region", MatchFacts(), 0, "not stated"),
    Case("group", MatchFacts(country: "WSM"), 5, "SIDS"),
    Case("group", MatchFacts(country: "KEN"), 0, "not in SIDS"),
    Case("group", MatchFacts(), 0, "not stated"),
    Case("language", MatchFacts(languages: ["francais"]), 10, "francais"),
    Case("language", MatchFacts(languages: ["es"]), 0, "no language in common"),
    Case("language", MatchFacts(), 0, "not stated"),
    Case("recency", MatchFacts(day: day("2015-07-01")), 10, "less than 1 year"),
    Case("recency", MatchFacts(day: day("2015-06-30")), 6, "less than 3 years"),
    Case("recency", MatchFacts(day: day("2013-06-30")), 3, "less than 5 years"),
    Case("recency", MatchFacts(day: day("2011-06-30")), 0, "5 years before"),
    // What is planned is not old.
    Case("recency", MatchFacts(day: day("2017")), 10, "2017-12-31"),
    Case("recency", MatchFacts(), 0, "not stated"),
    Case("linked", MatchFacts(link: "the offer names the request"), 30, "names the request"),
    Case("linked", MatchFacts(), 0, "not linked"),
    Case("experience", MatchFacts(experience: ["delivered: r-1"]), 15, "delivered: r-1"),
    Case("experience", MatchFacts(experience: []), 0, "nothing delivered"),
  ]

  @Test(arguments: cases) func givesPoints(_ one: Case) throws {
    let matcher = Matcher(Self.need, today: Self.today)
    let parts = matcher.parts(one.facts)
    let part = try #require(parts.first { $0.name == one.part })
    #expect(part.value == one.points)
    #expect(part.why.contains(one.why), "\(part.why)")
    #expect(matcher.score(one.facts) == parts.reduce(0) { $0 + $1.value })
  }

  @Test func intermediateRegionsCountMoreThanSubregions() throws {
    let matcher = Matcher(MatchNeed(country: "KEN"), today: Self.today)
    let points = try ["UGA": 12, "GHA": 9, "EGY": 4].map { country, points in
      let part = try #require(
        matcher.parts(MatchFacts(country: country)).first { $0.name == "region" })
      return (part.value, points)
    }
    #expect(points.allSatisfy { $0.0 == $0.1 }, "\(points)")
  }

  @Test func membershipCountsAsAtTheRequest() throws {
    // Maldives left the least developed countries in 2011; both are small islands all along.
    for (date, points) in [("2010", 10), ("2014", 5)] {
      let need = MatchNeed(country: "MDV", date: try PartialDate(date))
      let part = try #require(
        Matcher(need, today: Self.today).parts(MatchFacts(country: "KIR"))
          .first { $0.name == "group" })
      #expect(part.value == points, "\(date): \(part.why)")
    }
  }

  @Test func whatTheRequestDoesNotStateGivesNothing() {
    let matcher = Matcher(MatchNeed(), today: Self.today)
    let facts = MatchFacts(
      themes: ["open-data"], supportTypes: ["training"], country: "FJI", languages: ["en"])
    let parts = matcher.parts(facts)
    #expect(parts.map(\.name) == Matcher(Self.need, today: Self.today).parts(facts).map(\.name))
    for part in parts where ["theme", "support", "region", "group", "language"].contains(part.name)
    {
      #expect(part.value == 0)
      #expect(part.why.contains("not stated: the request names no"), "\(part.why)")
    }
  }

  @Test func nearThemesAreThoseThatGivePoints() {
    let matcher = Matcher(Self.need, today: Self.today)
    let near = Matcher.near(Self.need.themes)
    for theme in Themes.shared.all.map(\.id) {
      let part = matcher.parts(MatchFacts(themes: [theme])).first { $0.name == "theme" }
      #expect((part?.value ?? 0 > 0) == near.contains(theme), "\(theme)")
    }
  }
}
