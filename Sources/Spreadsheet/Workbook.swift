internal import CXlsxWriter
public import Interchange
import Registry

/// A spreadsheet file of sheets (Office Open XML, ISO/IEC 29500), written with libxlsxwriter. Every
/// row is on disk before the next one is taken, so memory does not grow with rows.
///
/// <https://libxlsxwriter.github.io/working_with_memory.html>
public struct Workbook: ~Copyable {
  /// Taken back by the library when it closes the workbook.
  private let workbook: UnsafeMutablePointer<lxw_workbook>
  private let header: UnsafeMutablePointer<lxw_format>?
  private let date: UnsafeMutablePointer<lxw_format>?
  private var isOpen = true

  /// Begins a workbook; the file is made by `close()`.
  ///
  /// - Parameters:
  ///   - path: the file, written over if it is there.
  ///   - created: when its content was recorded, in seconds since 1970, so that the same content
  ///     gives the same file.
  public init(path: String, title: String, created: Int) throws(WorkbookError) {
    var options = lxw_workbook_options()
    options.constant_memory = 1
    options.use_zip64 = 0
    guard let workbook = workbook_new_opt(path, &options) else {
      throw WorkbookError(Self.words(LXW_ERROR_MEMORY_MALLOC_FAILED))
    }
    self.workbook = workbook
    header = workbook_add_format(workbook)
    format_set_bold(header)
    date = workbook_add_format(workbook)
    format_set_num_format(date, "yyyy-mm-dd")
    // As for texts: a day is read from the left.
    format_set_align(date, UInt8(LXW_ALIGN_LEFT.rawValue))
    title.withCString { title in
      var properties = lxw_doc_properties()
      properties.title = UnsafeMutablePointer(mutating: title)
      properties.created = created
      _ = workbook_set_properties(workbook, &properties)
    }
  }

  deinit {
    // Let go of without `close()`: something else failed, and there is to be no file.
    if isOpen { lxw_workbook_free(workbook) }
  }

  /// Adds a sheet: a bold header that stays in sight, with filters, and a row for each of its rows.
  ///
  /// - Throws: when the name is taken or none, or when there are more rows or columns than a sheet
  ///   has.
  public mutating func add(_ sheet: Sheet) throws(WorkbookError) {
    guard sheet.rows.count < Int(LXW_ROW_MAX), sheet.columns.count <= Int(LXW_COL_MAX) else {
      throw WorkbookError(
        "\(sheet.name) has \(sheet.rows.count) rows of \(sheet.columns.count) cells, more than "
          + "the \(LXW_ROW_MAX) rows of \(LXW_COL_MAX) of a sheet")
    }
    guard let page = workbook_add_worksheet(workbook, sheet.name) else {
      throw WorkbookError("“\(sheet.name)” cannot be the name of a sheet, or two sheets have it")
    }
    var widths = sheet.columns.map(ColumnWidth.init)
    for (column, title) in sheet.columns.enumerated() {
      try check(worksheet_write_string(page, 0, UInt16(column), CellText(title).text, header))
    }
    for (number, row) in sheet.rows.enumerated() {
      for (column, cell) in row.enumerated() where column < widths.count {
        try write(cell, to: page, UInt32(number + 1), UInt16(column))
        widths[column].hold(cell)
      }
    }
    guard let last = sheet.columns.indices.last else { return }
    for (column, width) in widths.enumerated() {
      try check(
        worksheet_set_column(page, UInt16(column), UInt16(column), width.characters, nil))
    }
    worksheet_freeze_panes(page, 1, 0)
    try check(worksheet_autofilter(page, 0, 0, UInt32(sheet.rows.count), UInt16(last)))
    // A year is a text here, and is meant to be.
    let everywhere = "A1:XFD1048576"
    try check(
      worksheet_ignore_errors(
        page, UInt8(LXW_IGNORE_NUMBER_STORED_AS_TEXT.rawValue), everywhere))
  }

  /// Writes the file.
  public consuming func close() throws(WorkbookError) {
    isOpen = false
    let error = workbook_close(workbook)
    guard error == LXW_NO_ERROR else {
      throw WorkbookError(Self.words(error))
    }
  }

  private func write(
    _ cell: Cell, to page: UnsafeMutablePointer<lxw_worksheet>, _ row: UInt32, _ column: UInt16
  ) throws(WorkbookError) {
    switch cell {
    case .empty: return
    case .text(let text):
      // Never `worksheet_write`-by-guess: what begins with “=” is a text like any other.
      try check(worksheet_write_string(page, row, column, CellText(text).text, nil))
    case .integer(let number):
      // Spreadsheets count in floating point, with fifteen digits that can be relied on.
      guard abs(Double(number)) < 1e15 else {
        return try write(.text(String(number)), to: page, row, column)
      }
      try check(worksheet_write_number(page, row, column, Double(number), nil))
    case .number(let number):
      try check(worksheet_write_number(page, row, column, number, nil))
    case .day(let day):
      let (year, month, dayOfMonth) = day.parts
      // Programs disagree on days before March 1900: some know a 29 February 1900.
      guard (year, month) >= (1900, 3) else {
        return try write(.text(day.description), to: page, row, column)
      }
      var moment = lxw_datetime(
        year: Int32(year), month: Int32(month), day: Int32(dayOfMonth), hour: 0, min: 0, sec: 0)
      try check(worksheet_write_datetime(page, row, column, &moment, date))
    case .truth(let truth):
      try check(worksheet_write_boolean(page, row, column, truth ? 1 : 0, nil))
    }
  }

  private func check(_ error: lxw_error) throws(WorkbookError) {
    guard error == LXW_NO_ERROR else {
      throw WorkbookError(Self.words(error))
    }
  }

  private static func words(_ error: lxw_error) -> String {
    lxw_strerror(error).map { String(cString: $0) } ?? "error \(error.rawValue)"
  }
}

/// Why a workbook could not be written.
public struct WorkbookError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let message: String

  init(_ message: String) { self.message = message }

  /// What is wrong.
  public var description: String { message }
}
