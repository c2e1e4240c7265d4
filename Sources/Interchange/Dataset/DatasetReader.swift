import CSV
public import Registry

/// Something wrong with a cell, a row or a file of a dataset.
public struct DatasetFault: Hashable, Sendable {
  /// The file's name, with `.csv`.
  public var file: String
  /// The row as a spreadsheet counts it (the header is row 1); nil when it is about the file.
  public var row: Int?
  /// The column.
  public var column: String?
  /// What stands there, at most its beginning.
  public var value: String?
  /// What is wrong, and what to do.
  public var reason: String

  /// A fault.
  public init(
    file: String, row: Int? = nil, column: String? = nil, value: String? = nil, reason: String
  ) {
    self.file = file
    self.row = row
    self.column = column
    self.value = value.map { $0.count > 80 ? $0.prefix(80) + "…" : $0 }
    self.reason = reason
  }
}

/// A row of a dataset file with the fields it states.
public struct DatasetRow: Sendable {
  /// The row as a spreadsheet counts it.
  public var number: Int
  /// The thing's id, or that of the thing it belongs to; nil when a row is its whole content.
  public var id: String?
  /// What it states.
  public var fields: Fields
  /// What it cites, each `document:place`.
  public var sources: [String]
}

/// One file of a dataset, read.
public struct DatasetTable: Sendable {
  /// Which file.
  public var file: DatasetFile
  /// The columns that it has. A column that it lacks says nothing about things that exist.
  public var columns: Set<String>
  /// The rows that could be read.
  public var rows: [DatasetRow]
  /// All that is wrong.
  public var faults: [DatasetFault]
}

extension DatasetFile {
  /// Reads the file's bytes, all faults at once.
  ///
  /// - Parameters:
  ///   - source: gives the file's next bytes, nil at the end.
  ///   - ignoringUnknown: whether columns that the format does not have are passed over.
  public func read(
    ignoringUnknown: Bool = false, from source: @escaping () throws -> [UInt8]?
  ) throws -> DatasetTable {
    var table = DatasetTable(file: self, columns: [], rows: [], faults: [])
    let label = name + ".csv"
    var reader = CSVReader(source: source)
    let (header, faults) = try reader.header()
    table.faults += faults.map { DatasetFault($0, file: label) }
    if !ignoringUnknown {
      table.faults += header.unknownColumns(expected: columns).map { DatasetFault($0, file: label) }
    }
    for column in requiredColumns where header.index(of: column) == nil {
      table.faults.append(
        DatasetFault(
          file: label, row: 1, column: column, reason: "the column \(column) is missing"))
    }
    guard table.faults.isEmpty else { return table }
    table.columns = Set(header.columns)
    while let record = try reader.next() {
      switch record {
      case .refused(let errors): table.faults += errors.map { DatasetFault($0, file: label) }
      case .row(let row):
        if row.fields.allSatisfy({ $0.isEmpty }) { continue }
        read(row, header, into: &table)
      }
    }
    return table
  }

  private func read(_ row: CSVRow, _ header: CSVHeader, into table: inout DatasetTable) {
    let label = name + ".csv"
    func cell(_ column: String) -> String {
      header.index(of: column).map { row.fields[$0] } ?? ""
    }
    var faults: [DatasetFault] = []
    func fault(_ column: String, _ value: String, _ reason: String) {
      faults.append(
        DatasetFault(file: label, row: row.number, column: column, value: value, reason: reason))
    }
    var fields: Fields = [:]
    for field in self.fields {
      // What was destroyed where the dataset comes from is told by a word in any column.
      guard cell(field.name).trimmed != Value.erased.written else {
        fields[field.name] = .erased
        continue
      }
      do { fields[field.name] = try field.read(cell(field.name)) } catch {
        fault(
          field.name, error.value,
          [error.reason, error.hint].compactMap(\.self).joined(separator: "; "))
      }
    }
    if self.row == .anonymous, fields["subject"] == nil, cell("subject").trimmed.isEmpty {
      fault("subject", "", "is empty, and a row needs it")
    }
    var id: String?
    if let key = keyColumn {
      let text = cell(key)
      do { id = try Identifier(text.trimmed).text } catch {
        fault(key, text, text.isEmpty ? "is empty, and a row needs it" : error.reason)
      }
    }
    let sources = sources(cell("source")) { fault("source", $0, $1) }
    table.faults += faults
    guard faults.isEmpty else { return }
    table.rows.append(DatasetRow(number: row.number, id: id, fields: fields, sources: sources))
  }

  private var keyColumn: String? {
    switch row {
    case .thing: "id"
    case .anonymous: nil
    case .entry(_, let owner): owner
    }
  }

  private func sources(_ cell: String, _ fault: (String, String) -> Void) -> [String] {
    guard cell.utf8.count <= Field.maximumListBytes else {
      fault(
        cell, "has \(cell.utf8.count) bytes, and \(Field.maximumListBytes) are the most; shorten it"
      )
      return []
    }
    var sources: [String] = []
    for part in cell.split(separator: ";").map({ String($0).trimmed }) where !part.isEmpty {
      do { sources.append(try Source(part).text) } catch { fault(part, error.reason) }
    }
    return sources
  }
}

extension DatasetFault {
  init(_ error: CSVError, file: String) {
    self.init(
      file: file, row: error.row, column: error.column,
      reason: "\(error.reason); \(error.hint)")
  }
}

extension DatasetRow {
  /// A row to write.
  public init(id: String?, fields: Fields, sources: [String]) {
    self.init(number: 0, id: id, fields: fields, sources: sources)
  }
}

extension DatasetFault {
  /// Faults as CSV, for whoever mends the files.
  public static func csv(_ faults: [DatasetFault]) -> String {
    let writer = CSVWriter(.people, lineEnding: .lf)
    var text = writer.row(["file", "row", "column", "value", "reason"])
    for fault in faults {
      writer.append(
        [
          fault.file, fault.row.map(String.init) ?? "", fault.column ?? "", fault.value ?? "",
          fault.reason,
        ], to: &text)
    }
    return text
  }
}
