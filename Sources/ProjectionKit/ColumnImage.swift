import Synchronization

/// One column of a table in memory, for questions about very many rows: for each row version the
/// number of its value, and the values. The same value has the same number; so a question works a
/// value out once, however many rows have it.
///
/// Which rows hold at a size is not its business: ask for row numbers with a query.
public struct ColumnImage: Sendable {
  /// The values that occur, by their number.
  public fileprivate(set) var values: [SQLValue] = []
  /// The values' numbers, by row number; -1 where there is no such row.
  fileprivate var numbers: [Int32] = []

  /// The number of a row's value.
  public subscript(row: Int64) -> Int { Int(numbers[Int(row)]) }
}

/// The column images of a file. What a row version holds never changes, and row numbers only grow;
/// so an image is completed and not made anew, unless its view was built anew.
final class ColumnImages: Sendable {
  private struct Kept {
    var generation: Int64
    var image = ColumnImage()
    var known: [SQLValue: Int32] = [:]
  }

  private struct Name: Hashable {
    var table: String
    var column: String
  }

  private let kept = Mutex<[Name: Kept]>([:])

  /// The image of a column, with all rows that the session sees.
  func image(_ table: String, _ column: String, _ generation: Int64, _ session: Session) throws
    -> ColumnImage
  {
    let name = Name(table: table, column: column)
    return try kept.withLock { all in
      // Taken out while it grows, so that its memory is not copied.
      var kept = all.removeValue(forKey: name) ?? Kept(generation: generation)
      if kept.generation != generation { kept = Kept(generation: generation) }
      try Self.complete(&kept, "\(table)_rows", column, session)
      all[name] = kept
      return kept.image
    }
  }

  private static func complete(
    _ kept: inout Kept, _ rows: String, _ column: String, _ session: Session
  ) throws {
    let statement = try session.statement(
      "SELECT row, \"\(column)\" FROM main.\"\(rows)\" WHERE row >= ?1 ORDER BY row")
    try statement.bind(1, Int64(kept.image.numbers.count))
    defer { statement.reset() }
    while try statement.step() {
      let row = Int(statement.integer(0))
      while kept.image.numbers.count < row { kept.image.numbers.append(-1) }
      let value = statement.value(1)
      var number = kept.known[value]
      if number == nil {
        number = Int32(kept.image.values.count)
        kept.known[value] = number
        kept.image.values.append(value)
      }
      kept.image.numbers.append(number ?? 0)
    }
  }
}
