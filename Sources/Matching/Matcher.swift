public import Registry

/// Scores what could answer a request. The score is the plain sum of its parts, so that a reader can
/// add it up again.
public struct Matcher: Sendable {
  /// What is asked for.
  public let need: MatchNeed
  /// What recency is measured from.
  public let today: Day

  private let languages: Set<String>
  /// What each country gets for where it is and for the groups it is in, worked out once.
  private let regions: [String: Verdict]
  private let groups: [String: Verdict]

  /// A matcher for one request.
  public init(_ need: MatchNeed, today: Day) {
    self.need = need
    self.today = today
    let all = Countries.shared.all.map(\.iso3)
    regions = Dictionary(
      uniqueKeysWithValues: all.map { ($0, Self.region($0, need.country)) })
    let date = need.date ?? PartialDate(today)
    groups = Dictionary(
      uniqueKeysWithValues: all.map { ($0, Self.group($0, need.country, on: date)) })
    languages = Set(need.languages.map { TextFolding.key($0) })
  }

  /// The themes that give points, by id: those asked for, and those directly above and below them.
  public static func near(_ themes: [String]) -> Set<String> {
    Set(
      Themes.shared.all.lazy.map(\.id).filter { id in
        themes.contains { wanted in
          (Themes.shared.distance(from: wanted, to: id) ?? .max) <= 1
        }
      })
  }

  /// The sum of the parts.
  public func score(_ facts: MatchFacts) -> Int {
    parts(facts, explained: false).reduce(0) { $0 + $1.value }
  }

  /// The parts of the score, always the same ones in the same order; with `explained`, each says
  /// why.
  public func parts(_ facts: MatchFacts, explained: Bool = true) -> [MatchPart] {
    func part(_ name: String, _ verdict: Verdict) -> MatchPart {
      MatchPart(name: name, value: verdict.points, why: explained ? verdict.why() : "")
    }
    var parts = [
      part("theme", theme(facts)), part("support", support(facts)), part("region", region(facts)),
      part("group", group(facts)), part("language", language(facts)),
      part("recency", recency(facts)), part("linked", linked(facts)),
    ]
    if facts.experience != nil { parts.append(part("experience", experience(facts))) }
    return parts
  }

  // MARK: Parts

  /// Points, and where they come from; put into words only when somebody reads them.
  private struct Verdict: Sendable {
    var points: Int
    var why: @Sendable () -> String

    init(_ points: Int, _ why: @autoclosure @escaping @Sendable () -> String) {
      self.points = points
      self.why = why
    }

    /// No points, since one of the two says nothing.
    static func notStated(_ what: String, of request: Bool) -> Self {
      Self(0, request ? "not stated: the request names no \(what)" : "not stated")
    }
  }

  private func theme(_ facts: MatchFacts) -> Verdict {
    guard !need.themes.isEmpty else { return .notStated("theme", of: true) }
    guard let themes = facts.themes else { return .notStated("theme", of: false) }
    if let same = need.themes.first(where: themes.contains) {
      return Verdict(Weights.sameTheme, "the same theme: \(same)")
    }
    for wanted in need.themes {
      for theme in themes where Themes.shared.distance(from: wanted, to: theme) == 1 {
        let isNarrower = Themes.shared[theme]?.broader == wanted
        return Verdict(
          Weights.nearTheme, "\(theme), directly \(isNarrower ? "below" : "above") \(wanted)")
      }
    }
    return Verdict(0, "no theme in common, nor one directly above or below")
  }

  private func support(_ facts: MatchFacts) -> Verdict {
    guard !need.supportTypes.isEmpty else { return .notStated("support type", of: true) }
    guard let types = facts.supportTypes else { return .notStated("support type", of: false) }
    let shared = need.supportTypes.filter(types.contains)
    return shared.isEmpty
      ? Verdict(0, "no support type in common")
      : Verdict(Weights.support, "in common: \(shared.joined(separator: ", "))")
  }

  private func region(_ facts: MatchFacts) -> Verdict { place(facts, regions) }

  private func group(_ facts: MatchFacts) -> Verdict { place(facts, groups) }

  private func place(_ facts: MatchFacts, _ verdicts: [String: Verdict]) -> Verdict {
    guard need.country != nil else { return .notStated("country", of: true) }
    return facts.country.flatMap { verdicts[$0] } ?? .notStated("country", of: false)
  }

  private static func region(_ country: String, _ wanted: String?) -> Verdict {
    guard let wanted else { return .notStated("country", of: true) }
    if country == wanted { return Verdict(Weights.sameCountry, "the same country: \(country)") }
    let others = Set(Regions.shared.regions(of: country))
    let common = Regions.shared.regions(of: wanted).first(where: others.contains)
    let points: Int
    switch common?.level {
    case .intermediate: points = Weights.intermediateRegion
    case .subregion: points = Weights.subregion
    case .region: points = Weights.region
    case .world, nil: return Verdict(0, "\(country) is in another region than \(wanted)")
    }
    let name = common?.name ?? ""
    return Verdict(points, "\(country) and \(wanted) are both in \(name)")
  }

  private static func group(_ country: String, _ wanted: String?, on date: PartialDate) -> Verdict {
    guard let wanted else { return .notStated("country", of: true) }
    let groups = CountryGroups.shared.groups(of: wanted, on: date)
    let shared = groups.filter { CountryGroups.shared.isMember(country, of: $0, on: date) }
    guard shared.isEmpty else {
      return Verdict(
        shared.count * Weights.group,
        "both in \(shared.joined(separator: " and ")) (\(date.text))")
    }
    return Verdict(
      0, groups.isEmpty ? "\(wanted) is in no group" : "not in \(groups.joined(separator: ", "))")
  }

  private func language(_ facts: MatchFacts) -> Verdict {
    guard !languages.isEmpty else { return .notStated("language", of: true) }
    guard let spoken = facts.languages else { return .notStated("language", of: false) }
    let shared = spoken.filter { languages.contains(TextFolding.key($0)) }
    return shared.isEmpty
      ? Verdict(0, "no language in common")
      : Verdict(Weights.language, "in common: \(shared.joined(separator: ", "))")
  }

  private func recency(_ facts: MatchFacts) -> Verdict {
    guard let day = facts.day else { return .notStated("date", of: false) }
    let today = today
    let age = Self.wholeYears(from: day, to: today)
    for (years, points) in Weights.recency where age < years {
      return Verdict(
        points, "\(day), less than \(years) year\(years == 1 ? "" : "s") before \(today)")
    }
    return Verdict(0, "\(day), \(age) years before \(today)")
  }

  private static func wholeYears(from day: Day, to today: Day) -> Int {
    let (a, b) = (day.parts, today.parts)
    return b.year - a.year - ((b.month, b.day) < (a.month, a.day) ? 1 : 0)
  }

  private func linked(_ facts: MatchFacts) -> Verdict {
    guard let link = facts.link else { return Verdict(0, "not linked") }
    return Verdict(Weights.linked, link)
  }

  private func experience(_ facts: MatchFacts) -> Verdict {
    let behind = facts.experience ?? []
    return behind.isEmpty
      ? Verdict(0, "nothing delivered and no practice recorded")
      : Verdict(Weights.experience, behind.joined(separator: ", "))
  }
}
