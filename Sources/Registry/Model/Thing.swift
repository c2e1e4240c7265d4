/// Something that happened to a thing, as the domain sees it.
public struct Event: Hashable, Sendable {
  /// What happened.
  public var type: EventType
  /// The payload.
  public var fields: Fields
  /// The names of the fields that a correction empties.
  public var cleared: [String]
  /// The entry it is about.
  public var entry: String?
  /// The thing that stands for this one after a merge.
  public var into: String?
  /// The sources that replace the thing's own, when a correction concerns them.
  public var citing: [String]?
  /// Why. Free text.
  public var reason: String?

  /// Something that happened.
  public init(
    _ type: EventType, fields: Fields = [:], cleared: [String] = [], entry: String? = nil,
    into: String? = nil, citing: [String]? = nil, reason: String? = nil
  ) {
    self.type = type
    self.fields = fields
    self.cleared = cleared
    self.entry = entry
    self.into = into
    self.citing = citing
    self.reason = reason
  }
}

/// What the log knows about an event besides its payload.
public struct Circumstances: Hashable, Sendable {
  /// The account that records.
  public var by: String
  /// When it happened; nil when not stated.
  public var occurred: PartialDate?
  /// Where we know it from, each `document:place`.
  public var sources: [String]
  /// The import it belongs to.
  public var batch: String?

  /// The circumstances of an event.
  public init(
    by: String, occurred: PartialDate? = nil, sources: [String] = [], batch: String? = nil
  ) {
    self.by = by
    self.occurred = occurred
    self.sources = sources
    self.batch = batch
  }
}

/// A row that belongs to a thing.
public struct Entry: Hashable, Sendable {
  /// The generated id.
  public let id: String
  /// The kind.
  public let kind: EntryKind
  /// What it says.
  public var fields: Fields
  /// Where we know it from.
  public var sources: [String]
  /// Why it does not count; nil while it does.
  public var retraction: Retraction?
  /// The import that added it.
  public let batch: String?

  /// A row that belongs to a thing.
  public init(
    id: String, kind: EntryKind, fields: Fields, sources: [String],
    retraction: Retraction? = nil, batch: String? = nil
  ) {
    self.id = id
    self.kind = kind
    self.fields = fields
    self.sources = sources
    self.retraction = retraction
    self.batch = batch
  }
}

/// Why a thing or an entry does not count.
public struct Retraction: Hashable, Sendable {
  /// The reason given.
  public var reason: String?
  /// The import whose undoing retracted it; nil when somebody did it by hand.
  public var batch: String?

  /// A reason not to count.
  public init(reason: String?, batch: String?) {
    self.reason = reason
    self.batch = batch
  }
}

/// One thing as its events made it.
public struct Thing: Hashable, Sendable {
  /// Kind and id.
  public let ref: ThingRef
  /// The number of its events.
  public private(set) var size = 0
  /// What is known of it.
  public private(set) var fields: Fields = [:]
  /// Where that is known from.
  public private(set) var sources: [String] = []
  /// The rows that belong to it, oldest first, retracted ones included.
  public private(set) var entries: [Entry] = []
  /// Why it does not count; nil while it does.
  public private(set) var retraction: Retraction?
  /// The thing that stands for it since a merge.
  public private(set) var mergedInto: String?
  /// Who set the status last, for rules that ask for a second pair of eyes.
  public private(set) var statusBy: String?
  /// The fields that have a value which whoever asks may not see.
  public private(set) var withheld: Set<String> = []
  /// The texts that somebody asked to have destroyed and that are still there, and who asked.
  public private(set) var redactionsAsked: [String: String] = [:]

  /// A thing without any event.
  public init(_ ref: ThingRef) { self.ref = ref }

  /// Takes the values of these fields away, as from somebody who may not see them.
  public mutating func withhold(_ names: Set<String>) {
    for name in names { fields[name] = nil }
    withheld.formUnion(names)
  }

  /// A thing as a view kept it, so that further events can be folded. Its entries are restored
  /// one by one.
  public init(
    _ ref: ThingRef, fields: Fields, sources: [String], retraction: Retraction?,
    mergedInto: String?, statusBy: String?
  ) {
    self.ref = ref
    self.fields = fields
    self.sources = sources
    self.retraction = retraction
    self.mergedInto = mergedInto
    self.statusBy = statusBy
  }

  /// Gives back an entry as a view kept it.
  public mutating func restore(_ entry: Entry) { entries.append(entry) }

  /// Whether an event says that the person was erased. The contents may be gone before that, when the
  /// keys are.
  public private(set) var isMarkedErased = false

  /// Whether it has begun.
  public var exists: Bool { size > 0 }

  /// The entry with this id.
  public func entry(_ id: String) -> Entry? { entries.first { $0.id == id } }

  /// The entries of one kind that count.
  public func entries(_ kind: EntryKind) -> [Entry] {
    entries.filter { $0.kind == kind && $0.retraction == nil }
  }

  /// Takes an event in. Total: whatever stands in the log can be folded.
  public mutating func evolve(_ event: Event, _ circumstances: Circumstances) {
    size += 1
    let statusBefore = fields["status"]
    switch event.type.effect {
    case .begins:
      fields = event.fields
      sources = circumstances.sources
    case .corrects:
      set(event, citing: circumstances)
      for name in event.cleared { fields[name] = nil }
      if let citing = event.citing { sources = citing }
    case .sets:
      set(event, citing: circumstances)
      // A remark on a status goes with it.
      if fields["status"] != statusBefore, event.fields["status_note"] == nil {
        fields["status_note"] = nil
      }
    case .extends(let name):
      if let added = event.fields[name] {
        fields[name] = fields[name]?.extended(by: added) ?? added
      }
      cite(circumstances.sources)
    case .shortens(let name):
      if let removed = event.fields[name] { fields[name] = fields[name]?.shortened(by: removed) }
    case .adds(let kind):
      guard let id = event.entry else { return }
      entries.append(
        Entry(
          id: id, kind: kind, fields: event.fields, sources: circumstances.sources,
          batch: circumstances.batch))
    case .setsEntry, .correctsEntry:
      changeEntry(event.entry) { entry in
        entry.fields.merge(event.fields) { $1 }
        for name in event.cleared { entry.fields[name] = nil }
        entry.sources = event.citing ?? entry.sources.union(circumstances.sources)
      }
    case .retractsEntry:
      changeEntry(event.entry) {
        $0.retraction = Retraction(reason: event.reason, batch: circumstances.batch)
      }
    case .reinstatesEntry:
      changeEntry(event.entry) { $0.retraction = nil }
    case .retracts:
      retraction = Retraction(reason: event.reason, batch: circumstances.batch)
    case .reinstates:
      retraction = nil
    case .merges:
      mergedInto = event.into
    case .revertsMerge:
      mergedInto = nil
    case .erases:
      erase()
      isMarkedErased = true
    case .asksRedaction:
      for text in event.texts { redactionsAsked[text] = circumstances.by }
    case .redacts:
      for text in event.texts { redactionsAsked[text] = nil }
    }
    if fields["status"] != statusBefore {
      statusBy = circumstances.by
      // Nobody has verified the new status.
      fields["verified"] = nil
    }
  }

  /// The names of the fields that `evolve` may look at or change on this event; nil for any. Empty
  /// when the event concerns an entry alone and leaves the thing itself as it is.
  public static func fields(touchedBy event: Event) -> Set<String>? {
    switch event.type.effect {
    case .begins, .erases: nil
    case .adds, .setsEntry, .correctsEntry, .retractsEntry, .reinstatesEntry, .asksRedaction,
      .redacts:
      []
    case .corrects, .sets, .extends, .shortens, .retracts, .reinstates, .merges, .revertsMerge:
      Set(event.fields.keys).union(event.cleared).union(["status", "status_note", "verified"])
    }
  }

  /// Whether the person's own fields were lawfully destroyed.
  public var isErased: Bool { ref.kind == .person && fields["id"] == .erased }

  private mutating func erase() {
    for field in ref.kind.definition.fields where field.sealed && fields[field.name] != nil {
      fields[field.name] = .erased
    }
    // By name, so that nothing escapes that stands in an entry of another kind than it should.
    let names = ref.kind.definition.entries.flatMap { $0.fields(in: ref.kind) }.filter(\.sealed)
      .map(\.name)
    for index in entries.indices {
      for name in names where entries[index].fields[name] != nil {
        entries[index].fields[name] = .erased
      }
    }
  }

  private mutating func set(_ event: Event, citing circumstances: Circumstances) {
    fields.merge(event.fields) { $1 }
    cite(circumstances.sources)
  }

  private mutating func cite(_ added: [String]) { sources = sources.union(added) }

  private mutating func changeEntry(_ id: String?, _ change: (inout Entry) -> Void) {
    guard let index = entries.firstIndex(where: { $0.id == id }) else { return }
    change(&entries[index])
  }
}

extension Event {
  /// The texts that an event about destroying texts lists.
  public var texts: [String] {
    if case .texts(let texts)? = fields[Redaction.list] { texts } else { [] }
  }
}

extension [String] {
  /// These, and those of `added` that are not among them, in order.
  func union(_ added: [String]) -> [String] { self + added.filter { !contains($0) } }
}

extension Value {
  /// This list with what the other holds besides.
  fileprivate func extended(by added: Value) -> Value {
    switch (self, added) {
    case (.texts(let old), .texts(let new)): .texts(old.union(new))
    case (.references(let old), .references(let new)): .references(old.union(new))
    case (.terms(let old), .terms(let new)):
      .terms(old + new.filter { term in !old.contains { $0.key == term.key } })
    default: added
    }
  }

  /// This list without what the other holds; nil when nothing is left.
  fileprivate func shortened(by removed: Value) -> Value? {
    switch (self, removed) {
    case (.texts(let old), .texts(let gone)):
      let left = old.filter { !gone.contains($0) }
      return left.isEmpty ? nil : .texts(left)
    case (.references(let old), .references(let gone)):
      let left = old.filter { !gone.contains($0) }
      return left.isEmpty ? nil : .references(left)
    case (.terms(let old), .terms(let gone)):
      let left = old.filter { term in !gone.contains { $0.key == term.key } }
      return left.isEmpty ? nil : .terms(left)
    default: return nil
    }
  }
}
