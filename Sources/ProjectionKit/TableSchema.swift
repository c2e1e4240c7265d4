/// A column of a view's table.
public struct Column: Hashable, Sendable {
  /// What a column may hold; null is always allowed.
  public enum Kind: String, Sendable {
    case text = "TEXT"
    case integer = "INTEGER"
  }

  /// How texts are compared by `=`, `ORDER BY` and indexes.
  public enum Collation: String, Sendable {
    case binary = "BINARY"
    /// ASCII letters compare regardless of case.
    case nocase = "NOCASE"
  }

  /// The name.
  public var name: String
  /// What it holds.
  public var kind: Kind
  /// How texts compare.
  public var collation: Collation
  /// Whether rows are looked up by it.
  public var indexed: Bool

  /// A column.
  public init(
    _ name: String, _ kind: Kind = .text, collation: Collation = .binary, indexed: Bool = false
  ) {
    self.name = name
    self.kind = kind
    self.collation = collation
    self.indexed = indexed
  }
}

/// A list that each row of a table keeps, stored in a table of its own so that rows can be filtered
/// by its entries: `<table>_<list>(row, place, value, …extra columns)`.
public struct LinkList: Hashable, Sendable {
  /// The name.
  public var name: String
  /// What an entry's value holds.
  public var kind: Column.Kind
  /// What else an entry holds.
  public var extra: [Column]

  /// A list.
  public init(_ name: String, _ kind: Column.Kind = .text, extra: [Column] = []) {
    self.name = name
    self.kind = kind
    self.extra = extra
  }
}

/// A table of a view: one row per key at any moment.
public struct TableSchema: Hashable, Sendable {
  /// The name by which queries read it.
  public var name: String
  /// The name of the key column, a text.
  public var key: String
  /// The columns beside the key.
  public var columns: [Column]
  /// The lists that each row keeps.
  public var links: [LinkList]
  /// Further indexes, each over several columns.
  public var indexes: [[String]]
  /// The columns that questions narrow the table by, first the one that nearly every question asks
  /// for. They stand together in one index, so that a question reads nothing else until it knows
  /// which rows it wants.
  public var filters: [String]
  /// The full-text index, when rows are searched by words.
  public var words: WordIndex?

  /// A table.
  public init(
    _ name: String, key: String = "id", columns: [Column], links: [LinkList] = [],
    indexes: [[String]] = [], filters: [String] = [], words: WordIndex? = nil
  ) {
    self.name = name
    self.key = key
    self.columns = columns
    self.links = links
    self.indexes = indexes
    self.filters = filters
    self.words = words
  }
}

extension TableSchema {
  /// Names that a table's own machinery uses.
  private static let reserved: Set<String> = [
    "row", "since", "until", "place", "value", "as_of", "words",
  ]

  /// Throws when the names cannot stand in one table.
  func validate() throws {
    var seen: Set<String> = []
    for name in [key] + columns.map(\.name) + links.map(\.name) {
      try Self.validate(name, in: "table \(self.name)")
      guard seen.insert(name).inserted else {
        throw Self.error("table \(self.name) declares \(name) twice")
      }
    }
    try Self.validate(name, in: "the list of tables")
    for link in links {
      var names: Set<String> = []
      for column in link.extra {
        try Self.validate(column.name, in: "list \(link.name) of table \(name)")
        guard names.insert(column.name).inserted else {
          throw Self.error("list \(link.name) of table \(name) declares \(column.name) twice")
        }
      }
    }
    if let words { try words.validate(in: self) }
    for column in indexes.joined() + filters where !columns.contains(where: { $0.name == column }) {
      throw Self.error("an index of table \(name) names \(column), which is not a column")
    }
  }

  static func validate(_ name: String, in place: String) throws {
    let letters = name.utf8.allSatisfy {
      (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_")
    }
    guard letters, let first = name.utf8.first, (97...122).contains(first),
      !name.hasPrefix("sqlite_"), !reserved.contains(name)
    else { throw error("\"\(name)\" in \(place) cannot be used as a name") }
  }

  private static func error(_ message: String) -> ViewError {
    ViewError(
      .schema, message,
      hint: "use small letters, digits and _, each name once, and none of "
        + reserved.sorted().joined(separator: ", "))
  }
}
