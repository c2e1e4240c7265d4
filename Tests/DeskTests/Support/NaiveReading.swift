import EventLog
import Registry
import Things

/// The registry in memory as it stood at one size, replayed from the log, with filters evaluated
/// thing by thing: what the tables and their SQL have to agree with. Slow, plain, and free of any
/// code that reads the views.
struct NaiveReading {
  let today: Day
  /// Every thing, in the order in which they began.
  let things: [Kind: [Thing]]
  private let byRef: [ThingRef: Thing]

  init(_ snapshot: any LogSnapshot, asOf size: UInt64, today: Day) throws {
    var order: [ThingRef] = []
    var seen: Set<ThingRef> = []
    try snapshot.forEachEvent(in: 0..<size, filter: EventFilter(), backward: false) { recorded in
      if let ref = recorded.thing, seen.insert(ref).inserted { order.append(ref) }
      return true
    }
    let all = try order.map { try snapshot.thing($0, before: size) }
    self.today = today
    things = Dictionary(grouping: all, by: \.ref.kind)
    byRef = Dictionary(uniqueKeysWithValues: all.map { ($0.ref, $0) })
  }

  /// The ids that pass, and how many would but for having no date.
  func list(_ kind: Kind, _ filter: ThingFilter) -> (ids: [String], undated: Int) {
    let passing = (things[kind] ?? []).filter { passes($0, filter) }
    let asksForDates = dateNames(kind) != nil && (filter.from != nil || filter.to != nil)
    guard asksForDates else { return (passing.prefix(limit(filter)).map(\.ref.id), 0) }
    let dated = passing.filter { ownPeriod($0) != nil }
    let inside = dated.filter { thing in
      guard let period = ownPeriod(thing) else { return false }
      if let day = filter.from?.earliest, let last = period.last, last < day { return false }
      if let day = filter.to?.latest, let first = period.first, first > day { return false }
      return true
    }
    return (inside.prefix(limit(filter)).map(\.ref.id), passing.count - dated.count)
  }

  private func limit(_ filter: ThingFilter) -> Int { filter.limit ?? .max }

  // MARK: Conditions

  /// Whether everything but the dates holds.
  private func passes(_ thing: Thing, _ filter: ThingFilter) -> Bool {
    (filter.includesGone || (thing.retraction == nil && thing.mergedInto == nil))
      && isInPlace(thing, filter) && isUnder(thing, filter.under) && refers(thing, filter)
      && hasTerms(thing, filter) && cites(thing, filter.document) && isDue(thing, filter)
      && holds(thing, filter.text)
  }

  private func isInPlace(_ thing: Thing, _ filter: ThingFilter) -> Bool {
    guard has(thing, "country") else { return true }
    let country = country(thing)
    if !filter.countries.isEmpty, !filter.countries.contains(country ?? "") { return false }
    if let region = filter.region {
      let own = country.map { Regions.shared.regions(of: $0).map(\.m49) } ?? []
      if !own.contains(region) { return false }
    }
    guard let group = filter.group else { return true }
    guard let country else { return false }
    return groups(country, on: groupPeriod(thing, filter.groupDay)).contains(group)
  }

  func country(_ thing: Thing) -> String? {
    if case .country(let country)? = thing.fields["country"] { country.code } else { nil }
  }

  /// The groups that a country belongs to on some day of the period.
  func groups(_ country: String, on period: DaySpan?) -> Set<String> {
    guard let period else { return [] }
    return Set(
      CountryGroups.shared.groups.filter { group in
        CountryGroups.shared.memberships(of: group).contains { membership in
          membership.iso3 == country && membership.span.map { $0.overlaps(period) } == true
        }
      })
  }

  /// The days on which membership counts; nil when nobody knows them.
  func groupPeriod(_ thing: Thing, _ day: ThingFilter.GroupDay) -> DaySpan? {
    switch day {
    case .today: DaySpan(first: today, last: today)
    case .date(let date): date.span
    case .event: ownPeriod(thing) ?? meeting(thing).flatMap { ownPeriod($0) }
    }
  }

  private func isUnder(_ thing: Thing, _ top: String?) -> Bool {
    guard let top, thing.ref.kind == .meeting || has(thing, "meeting") else { return true }
    var seen: Set<String> = []
    var next = thing.ref.kind == .meeting ? thing : meeting(thing)
    while let current = next, seen.insert(current.ref.id).inserted {
      if current.ref.id == top { return true }
      next = reference(current, "parent").flatMap { byRef[ThingRef(.meeting, $0)] }
    }
    return false
  }

  private func refers(_ thing: Thing, _ filter: ThingFilter) -> Bool {
    for (name, wanted) in filter.references {
      guard let kind = thing.ref.kind.definition.field(name)?.type.target else { continue }
      let ids: [String]
      switch thing.fields[name] {
      case .reference(let id)?: ids = [id]
      case .references(let several)?: ids = several
      default: ids = []
      }
      // An id stands for all that was merged with it.
      if !ids.contains(where: { id in
        wanted.contains {
          winners(of: ThingRef(kind, id)).last == winners(of: ThingRef(kind, $0)).last
        }
      }) {
        return false
      }
    }
    return filter.absent.allSatisfy { thing.fields[$0] == nil }
  }

  /// The thing's id, and those of what it was merged into, step by step.
  func winners(of ref: ThingRef) -> [String] {
    var ids = [ref.id]
    while let next = byRef[ThingRef(ref.kind, ids.last ?? "")]?.mergedInto, !ids.contains(next) {
      ids.append(next)
    }
    return ids
  }

  private func hasTerms(_ thing: Thing, _ filter: ThingFilter) -> Bool {
    let definition = thing.ref.kind.definition
    if !filter.themes.isEmpty,
      let field = definition.fields.first(where: { $0.type == .terms("theme") })
    {
      let own = terms(thing.fields[field.name]).flatMap { keys($0, in: "theme") }
      let broader = own.flatMap { Themes.shared.path(from: $0) }
      if Set(own + broader).isDisjoint(with: filter.themes) { return false }
    }
    for (name, wanted) in filter.terms {
      guard let field = definition.field(name) else { continue }
      let own = terms(thing.fields[name]).flatMap { keys($0, in: field.type.vocabulary) }
      if Set(own).isDisjoint(with: wanted) { return false }
    }
    for (name, unwanted) in filter.excluded {
      guard let field = definition.field(name) else { continue }
      let own = terms(thing.fields[name]).flatMap { keys($0, in: field.type.vocabulary) }
      if !unwanted.isDisjoint(with: own) { return false }
    }
    return true
  }

  func terms(_ value: Value?) -> [Term] {
    switch value {
    case .term(let term)?: [term]
    case .terms(let terms)?: terms
    default: []
    }
  }

  /// What a term may be asked for by: its code or, while it has none of its own, the text and what
  /// the text was mapped to.
  private func keys(_ term: Term, in vocabulary: String) -> [String] {
    if let code = term.code { return [code] }
    return [term.written] + [mapping(of: term.written, in: vocabulary)].compactMap(\.self)
  }

  /// What stands for a term in answers.
  func key(_ term: Term, in vocabulary: String) -> String {
    term.code ?? mapping(of: term.written, in: vocabulary) ?? term.written
  }

  private func mapping(of written: String, in vocabulary: String) -> String? {
    let mappings = byRef[ThingRef(.vocabulary, vocabulary)]?.entries(.mapping) ?? []
    let last = mappings.last { mapping in
      guard case .text(let term)? = mapping.fields["term"] else { return false }
      return TextFolding.fold(term) == TextFolding.fold(written)
    }
    guard case .text(let code)? = last?.fields["to"] else { return nil }
    return code
  }

  private func cites(_ thing: Thing, _ document: String?) -> Bool {
    document.map { id in thing.sources.contains { $0.hasPrefix(id + ":") } } ?? true
  }

  private func isDue(_ thing: Thing, _ filter: ThingFilter) -> Bool {
    guard thing.ref.kind == .followup else { return true }
    var last: Day?
    if case .date(let due)? = thing.fields["due"] { last = due.latest }
    if let day = filter.dueBefore?.earliest {
      guard let last, last < day else { return false }
    }
    guard filter.overdue else { return true }
    guard let last, last < today else { return false }
    let status = terms(thing.fields["status"]).map { key($0, in: "followup_status") }
    return Set(["done", "done_with_variation", "dropped", "unknown"]).isDisjoint(with: status)
  }

  private func holds(_ thing: Thing, _ text: String?) -> Bool {
    let words = TextFolding.tokens(text ?? "")
    if words.isEmpty { return true }
    let own = thing.fields.filter { !["status", "access"].contains($0.key) }
      .flatMap { texts($0.value, thing.ref.kind.definition.field($0.key)) }
    let later = thing.entries(.name).compactMap { $0.fields["name"]?.written }
    let documents = [own] + later.map { [$0] }
    return documents.contains { document in
      let known = document.flatMap { spelled($0) }
      func has(_ word: String) -> Bool {
        known.contains { word.utf8.count > 1 ? $0.hasPrefix(word) : $0 == word }
      }
      // A word may be there together with the one behind or before it.
      var found = words.indices.map { index in
        has(words[index]) || (index + 1 < words.count && has(words[index] + words[index + 1]))
          || (index > 0 && has(words[index - 1] + words[index]))
      }
      if document == own, case .country(let country)? = thing.fields["country"] {
        for start in words.indices {
          for end in words[start...].indices {
            let name = words[start...end].joined(separator: " ")
            guard Countries.shared.country(named: name)?.iso3 == country.code else { continue }
            for index in start...end { found[index] = true }
          }
        }
      }
      return found.allSatisfy { $0 }
    }
  }

  /// The words of a text; what a hyphen holds together is also one.
  private func spelled(_ text: String) -> [String] {
    TextFolding.tokens(text)
      + text.split(separator: " ").filter { $0.contains("-") }.map { TextFolding.key($0) }
  }

  /// What a value says in words.
  private func texts(_ value: Value, _ field: Field?) -> [String] {
    func spoken(_ term: Term) -> [String] {
      let label: String? =
        switch field?.type {
        case .term("theme"), .terms("theme"): term.code.flatMap { Themes.shared.label(of: $0) }
        case .term(let vocabulary), .terms(let vocabulary):
          term.code.flatMap { Vocabularies.shared.label(of: $0, in: vocabulary) }
        default: nil
        }
      return [term.written] + [label].compactMap(\.self)
    }
    switch value {
    case .text(let text), .reference(let text): return [text]
    case .texts(let texts), .references(let texts): return texts
    case .country(let country):
      return [country.written, Countries.shared[country.code]?.name ?? country.code]
    case .term(let term): return spoken(term)
    case .terms(let terms): return terms.flatMap(spoken)
    case .date, .subject, .count, .flag, .erased: return []
    }
  }

  // MARK: Parts of things

  private func dateNames(_ kind: Kind) -> (first: String, last: String)? {
    switch kind {
    case .meeting: ("start", "end")
    case .request: ("requested_on", "requested_on")
    case .offer: ("offered_on", "offered_on")
    case .followup: ("due", "due")
    default: nil
    }
  }

  /// The days on which the thing may have happened; nil when it has no date.
  func ownPeriod(_ thing: Thing) -> DaySpan? {
    guard let names = dateNames(thing.ref.kind), case .date(let first)? = thing.fields[names.first]
    else { return nil }
    guard case .date(let last)? = thing.fields[names.last] else { return first.span }
    return DaySpan(first: first.earliest, last: last.latest)
  }

  func meeting(_ thing: Thing) -> Thing? {
    reference(thing, "meeting").flatMap { byRef[ThingRef(.meeting, $0)] }
  }

  private func reference(_ thing: Thing, _ name: String) -> String? {
    if case .reference(let id)? = thing.fields[name] { id } else { nil }
  }

  private func has(_ thing: Thing, _ name: String) -> Bool {
    thing.ref.kind.definition.field(name) != nil
  }
}

extension FieldType {
  /// The vocabulary of a field of terms.
  var vocabulary: String {
    switch self {
    case .term(let name), .terms(let name): name
    default: ""
    }
  }
}
