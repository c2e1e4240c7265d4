import ArgumentParser
import Desk
import EventLog
import Foundation
import JSON

/// `log`.
struct LogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "The records themselves.",
    subcommands: [LogList.self, LogShow.self, LogTail.self, LogStats.self])
}

/// Which records are wanted.
struct RecordFilters: ParsableArguments, Sendable {
  @Option(help: ArgumentHelp("Only of this stream, as in request/r-fiji-1.", valueName: "stream"))
  var stream: String?
  @Option(help: ArgumentHelp("Only of this type; repeat for several.", valueName: "type"))
  var type: [String] = []
  @Option(help: ArgumentHelp("Only recorded by this account.", valueName: "name"))
  var by: String?
  @Option(help: ArgumentHelp("Only of this import.", valueName: "batch"))
  var batch: String?

  /// Refuses a type that does not exist, so that a slip is not read as "no records".
  func validate() throws {
    do { _ = try forDesk() } catch { throw ValidationError(error.description) }
  }

  /// The same for the Desk.
  func forDesk() throws(DeskError) -> RecordFilter {
    try RecordFilter(stream: stream, types: type, by: by, batch: batch)
  }
}

/// The log as it stood at an earlier moment.
struct LogMoment: ParsableArguments, Sendable {
  @Option(
    help: ArgumentHelp(
      "The log as it stood at this size (digits) or recorded time.", valueName: "size|time"))
  var asOf: String?

  /// The size; nil for the whole log.
  func size(_ desk: Desk) throws -> UInt64? {
    try asOf.map { try desk.size(at: try Moment($0, in: desk.configuration.timeZone)) }
  }

  /// Refuses what cannot be: what stood then has no future.
  func refuse(following: Bool) throws {
    guard following, asOf != nil else { return }
    throw ValidationError("--follow waits for new records, which --as-of leaves out.")
  }
}

/// `log list`.
struct LogList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List records, oldest first.",
    discussion: example("log list --stream request/r-fiji-1"))

  @OptionGroup(title: "Filters") var filters: RecordFilters
  @Option(help: ArgumentHelp("Only after this position.", valueName: "position"))
  var after: UInt64?
  @Option(help: ArgumentHelp("At most so many.", valueName: "number")) var limit: Int?
  @Flag(help: "Wait for more, as they are recorded.") var follow = false
  @OptionGroup(title: "Reading") var moment: LogMoment
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func validate() throws { try moment.refuse(following: follow) }

  func run() async throws {
    try await registry.withDesk { desk in
      let printer = RecordPrinter(
        registry.output, isOpenEnded: follow, upTo: try moment.size(desk))
      let first = after.map { $0 == .max ? .max : $0 + 1 } ?? 0
      var next = try printer.list(desk.log, from: first, filters, limit: limit)
      while follow {
        _ = try await desk.log.wait(beyond: next)
        next = try printer.list(desk.log, from: next, filters, limit: nil)
      }
    }
  }
}

/// `log tail`.
struct LogTail: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail", abstract: "Show the newest records.",
    discussion: example("log tail --limit 5 --follow"))

  @OptionGroup(title: "Filters") var filters: RecordFilters
  @Option(help: ArgumentHelp("How many. (default: 10)", valueName: "number")) var limit = 10
  @Flag(help: "Wait for more, as they are recorded.") var follow = false
  @OptionGroup(title: "Reading") var moment: LogMoment
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func validate() throws { try moment.refuse(following: follow) }

  func run() async throws {
    try await registry.withDesk { desk in
      let size = try moment.size(desk)
      let printer = RecordPrinter(registry.output, isOpenEnded: follow, upTo: size)
      let first = try start(desk.log, upTo: size)
      var next = try printer.list(desk.log, from: first, filters, limit: nil)
      while follow {
        _ = try await desk.log.wait(beyond: next)
        next = try printer.list(desk.log, from: next, filters, limit: nil)
      }
    }
  }

  /// The position of the first record to show: so many from the end pass the filters.
  private func start(_ log: any EventLog, upTo size: UInt64?) throws -> Position {
    let filter = try filters.forDesk()
    return try log.read { snapshot in
      var found = 0
      let size = size ?? snapshot.size
      var first = size
      try snapshot.forEachEvent(
        in: 0..<size, filter: EventFilter(types: nil), backward: true
      ) { event in
        guard found < limit else { return false }
        if filter.passes(event) {
          found += 1
          first = event.position
        }
        return true
      }
      return first
    }
  }
}

/// `log show`.
struct LogShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one record, with what stands beside it.",
    discussion: example("log show 131"))

  @Argument(help: "The position.") var position: UInt64
  @OptionGroup(title: "Reading") var moment: LogMoment
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let size = try moment.size(desk) ?? desk.log.read { $0.size }
      let event =
        try position < size
        ? desk.reading(asOf: .size(size)) { try desk.event(at: position, $0) } : nil
      guard let event else {
        throw DeskError(
          .notFound, "there is no record at \(position)", at: ["option": "POSITION"],
          hint: "the log \(moment.asOf == nil ? "has" : "had") \(size) events, the first at 0")
      }
      guard registry.output.format == .table else { return registry.output.page(event) }
      // All of the record, on one line, so that it can be copied.
      let record = event["record"]?.compactText ?? ""
      Output.write(HistoryText([event]).text + "\n\(record)\n")
    }
  }
}

/// `log stats`.
struct LogStats: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Count records by type and kind of thing.",
    discussion: example("log stats"))

  @OptionGroup(title: "Reading") var moment: LogMoment
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      registry.output.page(try desk.statistics(upTo: try moment.size(desk)))
    }
  }
}

/// Prints records: as stored for `jsonl` and `json`, in columns on a terminal.
struct RecordPrinter {
  private let output: Output
  private let isOpenEnded: Bool
  private let end: UInt64?

  /// - Parameter end: the size of the log that is listed; nil for the whole.
  init(_ output: Output, isOpenEnded: Bool, upTo end: UInt64? = nil) {
    self.end = end
    // A list that never ends is no JSON array: one record a line.
    self.output =
      isOpenEnded && output.format == .json
      ? Output(format: .jsonl, isQuiet: output.isQuiet) : output
    self.isOpenEnded = isOpenEnded
  }

  /// Prints the records from a position on, and returns the position after the last one read.
  func list(
    _ log: any EventLog, from first: Position, _ filters: RecordFilters, limit: Int?
  ) throws -> Position {
    let filter = try filters.forDesk()
    return try log.read { snapshot in
      let size = min(end ?? .max, snapshot.size)
      guard first < size || !isOpenEnded else { return max(first, size) }
      var left = limit ?? .max
      var rows: [JSONValue] = []
      func take(_ event: RecordedEvent) throws -> Bool {
        guard left > 0, event.position < size else { return false }
        guard event.position >= first, filter.passes(event) else { return true }
        left -= 1
        try snapshot.forEachRecord(in: event.position..<event.position + 1) { _, bytes in
          if output.format == .jsonl {
            Output.write(String(decoding: bytes, as: UTF8.self) + "\n")
          } else {
            rows.append(try JSONValue(parsing: bytes))
          }
          return true
        }
        return true
      }
      if let stream = filters.stream {
        try snapshot.forEachEvent(
          of: StreamName(stream), from: 0, backward: false, take)
      } else {
        let types = filters.type.isEmpty ? nil : Set(filters.type)
        try snapshot.forEachEvent(
          in: min(first, size)..<size, filter: EventFilter(types: types), backward: false, take)
      }
      if output.format != .jsonl, !rows.isEmpty || !isOpenEnded {
        output.rows(
          rows,
          columns: [
            TableColumn("POSITION", "position"), .recorded,
            TableColumn("BY", "by", least: 8, leaves: 2), TableColumn("TYPE", "type", least: 16),
            TableColumn("STREAM", "stream", least: 16),
            TableColumn("OCCURRED", "occurred", leaves: 3),
            TableColumn("SOURCES", "sources", leaves: 1),
          ], none: "no records")
      }
      return size
    }
  }
}
