import CSV
import ReferenceData

/// A table of the reference data, its cells found by the names of their columns.
struct ReferenceTable {
  private let columns: [String: Int]
  private let cells: [[String]]

  /// The table in one of the files that the program ships. Rows that cannot be read are left out;
  /// the tests see to it that there are none.
  init(_ file: ReferenceFile) {
    var reader = CSVReader(file.bytes)
    let names = (try? reader.header().header.columns) ?? []
    columns = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    var cells: [[String]] = []
    while case .row(let row)? = try? reader.next() { cells.append(row.fields) }
    self.cells = cells
  }

  /// The table's rows in the file's order.
  var rows: some Sequence<Row> { cells.lazy.map { Row(columns: columns, cells: $0) } }

  /// One row of a table.
  struct Row {
    fileprivate let columns: [String: Int]
    fileprivate let cells: [String]

    /// The cell of a column; empty when the table has no such column.
    subscript(column: String) -> String { columns[column].map { cells[$0] } ?? "" }

    /// The cell of a column, or nil when it is empty.
    func optional(_ column: String) -> String? {
      let cell = self[column]
      return cell.isEmpty ? nil : cell
    }

    /// The parts of a cell that holds several with `;` between them.
    func list(_ column: String) -> [String] {
      self[column].split(separator: ";").map { String($0).trimmingBlanks() }
        .filter { !$0.isEmpty }
    }
  }
}
