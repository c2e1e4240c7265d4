public import Charts
public import Requests
public import Things

extension Matrix {
  /// The matrix as something to draw.
  ///
  /// - Parameters:
  ///   - rows: what the rows are.
  ///   - columns: what the columns are; nil when the matrix is one of rows alone.
  ///   - filter: what the requests were narrowed to.
  ///   - size: the size of the log that was read.
  public func chart(
    rows down: MatrixDimension, columns across: MatrixDimension?, filter: ThingFilter, size: UInt64
  ) -> Chart {
    let words = filter.words
    let by = [down, across].compactMap { $0?.noun.one }.joined(separator: " and ")
    return Chart(
      title: "Requests by \(by)",
      notes: (words.isEmpty ? [] : ["Only: \(words.joined(separator: "; "))"])
        + ["As of log size \(size)"],
      unit: Chart.Noun(one: "request", many: "requests"),
      rowsNoun: down.noun, columnsNoun: across?.noun,
      rows: lines(rows, rowTotals, down), columns: lines(columns, columnTotals, across),
      counts: rows.map { row in
        columns.map { cells[Cell(row: row.key, column: $0.key)]?.count ?? 0 }
      }, total: total)
  }

  private func lines(_ lines: [Line], _ totals: [Int], _ dimension: MatrixDimension?)
    -> [Chart.Line]
  {
    zip(zip(lines, labels(lines)), totals).map { named, total in
      Chart.Line(
        named.1, code: dimension == .country ? named.0.key : nil, isStated: named.0.key != nil,
        total: total)
    }
  }

  /// The labels of lines, with the keys of those that share one: there are several ministries of
  /// health.
  public func labels(_ lines: [Line]) -> [String] {
    let times = Dictionary(lines.map { ($0.label, 1) }, uniquingKeysWith: +)
    return lines.map { line in
      times[line.label] == 1 ? line.label : "\(line.label) (\(line.key ?? "none"))"
    }
  }
}

extension MatrixDimension {
  /// What people call it.
  public var noun: Chart.Noun {
    switch self {
    case .country: Chart.Noun(one: "country", many: "countries")
    case .region: Chart.Noun(one: "region", many: "regions")
    case .group: Chart.Noun(one: "country group", many: "country groups")
    case .requester: Chart.Noun(one: "requester", many: "requesters")
    case .theme: Chart.Noun(one: "theme", many: "themes")
    case .support: Chart.Noun(one: "type of support", many: "types of support")
    case .status: Chart.Noun(one: "status", many: "statuses")
    case .year: Chart.Noun(one: "year", many: "years")
    }
  }
}
