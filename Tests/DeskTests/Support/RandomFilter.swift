import Registry
import Things

/// Filters drawn so that a thing that is there mostly passes them, since filters that nothing passes
/// tell little.
struct RandomFilter {
  private var random: SeededGenerator
  private let naive: NaiveReading

  init(seed: UInt64, _ naive: NaiveReading) {
    random = SeededGenerator(seed: seed)
    self.naive = naive
  }

  /// A filter for things of this kind: each dimension with one chance in five.
  mutating func next(_ kind: Kind) -> ThingFilter {
    var filter = ThingFilter()
    guard let all = naive.things[kind], let model = pick(all) else { return filter }
    if model.retraction != nil || model.mergedInto != nil { filter.includesGone = !chance(6) }
    if chance(8) { filter.includesGone = true }
    place(&filter, model)
    references(&filter, model)
    terms(&filter, model)
    if chance(5) {
      filter.document = pick(model.sources).map { String($0.prefix { $0 != ":" }) } ?? "do-1"
      // The beginning of an id is another id.
      if chance(3) { filter.document?.removeLast() }
    }
    dates(&filter, model)
    if chance(6) { filter.text = words(model) }
    if chance(7) { filter.limit = chance(10) ? 0 : Int.random(in: 1...5, using: &random) }
    return filter
  }

  private mutating func place(_ filter: inout ThingFilter, _ model: Thing) {
    let country = naive.country(model) ?? "FJI"
    if chance(5) { filter.countries = [stranger(country), country].shuffled(using: &random) }
    if chance(5) {
      filter.region = pick(Regions.shared.regions(of: stranger(country)))?.m49 ?? "001"
    }
    guard chance(4) else { return }
    filter.groupDay =
      [.event, .event, .today, .date(date())].randomElement(using: &random) ?? .event
    let own = naive.groups(country, on: naive.groupPeriod(model, filter.groupDay))
    filter.group = pick(own.sorted()) ?? pick(CountryGroups.shared.groups)
  }

  private mutating func references(_ filter: inout ThingFilter, _ model: Thing) {
    for field in model.ref.kind.definition.fields {
      guard let kind = field.type.target else { continue }
      let value = model.fields[field.name]
      if value == nil, chance(5) { filter.absent.insert(field.name) }
      guard chance(8) else { continue }
      var ids: [String] = []
      if case .reference(let id)? = value { ids = [id] }
      if case .references(let several)? = value { ids = several }
      // Ask for what stands for it since a merge.
      var wanted = ids.prefix(1).compactMap { pick(naive.winners(of: ThingRef(kind, $0))) }
      if wanted.isEmpty || chance(3), let other = pick(naive.things[kind] ?? []) {
        wanted.append(other.ref.id)
      }
      filter.references[field.name] = wanted.shuffled(using: &random)
    }
    guard chance(5) else { return }
    let meeting = model.ref.kind == .meeting ? model : naive.meeting(model)
    var above = meeting.map { [$0] } ?? []
    while chance(2), case .reference(let id)? = above.last?.fields["parent"],
      let next = naive.things[.meeting]?.first(where: { $0.ref.id == id })
    {
      above.append(next)
    }
    filter.under = (above.last ?? pick(naive.things[.meeting] ?? []))?.ref.id
  }

  private mutating func terms(_ filter: inout ThingFilter, _ model: Thing) {
    for field in model.ref.kind.definition.fields {
      guard !field.type.vocabulary.isEmpty, chance(7) else { continue }
      let vocabulary = field.type.vocabulary
      let own = pick(naive.terms(model.fields[field.name]))
      let any =
        vocabulary == "theme"
        ? pick(Themes.shared.all)?.id : pick(Vocabularies.shared.terms(of: vocabulary))?.code
      var wanted = [any ?? ""]
      if let own, !chance(6) {
        let key = chance(4) ? own.written : naive.key(own, in: vocabulary)
        let broader = vocabulary == "theme" ? pick(Themes.shared.path(from: key)) : nil
        wanted = [broader ?? key] + (chance(3) ? wanted : [])
      }
      if vocabulary == "theme" {
        filter.themes = wanted
      } else if field.name == "status", chance(2) {
        // Some other statuses than the model's.
        let others = Vocabularies.shared.terms(of: vocabulary).map(\.code).filter {
          $0 != own.map { naive.key($0, in: vocabulary) }
        }
        filter.excluded["status"] = Set(others.shuffled(using: &random).prefix(3))
      } else {
        filter.terms[field.name] = wanted
      }
    }
  }

  private mutating func dates(_ filter: inout ThingFilter, _ model: Thing) {
    let own = naive.ownPeriod(model)
    if chance(5) { filter.from = near(own?.last) }
    if chance(5) { filter.to = near(own?.first) }
    if chance(6) { filter.dueBefore = near(own?.last?.advanced(by: 800)) }
    if chance(own?.last.map { $0 < naive.today } == true ? 2 : 12) { filter.overdue = true }
  }

  /// A partial date of that day, or any.
  private mutating func near(_ day: Day?) -> PartialDate {
    guard let day, !chance(5) else { return date() }
    let parts = day.description.split(separator: "-").map { String($0) }
    let written = parts.prefix(Int.random(in: 1...3, using: &random)).joined(separator: "-")
    return (try? PartialDate(written)) ?? date()
  }

  private mutating func date() -> PartialDate {
    let year = Int.random(in: 1990...2030, using: &random)
    let written = ["\(year)", "\(year)-07", "\(year)-07-14", "\(year)-02/\(year)-05", "\(year)/.."]
    return written.randomElement(using: &random).flatMap { try? PartialDate($0) }
      ?? PartialDate(naive.today)
  }

  /// The beginning of a word of the model, in another case.
  private mutating func words(_ model: Thing) -> String {
    let texts = model.fields.values.compactMap { value in
      if case .text(let text) = value { text } else { nil }
    }.sorted()
    let words = pick(texts).map { TextFolding.tokens($0) } ?? []
    return words.shuffled(using: &random).prefix(2).map { $0.prefix(4).uppercased() }
      .joined(separator: " ")
  }

  private mutating func stranger(_ country: String) -> String {
    chance(8) ? pick(Countries.shared.all)?.iso3 ?? country : country
  }

  private mutating func pick<T>(_ values: [T]) -> T? { values.randomElement(using: &random) }
  private mutating func chance(_ one: Int) -> Bool { Int.random(in: 1...one, using: &random) == 1 }
}
