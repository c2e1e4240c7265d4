import EventLog
import Foundation
import Registry
import Things

/// Numbers that are the same for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Makes up a registry: the same one for the same seed, with everything in the shares that an
/// office's work has.
///
/// Events go through the domain's own types, so that records, and what stands beside them, are those
/// of real commands. The rules of the domain are not asked.
struct Generator {
  /// Whether free text is left out, so that nothing stands beside any record but people's fields.
  var isPlain = false

  private var random: SeededGenerator
  private var made: [Kind: Int] = [:]
  private let countries = Countries.shared.all
  private let themes = Themes.shared.all
  private var terms: [String: [Term]] = [:]

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    for name in Vocabularies.shared.names {
      terms[name] = Vocabularies.shared.terms(of: name).map {
        Term(code: $0.code, written: $0.code)
      }
    }
  }

  // MARK: Appends

  /// A command with so many events.
  mutating func append(events count: Int) -> Append {
    var order: [ThingRef] = []
    var events: [ThingRef: [NewEvent]] = [:]
    for _ in 0..<count {
      let (thing, event) = next()
      if events[thing] == nil { order.append(thing) }
      events[thing, default: []].append(event)
    }
    // As a caller does, say in few words what was asked for.
    let content = (0..<64).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    return Append(
      command: UniqueID(high: random.next(), low: random.next()), content: content,
      by: "staff-\(random.next() % 9)", via: "cli",
      batch: count > 1 ? "batch-\(random.next() % 1000)" : nil,
      writes: order.map {
        StreamWrite(to: StreamName($0), expecting: .any, events: events[$0] ?? [])
      })
  }

  /// What happens next, in these shares of a thousand.
  private mutating func next() -> (ThingRef, NewEvent) {
    if count(.organisation) < 20 { return organisation() }
    if count(.meeting) < 5 { return meeting() }
    if count(.person) < 20 { return person() }
    if count(.request) < 5 { return request() }
    if count(.offer) < 2 { return offer() }
    if count(.followup) < 2 { return followUp() }
    switch Int(random.next() % 1000) {
    case ..<30: return organisation()
    case ..<80: return person()
    case ..<120:
      return entry(
        .person, .affiliation,
        [
          "organisation": one(.organisation), "position": text(4),
          "as_of": .date(date()), "rank": term("affiliation_rank"),
        ])
    case ..<170: return meeting()
    case ..<290:
      return entry(
        .meeting, .participation,
        [
          "organisation": one(.organisation), "country": country(),
          "capacity": term("participation_capacity"), "count": .count(Int64(random.next() % 9)),
        ])
    case ..<430:
      return entry(
        .meeting, .role,
        [
          "person": one(.person), "role": term("role"), "basis": term("role_basis"),
          "topic": random.next() % 4 == 0 ? text(6) : nil,
        ])
    case ..<450:
      return entry(
        .meeting, .session, ["title": title("Session", 4), "start": .date(date())])
    case ..<590: return request()
    case ..<620:
      return entry(
        .request, .restatement, ["by": some(.organisation, 1), "meeting": one(.meeting)])
    case ..<660:
      return entry(
        .request, .rating,
        ["priority": .text("\(1 + random.next() % 5)"), "by": some(.organisation, 1)])
    case ..<740: return happen("request.status_changed", ["status": term("request_status")])
    case ..<770: return entry(.request, .link, ["offer": one(.offer), "meeting": one(.meeting)])
    case ..<800: return happen("request.corrected", ["requested_on": .date(date())])
    case ..<850: return offer()
    case ..<870: return happen("offer.status_changed", ["status": term("offer_status")])
    case ..<950: return followUp()
    case ..<975: return happen("followup.status_changed", ["status": term("followup_status")])
    case ..<980: return happen("meeting.corrected", ["city": title("City", 1)])
    case ..<985: return document()
    default: return statement()
    }
  }

  // MARK: Things

  private mutating func organisation() -> (ThingRef, NewEvent) {
    begin(
      .organisation,
      [
        "name": title("Office for", 4), "short_name": title("", 1),
        "kind": term("organisation_kind"), "country": country(),
      ])
  }

  private mutating func person() -> (ThingRef, NewEvent) {
    let id = "p-\(Self.words[Int(random.next() % 32)])-\(count(.person))"
    return begin(
      .person,
      [
        "id": .text(id), "name": title("", 2), "honorific": .text("Ms."),
        "languages": .texts(["en", "fr"]),
      ])
  }

  private mutating func meeting() -> (ThingRef, NewEvent) {
    let day = date()
    return begin(
      .meeting,
      [
        "title": title("Bilateral meeting on", 5), "kind": term("meeting_kind"),
        "start": .date(day), "end": .date(day), "city": title("", 1), "country": country(),
        "organisers": some(.organisation, 1),
        "parent": random.next() % 3 == 0 ? one(.meeting) : nil,
        "status": term("meeting_status"), "note": random.next() % 3 == 0 ? text(20) : nil,
      ])
  }

  private mutating func request() -> (ThingRef, NewEvent) {
    begin(
      .request,
      [
        "requester": some(.organisation, 1), "country": country(), "meeting": one(.meeting),
        "requested_on": .date(date()), "kind": term("request_kind"),
        "asked_of": some(.organisation, 1), "themes": someThemes(),
        "support_types": .terms([code("support_type")]), "summary": text(18),
        "status": term("request_status"),
      ])
  }

  private mutating func offer() -> (ThingRef, NewEvent) {
    begin(
      .offer,
      [
        "provider": some(.organisation, 1), "country": country(), "meeting": one(.meeting),
        "offered_on": .date(date()), "themes": someThemes(), "summary": text(14),
        "support_types": .terms([code("support_type")]), "status": term("offer_status"),
        "request": random.next() % 2 == 0 ? some(.request, 1) : nil,
      ])
  }

  private mutating func followUp() -> (ThingRef, NewEvent) {
    begin(
      .followup,
      [
        "meeting": one(.meeting), "request": random.next() % 2 == 0 ? one(.request) : nil,
        "what": text(12), "owner": some(.organisation, 1), "due": .date(date()),
        "status": term("followup_status"), "basis": term("followup_basis"),
      ])
  }

  private mutating func document() -> (ThingRef, NewEvent) {
    begin(
      .document,
      [
        "title": title("Report on", 5), "kind": .text("report"), "issuer": one(.organisation),
        "date": .date(date()), "access": term("document_access"),
      ])
  }

  private mutating func statement() -> (ThingRef, NewEvent) {
    begin(
      .statement,
      [
        "subject": .subject(ref(.meeting, Int(random.next() % UInt64(count(.meeting))))),
        "attribute": .text("participants"), "value": .text("\(random.next() % 900)"),
        "qualifier": term("statement_qualifier"),
      ])
  }

  // MARK: Events

  private mutating func begin(_ kind: Kind, _ fields: [String: Value?]) -> (ThingRef, NewEvent) {
    let thing = ref(kind, count(kind))
    made[kind, default: 0] += 1
    return make(EventCatalogue.type(of: kind, with: .begins), thing, fields, entry: nil)
  }

  private mutating func entry(
    _ kind: Kind, _ entry: EntryKind, _ fields: [String: Value?]
  ) -> (ThingRef, NewEvent) {
    let id = entry.idPrefix + String(random.next() & 0xFFFF_FFFF_FFFF, radix: 16)
    return make(EventCatalogue.type(of: kind, with: .adds(entry)), any(kind), fields, entry: id)
  }

  private mutating func happen(_ name: String, _ fields: [String: Value?]) -> (ThingRef, NewEvent) {
    let type = EventCatalogue.type(named: name)
    return make(type, any(type?.kind ?? .request), fields, entry: nil)
  }

  private mutating func make(
    _ type: EventType?, _ thing: ThingRef, _ fields: [String: Value?], entry: String?
  ) -> (ThingRef, NewEvent) {
    guard let type else { return (thing, NewEvent(type: "unknown")) }
    let circumstances = Circumstances(
      by: "staff-1", occurred: random.next() % 3 == 0 ? date() : nil,
      sources: ["D\(random.next() % 900):L\(random.next() % 2000)"])
    let event = Event(type, fields: fields.compactMapValues { $0 }, entry: entry)
    var new = NewEvent(event, of: thing, about: thing.kind == .person ? thing : nil, circumstances)
    if isPlain { new.beside = [:] }
    return (thing, new)
  }

  // MARK: Values

  private func count(_ kind: Kind) -> Int { made[kind] ?? 0 }

  private func ref(_ kind: Kind, _ number: Int) -> ThingRef {
    switch kind {
    case .person:
      // People's ids in the log are 16 random digits.
      var generator = SeededGenerator(seed: UInt64(number))
      let digits = String(generator.next(), radix: 16)
      return ThingRef(.person, String(repeating: "0", count: 16 - digits.count) + digits)
    case .organisation: return ThingRef(kind, "gov-\(number)")
    default: return ThingRef(kind, "\(kind.definition.idPrefix)-\(2000 + number % 26)-\(number)")
    }
  }

  private mutating func any(_ kind: Kind) -> ThingRef {
    // What is younger is talked about more.
    let count = UInt64(max(1, count(kind)))
    let number = max(random.next() % count, random.next() % count)
    return ref(kind, Int(number))
  }

  private mutating func one(_ kind: Kind) -> Value { .reference(any(kind).id) }

  private mutating func some(_ kind: Kind, _ least: Int) -> Value {
    .references((0..<least + (random.next() % 5 == 0 ? 1 : 0)).map { _ in any(kind).id })
  }

  private mutating func code(_ vocabulary: String) -> Term {
    let all = terms[vocabulary] ?? []
    guard !all.isEmpty else { return Term(code: nil, written: "something") }
    return all[Int(random.next() % UInt64(all.count))]
  }

  private mutating func term(_ vocabulary: String) -> Value { .term(code(vocabulary)) }

  private mutating func someThemes() -> Value {
    .terms(
      (0..<1 + random.next() % 2).map { _ in
        let theme = themes[Int(random.next() % UInt64(themes.count))]
        return Term(code: theme.id, written: theme.label)
      })
  }

  private mutating func country() -> Value {
    let country = countries[Int(random.next() % UInt64(countries.count))]
    return .country(CountryValue(code: country.iso3, written: country.name))
  }

  private mutating func date() -> PartialDate {
    let day = Day(number: 10_957 + Int32(random.next() % 9_800))
    let text = day.description
    if random.next() % 5 == 0, let month = try? PartialDate(String(text.prefix(7))) { return month }
    return PartialDate(day)
  }

  private mutating func title(_ start: String, _ words: Int) -> Value {
    .text((start.isEmpty ? "" : start + " ") + sentence(words))
  }

  private mutating func text(_ words: Int) -> Value { .text(sentence(words)) }

  private mutating func sentence(_ words: Int) -> String {
    (0..<words).map { _ in Self.words[rank(of: Self.words.count)] }.joined(separator: " ")
  }

  /// A place in a list whose nth is taken as often as the (n + 10)th most frequent word of a language
  /// (Zipf's law): the ten before are words like "the", which nobody looks for. The first word is in
  /// every sixth text of twelve.
  private mutating func rank(of count: Int) -> Int {
    let share = Double(random.next() >> 11) / Double(1 << 53)
    return min(count - 1, Int(10 * (pow(Double(count + 10) / 10, share) - 1)))
  }

  /// The words of the trade, and several thousand others.
  private static let words: [String] = {
    var random = SeededGenerator(seed: 7)
    let syllables = ["ka", "ro", "min", "te", "sul", "va", "dor", "pel", "ni", "gra", "ós", "lem"]
    let others = (0..<6000).map { _ in
      (0..<2 + random.next() % 3).map { _ in
        syllables[Int(random.next() % UInt64(syllables.count))]
      }.joined()
    }
    return trade + others
  }()

  private static let trade = [
    "training", "support", "governance", "island", "ministry", "portal", "statistics", "delegation",
    "workshop", "région", "capacity", "strategy", "digital", "service", "audit", "integrity",
    "review", "planning", "regional", "forum", "budget", "expert", "visit", "draft", "charter",
    "registry", "citizen", "open", "data", "network", "peer", "exchange",
  ]
}
