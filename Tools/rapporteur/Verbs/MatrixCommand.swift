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
    discussion: example("request matrix --rows country --columns support --open"))

  @Option(help: "What the rows are.") var rows: MatrixDimension
  @Option(help: "What the columns are.") var columns: MatrixDimension
  @OptionGroup(title: "Filters") var filters: RequestFilters
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    let query = try filters.query.settled(.request, asking: Asking())
    try await registry.withDesk { desk in
      let (matrix, warnings) = try reading.read(desk) { reading in
        let filter = try desk.filter(query, of: .request, reading)
        return (
          try reading.matrix(rows: rows, columns: columns, filter),
          try desk.doubts(.request, filter, reading)
        )
      }
      print(matrix)
      registry.output.warn(warnings)
    }
  }

  private func print(_ matrix: Matrix) {
    let output = registry.output
    switch output.format {
    case .json, .jsonl: output.page(matrix.json)
    case .csv: output.rows(grid(matrix), columns: titles(matrix), none: "")
    case .table: Output.write(MatrixTable(matrix, rows: rows, columns: columns).text)
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
    [TableColumn(rows.rawValue, rows.rawValue)]
      + matrix.columns.map { TableColumn($0.label, $0.label) }
  }
}

/// A matrix on a terminal: numbers, shaded by how large they are.
struct MatrixTable {
  private let matrix: Matrix
  private let rows: MatrixDimension
  private let columns: MatrixDimension
  private let available: Int?

  private static let titleWidth = 12
  private static let gap = 2

  init(
    _ matrix: Matrix, rows: MatrixDimension, columns: MatrixDimension,
    available: Int? = Terminal.width
  ) {
    self.matrix = matrix
    self.rows = rows
    self.columns = columns
    self.available = available
  }

  /// The table's lines. Where the titles of the columns do not fit side by side, letters stand for
  /// them and are explained below.
  var text: String {
    let labels = matrix.rows.map { $0.label.cut(to: 28) }
    let left = ([rows.rawValue] + labels).map(\.columns).max() ?? 0
    let wrapped = matrix.columns.map { $0.label.wrapped(to: Self.titleWidth) }
    let fits = width(left, wrapped) <= available ?? .max
    let titles = fits ? wrapped : matrix.columns.indices.map { [Self.letter($0)] }
    let widths = titles.map { max(3, $0.map(\.columns).max() ?? 0) }
    var text = header(titles, widths, left)
    for (row, label) in zip(matrix.rows, labels) {
      let cells = zip(matrix.columns, widths).map { cell(row, $0, $1) }
      let line = label.padded(to: left + Self.gap) + cells.joined(separator: "  ")
      text += line.withoutTrailingBlanks + "\n"
    }
    text += "\n"
    if !fits {
      for (index, column) in matrix.columns.enumerated() {
        text += "\(Self.letter(index).padded(to: 3)) \(column.label)\n"
      }
      text += "\n"
    }
    let requests = matrix.total == 1 ? "1 request" : "\(matrix.total) requests"
    let note =
      "\(requests) in all; one with several \(rows.plural) or \(columns.plural) is counted in each"
    return text + note.hanging(first: 0, rest: 0, within: available) + "\n"
  }

  /// How wide the table is with these titles.
  private func width(_ left: Int, _ titles: [[String]]) -> Int {
    titles.reduce(left) { $0 + Self.gap + max(3, $1.map(\.columns).max() ?? 0) }
  }

  /// The titles, each in as many lines as it needs, the last lines beside each other.
  private func header(_ titles: [[String]], _ widths: [Int], _ left: Int) -> String {
    let height = titles.map(\.count).max() ?? 1
    return (0..<height).map { line in
      let corner = line == height - 1 ? rows.rawValue : ""
      let parts = zip(titles, widths).map { title, width in
        let index = line - (height - title.count)
        return (index < 0 ? "" : title[index]).padded(to: width)
      }
      let text = corner.padded(to: left + Self.gap) + parts.joined(separator: "  ")
      return Style.strong(text.withoutTrailingBlanks) + "\n"
    }.joined()
  }

  /// A, B, … Z, AA, AB, …
  private static func letter(_ index: Int) -> String {
    let last = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index % 26)))
    return index < 26 ? last : letter(index / 26 - 1) + last
  }

  private var largest: Int { matrix.cells.values.map(\.count).max() ?? 1 }

  private func cell(_ row: Matrix.Line, _ column: Matrix.Line, _ width: Int) -> String {
    let count = matrix.cells[Matrix.Cell(row: row.key, column: column.key)]?.count ?? 0
    let text = (count == 0 ? "·" : String(count)).padded(to: width)
    return Style.shaded(text, Double(count) / Double(largest))
  }
}

extension MatrixDimension {
  /// More than one.
  fileprivate var plural: String {
    switch self {
    case .country: "countries"
    case .support: "types of support"
    case .status: "statuses"
    case .region, .group, .requester, .theme, .year: rawValue + "s"
    }
  }
}
