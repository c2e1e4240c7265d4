import ArgumentParser
import Desk
import EventLog
import Foundation
import Interchange
import JSON
import ProjectionKit
import Spreadsheet
import Things

/// `export`.
struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract:
      "Write the registry as a dataset folder, a spreadsheet, or events for other programs.",
    discussion: """
      --dataset writes what imports again into an empty registry. --xlsx writes the same tables for \
      people: with ids, with names beside them, with numbers and days as such. What the columns \
      cannot hold is counted and named; how people are reached is in neither.

      --cloudevents writes the log's records as CloudEvents 1.0, one a line, or as one array when \
      the file's name ends in .json. Free texts, and what is sealed because it is a person's own, \
      stand beside the records and are left out; each event names the fields.

      \(example("export --dataset ./copy"))
      \(example("export --xlsx registry.xlsx").dropFirst(8))
      \(example("export --cloudevents events.jsonl --after 644").dropFirst(8))
      """)

  @Option(help: ArgumentHelp("The folder to write; made if it is not there.", valueName: "dir"))
  var dataset: String?
  @Option(help: ArgumentHelp("The spreadsheet to write.", valueName: "file"))
  var xlsx: String?
  @Option(help: ArgumentHelp("The file of events to write.", valueName: "file"))
  var cloudevents: String?
  @Option(
    help: ArgumentHelp("With --cloudevents: only after this position.", valueName: "position"))
  var after: UInt64?
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func validate() throws {
    guard [dataset, xlsx, cloudevents].count(where: { $0 != nil }) == 1 else {
      throw ValidationError("Give one of --dataset DIR, --xlsx FILE and --cloudevents FILE.")
    }
    if after != nil, cloudevents == nil {
      throw ValidationError("--after goes with --cloudevents: the others are the whole registry.")
    }
  }

  func run() async throws {
    try await registry.withDesk { desk in
      if let dataset { try writeDataset(dataset, desk) }
      if let xlsx { try writeSheets(xlsx, desk) }
      if let cloudevents { try writeEvents(cloudevents, desk) }
    }
  }

  private func moment(_ desk: Desk) throws -> Moment? {
    try reading.asOf.map { try Moment($0, in: desk.configuration.timeZone) }
  }

  // MARK: A dataset

  private func writeDataset(_ folder: String, _ desk: Desk) throws {
    try RegistryFolder.refuseInside(folder, option: "--dataset")
    let export = try desk.exported(asOf: try moment(desk))
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for (name, text) in export.files {
        try Data(text.utf8).write(
          to: URL(fileURLWithPath: folder).appendingPathComponent(name), options: .atomic)
      }
    } catch {
      throw DeskError(
        .io, "\(folder) cannot be written: \(error.localizedDescription)",
        at: ["option": "--dataset"])
    }
    report(
      "\(export.files.count) files written to \(folder)",
      [
        "dataset": .string(folder), "files": .array(export.files.map { .string($0.name) }),
      ], leftOut: export.leftOut)
  }

  // MARK: Sheets

  private func writeSheets(_ file: String, _ desk: Desk) throws {
    var sheets: [JSONValue] = []
    var rows = 0
    var leftOut: [(what: String, count: Int)] = []
    let progress = Progress(registry.showsProgress)
    try OutputFile.write(file, option: "--xlsx") { scratch in
      try reading.read(desk) { reading in
        var workbook = try Workbook(
          path: scratch, title: "Rapporteur: \(desk.log.origin)",
          created: try desk.lastRecorded(before: reading.reader.size))
        leftOut = try desk.forEachSheet(reading) { sheet in
          progress.say("writing \(sheet.name)")
          try workbook.add(sheet)
          sheets.append([
            "name": .string(sheet.name), "rows": .integer(Int64(sheet.rows.count)),
          ])
          rows += sheet.rows.count
        }
        try workbook.close()
      }
    }
    progress.clear()
    report(
      "\(sheets.count) sheets with \(rows) rows written to \(file)",
      ["xlsx": .string(file), "sheets": .array(sheets), "rows": .integer(Int64(rows))],
      leftOut: leftOut)
  }

  // MARK: Events

  private func writeEvents(_ file: String, _ desk: Desk) throws {
    let format = CloudEventFormat(fileName: file)
    var count = 0
    let moment = try moment(desk)
    try OutputFile.writePieces(file, option: "--cloudevents") { write in
      var piece = Array(format.opening.utf8)
      try desk.forEachCloudEvent(upTo: moment, after: after) { event in
        format.append(event, isFirst: count == 0, to: &piece)
        count += 1
        if piece.count > 1 << 16 {
          try write(piece)
          piece.removeAll(keepingCapacity: true)
        }
      }
      piece += format.closing.utf8
      try write(piece)
    }
    report(
      "\(count == 1 ? "1 event" : "\(count) events") written to \(file), without what stands "
        + "beside the records",
      [
        "cloudevents": .string(file), "events": .integer(Int64(count)),
        "format": .string(format.rawValue),
      ], leftOut: nil)
  }

  /// Says what was written, and what was not.
  private func report(
    _ words: String, _ result: [String: JSONValue], leftOut: [(what: String, count: Int)]?
  ) {
    guard registry.output.format != .table else {
      Output.write(words + "\n")
      for (what, count) in leftOut ?? [] { Output.write("left out: \(count) × \(what)\n") }
      return
    }
    var result = result
    if let leftOut {
      result["left_out"] = .array(
        leftOut.map { ["what": .string($0.what), "count": .integer(Int64($0.count))] })
    }
    registry.output.page(.object(result))
  }
}
