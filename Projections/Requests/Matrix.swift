public import JSON

/// What a matrix of requests may be laid out by.
public enum MatrixDimension: String, CaseIterable, Sendable {
  case country, region, group, requester, theme, support, status, year
}

/// Requests counted along two dimensions, with the ids behind every number.
public struct Matrix: Sendable {
  /// A row or column. The key is nil for what is not stated.
  public struct Line: Hashable, Sendable {
    /// What the line stands for.
    public var key: String?
    /// What people read.
    public var label: String
  }

  /// The rows, by label, "not stated" last.
  public var rows: [Line]
  /// The columns, likewise.
  public var columns: [Line]
  /// The requests of each cell that has any.
  public var cells: [Cell: [String]]
  /// The number of distinct requests.
  public var total: Int

  /// Where a row and a column meet.
  public struct Cell: Hashable, Sendable {
    /// The row's key.
    public var row: String?
    /// The column's key.
    public var column: String?

    /// Where a row and a column meet.
    public init(row: String?, column: String?) {
      self.row = row
      self.column = column
    }
  }
}

extension Matrix {
  /// The matrix in the shape of the command-line contract.
  public var json: JSONValue {
    let order = Dictionary(
      uniqueKeysWithValues: rows.enumerated().map { ($1.key, $0) })
    let across = Dictionary(
      uniqueKeysWithValues: columns.enumerated().map { ($1.key, $0) })
    let sorted = cells.sorted { a, b in
      (order[a.key.row] ?? 0, across[a.key.column] ?? 0)
        < (order[b.key.row] ?? 0, across[b.key.column] ?? 0)
    }
    return [
      "rows": .array(zip(rows, rowTotals).map { $0.json(count: $1) }),
      "columns": .array(zip(columns, columnTotals).map { $0.json(count: $1) }),
      "cells": .array(
        sorted.map { cell, ids in
          [
            "row": .init(cell.row), "column": .init(cell.column),
            "count": .integer(Int64(ids.count)), "requests": .array(ids.map { .string($0) }),
          ]
        }),
      "total": .integer(Int64(total)),
    ]
  }
}

extension Matrix.Line {
  fileprivate func json(count: Int) -> JSONValue {
    ["key": .init(key), "label": .string(label), "count": .integer(Int64(count))]
  }
}
