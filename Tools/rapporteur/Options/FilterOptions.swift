import ArgumentParser
import Desk
import Registry
import Things

/// The filters of a list.
protocol FilterOptions: ParsableArguments, Sendable {
  /// An example of their use.
  static var example: String { get }
  /// Narrows the filter to what was given.
  func narrow(_ filter: inout ThingFilter) throws
}

/// Filters of every list.
struct CommonFilters: ParsableArguments, Sendable {
  @Option(help: ArgumentHelp("Only what cites this document.", valueName: "id"))
  var document: String?
  @Option(help: ArgumentHelp("Only what holds all these words.", valueName: "words"))
  var text: String?
  @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
  var limit: Int?
  @Flag(help: "Also what was retracted or merged.")
  var includeRetracted = false

  func narrow(_ filter: inout ThingFilter) throws {
    filter.document = document
    filter.text = text
    if let limit, limit < 0 {
      throw DeskError(.refused, "--limit is negative", at: ["option": "--limit"])
    }
    filter.limit = limit
    filter.includesGone = includeRetracted
  }
}

/// Filters by place.
struct PlaceFilters: ParsableArguments, Sendable {
  @Option(
    help: ArgumentHelp(
      "Only of this country, by any name or code; repeat for several.", valueName: "country"))
  var country: [String] = []
  @Option(
    help: ArgumentHelp("Only of countries in this region, by M49 code or name.", valueName: "m49"))
  var region: String?
  @Option(help: ArgumentHelp("Only of countries in this group.", valueName: "SIDS|LDC|LLDC"))
  var group: String?
  @Option(
    help: ArgumentHelp(
      "Which day decides who is in the group. (default: event)", valueName: "event|today|date"))
  var groupAt: String?

  func narrow(_ filter: inout ThingFilter) throws {
    for written in country {
      let field = Field("country", .country)
      if case .country(let country)? = try field.value([written], asking: Asking()) {
        filter.countries.append(country.code)
      }
    }
    filter.region = try region.map { written in
      guard let region = Regions.shared.resolve(written) else {
        throw DeskError(
          .refused, "there is no region “\(written)”", at: ["option": "--region"],
          hint: "give an M49 code or name, as in 009 or Oceania")
      }
      return region.m49
    }
    filter.group = try group.map { written in
      guard let group = CountryGroups.shared.resolve(written) else {
        throw DeskError(
          .refused, "there is no country group “\(written)”", at: ["option": "--group"],
          hint: "the groups are \(CountryGroups.shared.groups.joined(separator: ", "))")
      }
      return group
    }
    switch groupAt {
    case nil, "event": filter.groupDay = .event
    case "today": filter.groupDay = .today
    case .some(let text): filter.groupDay = .date(try option(text, "--group-at"))
    }
  }
}

/// Filters by date.
struct PeriodFilters: ParsableArguments, Sendable {
  @Option(
    help: ArgumentHelp("Only what may have happened on this date or later.", valueName: "date"))
  var from: String?
  @Option(
    help: ArgumentHelp("Only what may have happened on this date or earlier.", valueName: "date"))
  var to: String?

  func narrow(_ filter: inout ThingFilter) throws {
    filter.from = try from.map { try option($0, "--from") }
    filter.to = try to.map { try option($0, "--to") }
  }
}

/// Filters by theme.
struct ThemeFilters: ParsableArguments, Sendable {
  @Option(
    help: ArgumentHelp(
      "Only with this theme or a narrower one; repeat for several.", valueName: "theme"))
  var theme: [String] = []

  func narrow(_ filter: inout ThingFilter) throws {
    // A theme in no vocabulary is looked for as it was written.
    filter.themes = theme.map { Themes.shared.resolve($0) ?? $0 }
  }
}

/// Filters by meeting.
struct MeetingFilters: ParsableArguments, Sendable {
  @Option(help: ArgumentHelp("Only of this meeting; repeat for several.", valueName: "id"))
  var meeting: [String] = []
  @Option(help: ArgumentHelp("Only of this meeting and all inside it.", valueName: "id"))
  var under: String?

  func narrow(_ filter: inout ThingFilter) throws {
    if !meeting.isEmpty { filter.references["meeting"] = meeting }
    filter.under = under
  }
}

extension ThingFilter {
  /// Narrows to terms of a vocabulary, given by code or label.
  mutating func narrow(_ field: String, to written: [String], in vocabulary: String) {
    guard !written.isEmpty else { return }
    terms[field] = written.map { Vocabularies.shared.resolve($0, in: vocabulary) ?? $0 }
  }

  /// Refuses ids that name nothing, so that a slip is not read as "no results".
  func check(_ kind: Kind, _ reading: Reading, _ desk: Desk) throws {
    for (name, ids) in references {
      guard let target = kind.definition.field(name)?.type.target else { continue }
      for id in ids where try reading.find(target, id) == nil {
        throw try desk.notFound(target, id, reading)
      }
    }
    try checkTerms(kind, reading)
    if let under, try reading.find(.meeting, under) == nil {
      throw try desk.notFound(.meeting, under, reading)
    }
    if let document, try reading.find(.document, document) == nil {
      throw try desk.notFound(.document, document, reading)
    }
  }

  /// Refuses terms that no vocabulary has and that nobody ever wrote.
  private func checkTerms(_ kind: Kind, _ reading: Reading) throws {
    var wanted = terms
    if let field = kind.definition.themes, !themes.isEmpty { wanted[field.name] = themes }
    for (name, terms) in wanted.sorted(by: { $0.key < $1.key }) {
      guard let field = kind.definition.field(name) else { continue }
      for term in terms where try !reading.occurs(term, in: field, of: kind) {
        let near = field.nearMatches(to: term)
        throw DeskError(
          .refused, "there is no \(name.replacing("_", with: " ")) “\(term)”",
          at: ["option": "--" + name.replacing("_", with: "-")],
          hint: near.isEmpty ? nil : "did you mean \(near.joined(separator: ", "))?")
      }
    }
  }
}

extension Field {
  /// Terms of the field's vocabulary that a text may be a slip of; all of a short list when none is.
  fileprivate func nearMatches(to term: String) -> [String] {
    switch type {
    case .term("theme"), .terms("theme"): return Themes.shared.nearMatches(to: term)
    case .term(let vocabulary), .terms(let vocabulary):
      let near = Vocabularies.shared.nearMatches(to: term, in: vocabulary)
      return near.isEmpty ? Vocabularies.shared.terms(of: vocabulary).map(\.code) : near
    default: return []
    }
  }
}
