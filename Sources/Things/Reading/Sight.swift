public import Registry

/// What whoever asks may see. The command line shows everything; the web as much as the roles of who
/// asks allow. Every reading made while it is set has it.
public struct Sight: Hashable, Sendable {
  /// How much of people is shown.
  public enum People: Hashable, Sendable {
    /// Everything.
    case all
    /// Names and posts, but no contact data and nothing that was noted about somebody.
    case names
    /// Nothing that names anybody: people are called by the ids that the log has for them.
    case ids
  }

  /// How much of people is shown.
  public var people: People
  /// Whether accounts are there at all.
  public var accounts: Bool

  /// What somebody may see.
  public init(people: People, accounts: Bool) {
    self.people = people
    self.accounts = accounts
  }

  /// Everything, as on the command line.
  public static let everything = Sight(people: .all, accounts: true)

  /// The sight of what runs now.
  @TaskLocal public static var current = Sight.everything

  /// A person's own fields that say what somebody is called.
  private static let naming: Set<String> = ["id", "name", "honorific", "variants"]

  /// Whether what a field of a thing, or of one of its entries, says is kept back.
  ///
  /// - Parameter person: whom the thing is, or is a statement about; nil when it is neither.
  public func hides(
    _ field: Field, of kind: Kind, entry: EntryKind? = nil, about person: Bool
  ) -> Bool {
    switch people {
    case .all: false
    case .names:
      kind == .person && entry == nil && field.sealed && !Self.naming.contains(field.name)
    case .ids:
      field.sealed || (kind == .statement && person && ["value", "note"].contains(field.name))
        || (entry == .role && field.name == "post")
    }
  }

  /// Whether anything of a kind of thing, or of one of its kinds of entry, may be kept back.
  func hidesSome(of kind: Kind, entry: EntryKind? = nil) -> Bool {
    let fields = entry?.fields(in: kind) ?? kind.definition.fields
    return fields.contains { hides($0, of: kind, entry: entry, about: true) }
  }

  /// Whether neither what things of this kind are called is told, nor the ids that people type.
  public func hidesNames(of kind: Kind) -> Bool {
    (kind == .person && people == .ids) || lacks(kind)
  }

  /// Whether there are no things of this kind for whoever asks.
  public func lacks(_ kind: Kind) -> Bool { kind == .account && !accounts }
}

extension Reading {
  /// What is shown in place of a value that is kept back, where a value has to be.
  public static let withheld = "[withheld]"

  /// The names of those of these fields that have a value which is kept back.
  ///
  /// - Parameter person: whom the thing is, or is a statement about; see `Thing.person`.
  public func withheld(
    _ fields: Fields, of kind: Kind, entry: EntryKind? = nil, about person: ThingRef?
  ) -> Set<String> {
    guard sight.people != .all else { return [] }
    let definitions = entry?.fields(in: kind) ?? kind.definition.fields
    return Set(
      definitions.filter {
        fields[$0.name] != nil
          && sight.hides($0, of: kind, entry: entry, about: person != nil)
      }.map(\.name))
  }

  /// The thing as it may be seen.
  func shown(_ thing: Thing) -> Thing {
    let names = withheld(thing.fields, of: thing.ref.kind, about: thing.person)
    guard !names.isEmpty else { return thing }
    var thing = thing
    thing.withhold(names)
    return thing
  }

  /// The entry as it may be seen.
  func shown(_ entry: Entry, in kind: Kind) -> Entry {
    var entry = entry
    for name in withheld(entry.fields, of: kind, entry: entry.kind, about: nil) {
      entry.fields[name] = nil
    }
    return entry
  }
}
