import Registry

/// Random contents, the same for the same seed.
struct Generated {
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }
  mutating func pick<C: Collection>(_ choices: C) -> C.Element? {
    choices.randomElement(using: &random)
  }

  /// Texts as people write them, and as nobody should.
  mutating func text() -> String {
    let parts = [
      "Fiji", "e-government", "ministère", "ministe\u{300}re", "وزارة", "電子政府", "\u{202E}abc",
      "\"quoted\"", "back\\slash", "semi;colon", "two\nlines", "\r\n", "\t", "=1+1", "'; DROP",
      "\u{1}",
      "👩🏽‍🔬", "[erased]", "null", "{}", "[\"a\"]", "0", "12.5", "\u{FEFF}", "a/b", "é",
    ]
    return (0...Int.random(in: 0...3, using: &random)).compactMap { _ in pick(parts) }
      .joined(separator: chance(2) ? " " : "")
  }

  mutating func identifier() -> String {
    pick(["r-fiji-1", "D003", "gov-fiji", "a", "A.b_c-9", "9f3ac1"]) ?? "a"
  }

  mutating func date() -> PartialDate? {
    pick(["2014", "2014-06", "2014-06-23", "2014-06-23/2014-06-26", "../2014-06-22", "2014/.."])
      .flatMap { try? PartialDate($0) }
  }

  mutating func term(_ vocabulary: String) -> Term {
    let codes =
      vocabulary == "theme"
      ? Themes.shared.all.map(\.id) : Vocabularies.shared.terms(of: vocabulary).map(\.code)
    let code = pick(codes) ?? "none"
    if chance(4) { return Term(code: nil, written: text()) }
    return Term(code: code, written: chance(2) ? code : text())
  }

  mutating func some<T>(_ make: (inout Self) -> T) -> [T] {
    (0...Int.random(in: 0...2, using: &random)).map { _ in make(&self) }
  }

  mutating func value(_ type: FieldType) -> Value {
    switch type {
    case .title, .text: return .text(text())
    case .figureOrText: return .text(chance(2) ? "12.5 %" : text())
    case .titles: return .texts(some { $0.text() })
    case .date: return date().map { .date($0) } ?? .text("")
    case .country: return .country(CountryValue(code: "FJI", written: text()))
    case .term(let vocabulary): return .term(term(vocabulary))
    case .terms(let vocabulary): return .terms(some { $0.term(vocabulary) })
    case .reference: return .reference(identifier())
    case .references: return .references(some { $0.identifier() })
    case .referencesOrText:
      return chance(2) ? .references(some { $0.identifier() }) : .text(text())
    case .subject: return .subject(ThingRef(pick(Kind.allCases) ?? .meeting, identifier()))
    case .count: return .count(pick([0, 1, 120, .max]) ?? 0)
    case .flag: return .flag(chance(2))
    }
  }

  /// A payload of this type: any of its fields, or all.
  mutating func event(_ type: EventType, complete: Bool = false) -> Event {
    var event = Event(type)
    for field in type.fields where complete || !chance(3) {
      event.fields[field.name] = value(field.type)
    }
    let isCorrection = type.effect == .corrects || type.effect == .correctsEntry
    if isCorrection, complete || chance(2) { event.cleared = ["note", "summary"] }
    if isCorrection, complete || chance(2) { event.citing = some { "\($0.identifier()):L1" } }
    switch type.effect {
    case .adds, .setsEntry, .correctsEntry, .retractsEntry, .reinstatesEntry:
      event.entry = "entry-\(Int.random(in: 0...3, using: &random))"
    case .merges: event.into = identifier()
    default: break
    }
    if complete || chance(2) { event.reason = text() }
    return event
  }
}
