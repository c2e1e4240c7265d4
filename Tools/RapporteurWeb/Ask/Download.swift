import CSV
import Desk
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import Interchange
import JSON
import ProjectionKit
import Registry
import Requests
import Spreadsheet
import Things
import WebCore

/// A list as a file: what is on the screen, on all its pages.
struct Download: Sendable {
  /// The kind of thing.
  let kind: Kind
  /// Who asks.
  let visit: Visit

  /// The download of a list.
  init(_ kind: Kind, _ visit: Visit) {
    self.kind = kind
    self.visit = visit
  }

  /// The forms that a list can be had in.
  private var formats: [String] {
    [.meeting, .followup].contains(kind)
      ? ["csv", "xlsx", "json", "ics"] : ["csv", "xlsx", "json"]
  }

  /// The links below a list.
  var links: JSONValue { Self.links(formats, visit) }

  /// Links to the page that is shown, in other forms.
  static func links(_ formats: [String], _ visit: Visit) -> JSONValue {
    .array(
      formats.map { format in
        [
          "href": .string(visit.address(with: [("format", format), ("page", nil)])),
          "label": .string(visit.text("lists.format.\(format)")), "file": true,
        ]
      })
  }

  /// More rows than this are asked for in parts, so that no answer fills the server's memory.
  private static let most = 100_000

  /// The file in a form.
  func answer(_ format: String) async throws -> Response {
    guard formats.contains(format) else { throw Self.unknown(format, formats, visit) }
    let bytes = try await visit.read { desk, reading in
      let things = try things(desk, reading)
      switch format {
      case "xlsx":
        return try Self.workbook(try sheet(things, desk, reading), desk, reading.reader.size)
      case "json":
        let view = Catalogue.view(of: kind)
        let rows = try things.map { try view.row($0, reading) }
        return Array(JSONValue.array(rows).compactText.utf8)
      case "ics":
        return Array(try desk.calendar(of: things, reading).calendar.text.utf8)
      default:
        return Self.csv(try sheet(things, desk, reading))
      }
    }
    return visit.file(
      bytes, type: Self.type(format), named: "\(kind.path.dropFirst()).\(format)")
  }

  /// Why a form is not to be had.
  static func unknown(_ format: String, _ formats: [String], _ visit: Visit) -> Problem {
    Problem(
      .notAcceptable, "format", visit.text("lists.no_format", ["format": format]),
      hint: formats.joined(separator: ", "))
  }

  private func things(_ desk: Desk, _ reading: Reading) throws -> [Thing] {
    let filter = try desk.filter(visit.query.filters, of: kind, reading)
    let lines = try FilterLines(visit, reading).lines
    if kind == .request, !lines.isEmpty {
      let rows = try reading.requests(in: lines.map(\.line), filter)
      try refuse(rows.count)
      return try reading.things(.request, inRows: rows)
    }
    let (listing, total) = try reading.page(
      kind, filter, offset: 0, limit: Self.most, countingTo: Self.most + 1)
    try refuse(total.number)
    return listing.things
  }

  private func refuse(_ count: Int) throws {
    guard count > Self.most else { return }
    throw Problem(
      .contentTooLarge, "rows", visit.text("lists.too_many", ["count": count]),
      hint: visit.text("lists.narrow"))
  }

  private func sheet(_ things: [Thing], _ desk: Desk, _ reading: Reading) throws -> Sheet {
    try desk.sheet(of: kind, things, reading) ?? Sheet(name: kind.rawValue, columns: [], rows: [])
  }

  // MARK: Forms

  /// The media type of a form.
  static func type(_ format: String) -> String {
    switch format {
    case "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    case "json": "application/json"
    case "ics": "text/calendar; charset=utf-8"
    case "svg": "image/svg+xml"
    default: "text/csv; charset=utf-8; header=present"
    }
  }

  /// A sheet for people who open it as a spreadsheet: what looks like a formula is none.
  static func csv(_ sheet: Sheet) -> [UInt8] {
    let writer = CSVWriter(.people)
    // Spreadsheets take a file for UTF-8 by its first three bytes.
    var text = "\u{FEFF}" + writer.row(sheet.columns)
    for row in sheet.rows { writer.append(row.map(\.written), to: &text) }
    return Array(text.utf8)
  }

  /// A sheet as a workbook.
  static func workbook(_ sheet: Sheet, _ desk: Desk, _ size: UInt64) throws -> [UInt8] {
    let path = FileManager.default.temporaryDirectory.path + "/rapporteur-\(UUID().uuidString).xlsx"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var workbook = try Workbook(
      path: path, title: "Rapporteur: \(desk.log.origin)",
      created: try desk.lastRecorded(before: size))
    try workbook.add(sheet)
    try workbook.close()
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }
}

extension Cell {
  /// The cell as text.
  fileprivate var written: String {
    switch self {
    case .empty: ""
    case .text(let text): text
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .day(let day): day.description
    case .truth(let truth): truth ? "yes" : "no"
    }
  }
}
