import Synchronization

/// The columns of a table in the order of its rows' cells, shared by all rows of one fold.
final class TableShape: Sendable {
  let table: String
  let columns: [String]
  let lists: [String]
  let words: WordIndex?
  private let schema: TableSchema
  /// Set when a fold used a name that is not declared; the fold's event fails for it.
  private let misnamed = Mutex<String?>(nil)
  private let isMisnamed = Atomic<Bool>(false)

  init(_ schema: TableSchema) {
    self.schema = schema
    table = schema.name
    columns = schema.columns.map(\.name)
    lists = schema.links.map(\.name)
    words = schema.words
  }

  func isIndexed(_ column: Int) -> Bool { schema.columns[column].indexed }

  /// Throws when a value is not of its column's kind, which SQLite would convert or keep silently.
  func validate(_ row: inout Row) throws {
    for (cell, column) in zip(row.cells, schema.columns) {
      try validate(cell, column.kind, column.name)
    }
    for (place, list) in schema.links.enumerated() {
      for index in row.lists[place].indices {
        let missing = list.extra.count - row.lists[place][index].extra.count
        guard missing >= 0 else {
          throw error("list \(list.name) of table \(table) holds fewer values an entry")
        }
        if missing > 0 {
          row.lists[place][index].extra += Array(repeating: .null, count: missing)
        }
        try validate(row.lists[place][index].value, list.kind, list.name)
        for (value, column) in zip(row.lists[place][index].extra, list.extra) {
          try validate(value, column.kind, column.name)
        }
      }
    }
  }

  private func validate(_ value: SQLValue, _ kind: Column.Kind, _ name: String) throws {
    switch (value, kind) {
    case (.null, _), (.text, .text), (.integer, .integer): return
    default: throw error("\(name) of table \(table) is \(kind.rawValue) and was given \(value)")
    }
  }

  private func error(_ message: String) -> ViewError {
    ViewError(.schema, message, hint: "correct the fold or the projection's tables")
  }

  func note(misnamed name: String) {
    misnamed.withLock { $0 = $0 ?? name }
    isMisnamed.store(true, ordering: .relaxed)
  }

  /// The first undeclared name since the last call.
  func takeMisnamed() -> String? {
    guard isMisnamed.load(ordering: .relaxed) else { return nil }
    isMisnamed.store(false, ordering: .relaxed)
    return misnamed.withLock { name in
      defer { name = nil }
      return name
    }
  }
}

/// The content of one row: a value per column, and the lists. The key is not part of it.
///
/// Rows come from a ``RowWriter``. Columns and lists are found by name; using a name that the table
/// does not declare makes the event fail.
public struct Row: Hashable, Sendable {
  let shape: TableShape
  var cells: [SQLValue]
  var lists: [[Link]]

  init(_ shape: TableShape) {
    self.shape = shape
    cells = Array(repeating: .null, count: shape.columns.count)
    lists = shape.lists.isEmpty ? [] : Array(repeating: [], count: shape.lists.count)
  }

  /// The value in a column.
  public subscript(column: String) -> SQLValue {
    get {
      if let index = shape.columns.firstIndex(of: column) { return cells[index] }
      shape.note(misnamed: column)
      return .null
    }
    set {
      if let index = shape.columns.firstIndex(of: column) {
        cells[index] = newValue
      } else {
        shape.note(misnamed: column)
      }
    }
  }

  /// The value in the column at this place of the table's declaration; faster than by name.
  public subscript(at place: Int) -> SQLValue {
    get {
      if cells.indices.contains(place) { return cells[place] }
      shape.note(misnamed: "at place \(place)")
      return .null
    }
    set {
      if cells.indices.contains(place) {
        cells[place] = newValue
      } else {
        shape.note(misnamed: "at place \(place)")
      }
    }
  }

  /// The entries of the list at this place of the table's declaration, in order.
  public subscript(listAt place: Int) -> [Link] {
    get {
      if lists.indices.contains(place) { return lists[place] }
      shape.note(misnamed: "at place \(place)")
      return []
    }
    set {
      if lists.indices.contains(place) {
        lists[place] = newValue
      } else {
        shape.note(misnamed: "at place \(place)")
      }
    }
  }

  /// The entries of a list, in order.
  public subscript(list list: String) -> [Link] {
    get {
      if let index = shape.lists.firstIndex(of: list) { return lists[index] }
      shape.note(misnamed: list)
      return []
    }
    set {
      if let index = shape.lists.firstIndex(of: list) {
        lists[index] = newValue
      } else {
        shape.note(misnamed: list)
      }
    }
  }

  /// Whether all values and lists are equal.
  public static func == (a: Self, b: Self) -> Bool { a.cells == b.cells && a.lists == b.lists }

  /// Feeds the values and lists.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(cells)
    hasher.combine(lists)
  }

  /// About how many bytes of memory the row holds.
  var cost: Int {
    let place = MemoryLayout<SQLValue>.stride
    var bytes = 160 + place * cells.count
    for cell in cells { bytes += cell.heapCost }
    for list in lists {
      bytes += 40
      for link in list { bytes += 32 + place * (link.extra.count + 1) + link.value.heapCost }
    }
    return bytes
  }
}
