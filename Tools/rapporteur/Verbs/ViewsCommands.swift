import ArgumentParser
import Desk
import EventLog
import JSON
import ProjectionKit

/// `views`.
struct ViewsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "views", abstract: "The tables that people read, built from the log.",
    subcommands: [ViewsStatus.self, ViewsRebuild.self, ViewsCheck.self])
}

/// `views status`.
struct ViewsStatus: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show how far each view has come.",
    discussion: example("views status"))

  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      // As they are: asking must not change what it asks about.
      let size = try desk.log.read { $0.size }
      let rows = try desk.views.status(logSize: size).map { status -> JSONValue in
        [
          "name": .string(status.name), "version": .integer(Int64(status.version)),
          "size": .integer(Int64(status.size)), "log_size": .integer(Int64(status.logSize)),
          "lag": .integer(Int64(status.lag)),
          "unknown_events": .integer(Int64(status.unknownEvents)),
          "state": .string(status.state.rawValue), "error": JSONValue(status.error),
        ]
      }
      registry.output.rows(
        rows,
        columns: [
          TableColumn("VIEW", "name"), TableColumn("VERSION", "version"),
          TableColumn("SIZE", "size"), TableColumn("LAG", "lag"),
          TableColumn("UNKNOWN", "unknown_events"), TableColumn("STATE", "state"),
          TableColumn("ERROR", "error", absent: "none"),
        ], none: "no views")
    }
  }
}

/// `views rebuild`.
struct ViewsRebuild: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild",
    abstract: "Build a view, or all of them, anew beside the old one; readers go on meanwhile.",
    discussion: example("views rebuild requests"))

  @Argument(help: "The view; all when none is given.") var name: String?
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let progress = Progress(registry.showsProgress)
      try desk.views.rebuild(name, from: desk.log) { size, all in
        progress.say("\(size) of \(all) events")
      }
      progress.clear()
      let size = try desk.log.read { $0.size }
      if registry.output.format == .table {
        Output.write("\(name ?? "All views") built anew from \(size) events\n")
      } else {
        registry.output.page(["rebuilt": JSONValue(name), "size": .integer(Int64(size))])
      }
    }
  }
}

/// `views check`.
struct ViewsCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Fold the log again from nothing and compare every row of every view.",
    discussion: example("views check --samples 20"))

  @Option(
    help: ArgumentHelp(
      "How many earlier sizes to compare beside today's. (default: 4)", valueName: "number"))
  var samples = 4
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      try desk.catchUp()
      let size = try desk.log.read { $0.size }
      let count = UInt64(max(0, samples))
      let sizes = Set((0...count).map { size * $0 / max(1, count) } + [size]).sorted()
      let differences = try desk.views.check(at: sizes, against: desk.log)
      let rows = differences.map { difference -> JSONValue in
        [
          "size": .integer(Int64(difference.size)), "view": .string(difference.view),
          "table": .string(difference.table), "key": .string(difference.key),
          "column": .string(difference.column), "live": JSONValue(difference.live),
          "replayed": JSONValue(difference.replayed),
        ]
      }
      let list = sizes.map(String.init).joined(separator: ", ")
      registry.output.rows(
        rows,
        columns: [
          TableColumn("SIZE", "size"), TableColumn("TABLE", "table"), TableColumn("KEY", "key"),
          TableColumn("COLUMN", "column"), TableColumn("LIVE", "live", absent: "–"),
          TableColumn("REPLAYED", "replayed", absent: "–"),
        ], none: "every row of every view is what a fresh replay gives, at the sizes \(list)")
      guard rows.isEmpty else {
        throw FailureInResult(
          DeskError(
            .verification, "\(rows.count) values differ from a fresh replay",
            hint: "`rapporteur views rebuild` builds the views anew"))
      }
    }
  }
}
