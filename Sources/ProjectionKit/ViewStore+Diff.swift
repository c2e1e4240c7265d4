public import EventLog

/// What stands in a field of a row: a column's value, or a list.
public enum FieldContent: Hashable, Sendable, CustomStringConvertible {
  case value(SQLValue)
  case list([Link])

  /// Whether there is nothing in it.
  public var isEmpty: Bool { self == .value(.null) || self == .list([]) }

  /// The content as people read it.
  public var description: String {
    switch self {
    case .value(let value): return value.description
    case .list(let links):
      let entries = links.map { link in
        ([link.value] + link.extra).map(\.description).joined(separator: "|")
      }
      return "[" + entries.joined(separator: ", ") + "]"
    }
  }
}

/// A field that is not the same at two sizes.
public struct FieldChange: Hashable, Sendable {
  /// The column or list.
  public var name: String
  /// What stood there; nil when the row did not exist.
  public var from: FieldContent?
  /// What stands there then; nil when the row does not exist any more.
  public var to: FieldContent?
}

/// A row that is not the same at two sizes.
public struct ViewChange: Hashable, Sendable {
  /// What became of a row.
  public enum Kind: String, Sendable {
    case added, changed, withdrawn
  }

  /// The projection.
  public var view: String
  /// The table.
  public var table: String
  /// The row's key.
  public var key: String
  /// What became of it.
  public var kind: Kind
  /// The fields that differ; of an added or withdrawn row those that hold something.
  public var fields: [FieldChange]
  /// The positions of the events between the two sizes that changed the row, ascending.
  public var positions: [Position]
}

extension ViewStore {
  /// What changed in the views between two log sizes, by view, table and key. A row that changed
  /// and changed back is left out.
  ///
  /// Takes the time of reading each table once.
  public func diff(from old: UInt64, to new: UInt64) throws -> [ViewChange] {
    guard old <= new else {
      throw ViewError(
        .beyondSize, "a difference was asked for from size \(old) back to \(new)",
        hint: "give the smaller size first")
    }
    return try withSnapshot { _, session in
      let live = try Catalogue.checkpoints(session).filter(\.isLive)
      try require(new, live)
      var changes: [ViewChange] = []
      for projection in projections where live.contains(where: { $0.isOf(projection) }) {
        for schema in projection.tables {
          let history = History(session, TableNames(schema, building: false))
          changes += try history.changes(of: projection.name, from: old, to: new)
        }
      }
      return changes
    }
  }
}
