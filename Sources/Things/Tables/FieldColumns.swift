import JSON
import ProjectionKit
import Registry

/// How a field's value stands in a table: the columns, the list for filtering, and both ways
/// between value and cells.
///
/// | type | columns | list |
/// |---|---|---|
/// | title, text, figure, reference, subject | `name` | |
/// | date | `name`, `name_first`, `name_last` (days since 1970; null = open or not stated) | |
/// | country, term | `name` (the code), `name_written` | |
/// | terms | `name` (JSON) | `name_each`: code, `written` |
/// | references, titles, references or text | `name` (JSON) | `name_each`: id |
/// | count, flag | `name` | |
struct FieldColumns {
  let field: Field

  /// The main column. Words that tables keep for themselves get a final `_`.
  var name: String { Self.kept.contains(field.name) ? field.name + "_" : field.name }

  /// The list of the field's parts.
  var list: String { field.name + "_each" }

  private static let kept: Set<String> = ["row", "since", "until", "place", "value", "as_of"]

  /// The columns.
  var columns: [Column] {
    switch field.type {
    case .title, .text, .figureOrText, .titles, .terms, .references, .referencesOrText:
      [Column(name)]
    case .reference, .subject: [Column(name, indexed: true)]
    case .date:
      [Column(name), Column(name + "_first", .integer), Column(name + "_last", .integer)]
    case .country: [Column(name, indexed: true), Column(name + "_written")]
    case .term: [Column(name), Column(name + "_written")]
    case .count, .flag: [Column(name, .integer)]
    }
  }

  /// The lists.
  var links: [LinkList] {
    switch field.type {
    case .terms: [LinkList(list, extra: [Column("written")])]
    case .references, .referencesOrText: [LinkList(list)]
    default: []
    }
  }

  /// Puts a value, or none, into a row.
  func put(_ value: Value?, into row: inout Row) {
    for column in columns { row[column.name] = .null }
    for link in links { row[list: link.name] = [] }
    switch value {
    case nil: return
    case .text(let text):
      row[name] = .text(isEitherOr ? JSONValue.string(text).compactText : text)
    case .reference(let id): row[name] = .text(id)
    case .subject(let thing): row[name] = .text(thing.description)
    case .date(let date):
      row[name] = .text(date.description)
      row[name + "_first"] = date.earliest.map { .integer(Int64($0.number)) } ?? .null
      row[name + "_last"] = date.latest.map { .integer(Int64($0.number)) } ?? .null
    case .country(let country):
      row[name] = .text(country.code)
      row[name + "_written"] = .text(country.written)
    case .term(let term):
      row[name] = term.code.map { .text($0) } ?? .null
      row[name + "_written"] = .text(term.written)
    case .terms(let terms):
      row[name] = .text(value.map(\.json.compactText) ?? "")
      row[list: list] = terms.map {
        Link(SQLValue($0.code), .text($0.written))
      }
    case .texts: row[name] = .text(value.map(\.json.compactText) ?? "")
    case .references(let ids):
      row[name] = .text(value.map(\.json.compactText) ?? "")
      row[list: list] = ids.map { Link(.text($0)) }
    case .count(let number): row[name] = .integer(number)
    case .flag(let flag): row[name] = .integer(flag ? 1 : 0)
    case .erased: row[name] = .text("[erased]")
    }
  }

  /// Reads the value from cells found by column name; nil when not stated.
  func value(_ cell: (String) throws -> SQLValue) rethrows -> Value? {
    switch field.type {
    case .count, .flag:
      guard case .integer(let number) = try cell(name) else { return nil }
      return field.type == .count ? .count(number) : .flag(number != 0)
    case .term:
      guard case .text(let written) = try cell(name + "_written") else { return nil }
      if case .text(let code) = try cell(name) { return .term(Term(code: code, written: written)) }
      return .term(Term(code: nil, written: written))
    default: break
    }
    guard case .text(let text) = try cell(name) else { return nil }
    if text == "[erased]" { return .erased }
    switch field.type {
    case .titles, .terms, .references, .referencesOrText:
      return (try? JSONValue(parsing: text)).flatMap { Value($0, type: field.type) }
    case .country:
      guard case .text(let written) = try cell(name + "_written") else { return nil }
      return .country(CountryValue(code: text, written: written))
    case .title, .text, .figureOrText, .date, .reference, .subject, .count, .flag, .term:
      return Value(.string(text), type: field.type)
    }
  }

  private var isEitherOr: Bool {
    if case .referencesOrText = field.type { true } else { false }
  }
}
