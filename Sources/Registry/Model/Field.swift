/// What a field may hold, and so how its text is read and where it is kept.
public enum FieldType: Hashable, Sendable {
  /// One line that stays readable in the record: a title, an organisation's name, a place.
  case title
  /// Several titles.
  case titles
  /// Free text. It may name a person, so it stands beside the record.
  case text
  /// A partial date.
  case date
  /// A country, kept with the text as written.
  case country
  /// A term of a vocabulary, kept with the text as written.
  case term(String)
  /// Several terms of a vocabulary.
  case terms(String)
  /// The id of one thing of this kind.
  case reference(Kind)
  /// The ids of several things of this kind.
  case references(Kind)
  /// Ids of things of this kind when every part is one, else free text.
  case referencesOrText(Kind)
  /// A figure, which stays readable in the record, or a statement in words, which does not.
  case figureOrText
  /// The id of a thing of any kind.
  case subject
  /// A whole number, not negative.
  case count
  /// Yes, or not stated.
  case flag
}

/// A named part of a thing or an entry: a dataset column, a JSON key and a command-line option.
public struct Field: Hashable, Sendable {
  /// The name, in the spelling of dataset columns: `requested_on`.
  public let name: String
  /// What it may hold.
  public let type: FieldType
  /// Whether a thing cannot do without it.
  public let required: Bool
  /// Whether it is a person's own, and so encrypted under that person's key.
  public let sealed: Bool
  /// Whether dataset files have a column for it.
  public let inDataset: Bool
  /// Whether only an event of its own may give it a value, because a rule watches over it. It can be
  /// emptied by a correction.
  public let guarded: Bool

  /// A field.
  public init(
    _ name: String, _ type: FieldType, required: Bool = false, sealed: Bool = false,
    inDataset: Bool = true, guarded: Bool = false
  ) {
    self.name = name
    self.type = type
    self.required = required
    self.sealed = sealed
    self.inDataset = inDataset
    self.guarded = guarded
  }

  /// Whether the column holds several values, separated by `;`.
  public var isList: Bool {
    switch type {
    case .titles, .terms, .references, .referencesOrText: true
    case .title, .text, .figureOrText, .date, .country, .term, .reference, .subject, .count, .flag:
      false
    }
  }

  /// The command-line option: `--requested-on`.
  public var option: String { "--" + name.replacing("_", with: "-") }
}

extension FieldType {
  /// The kind of thing that a reference points at.
  public var target: Kind? {
    switch self {
    case .reference(let kind), .references(let kind), .referencesOrText(let kind): kind
    default: nil
    }
  }
}
