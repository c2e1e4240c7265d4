public import ArgumentParser
import CSV
import Charts
import Desk
import JSON
import ProjectionKit
import Registry
public import Requests
import Things

extension MatrixDimension: ExpressibleByArgument {}

/// `request matrix`.
struct MatrixCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix", abstract: "Count requests along one or two dimensions.",
    discussion: example("request matrix --rows country --columns support --open --svg open.svg"))

  @Option(help: "What the rows are.") var rows: MatrixDimension
  @Option(help: "What the columns are. Left out, the rows are counted alone.")
  var columns: MatrixDimension?
  @Flag(help: "Draw: bars along one dimension, a heat map along two.")
  var chart = false
  @Option(
    help: ArgumentHelp(
      "Also write the drawing as SVG into this file; “-” for standard output, and nothing else there.",
      valueName: "file"))
  var svg: String?
  @OptionGroup(title: "Filters") var filters: RequestFilters
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Reading") var sheet: SheetOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func validate() throws {
    if chart, let format = registry.format, format != .table {
      throw ValidationError(
        "--chart draws for people and has no \(format.rawValue); leave out --format, or write --svg FILE"
      )
    }
  }

  func run() async throws {
    let query = try filters.query.settled(.request, asking: Asking())
    try await registry.withDesk { desk in
      let (matrix, drawing, warnings, size) = try reading.read(desk) { reading in
        let filter = try desk.filter(query, of: .request, reading)
        // Every request has one status or none, so none is lost and none is doubled.
        let matrix =
          try columns.map { try reading.matrix(rows: rows, columns: $0, filter) }
          ?? reading.matrix(rows: rows, columns: .status, filter).rowsAlone
        return (
          matrix,
          matrix.chart(rows: rows, columns: columns, filter: filter, size: reading.reader.size),
          try desk.doubts(.request, filter, reading), reading.reader.size
        )
      }
      if let svg { try write(drawing.svg(), to: svg) }
      let isTaken = try sheet.take(
        Self.rows(drawing), columns: Self.columnNames(drawing).map { TableColumn($0, $0) },
        title: "matrix", asOf: size, desk, registry.output)
      if svg != "-", !isTaken { print(matrix, drawing) }
      registry.output.warn(warnings)
    }
  }

  private func write(_ text: String, to file: String) throws {
    guard file != "-" else { return Output.write(text) }
    try OutputFile.writePieces(file, option: "--svg") { try $0(Array(text.utf8)) }
    registry.output.note("the drawing is in \(file)")
  }

  private func print(_ matrix: Matrix, _ drawing: Chart) {
    guard !chart else {
      return Output.write(
        matrix.rows.isEmpty
          ? "no requests match\n"
          : drawing.bars.map { BarsText($0).text } ?? MatrixText(drawing, isHeatMap: true).text)
    }
    switch registry.output.format {
    case .json, .jsonl: registry.output.page(matrix.json)
    case .csv: Output.write(Self.csv(drawing))
    case .table:
      Output.write(matrix.rows.isEmpty ? "no requests match\n" : MatrixText(drawing).text)
    }
  }

  /// The titles of the counts in a spreadsheet. The totals are there because they cannot be had from
  /// the cells: a request may stand in several.
  private static func titles(_ chart: Chart) -> [String] {
    [chart.rowsTitle] + chart.columns.map(\.label) + (chart.columnsTitle.isEmpty ? [] : ["total"])
  }

  /// The counts for a spreadsheet, a row for each line and one for the totals.
  private static func lines(_ chart: Chart) -> [[JSONValue]] {
    let totals = chart.columnsTitle.isEmpty ? [] : chart.rows.map(\.total) + [chart.total]
    let lines = chart.counts + [chart.columns.map(\.total)]
    return zip(chart.rows.map(\.label) + ["total"], lines).enumerated().map { place, line in
      let counts = line.1 + (totals.isEmpty ? [] : [totals[place]])
      return [JSONValue.string(line.0)] + counts.map { .integer(Int64($0)) }
    }
  }

  /// The titles, each another one: a column may be called like the rows, or "total".
  private static func columnNames(_ chart: Chart) -> [String] {
    var seen: Set<String> = []
    return titles(chart).enumerated().map { place, title in
      seen.insert(title).inserted ? title : "\(title) (\(place + 1))"
    }
  }

  private static func rows(_ chart: Chart) -> [JSONValue] {
    lines(chart).map {
      .object(Dictionary(zip(columnNames(chart), $0), uniquingKeysWith: { $1 }))
    }
  }

  private static func csv(_ chart: Chart) -> String {
    let writer = CSVWriter(.people, lineEnding: .lf)
    var text = writer.row(titles(chart))
    for line in lines(chart) { writer.append(line.map { Table.cell($0) }, to: &text) }
    return text
  }
}
