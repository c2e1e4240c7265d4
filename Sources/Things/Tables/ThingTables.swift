public import EventLog
import JSON
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
      [Self.schema(of: kind)] + kind.definition.entries.map { Self.schema(of: $0, in: kind) }
    }
    eventTypes = EventCatalogue.names(of: Set(kinds))
  }

  /// Brings the rows up to date with one event.
  public func apply(_ recorded: RecordedEvent, to rows: inout RowWriter) throws {
    guard let event = recorded.event, let ref = recorded.thing else { return rows.countUnknown() }
    let kind = ref.kind
    let table = kind.table
    let row = try rows.current(table, ref.id)
    let entryTable = event.entry.flatMap { entryKind(of: event, $0) }?.table(in: kind)
    let entryRow =
      if let entryTable, let id = event.entry { try rows.current(entryTable, id) } else {
        nil as Row?
      }
    var thing = Thing(ref)
    if let row { thing = Self.thing(ref, { row[$0] }) }
    if let entryRow, let id = event.entry, let entryKind = entryKind(of: event, id) {
      thing.restore(Self.entry(id, entryKind, in: kind) { entryRow[$0] })
    }
    thing.evolve(event, recorded.circumstances)

    var newRow = try row ?? rows.new(table)
    if row == nil { newRow["begun"] = .integer(Int64(recorded.position)) }
    Self.put(thing, into: &newRow)
    try rows.put(table, ref.id, newRow)
    if let entryTable, let id = event.entry, let entry = thing.entry(id) {
      var newEntryRow = try entryRow ?? rows.new(entryTable)
      if entryRow == nil { newEntryRow["begun"] = .integer(Int64(recorded.position)) }
      Self.put(entry, of: thing, into: &newEntryRow)
      try rows.put(entryTable, id, newEntryRow)
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

// MARK: Tables

extension ThingTables {
  private static let standing: [Column] = [
    Column("sources"), Column("standing", .integer, indexed: true), Column("retracted"),
    Column("retracted_batch"), Column("begun", .integer),
  ]

  private static func schema(of kind: Kind) -> TableSchema {
    let fields = kind.definition.fields.map(FieldColumns.init)
    return TableSchema(
      kind.table, key: kind.key,
      columns: fields.flatMap(\.columns) + standing + [
        Column("merged_into"), Column("status_by"),
      ], links: fields.flatMap(\.links))
  }

  private static func schema(of entry: EntryKind, in kind: Kind) -> TableSchema {
    let fields = entry.fields(in: kind).map(FieldColumns.init)
    return TableSchema(
      entry.table(in: kind), key: "entry",
      columns: [Column("thing", indexed: true)] + fields.flatMap(\.columns) + standing
        + [Column("batch")],
      links: fields.flatMap(\.links))
  }

  private static func put(_ thing: Thing, into row: inout Row) {
    for field in thing.ref.kind.definition.fields {
      FieldColumns(field: field).put(thing.fields[field.name], into: &row)
    }
    put(thing.sources, thing.retraction, into: &row)
    row["merged_into"] = SQLValue(thing.mergedInto)
    row["status_by"] = SQLValue(thing.statusBy)
    if thing.mergedInto != nil { row["standing"] = 0 }
  }

  private static func put(_ entry: Entry, of thing: Thing, into row: inout Row) {
    row["thing"] = .text(thing.ref.id)
    for field in entry.kind.fields(in: thing.ref.kind) {
      FieldColumns(field: field).put(entry.fields[field.name], into: &row)
    }
    put(entry.sources, entry.retraction, into: &row)
    row["batch"] = SQLValue(entry.batch)
  }

  private static func put(_ sources: [String], _ retraction: Retraction?, into row: inout Row) {
    row["sources"] = .text(Value.texts(sources).json.compactText)
    row["standing"] = retraction == nil ? 1 : 0
    row["retracted"] = retraction.map { .text($0.reason ?? "") } ?? .null
    row["retracted_batch"] = SQLValue(retraction?.batch)
  }
}

// MARK: Reading rows back

extension ThingTables {
  /// The thing in a row whose cells are found by column name. Its entries are not in the row.
  public static func thing(_ ref: ThingRef, _ cell: (String) throws -> SQLValue) rethrows -> Thing {
    Thing(
      ref, fields: try fields(ref.kind.definition.fields, cell), sources: try sources(cell),
      retraction: try retraction(cell), mergedInto: try cell("merged_into").text,
      statusBy: try cell("status_by").text)
  }

  /// The entry in a row whose cells are found by column name.
  public static func entry(
    _ id: String, _ entryKind: EntryKind, in kind: Kind, _ cell: (String) throws -> SQLValue
  ) rethrows -> Entry {
    Entry(
      id: id, kind: entryKind, fields: try fields(entryKind.fields(in: kind), cell),
      sources: try sources(cell), retraction: try retraction(cell), batch: try cell("batch").text)
  }

  private static func fields(_ definitions: [Field], _ cell: (String) throws -> SQLValue) rethrows
    -> Fields
  {
    var fields: Fields = [:]
    for field in definitions { fields[field.name] = try FieldColumns(field: field).value(cell) }
    return fields
  }

  private static func sources(_ cell: (String) throws -> SQLValue) rethrows -> [String] {
    guard let text = try cell("sources").text, let json = try? JSONValue(parsing: text) else {
      return []
    }
    return json.array?.compactMap(\.string) ?? []
  }

  private static func retraction(_ cell: (String) throws -> SQLValue) rethrows -> Retraction? {
    try cell("retracted").text.map {
      Retraction(reason: $0.isEmpty ? nil : $0, batch: try cell("retracted_batch").text)
    }
  }
}
