import ArgumentParser
import Desk
import EventLog
import JSON
import Registry
import Things
import Transparency

/// `audit replay`.
struct AuditReplay: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Write the views as they stood at a log size into a SQLite file of its own.",
    discussion: example("audit replay --to 500 as-of-500.sqlite"))

  @Option(
    help: ArgumentHelp("The log size, or a recorded time.", valueName: "size|time"))
  var to: String
  @Argument(help: "The new file.") var file: String
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let moment = try Moment(to, in: desk.configuration.timeZone, option: "--to")
      let size = try desk.size(at: moment, option: "--to")
      let progress = Progress(registry.showsProgress)
      try desk.replay(to: size, into: file) { done, all in progress.say("\(done) of \(all) events")
      }
      progress.clear()
      guard registry.output.format == .table else {
        return registry.output.page([
          "file": .string(file), "size": .integer(Int64(clamping: size)),
        ])
      }
      Output.write("The views as they stood at \(size) events are in \(file)\n")
    }
  }
}

/// `audit row`.
struct AuditRow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "row",
    abstract: "Open a row of a view: the events that made it, their sources and receipts.",
    discussion: example("audit row requests r-benin-1"))

  @Argument(help: "The table, as in views.sqlite.") var table: String
  @Argument(help: "The row's key.") var key: String
  @OptionGroup(title: "Reading") var moment: LogMoment
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let size = try moment.size(desk) ?? desk.log.read { $0.size }
      let rows = try desk.reading(asOf: .size(size)) { reading in
        try desk.provenance(of: key, in: table, reading).positions.map { position -> JSONValue in
          var event = try desk.event(at: position, reading)?.object ?? [:]
          event["receipt"] = .string(try desk.audit.receipt(of: position).encoded)
          return .object(event)
        }
      }
      guard registry.output.format == .table else {
        return registry.output.rows(rows, columns: .history, none: "no events")
      }
      registry.output.history(rows)
      Output.note("receipts: `rapporteur audit prove POSITION`, or --format json")
    }
  }
}

/// `audit processing-record`.
struct AuditProcessingRecord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "processing-record",
    abstract: "List what the registry keeps about people: which fields, whose, why, how long.",
    discussion: """
      Made from the catalogue of event types, so nothing can be forgotten in it.

      \(example("audit processing-record --format csv"))
      """)

  @OptionGroup(title: "Printing") var registry: RegistryOptions

  func run() async throws {
    let rows = Processing.record.map { line -> JSONValue in
      [
        "holder": .string(line.holder), "field": .string(line.field), "whose": .string(line.whose),
        "purpose": .string(line.purpose), "place": .string(line.place.rawValue),
        "kept": .string(line.kept), "types": .array(line.types.map { .string($0) }),
      ]
    }
    registry.output.rows(
      rows,
      columns: [
        TableColumn("OF", "holder", least: 10), TableColumn("FIELD", "field", least: 8),
        TableColumn("WHOSE", "whose", least: 16), TableColumn("WHY", "purpose", least: 16),
        TableColumn("WHERE", "place", least: 6), TableColumn("HOW LONG", "kept", least: 16),
      ], none: "")
  }
}
