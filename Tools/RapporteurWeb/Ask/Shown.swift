import JSON
import Registry
import Things
import WebCore

/// How values read on pages: names with links, terms in the visitor's language, and what the source
/// wrote where that differs.
struct Shown: Sendable {
  /// Who asks.
  let visit: Visit
  /// The visitor’s words.
  let words: AskWords

  /// Values as a visitor sees them.
  init(_ visit: Visit) {
    self.visit = visit
    words = AskWords(visit)
  }

  /// The parts of a value, for the template `value`; what is not stated says so.
  func items(
    _ value: Value?, _ field: Field, of kind: Kind, entry: EntryKind? = nil, _ reading: Reading,
    isShort: Bool = false
  ) throws -> JSONValue {
    if reading.sight.hides(field, of: kind, entry: entry, about: kind == .person) {
      return [["absent": .string(words("things.hidden"))]]
    }
    guard let value else { return [["absent": .string(words("things.not_stated"))]] }
    if value == .erased { return [["absent": .string(words("things.erased"))]] }
    return .array(try parts(value, field, of: kind, reading, isShort))
  }

  private func parts(
    _ value: Value, _ field: Field, of kind: Kind, _ reading: Reading, _ isShort: Bool
  ) throws -> [JSONValue] {
    switch value {
    case .text(let text):
      if isShort { return [["plain": .string(text.shortened())]] }
      return [text.contains("\n") ? ["long": .string(text)] : ["plain": .string(text)]]
    case .texts(let texts): return texts.map { ["plain": .string($0)] }
    case .date(let date): return [["plain": .string(words.date(date))]]
    case .country(let country): return [self.country(country, kind, isShort)]
    case .term(let term):
      guard case .term(let vocabulary) = field.type else { return [] }
      return [self.term(term, vocabulary, field, reading, isShort)]
    case .terms(let terms):
      guard case .terms(let vocabulary) = field.type else { return [] }
      let items = terms.map { self.term($0, vocabulary, field, reading, isShort) }
      // Several words for one term say it once where there is little room.
      return isShort ? items.enumerated().filter { items.firstIndex(of: $1) == $0 }.map(\.1) : items
    case .reference(let id):
      guard let target = field.type.target else { return [] }
      return [try thing(ThingRef(target, id), reading)]
    case .references(let ids):
      guard let target = field.type.target else { return [] }
      return try ids.map { try thing(ThingRef(target, $0), reading) }
    case .subject(let ref): return [try thing(ref, reading)]
    case .count(let number): return [["plain": .string(String(number))]]
    case .flag(let flag): return [["plain": .string(words(flag ? "things.yes" : "things.no"))]]
    case .erased: return []
    }
  }

  /// A thing by its name, as a link.
  func thing(_ ref: ThingRef, _ reading: Reading) throws -> JSONValue {
    [
      "link": .string(try reading.address(ref, visit)),
      "text": .string(try reading.called(ref).shortened()),
    ]
  }

  private func country(
    _ country: CountryValue, _ kind: Kind, _ isShort: Bool
  ) -> JSONValue {
    let name = words.country(country.code)
    var item: [String: JSONValue] = ["text": .string(name)]
    let path = kind.filter("country") == nil ? Kind.request.path : kind.path
    item["link"] = .string(
      visit.address(path, FilterQuery([.init("country", country.code)])))
    if !isShort, TextFolding.fold(country.written) != TextFolding.fold(name),
      country.written != country.code
    {
      item["quote"] = .string(country.written)
    }
    return .object(item)
  }

  private func term(
    _ term: Term, _ vocabulary: String, _ field: Field, _ reading: Reading, _ isShort: Bool
  ) -> JSONValue {
    guard let code = reading.code(of: term, in: vocabulary) else {
      return ["unknown": .string(term.written)]
    }
    let label = words.term(code, in: vocabulary)
    var item: [String: JSONValue] = [:]
    if field.name == "status" {
      item = ["badge": .string(code), "text": .string(label)]
    } else {
      item = ["plain": .string(label)]
    }
    if !isShort, term.written != code, TextFolding.fold(term.written) != TextFolding.fold(label) {
      item["quote"] = .string(term.written)
    }
    return .object(item)
  }

  // MARK: Sources

  /// Where something is known from: documents with links, and the place in each.
  func sources(
    _ sources: [String], _ reading: Reading, cutTo length: Int = 80
  ) throws -> JSONValue {
    .array(
      try sources.map { source in
        let id = String(source.prefix { $0 != ":" })
        let place = source.drop { $0 != ":" }.dropFirst()
        guard let ref = try reading.find(.document, id) else {
          return ["plain": .string(source)]
        }
        return [
          "link": .string(try reading.address(ref, visit)),
          "text": .string(try reading.called(ref).shortened(to: length)),
          "place": .text(String(place)),
        ]
      })
  }
}
