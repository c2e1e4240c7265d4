public import ArgumentParser
import Desk
import JSON
import Registry
public import Requests
import Things

extension MatrixDimension: ExpressibleByArgument {}

/// `request matrix`.
struct MatrixCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix", abstract: "Count requests along two dimensions.",
    discussion: "EXAMPLE\n  rapporteur request matrix --rows country --columns support --open")

  @Option(help: "What the rows are.") var rows: MatrixDimension
  @Option(help: "What the columns are.") var columns: MatrixDimension
  @OptionGroup(title: "Filters") var filters: RequestFilters
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let matrix = try reading.read(desk) { reading in
        var filter = ThingFilter()
        try filters.narrow(&filter)
        try filter.check(.request, reading, desk)
        return try reading.matrix(rows: rows, columns: columns, filter)
      }
      print(matrix)
    }
  }

  private func print(_ matrix: Matrix) {
    let output = registry.output
    switch output.format {
    case .json, .jsonl: output.page(matrix.json)
    case .csv: output.rows(grid(matrix), columns: titles(matrix), none: "")
    case .table: Output.write(MatrixTable(matrix, corner: rows.rawValue).text)
    }
  }

  /// The matrix as rows of cells, for a spreadsheet.
  private func grid(_ matrix: Matrix) -> [JSONValue] {
    matrix.rows.map { row in
      var cells: [String: JSONValue] = [rows.rawValue: .string(row.label)]
      for column in matrix.columns {
        let ids = matrix.cells[Matrix.Cell(row: row.key, column: column.key)] ?? []
        cells[column.label] = .integer(Int64(ids.count))
      }
      return .object(cells)
    }
  }

  private func titles(_ matrix: Matrix) -> [TableColumn] {
    [TableColumn(rows.rawValue, rows.rawValue)] + matrix.columns.map { TableColumn($0.label, $0.label) }
  }
}

/// A matrix on a terminal: numbers, shaded by how large they are.
struct MatrixTable {
  private let matrix: Matrix
  private let corner: String

  init(_ matrix: Matrix, corner: String) {
    self.matrix = matrix
    self.corner = corner
  }

  /// The table's lines. Columns that do not fit follow below, under the same rows.
  var text: String {
    let labels = matrix.rows.map { $0.label.cut(to: 28) }
    let left = ([corner] + labels).map(\.columns).max() ?? 0
    let available = max(20, (Terminal.width ?? 10_000) - left - 2)
    var text = ""
    for columns in pages(available) {
      text += Style.strong(
        corner.padded(to: left) + "  "
          + columns.map { title($0).padded(to: width($0)) }.joined(separator: "  ")) + "\n"
      for (row, label) in zip(matrix.rows, labels) {
        text += label.padded(to: left) + "  "
        text += columns.map { cell(row, $0) }.joined(separator: "  ") + "\n"
      }
      text += "\n"
    }
    let requests = matrix.total == 1 ? "1 request" : "\(matrix.total) requests"
    return text + "\(requests) in all; one with several \(corner)s or columns stands in each\n"
  }

  private var largest: Int { matrix.cells.values.map(\.count).max() ?? 1 }

  private func title(_ column: Matrix.Line) -> String { column.label.cut(to: 16) }

  private func width(_ column: Matrix.Line) -> Int { max(3, title(column).columns) }

  private func cell(_ row: Matrix.Line, _ column: Matrix.Line) -> String {
    let count = matrix.cells[Matrix.Cell(row: row.key, column: column.key)]?.count ?? 0
    let text = (count == 0 ? "·" : String(count)).padded(to: width(column))
    return Style.shaded(text, Double(count) / Double(largest))
  }

  private func pages(_ available: Int) -> [[Matrix.Line]] {
    var pages: [[Matrix.Line]] = [[]]
    var used = 0
    for column in matrix.columns {
      let needed = width(column) + 2
      if used + needed > available, let last = pages.last, !last.isEmpty {
        pages.append([])
        used = 0
      }
      pages[pages.count - 1].append(column)
      used += needed
    }
    return pages
  }
}
