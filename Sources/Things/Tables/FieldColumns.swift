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
struct FieldColumns: Sendable {
  let field: Field
  /// The main column. Words that tables keep for themselves get a final `_`.
  let name: String

  init(field: Field) {
    self.field = field
    name = Self.kept.contains(field.name) ? field.name + "_" : field.name
  }

  /// The column that is null exactly when the field is not stated: a term that no vocabulary has
  /// leaves the code empty.
  var presence: String {
    if case .term = field.type { name + "_written" } else { name }
  }

  /// The list of the field's parts.
  var list: String { field.name + "_each" }

  private static let kept: Set<String> = [
    "row", "since", "until", "place", "value", "as_of", "words",
  ]

  /// The columns, the main one first.
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

  /// The columns that questions narrow lists by; none for texts, which the search index holds.
  var filters: [String] {
    switch field.type {
    case .title, .text, .figureOrText, .titles, .terms: []
    case .reference, .subject, .date, .country, .term, .count, .flag, .references,
      .referencesOrText:
      columns.map(\.name)
    }
  }

  /// The lists; one at most.
  var links: [LinkList] {
    switch field.type {
    case .terms: [LinkList(list, extra: [Column("written")])]
    case .references, .referencesOrText: [LinkList(list)]
    default: []
    }
  }

  /// Puts a value, or none, into a row whose columns of this field begin at `cell` and whose list is
  /// at `list`.
  func put(_ value: Value?, into row: inout Row, at cell: Int, list: Int) {
    clear(&row, cell, list)
    switch value {
    case nil: return
    case .text(let text):
      row[at: cell] = .text(isEitherOr ? JSONValue.string(text).compactText : text)
    case .reference(let id): row[at: cell] = .text(id)
    case .subject(let thing): row[at: cell] = .text(thing.description)
    case .date(let date):
      row[at: cell] = .text(date.description)
      row[at: cell + 1] = date.earliest.map { .integer(Int64($0.number)) } ?? .null
      row[at: cell + 2] = date.latest.map { .integer(Int64($0.number)) } ?? .null
    case .country(let country):
      row[at: cell] = .text(country.code)
      row[at: cell + 1] = .text(country.written)
    case .term(let term):
      row[at: cell] = SQLValue(term.code)
      row[at: cell + 1] = .text(term.written)
    case .terms(let terms):
      row[at: cell] = .text(value.map(\.json.compactText) ?? "")
      row[listAt: list] = terms.map { Link(SQLValue($0.code), .text($0.written)) }
    case .texts: row[at: cell] = .text(value.map(\.json.compactText) ?? "")
    case .references(let ids):
      row[at: cell] = .text(value.map(\.json.compactText) ?? "")
      row[listAt: list] = ids.map { Link(.text($0)) }
    case .count(let number): row[at: cell] = .integer(number)
    case .flag(let flag): row[at: cell] = .integer(flag ? 1 : 0)
    case .erased: row[at: cell] = .text("[erased]")
    }
  }

  private func clear(_ row: inout Row, _ cell: Int, _ list: Int) {
    row[at: cell] = .null
    switch field.type {
    case .date:
      row[at: cell + 1] = .null
      row[at: cell + 2] = .null
    case .country, .term: row[at: cell + 1] = .null
    case .terms, .references, .referencesOrText: row[listAt: list] = []
    default: break
    }
  }

  /// Reads the value from cells found by their place; the columns of this field begin at `first`. Nil
  /// when not stated.
  func value(at first: Int, _ cell: (Int) -> SQLValue) -> Value? {
    switch field.type {
    case .count, .flag:
      guard case .integer(let number) = cell(first) else { return nil }
      return field.type == .count ? .count(number) : .flag(number != 0)
    case .term:
      guard case .text(let written) = cell(first + 1) else { return nil }
      return .term(Term(code: cell(first).text, written: written))
    default: break
    }
    guard case .text(let text) = cell(first) else { return nil }
    if text == "[erased]" { return .erased }
    switch field.type {
    case .titles, .terms, .references, .referencesOrText:
      return (try? JSONValue(parsing: text)).flatMap { Value($0, type: field.type) }
    case .country:
      guard case .text(let written) = cell(first + 1) else { return nil }
      return .country(CountryValue(code: text, written: written))
    case .title, .text, .figureOrText, .date, .reference, .subject, .count, .flag, .term:
      return Value(.string(text), type: field.type)
    }
  }

  private var isEitherOr: Bool {
    if case .referencesOrText = field.type { true } else { false }
  }
}
