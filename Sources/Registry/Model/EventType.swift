/// What an event does to the thing it happens to.
public enum Effect: Hashable, Sendable {
  /// The thing is there from now on. The payload holds any of its fields.
  case begins
  /// Any field gets another value, or none (`cleared`), because the former one was wrong.
  case corrects
  /// These fields get a value because something happened.
  case sets([String])
  /// A value joins the list in this field.
  case extends(String)
  /// A value leaves the list in this field.
  case shortens(String)
  /// An entry is there from now on.
  case adds(EntryKind)
  /// These fields of an entry get a value because something happened.
  case setsEntry(EntryKind, [String])
  /// An entry's fields get another value, because the former one was wrong.
  case correctsEntry
  /// An entry was made in error: it leaves lists and counts.
  case retractsEntry
  /// It was right after all.
  case reinstatesEntry
  /// The thing was recorded in error: it leaves lists and counts, not the history.
  case retracts
  /// It was right after all.
  case reinstates
  /// It is the same as another one, which stands for both from now on.
  case merges
  /// It was not the same.
  case revertsMerge
  /// The person's own fields were lawfully destroyed, everywhere.
  case erases
  /// Somebody asks that some of the thing's texts be destroyed.
  case asksRedaction
  /// Some of its texts were lawfully destroyed, everywhere.
  case redacts
}

/// A type of event: its name in records, the kind of thing it happens to, and its effect. Two types
/// of the same name are the same.
public struct EventType: Hashable, Sendable {
  /// The name as it stands in records. Never changes and is never used for another meaning.
  public let name: String
  /// The kind of thing it happens to.
  public let kind: Kind
  /// What it does.
  public let effect: Effect
  /// The fields its payload may hold. Corrections of entries may hold those of any entry.
  public let fields: [Field]

  init(_ name: String, _ kind: Kind, _ effect: Effect) {
    self.name = name
    self.kind = kind
    self.effect = effect
    fields = effect.fields(of: kind)
  }

  /// Whether both have the same name.
  public static func == (a: Self, b: Self) -> Bool { a.name == b.name }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Effect {
  /// The fields that may go with the effect on a thing of this kind.
  fileprivate func fields(of kind: Kind) -> [Field] {
    switch self {
    case .begins, .corrects: kind.definition.fields.filter { !$0.guarded }
    case .sets(let names): names.compactMap { kind.definition.field($0) }
    case .extends(let name), .shortens(let name): [kind.definition.field(name)].compactMap(\.self)
    case .adds(let entry): entry.fields(in: kind)
    case .setsEntry(let entry, let names):
      entry.fields(in: kind).filter { names.contains($0.name) }
    case .correctsEntry: kind.definition.entries.flatMap { $0.fields(in: kind) }
    case .asksRedaction: [Redaction.texts]
    case .redacts: [Redaction.texts, Redaction.erasure]
    case .retractsEntry, .reinstatesEntry, .retracts, .reinstates, .merges, .revertsMerge, .erases:
      []
    }
  }
}

/// What the events that destroy texts say.
public enum Redaction {
  /// The texts, each by the position of its event and its field: `131:summary`.
  static let texts = Field("texts", .titles)
  /// The person for whose erasure they go, because they mention that person.
  static let erasure = Field("erasure", .reference(.person))
  /// What the names of the types end in that say that texts were destroyed.
  public static let suffix = ".text_redacted"
  /// The member of their payload that lists the texts.
  public static let list = texts.name
}

extension EventType {
  /// Whether it destroys, or leads there. Such an event reaches things that are retracted or merged
  /// as well, and its reason is kept when a person's own texts go.
  public var isAboutDestroying: Bool {
    switch effect {
    case .erases, .asksRedaction, .redacts: true
    default: name.hasPrefix("person.erasure_")
    }
  }
}
