import Desk
import JSON
import Registry
import Requests
import Testing
import Things

/// Requests counted by period, and the requests behind each number.
@Suite struct OverTimeTests {
  private func registry() async throws -> TestRegistry {
    let registry = try await TestRegistry()
    try await registry.imports([
      "requests.csv": """
      id,requester,country,meeting,requested_on,kind,asked_of,themes,support_types,summary,beneficiary,status,status_note,note,source
      r-1,,Fiji,,2014-06-02,request,,e-government;open-government,training,,,requested,,,
      r-2,,Fiji,,2014-06,request,,e-government,training,,,requested,,,
      r-3,,Oman,,2014,request,,,training,,,requested,,,
      r-4,,Oman,,2014-06-30/2014-07-02,request,,e-government,,,,requested,,,
      r-5,,Oman,,2014-04-01/2014-05-15,request,,,,,,requested,,,
      r-6,,Samoa,,2013-12-31/2014-01-02,request,,,,,,requested,,,
      r-7,,Samoa,,../2014-02,request,,,,,,requested,,,
      r-8,,Samoa,,,request,,,,,,requested,,,
      r-9,,Samoa,,2014-09-09,request,,,,,,requested,,,

      """
    ])
    return registry
  }

  private func overTime(
    _ registry: TestRegistry, _ unit: PeriodUnit, _ dimension: MatrixDimension? = nil
  ) throws -> OverTime {
    try registry.desk.reading { try $0.overTime(by: unit, dividedBy: dimension, ThingFilter()) }
  }

  private func counts(_ columns: [OverTime.Column]) -> [String] {
    columns.map { "\($0.period?.key ?? "none"): \($0.total)" }
  }

  @Test func aDateStandsOnlyWhereItCertainlyIs() async throws {
    let registry = try await registry()
    let months = try overTime(registry, .month)
    #expect(
      counts(months.columns) == ["2014-06: 2", "2014-07: 0", "2014-08: 0", "2014-09: 1"])
    #expect(
      counts(months.apart) == ["2014: 3", "../2014: 1", "2013/2014: 1", "none: 1"])
    let quarters = try overTime(registry, .quarter)
    #expect(counts(quarters.columns) == ["2014-Q2: 3", "2014-Q3: 1"])
    #expect(counts(quarters.apart) == ["2014: 2", "../2014: 1", "2013/2014: 1", "none: 1"])
    let years = try overTime(registry, .year)
    #expect(counts(years.columns) == ["2014: 6"])
    #expect(counts(years.apart) == ["../2014: 1", "2013/2014: 1", "none: 1"])
    for chart in [months, quarters, years] {
      #expect((chart.columns + chart.apart).map(\.total).reduce(0, +) == 9)
    }
  }

  @Test func partsStandInEachOfTheirLinesAndOnceInTheTotal() async throws {
    let chart = try overTime(try await registry(), .month, .theme)
    #expect(chart.series.map(\.key) == ["digital-government", "open-government", nil])
    #expect(chart.columns.first?.counts == [2, 1, 0])
    #expect(chart.columns.first?.total == 2)
    #expect(chart.seriesTotals == [3, 1, 6])
  }

  /// Whatever is counted can be opened: the rows of each line are as many as its number says.
  @Test(arguments: [PeriodUnit.month, .quarter, .year])
  func everyNumberOfAChartCanBeOpened(unit: PeriodUnit) async throws {
    let sample = try await TestRegistry.sample().registry
    try sample.desk.reading { reading in
      let chart = try reading.overTime(by: unit, dividedBy: .support, ThingFilter())
      #expect(chart.total > 0)
      for column in chart.columns + chart.apart {
        let period = RequestLine(.period(unit), key: column.period?.key)
        #expect(try reading.requests(in: [period], ThingFilter()).count == column.total)
        for (line, count) in zip(chart.series, column.counts) {
          let part = RequestLine(.dimension(.support), key: line.key)
          #expect(try reading.requests(in: [period, part], ThingFilter()).count == count)
        }
      }
    }
  }

  @Test(arguments: MatrixDimension.allCases)
  func everyNumberOfAMatrixCanBeOpened(dimension: MatrixDimension) async throws {
    let sample = try await TestRegistry.sample().registry
    try sample.desk.reading { reading in
      let matrix = try reading.matrix(rows: dimension, columns: .theme, ThingFilter())
      for (cell, ids) in matrix.cells {
        let lines = [
          RequestLine(.dimension(dimension), key: cell.row),
          RequestLine(.dimension(.theme), key: cell.column),
        ]
        #expect(try reading.requests(in: lines, ThingFilter()).count == ids.count)
      }
    }
  }

  @Test(arguments: ["2014-06", "2014-Q2", "2014", "0987", "2013/2015", "2014/..", "../2014"])
  func periodsReadBack(key: String) { #expect(Period(key: key)?.key == key) }

  @Test(arguments: ["theme:e-government", "theme:", "by-month:2014-06", "year:2013–2014"])
  func linesReadBack(text: String) { #expect(RequestLine(text)?.text == text) }

  @Test(arguments: ["", "theme", "nothing:x", "by-week:3"])
  func whatIsNoLineIsRefused(text: String) { #expect(RequestLine(text) == nil) }

  /// A date of long ago does not push all others to the edge.
  @Test func longStretchesOfNothingAreLeftOut() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "requests.csv": """
      id,requester,country,meeting,requested_on,kind,asked_of,themes,support_types,summary,beneficiary,status,status_note,note,source
      r-1,,Fiji,,1214-06-02,request,,,,,,requested,,,
      r-2,,Fiji,,2014-06,request,,,,,,requested,,,
      r-3,,Fiji,,2014-08,request,,,,,,requested,,,

      """
    ])
    let chart = try overTime(registry, .month)
    #expect(counts(chart.columns) == ["1214-06: 1", "2014-06: 1", "2014-07: 0", "2014-08: 1"])
    #expect(chart.columns.map(\.follows) == [true, false, true, true])
  }
}
