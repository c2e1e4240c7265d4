public import Registry

/// What a filter's value may be.
public enum FilterValue: Hashable, Sendable {
  /// It has none: the filter is there or not.
  case flag
  /// A country by any name or code.
  case country
  /// A region of M49 at any level, by code or name.
  case region
  /// A country group.
  case group
  /// `event`, `today` or a date.
  case groupDay
  /// A partial date, or `today`.
  case date
  /// A theme, with the narrower ones.
  case theme(FilterPlace)
  /// A term of a vocabulary.
  case term(String, FilterPlace)
  /// A text as somebody wrote it in this place; case and accents do not count.
  case written(FilterPlace)
  /// The id of a thing of one of these kinds.
  case id([Kind])
  /// The id of a thing of any kind, alone or as `kind/id`.
  case anything
  /// One of these words.
  case choice([String])
  /// Words that have to occur.
  case words
  /// A whole number.
  case number
}

/// Where a filter's terms stand: in a field of the things, or of their entries.
public struct FilterPlace: Hashable, Sendable {
  /// The kind of thing.
  public let kind: Kind
  /// The kind of entry; nil for the things themselves.
  public let entry: EntryKind?
  /// The field.
  public let field: Field

  /// A field of the things of a kind.
  static func thing(_ kind: Kind, _ field: String) -> Self {
    Self(kind: kind, entry: nil, field: find(field, in: kind.definition.fields))
  }

  /// A field of the entries that things of a kind hold.
  static func entry(_ kind: Kind, _ entry: EntryKind, _ field: String) -> Self {
    Self(kind: kind, entry: entry, field: find(field, in: entry.fields(in: kind)))
  }

  private static func find(_ name: String, in fields: [Field]) -> Field {
    guard let field = fields.first(where: { $0.name == name }) else {
      preconditionFailure("the table of filters names a field \(name) that there is not")
    }
    return field
  }

  /// The vocabulary of the field; empty when it has none.
  var vocabulary: String {
    switch field.type {
    case .term(let vocabulary), .terms(let vocabulary): vocabulary
    default: ""
    }
  }
}

/// A filter that lists of a kind of thing take: its name, what it means and what it does.
public struct FilterDefinition: Sendable {
  /// What was given for a filter, in canonical form.
  struct Given {
    /// The values, without `none`.
    var values: [String]
    /// Whether what states nothing passes as well.
    var orNone: Bool
    /// What `today` means.
    var today: Day

    /// The dates among the values.
    var dates: [PartialDate] {
      values.compactMap { $0 == "today" ? PartialDate(today) : try? PartialDate($0) }
    }
  }

  /// The name: of the option without its dashes, and in addresses.
  public let name: String
  /// What it does, as help says it.
  public let help: String
  /// What its value may be.
  public let value: FilterValue
  /// What help calls the value.
  public let valueName: String
  /// Whether several values are alternatives; otherwise there can be only one.
  public let repeats: Bool
  /// Whether the value `none` stands for what is not stated.
  public let takesNone: Bool

  let narrow: @Sendable (inout ThingFilter, Given) -> Void

  init(
    _ name: String, _ value: FilterValue, _ valueName: String = "", _ help: String,
    repeats: Bool = false, none: Bool = false,
    narrow: @escaping @Sendable (inout ThingFilter, Given) -> Void
  ) {
    self.name = name
    self.value = value
    self.valueName = valueName
    self.help = help
    self.repeats = repeats
    takesNone = none
    self.narrow = narrow
  }

  /// The same filter on the thing that `field` refers to.
  func through(_ field: String, _ help: String) -> Self {
    let narrow = narrow
    return Self(name, value, valueName, help, repeats: repeats, none: takesNone) { filter, given in
      var inner = filter.through[field] ?? ThingFilter()
      narrow(&inner, given)
      filter.through[field] = inner
    }
  }
}

extension Kind {
  /// The filters that lists of this kind take, in the order of help and of canonical queries.
  public var filters: [FilterDefinition] { FilterTable.all[self] ?? [] }

  /// The filter with this name.
  public func filter(_ name: String) -> FilterDefinition? {
    filters.first { $0.name == name }
  }
}
