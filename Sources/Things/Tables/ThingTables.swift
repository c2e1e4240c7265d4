public import EventLog
public import ProjectionKit
public import Registry

/// The tables of some kinds of thing, and the fold that keeps them: one table for the things of a
/// kind and one for each kind of entry they hold. The columns follow the kind's definition; the
/// rules of change are the domain's own (`Thing.evolve`).
public struct ThingTables: Sendable {
  /// The kinds.
  public let kinds: [Kind]
  /// The tables.
  public let tables: [TableSchema]
  /// The types of the events that happen to these kinds.
  public let eventTypes: Set<String>

  /// The tables of these kinds.
  public init(_ kinds: [Kind]) {
    self.kinds = kinds
    tables = kinds.flatMap { kind in
      [TableLayout.of(.things(kind)).schema]
        + kind.definition.entries.map { TableLayout.of(.entries($0, of: kind)).schema }
    }
    eventTypes = EventCatalogue.names(of: Set(kinds))
  }

  /// Brings the rows up to date with one event. Only what the event may touch is read and written.
  public func apply(_ recorded: RecordedEvent, to rows: inout RowWriter) throws {
    guard let event = recorded.event, let ref = recorded.thing else { return rows.countUnknown() }
    let layout = TableLayout.of(.things(ref.kind))
    let row = try rows.current(layout.schema.name, ref.id)
    let names = row == nil ? nil : Thing.fields(touchedBy: event)
    let concernsThing = names?.isEmpty != true
    var thing = Thing(ref)
    if let row, concernsThing { thing = layout.thing(ref, names) { row[at: $0] } }

    var entryLayout: TableLayout?
    var entryRow: Row?
    if let id = event.entry, let kind = entryKind(of: event, id) {
      let found = TableLayout.of(.entries(kind, of: ref.kind))
      entryRow = try rows.current(found.schema.name, id)
      if let entryRow { thing.restore(found.entry(id, kind) { entryRow[at: $0] }) }
      entryLayout = found
    }
    thing.evolve(event, recorded.circumstances)

    if concernsThing {
      var newRow = try row ?? rows.new(layout.schema.name)
      if row == nil { layout.begin(&newRow, at: recorded.position) }
      layout.put(thing, names, into: &newRow)
      try rows.put(layout.schema.name, ref.id, newRow)
    }
    if let entryLayout, let id = event.entry, let entry = thing.entry(id) {
      var newRow = try entryRow ?? rows.new(entryLayout.schema.name)
      if entryRow == nil { entryLayout.begin(&newRow, at: recorded.position) }
      entryLayout.put(entry, of: ref, into: &newRow)
      try rows.put(entryLayout.schema.name, id, newRow)
    }
  }

  private func entryKind(of event: Event, _ id: String) -> EntryKind? {
    switch event.type.effect {
    case .adds(let kind), .setsEntry(let kind, _): kind
    default: EntryKind(ofEntry: id)
    }
  }
}

extension Kind {
  /// The table with one row for each thing of this kind.
  public var table: String { self == .person ? "people" : rawValue + "s" }

  /// The key column of that table. A person's `id` is the one that people type; the key is the
  /// log's.
  public var key: String { self == .person ? "person" : "id" }
}

extension EntryKind {
  /// The table with one row for each entry of this kind that things of `kind` hold.
  public func table(in kind: Kind) -> String {
    self == .name ? "\(kind.rawValue)_names" : rawValue + "s"
  }

  /// The kind of the entry with this id.
  public init?(ofEntry id: String) {
    guard let dash = id.lastIndex(of: "-") else { return nil }
    self.init(rawValue: String(id[..<dash]).replacing("-", with: "_"))
  }

  /// What the ids of entries of this kind start with.
  public var idPrefix: String { rawValue.replacing("_", with: "-") + "-" }
}
