public import EventLog
import ProjectionKit
public import Registry
public import Things

/// Where a row of a view comes from.
public struct Provenance: Sendable {
  /// The thing whose events made it.
  public var thing: ThingRef
  /// The entry, when the row is one.
  public var entry: String?
  /// The positions of those events, oldest first.
  public var positions: [Position]
}

extension Desk {
  /// The events that made a row of a view what it is.
  ///
  /// - Parameters:
  ///   - table: the table's name, as in `views.sqlite`.
  ///   - key: the id of the thing or of the entry.
  /// - Throws: `DeskError` when there is no such table or row.
  public func provenance(
    of key: String, in table: String, _ reading: Reading
  ) throws -> Provenance {
    guard let place = Self.tables[table] else {
      throw DeskError(
        .notFound, "there is no table “\(table)”", at: ["option": "TABLE"],
        hint: "the tables are \(Self.tables.keys.sorted().joined(separator: ", "))")
    }
    let owner: String?
    switch place {
    case .things(let kind):
      owner = try reading.find(kind, key)?.id
    case .entries(_, let kind):
      owner = try reading.owner(ofEntry: key, in: kind)?.id
    }
    guard let owner else {
      throw DeskError(
        .notFound, "the table \(table) has no row “\(key)” at size \(reading.reader.size)",
        at: ["option": "KEY"], hint: "give the id of a thing or of an entry, as `show` prints them")
    }
    let thing = ThingRef(place.kind, owner)
    let entry = if case .entries = place { key } else { nil as String? }
    let positions = try log.read { snapshot in
      try snapshot.events(of: thing, before: reading.reader.size).filter { recorded in
        entry == nil || recorded.event?.entry == entry
      }.map(\.position)
    }
    return Provenance(thing: thing, entry: entry, positions: positions)
  }

  /// What a table of the views holds.
  enum TableContent {
    case things(Kind)
    case entries(EntryKind, of: Kind)

    var kind: Kind {
      switch self {
      case .things(let kind), .entries(_, let kind): kind
      }
    }
  }

  /// Every table of every view.
  static let tables: [String: TableContent] = {
    var tables: [String: TableContent] = [:]
    for kind in Kind.allCases {
      tables[kind.table] = .things(kind)
      for entry in kind.definition.entries {
        tables[entry.table(in: kind)] = .entries(entry, of: kind)
      }
    }
    return tables
  }()
}
