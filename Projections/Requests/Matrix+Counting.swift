import ProjectionKit
import Registry
public import Things

extension Reading {
  /// Lays the requests that pass `filter` out along two dimensions. A request with two themes
  /// stands in both lines and counts once in the total.
  ///
  /// What a line is worked out from is read once for each distinct value and not for each request,
  /// so that a matrix of everything takes little longer than finding the requests.
  public func matrix(
    rows: MatrixDimension, columns: MatrixDimension, _ filter: ThingFilter
  ) throws -> Matrix {
    let requests = try self.rows(.request, filter)
    if rows == .requester || columns == .requester, requests.count > Self.many {
      try learnTitles(.organisation)
    }
    var down = try MatrixAxis(rows, filter, self)
    var across = try MatrixAxis(columns, filter, self)
    // By the numbers of the two lines in one.
    var cells: [Int: [Int64]] = [:]
    for request in requests {
      let columns = try across.lines(ofRow: request)
      for row in try down.lines(ofRow: request) {
        for column in columns { cells[row << 32 | column, default: []].append(request) }
      }
    }
    let ids = try reader.images("requests", ["id"])[0]
    var named: [Matrix.Cell: [String]] = [:]
    named.reserveCapacity(cells.count)
    for (lines, requests) in cells {
      let (row, column) = (down.lines[lines >> 32], across.lines[lines & 0xFFFF_FFFF])
      named[Matrix.Cell(row: row.key, column: column.key)] = requests.map {
        ids.values[ids[$0]].text ?? ""
      }
    }
    return Matrix(
      rows: Self.sorted(down.lines), columns: Self.sorted(across.lines), cells: named,
      total: requests.count)
  }

  /// From so many requests on, learning all names is faster than asking for one after the other.
  static let many = 500

  static func sorted(_ lines: [Matrix.Line]) -> [Matrix.Line] {
    lines.sorted { a, b in
      if (a.key == nil) != (b.key == nil) { return b.key == nil }
      return (a.label, a.key ?? "") < (b.label, b.key ?? "")
    }
  }
}
