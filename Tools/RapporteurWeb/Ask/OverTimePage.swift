import Charts
import Desk
import HTTPTypes
import Hummingbird
import JSON
import ProjectionKit
import Registry
import Requests
import Things
import WebCore

/// Requests by month, quarter or year.
struct OverTimePage: Sendable {
  private static let path = "/requests/over-time"
  /// What columns may be divided by.
  private static let divisors: [MatrixDimension] = [
    .theme, .support, .status, .region, .group, .country,
  ]
  /// So many parts have colours of their own; the others stand together.
  private static let most = 6

  /// The answer to a visit.
  func answer(_ visit: Visit) async throws -> Response {
    let query = visit.query.filters
    let title = visit.text("time_chart.title")
    do {
      let unit = try Self.unit(visit)
      let divided = try visit.value("divided").map { _ in
        try MatrixPage.dimension("divided", .theme, visit)
      }
      if let format = visit.value("format") {
        guard format == "svg" else { throw Download.unknown(format, ["svg"], visit) }
        let svg = try await visit.read { desk, reading in
          try chart(query, unit, divided, visit, desk, reading).svg(
            words: DrawingWords(AskWords(visit)))
        }
        return visit.file(Array(svg.utf8), type: Download.type("svg"), named: "over-time.svg")
      }
      let content = try await visit.read { desk, reading in
        try self.content(query, unit, divided, visit, desk, reading)
      }
      return try visit.show("drawing", title: title, content, scripts: ["filters.js"])
    } catch {
      return try FilterRefusal.page(
        error, .request, title, Self.path,
        Tabs.requests(FilterQuery(), visit, current: Self.path), visit)
    }
  }

  private static func unit(_ visit: Visit) throws -> PeriodUnit {
    guard let word = visit.value("by") else { return .month }
    guard let unit = PeriodUnit(rawValue: word) else {
      throw Problem(
        .unprocessableContent, "period", visit.text("time_chart.no_unit", ["word": word]),
        hint: PeriodUnit.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return unit
  }

  private func chart(
    _ query: FilterQuery, _ unit: PeriodUnit, _ divided: MatrixDimension?, _ visit: Visit,
    _ desk: Desk, _ reading: Reading
  ) throws -> TimeChart {
    let words = AskWords(visit)
    let labels = LineLabels(words, visit)
    let filter = try desk.filter(query, of: .request, reading)
    let counts = try reading.overTime(by: unit, dividedBy: divided, filter)
    let (order, rest) = Self.order(counts)
    var series = try order.map { index -> Chart.Line in
      let key = counts.series[index].key
      let label = try divided.map { try labels.label(key, $0, reading) } ?? words.many(.request)
      return Chart.Line(
        label, isStated: key != nil || divided == nil, total: counts.seriesTotals[index])
    }
    if !rest.isEmpty {
      series.append(
        Chart.Line(
          words("time_chart.others", ["count": rest.count]),
          total: rest.reduce(0) { $0 + counts.seriesTotals[$1] }))
    }
    func column(_ column: OverTime.Column, _ group: String?, _ short: String) -> TimeChart.Column {
      let period = RequestLine(.period(unit), key: column.period?.key)
      var parts = order.map { column.counts[$0] }
      var addresses: [String?] = order.map { index in
        guard let divided else { return nil }
        return visit.requests(
          query, in: [period, RequestLine(.dimension(divided), key: counts.series[index].key)])
      }
      if !rest.isEmpty {
        parts.append(rest.reduce(0) { $0 + column.counts[$1] })
        addresses.append(nil)
      }
      return TimeChart.Column(
        labels.label(column.period, unit), short: short, group: group, counts: parts,
        total: column.total, follows: column.follows,
        address: visit.requests(query, in: [period]), addresses: addresses)
    }
    var before: Int?
    let columns = counts.columns.map { found -> TimeChart.Column in
      let (short, year) = Self.short(found.period, words)
      defer { before = year }
      return column(found, year == before ? nil : year.map { String($0) }, short)
    }
    return TimeChart(
      title: words("time_chart.by.\(unit.rawValue)"),
      notes: try DrawingNotes.notes(query, visit, reading), unit: DrawingNotes.unit(words),
      series: series, columns: columns,
      apart: counts.apart.map { column($0, nil, labels.label($0.period, unit)) },
      total: counts.total)
  }

  /// The series by how much stands in them, what is not stated last; and those that stand together.
  private static func order(_ counts: OverTime) -> (shown: [Int], rest: [Int]) {
    let stated = counts.series.indices.filter { counts.series[$0].key != nil }.sorted {
      (counts.seriesTotals[$1], $0) < (counts.seriesTotals[$0], $1)
    }
    let unstated = counts.series.indices.filter { counts.series[$0].key == nil }
    let shown = stated.count > most ? Array(stated.prefix(most - 1)) : stated
    return (shown + unstated, Array(stated.dropFirst(shown.count)))
  }

  /// What stands below a column, and the year it belongs to.
  private static func short(_ period: Period?, _ words: AskWords) -> (String, Int?) {
    switch period {
    case .month(let month, let year): (words.shortMonth(month), year)
    case .quarter(let quarter, let year): (words("time_chart.quarter", ["quarter": quarter]), year)
    case .year(let year): (String(year), nil)
    default: ("", nil)
    }
  }

  private func content(
    _ query: FilterQuery, _ unit: PeriodUnit, _ divided: MatrixDimension?, _ visit: Visit,
    _ desk: Desk, _ reading: Reading
  ) throws -> [String: JSONValue] {
    let words = AskWords(visit)
    let chart = try chart(query, unit, divided, visit, desk, reading)
    var content = CountsPage.content(query, visit, chart.notes)
    content["chips"] = try FilterForm(.request, visit, query).chips([], reading)
    content["count"] = .string(words("lists.count", ["count": chart.total]))
    content["svg"] = .string(chart.svg(words: DrawingWords(words), isLinked: true))
    content["caption"] = .string(words("time_chart.caption"))
    content["tabs"] = Tabs.requests(query, visit, current: Self.path)
    content["downloads"] = Download.links(["svg"], visit)
    content["dimensions"] = [
      [
        "id": "choice-by", "name": "by", "label": .string(words("time_chart.period")),
        "choice": true,
        "choices": .array(
          PeriodUnit.allCases.map { other in
            var choice: [String: JSONValue] = [
              "value": .string(other.rawValue),
              "label": .string(words("time_chart.unit.\(other.rawValue)")),
            ]
            if other == unit { choice["chosen"] = true }
            return .object(choice)
          }),
      ],
      CountsPage.choice(
        "divided", words("time_chart.divided"), Self.divisors, divided, words,
        none: words("time_chart.undivided")),
    ]
    content["table"] = .string(words("time_chart.table"))
    content["columns"] = [.string(words("field.requested_on")), .string(words.many(.request))]
    content["rows"] = .array(
      (chart.columns.filter { $0.total > 0 } + chart.apart).map { column in
        [
          "label": .string(column.label), "count": .count(column.total),
          "href": .text(column.address),
        ]
      })
    return content
  }
}
