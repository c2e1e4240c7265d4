/// A full-text index over the rows of a table (SQLite FTS5, https://www.sqlite.org/fts5.html).
///
/// For a table `t` it is the table `t_words`; the column `words` of a row is the `rowid` under which
/// the row's words stand there. So
/// `SELECT … FROM t WHERE words IN (SELECT rowid FROM t_words WHERE t_words MATCH ?)` is right at
/// every size. Versions of a row with the same texts share their words. It keeps no texts, only which
/// words stand where; the texts are in the rows.
///
/// Places grow along the log: walking them backward meets what was written last first, and as of a
/// size nothing beyond `place(atSize:)` of the next size has to be looked at.
public struct WordIndex: Hashable, Sendable {
  /// The columns that can be searched one by one.
  public var columns: [String]
  /// The places of the table's columns that the texts are made from.
  public var sources: [Int]
  /// What stands in the columns for a row, made comparable: words with blanks between them. A pure
  /// function of the row's cells at `sources`.
  let texts: @Sendable (Row) -> [String]

  /// An index over texts that `texts` makes of a row, one for each column.
  public init(
    _ columns: [String], from sources: [Int], texts: @escaping @Sendable (Row) -> [String]
  ) {
    self.columns = columns
    self.sources = sources
    self.texts = texts
  }

  /// The place of the words that begin at a size, of the row that the event changed as the nth.
  public static func place(atSize size: Int64, _ number: Int64 = 0) -> Int64 {
    size << 20 | number
  }

  /// The size at which the words at a place begin.
  public static func size(of place: Int64) -> Int64 { place >> 20 }

  /// Whether the indexes are alike. What makes the texts is told apart by the projection's version.
  public static func == (a: Self, b: Self) -> Bool {
    a.columns == b.columns && a.sources == b.sources
  }

  /// Feeds the columns.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(columns)
    hasher.combine(sources)
  }

  /// Whether two contents of a row have different texts.
  func differ(_ a: Row?, _ b: Row?) -> Bool {
    guard let a, let b else { return true }
    return sources.contains { a.cells[$0] != b.cells[$0] }
  }

  func validate(in table: TableSchema) throws {
    for column in columns { try TableSchema.validate(column, in: "the words of \(table.name)") }
    for place in sources where !table.columns.indices.contains(place) {
      throw ViewError(
        .schema, "the words of \(table.name) come from column \(place), which it does not have",
        hint: "give places of its columns")
    }
  }

  /// The index's definition. Neither positions nor lengths are kept: order and frequency of words
  /// are nothing that anybody asks for, and they would be half of it.
  func definition(_ name: String) -> String {
    """
    CREATE VIRTUAL TABLE "\(name)" USING fts5(\(TableNames.list(columns)), content='', \
    detail=column, columnsize=0, prefix='3', tokenize="unicode61 remove_diacritics 0");

    """
  }
}
