extension Matrix {
  /// How many requests stand in each row, each counted once.
  public var rowTotals: [Int] { totals(of: rows, along: \.row) }

  /// How many requests stand in each column, each counted once.
  public var columnTotals: [Int] { totals(of: columns, along: \.column) }

  private func totals(of lines: [Line], along side: KeyPath<Cell, String?>) -> [Int] {
    var found: [String?: Set<String>] = [:]
    for (cell, ids) in cells { found[cell[keyPath: side], default: []].formUnion(ids) }
    return lines.map { found[$0.key]?.count ?? 0 }
  }

  /// The rows alone: one column that holds all requests, each once, by id.
  public var rowsAlone: Matrix {
    var alone = self
    alone.columns = [Line(key: "all", label: "requests")]
    var found: [Cell: Set<String>] = [:]
    for (cell, ids) in cells {
      found[Cell(row: cell.row, column: "all"), default: []].formUnion(ids)
    }
    alone.cells = found.mapValues { $0.sorted() }
    if rows.isEmpty { alone.columns = [] }
    return alone
  }
}
