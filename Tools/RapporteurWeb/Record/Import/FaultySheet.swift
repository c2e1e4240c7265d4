import CSV
import Interchange
import WebCore

/// The rows of an uploaded file that have something wrong, as the sheet has them.
struct FaultySheet {
  private static let mostRows = 100
  private static let longestCell = 200

  /// The file's name.
  let name: String
  private(set) var columns: [String] = []
  private(set) var rows: [(number: Int, cells: [String], faults: [DatasetFault])] = []
  /// How many faulty rows are not shown.
  private(set) var more = 0

  /// Finds the rows of a file that faults are about.
  init(_ name: String, _ bytes: [UInt8], _ faults: [DatasetFault]) {
    self.name = name
    let byRow = Dictionary(grouping: faults.filter { $0.row != nil }) { $0.row ?? 0 }
    var reader = CSVReader(bytes)
    columns = (try? reader.header().header.columns) ?? []
    more = max(0, byRow.count - Self.mostRows)
    while rows.count < min(byRow.count, Self.mostRows), let record = try? reader.next() {
      guard case .row(let row) = record, let faults = byRow[row.number] else { continue }
      rows.append((row.number, row.fields, faults))
    }
  }

  /// The sheet as the template takes it.
  func content(_ visit: Visit) -> [String: Any] {
    var content: [String: Any] = [
      "name": name, "columns": columns,
      "rows": rows.map { row in
        let known = Set(columns)
        return [
          "number": row.number,
          "cells": columns.indices.map { place in
            let text = row.cells.indices.contains(place) ? row.cells[place] : ""
            let faults = row.faults.filter { $0.column == columns[place] }
            var cell: [String: Any] = [
              "text": text.count > Self.longestCell ? text.prefix(Self.longestCell) + "…" : text
            ]
            if !faults.isEmpty {
              cell["fault"] = faults.map(\.reason).joined(separator: "; ")
            }
            return cell
          },
          "others": row.faults.filter { !known.contains($0.column ?? "") }.map(\.reason),
        ] as [String: Any]
      },
    ]
    if more > 0 { content["more"] = visit.text("import.more_rows", ["count": more]) }
    return content
  }
}
