import Charts
import Desk
import HTTPTypes
import Hummingbird
import Interchange
import JSON
import ProjectionKit
import Registry
import Requests
import Things
import WebCore

/// Requests counted along two dimensions, every number with its rows behind it.
struct MatrixPage: Sendable {
  /// The answer to a visit.
  func answer(_ visit: Visit) async throws -> Response {
    let query = visit.query.filters
    let words = AskWords(visit)
    let down = try Self.dimension("rows", .country, visit)
    let across = try Self.dimension("columns", .theme, visit)
    if let format = visit.value("format") {
      return try await download(format, query, down, across, visit)
    }
    let title = words("matrix.title")
    do {
      let content = try await visit.read { desk, reading in
        let filter = try desk.filter(query, of: .request, reading)
        let matrix = try reading.matrix(rows: down, columns: across, filter)
        return try self.content(matrix, down, across, query, filter, visit, desk, reading)
      }
      return try visit.show("matrix", title: title, content, scripts: ["filters.js"])
    } catch {
      return try FilterRefusal.page(
        error, .request, title, "/requests/matrix",
        Tabs.requests(FilterQuery(), visit, current: "/requests/matrix"), visit)
    }
  }

  /// The dimension that the address names, or the usual one.
  static func dimension(
    _ name: String, _ standard: MatrixDimension, _ visit: Visit
  ) throws -> MatrixDimension {
    guard let word = visit.value(name) else { return standard }
    guard let dimension = MatrixDimension(rawValue: word) else {
      throw Problem(
        .unprocessableContent, "dimension", visit.text("matrix.no_dimension", ["word": word]),
        hint: MatrixDimension.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return dimension
  }

  /// More rows or columns than this are not laid out on a page, but in the downloads.
  private static let most = 200

  private func content(
    _ matrix: Matrix, _ down: MatrixDimension, _ across: MatrixDimension, _ query: FilterQuery,
    _ filter: ThingFilter, _ visit: Visit, _ desk: Desk, _ reading: Reading
  ) throws -> [String: JSONValue] {
    let words = AskWords(visit)
    let chart = try chart(matrix, down, across, query, visit, reading)
    let shades = chart.shades(5)
    let then = try Comparison.matrix(matrix, down, across, query, visit, desk)
    func shade(_ count: Int) -> Int {
      guard let index = shades.firstIndex(where: { $0.contains(count) }) else { return 0 }
      return shades.count < 2 ? 3 : 1 + index * 4 / (shades.count - 1)
    }
    func line(_ key: String?, _ dimension: MatrixDimension) -> RequestLine {
      RequestLine(.dimension(dimension), key: key)
    }
    func total(_ line: RequestLine?, _ count: Int) -> JSONValue {
      ["count": .count(count), "href": .string(visit.requests(query, in: line.map { [$0] } ?? []))]
    }
    let rows = zip(matrix.rows.indices, matrix.rows).prefix(Self.most)
    let columns = zip(matrix.columns.indices, matrix.columns).prefix(Self.most)
    var content = CountsPage.content(query, visit, try DrawingNotes.notes(query, visit, reading))
    content["chips"] = try FilterForm(.request, visit, query).chips([], reading)
    content["warnings"] = .array(
      try desk.doubts(.request, filter, reading).map { .string($0.message) })
    content["count"] = .string(words("lists.count", ["count": matrix.total]))
    content["dimensions"] = [
      CountsPage.choice("rows", words("matrix.rows"), MatrixDimension.allCases, down, words),
      CountsPage.choice(
        "columns", words("matrix.columns"), MatrixDimension.allCases, across, words),
    ]
    content["corner"] = .string(
      words(
        "matrix.corner",
        [
          "rows": words("dimension.\(down.rawValue)"),
          "columns": words("dimension.\(across.rawValue)"),
        ]))
    content["columns"] = .array(columns.map { .string(chart.columns[$0.0].label) })
    content["rows"] = .array(
      rows.map { index, row in
        [
          "label": .string(chart.rows[index].label),
          "cells": .array(
            columns.map { place, column in
              let count = chart.counts[index][place]
              var cell: [String: JSONValue] = ["shade": .count(shade(count))]
              if count > 0 {
                cell["count"] = .count(count)
                cell["href"] = .string(
                  visit.requests(query, in: [line(row.key, down), line(column.key, across)]))
              }
              if let today = then?.change(row.key, column.key, count) {
                cell["today"] = .count(today)
              }
              return .object(cell)
            }), "total": total(line(row.key, down), chart.rows[index].total),
        ]
      })
    content["totals"] = .array(
      columns.map { total(line($0.1.key, across), chart.columns[$0.0].total) })
    content["total"] = total(nil, matrix.total)
    content["legend"] = .array(
      shades.map { range in
        [
          "shade": .count(shade(range.lowerBound)),
          "words": .string(
            range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"),
        ]
      })
    if matrix.total > 0 { content["table"] = .string(words("matrix.title")) }
    if matrix.rows.count > Self.most || matrix.columns.count > Self.most {
      content["cut"] = .string(words("matrix.cut", ["count": Self.most]))
    }
    if let then { content["compared"] = then.content(words) }
    content["downloads"] = Download.links(["csv", "xlsx", "svg"], visit)
    content["tabs"] = Tabs.requests(query, visit, current: "/requests/matrix")
    return content
  }

  private func chart(
    _ matrix: Matrix, _ down: MatrixDimension, _ across: MatrixDimension, _ query: FilterQuery,
    _ visit: Visit, _ reading: Reading
  ) throws -> Chart {
    let words = AskWords(visit)
    let labels = LineLabels(words, visit)
    func lines(_ lines: [Matrix.Line], _ totals: [Int], _ dimension: MatrixDimension) throws
      -> [Chart.Line]
    {
      let named = try lines.map { try labels.label($0.key, dimension, reading) }
      // There are several ministries of health.
      let times = Dictionary(named.map { ($0, 1) }, uniquingKeysWith: +)
      return zip(zip(lines, named), totals).map { line, total in
        let label = times[line.1] == 1 ? line.1 : "\(line.1) (\(line.0.key ?? ""))"
        return Chart.Line(label, isStated: line.0.key != nil, total: total)
      }
    }
    func noun(_ dimension: MatrixDimension) -> Chart.Noun {
      Chart.Noun(
        one: words("dimension.\(dimension.rawValue).one"),
        many: words("dimension.\(dimension.rawValue).many"))
    }
    return Chart(
      title: words("matrix.chart", ["rows": noun(down).one, "columns": noun(across).one]),
      notes: try DrawingNotes.notes(query, visit, reading), unit: DrawingNotes.unit(words),
      rowsNoun: noun(down), columnsNoun: noun(across),
      rows: try lines(matrix.rows, matrix.rowTotals, down),
      columns: try lines(matrix.columns, matrix.columnTotals, across),
      counts: matrix.rows.map { row in
        matrix.columns.map { matrix.cells[.init(row: row.key, column: $0.key)]?.count ?? 0 }
      }, total: matrix.total)
  }

  private func download(
    _ format: String, _ query: FilterQuery, _ down: MatrixDimension, _ across: MatrixDimension,
    _ visit: Visit
  ) async throws -> Response {
    let formats = ["csv", "xlsx", "svg"]
    guard formats.contains(format) else { throw Download.unknown(format, formats, visit) }
    let words = AskWords(visit)
    let bytes = try await visit.read { desk, reading in
      let filter = try desk.filter(query, of: .request, reading)
      let matrix = try reading.matrix(rows: down, columns: across, filter)
      let chart = try chart(matrix, down, across, query, visit, reading)
      if format == "svg" { return Array(chart.svg(words: DrawingWords(words)).utf8) }
      var sheet = Sheet(
        name: words("tabs.matrix"),
        columns: [words("dimension.\(down.rawValue)")] + chart.columns.map(\.label)
          + [words("charts.total")], rows: [])
      for (row, counts) in zip(chart.rows, chart.counts) {
        sheet.rows.append(
          [.text(row.label)] + counts.map { .integer(Int64($0)) } + [.integer(Int64(row.total))])
      }
      sheet.rows.append(
        [.text(words("charts.total"))] + chart.columns.map { .integer(Int64($0.total)) }
          + [.integer(Int64(chart.total))])
      return format == "csv"
        ? Download.csv(sheet) : try Download.workbook(sheet, desk, reading.reader.size)
    }
    return visit.file(bytes, type: Download.type(format), named: "matrix.\(format)")
  }
}
