import Registry

/// What a thing or an entry says in words, field by field.
struct Passages {
  /// The texts of one field; a list has several.
  struct Passage {
    var field: Field
    var texts: [String]
    /// Whether it is what the thing is called.
    var isName: Bool
  }

  /// The passages, in the order of the definition.
  let all: [Passage]

  /// What these fields say.
  init(_ fields: Fields, of content: TableLayout.Content) {
    all = (Self.worded[content] ?? []).compactMap { field, isName in
      guard let value = fields[field.name] else { return nil }
      let texts = Self.texts(value, field)
      return texts.isEmpty ? nil : Passage(field: field, texts: texts, isName: isName)
    }
  }

  /// The fields that hold words, and whether each is a name, of everything that has any. Worked out
  /// once: an index over a million rows asks as often.
  private static let worded: [TableLayout.Content: [(field: Field, isName: Bool)]] = {
    var found: [TableLayout.Content: [(field: Field, isName: Bool)]] = [:]
    for kind in Kind.allCases {
      let entries = kind.definition.entries.map { TableLayout.Content.entries($0, of: kind) }
      for content in entries + [.things(kind)] {
        found[content] = fields(of: content).map { ($0, isName($0, of: content)) }
      }
    }
    return found
  }()

  /// The fields that hold words. Statuses and the like, which events of their own set, are none: they
  /// are asked for by filters.
  static func fields(of content: TableLayout.Content) -> [Field] {
    switch content {
    case .things(let kind):
      let states = Set(
        EventCatalogue.all.filter { $0.kind == kind }.flatMap { type -> [String] in
          if case .sets(let names) = type.effect { names } else { [] }
        })
      return kind.definition.fields.filter { field in
        if case .term = field.type, states.contains(field.name) { return false }
        return holdsWords(field)
      }
    case .entries(let entry, let kind): return entry.fields(in: kind).filter(holdsWords)
    }
  }

  private static func holdsWords(_ field: Field) -> Bool {
    switch field.type {
    case .title, .titles, .text, .figureOrText, .country, .term, .terms, .referencesOrText: true
    case .reference(let kind), .references(let kind): kind != .person
    case .date, .count, .flag, .subject: false
    }
  }

  /// Whether the field is what the thing is called, by one of its names.
  private static func isName(_ field: Field, of content: TableLayout.Content) -> Bool {
    switch content {
    case .things(let kind):
      field.name == kind.definition.title || field.type == .titles || field.name == "short_name"
    case .entries(let entry, _): entry == .name && field.name == "name"
    }
  }

  private static func texts(_ value: Value, _ field: Field) -> [String] {
    switch value {
    case .text(let text): return [text]
    case .texts(let texts), .references(let texts): return texts
    case .reference(let id): return [id]
    case .country(let country):
      return distinct([Countries.shared[country.code]?.name ?? country.code, country.written])
    case .term(let term): return label(term, field)
    case .terms(let terms): return distinct(terms.flatMap { label($0, field) })
    case .subject, .date, .count, .flag, .erased: return []
    }
  }

  private static func label(_ term: Term, _ field: Field) -> [String] {
    guard let code = term.code else { return [term.written] }
    let label: String? =
      switch field.type {
      case .term("theme"), .terms("theme"): Themes.shared.label(of: code)
      case .term(let vocabulary), .terms(let vocabulary):
        Vocabularies.shared.label(of: code, in: vocabulary)
      default: nil
      }
    return distinct([label ?? code, term.written])
  }

  /// Each once, in order; "agreed area" and "agreed_area" are the same.
  private static func distinct(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert(TextFolding.key($0)).inserted }
  }

  // MARK: Words

  /// What stands in the full-text index: the words of its names, and all others.
  var words: [String] {
    var names = ""
    var rest = ""
    for passage in all {
      for text in passage.texts {
        let words = Self.words(text, asName: passage.isName)
        if passage.isName { names += words } else { rest += words }
      }
      if passage.field.type == .country,
        let country = passage.texts.lazy.compactMap({ Countries.shared.country(named: $0) }).first
      {
        rest += WordQuery.word(forCountry: country.iso3) + " "
      }
    }
    return [names, rest]
  }

  /// Folded words with a blank behind. What a hyphen holds together is also one word; a name is one
  /// word besides, so that it can be found as a whole.
  private static func words(_ text: String, asName: Bool) -> String {
    var words = TextFolding.fold(text) + " "
    if text.utf8.contains(UInt8(ascii: "-")) {
      for part in text.split(separator: " ") where part.utf8.contains(UInt8(ascii: "-")) {
        words += TextFolding.key(part) + " "
      }
    }
    if asName { words += WordQuery.word(forName: text) + " " }
    return words
  }
}
