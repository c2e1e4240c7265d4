/// Reads CSV files strictly (RFC 4180, UTF-8, a header row), one row at a time and with bounded
/// memory.
///
/// A byte-order mark and line ends of any kind are accepted; everything else that is not as the RFC
/// has it is a fault with its place. Reading goes on after a fault, so that one pass reports all.
/// A line with nothing on it is passed over.
public struct CSVReader {
  /// What stands in one row: its cells, or all that is wrong with it.
  public enum Record: Sendable {
    case row(CSVRow)
    case refused([CSVError])
  }

  private var scanner: CSVScanner
  private var top: (header: CSVHeader, faults: [CSVError])?
  /// How many cells a row must have; nil when the header could not be read.
  private var width: Int?

  /// Reads a file piece by piece: `source` returns the next bytes, and nil at the end. What it
  /// throws, reading throws.
  public init(limits: CSVLimits = CSVLimits(), source: @escaping () throws -> [UInt8]?) {
    scanner = CSVScanner(limits: limits, source: source)
  }

  /// Reads a file that is in memory; such a reader throws nothing of its own.
  public init(_ bytes: [UInt8], limits: CSVLimits = CSVLimits()) {
    var pieces = [bytes]
    self.init(limits: limits) { pieces.popLast() }
  }

  /// The header and what is wrong with it; asking again gives the same.
  public mutating func header() throws -> (header: CSVHeader, faults: [CSVError]) {
    if let top { return top }
    guard let record = try scanner.next() else {
      let fault = CSVError(
        .noHeader, row: 1, line: 1, reason: "the file is empty",
        hint: "the first row must name the columns")
      top = (CSVHeader(columns: []), [fault])
      return (CSVHeader(columns: []), [fault])
    }
    let header = CSVHeader(columns: record.fields)
    let ownFaults = header.faults(row: record.row, line: record.line)
    let isWhole = !record.faults.contains { $0.code == .rowTooLong || $0.code == .encoding }
    width = isWhole ? record.fields.count : nil
    let result = (header, record.faults.isEmpty ? ownFaults : record.faults)
    top = result
    return result
  }

  /// The next row below the header, or nil at the end of the file. When the header could not be
  /// read (it is too long, or of another encoding) there are no rows.
  public mutating func next() throws -> Record? {
    let header = try header().header
    guard let width, let record = try scanner.next() else { return nil }
    guard record.faults.isEmpty else {
      return .refused(
        record.faults.map { fault in
          var named = fault
          named.column = fault.column.flatMap(Int.init).map { header.name(at: $0 - 1) }
          return named
        })
    }
    if record.fields.count != width {
      return .refused([Self.ragged(record, width: width, header: header)])
    }
    return .row(CSVRow(number: record.row, line: record.line, fields: record.fields))
  }

  private static func ragged(
    _ record: CSVScanner.Record, width: Int, header: CSVHeader
  ) -> CSVError {
    let count = record.fields.count
    let cells = "the row has \(count) \(count == 1 ? "cell" : "cells"), the header \(width)"
    if count < width {
      return CSVError(
        .tooFewFields, row: record.row, line: record.line, column: header.name(at: count),
        reason: cells, hint: "write a comma for every empty cell; the row ends before this column")
    }
    return CSVError(
      .tooManyFields, row: record.row, line: record.line, reason: cells,
      hint: "put cells that hold a comma in quotation marks, or delete what stands behind the last"
        + " column")
  }
}
