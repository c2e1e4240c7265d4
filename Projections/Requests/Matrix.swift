public import JSON
import Registry
public import Things

/// What a matrix of requests may be laid out by.
public enum MatrixDimension: String, CaseIterable, Sendable {
  case country, region, group, requester, theme, support, status, year

  /// The fields of requests that the lines are made from.
  var fields: Set<String> {
    switch self {
    case .country, .region: ["country"]
    case .group: ["country", "requested_on", "meeting"]
    case .requester: ["requester"]
    case .theme: ["themes"]
    case .support: ["support_types"]
    case .status: ["status"]
    case .year: ["requested_on"]
    }
  }
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

extension Reading {
  /// Lays the requests that pass `filter` out along two dimensions. A request with two themes
  /// stands in both lines and counts once in the total.
  public func matrix(
    rows: MatrixDimension, columns: MatrixDimension, _ filter: ThingFilter
  ) throws -> Matrix {
    let fields = rows.fields.union(columns.fields)
    let requests = try list(.request, filter, fields: fields).things
    var cells: [Matrix.Cell: [String]] = [:]
    var rowLines: Set<Matrix.Line> = []
    var columnLines: Set<Matrix.Line> = []
    for request in requests {
      let down = try lines(request, along: rows, filter)
      let across = try lines(request, along: columns, filter)
      rowLines.formUnion(down)
      columnLines.formUnion(across)
      for row in down {
        for column in across {
          cells[Matrix.Cell(row: row.key, column: column.key), default: []].append(request.ref.id)
        }
      }
    }
    return Matrix(
      rows: Self.sorted(rowLines), columns: Self.sorted(columnLines), cells: cells,
      total: requests.count)
  }

  private static func sorted(_ lines: Set<Matrix.Line>) -> [Matrix.Line] {
    lines.sorted { a, b in
      if (a.key == nil) != (b.key == nil) { return b.key == nil }
      return (a.label, a.key ?? "") < (b.label, b.key ?? "")
    }
  }

  /// The lines that a request stands in; "not stated" when there is none.
  private func lines(
    _ request: Thing, along dimension: MatrixDimension, _ filter: ThingFilter
  ) throws -> [Matrix.Line] {
    let lines = try statedLines(request, along: dimension, filter)
    return lines.isEmpty ? [Matrix.Line(key: nil, label: "not stated")] : lines
  }

  private func statedLines(
    _ request: Thing, along dimension: MatrixDimension, _ filter: ThingFilter
  ) throws -> [Matrix.Line] {
    switch dimension {
    case .country:
      guard let code = request.countryCode else { return [] }
      return [Matrix.Line(key: code, label: Countries.shared[code]?.name ?? code)]
    case .region:
      // What lies in no smaller region, as Antarctica, lies in the world.
      guard let country = request.countryCode.flatMap({ Countries.shared[$0] }),
        let region = Regions.shared[country.smallestRegion ?? Regions.world]
      else { return [] }
      return [Matrix.Line(key: region.m49, label: region.name)]
    case .group: return try groups(request, filter)
    case .requester:
      guard case .references(let ids)? = request.fields["requester"] else { return [] }
      return try Set(ids.map { try winner(ThingRef(.organisation, $0)).id }).sorted().map {
        Matrix.Line(key: $0, label: try title(ThingRef(.organisation, $0)) ?? $0)
      }
    case .theme:
      return terms(request.fields["themes"], in: "theme") { Themes.shared.label(of: $0) }
    case .support:
      return terms(request.fields["support_types"], in: "support_type") {
        Vocabularies.shared.label(of: $0, in: "support_type")
      }
    case .status:
      guard case .term(let status)? = request.fields["status"] else { return [] }
      let key = code(of: status, in: "request_status") ?? status.written
      return [Matrix.Line(key: key, label: key)]
    case .year:
      guard case .date(let date)? = request.fields["requested_on"] else { return [] }
      let label: String
      switch (date.earliest?.parts.year, date.latest?.parts.year) {
      case (let first?, let last?): label = first == last ? String(first) : "\(first)–\(last)"
      case (let first?, nil): label = "from \(first)"
      case (nil, let last?): label = "until \(last)"
      case (nil, nil): return []
      }
      return [Matrix.Line(key: label, label: label)]
    }
  }

  private func terms(_ value: Value?, in vocabulary: String, _ label: (String) -> String?)
    -> [Matrix.Line]
  {
    guard case .terms(let terms)? = value else { return [] }
    let keys = Set(terms.map { code(of: $0, in: vocabulary) ?? $0.written })
    return keys.sorted().map { Matrix.Line(key: $0, label: label($0) ?? $0) }
  }

  /// The groups that the requester's country belonged to on the day that the filter asks about.
  private func groups(_ request: Thing, _ filter: ThingFilter) throws -> [Matrix.Line] {
    let days: DaySpan? =
      switch filter.groupDay {
      case .event: try eventDays(of: request)
      case .today: DaySpan(first: today, last: today)
      case .date(let date): date.span
      }
    guard let code = request.countryCode, let days else { return [] }
    let groups = CountryGroups.shared.groups(of: code, in: days)
    return groups.isEmpty
      ? [Matrix.Line(key: "none", label: "in no group")]
      : groups.map { Matrix.Line(key: $0, label: $0) }
  }

  /// When it happened: its own date, or for this question only its meeting's.
  private func eventDays(of request: Thing) throws -> DaySpan? {
    if case .date(let date)? = request.fields["requested_on"] { return date.span }
    guard case .reference(let id)? = request.fields["meeting"],
      let meeting = try thing(ThingRef(.meeting, id)),
      case .date(let start)? = meeting.fields["start"]
    else { return nil }
    guard case .date(let end)? = meeting.fields["end"] else { return start.span }
    return DaySpan(first: start.earliest, last: end.latest)
  }
}

extension Thing {
  fileprivate var countryCode: String? {
    if case .country(let country)? = fields["country"] { country.code } else { nil }
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
