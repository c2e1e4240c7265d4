import ArgumentParser
import Desk
import EventLog
import Foundation
import Interchange
import JSON
import Registry
import SampleData
import Things
import Transparency

/// `init`.
struct Initialise: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a new registry.",
    discussion: example("init --registry ./registry --origin registry.example.org/unpog"))

  @Option(
    help: ArgumentHelp(
      "The log's name, for ever. (default: localhost/rapporteur/ and a random number)",
      valueName: "name"))
  var origin: String?
  @Option(
    help: ArgumentHelp(
      "The office's time zone, as in Asia/Seoul. (default: this machine's)", valueName: "zone"))
  var timeZone: String?
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    let zone = try timeZone.map { try Self.zone($0) } ?? .current
    let desk = try await Desk.create(registry.folder, origin: origin, timeZone: zone)
    try await registry.using(desk) { desk in
      try desk.catchUp()
      registry.output.note(
        """
        note: the keys that seal what people's records say of them are in \(desk.folder.keys); \
        keep a copy elsewhere, and keep the key-encryption key apart ($RAPPORTEUR_KEK_FILE)
        """)
      let key = try VerifierKeyList.read(desk.folder.verifierKeys).last?.description ?? ""
      if registry.output.format == .table {
        Output.write(
          """
          A new registry in \(desk.folder.path), named \(desk.configuration.origin)
          Its log is signed with the key that auditors know as:
          \(key)

          """)
      } else {
        registry.output.page([
          "registry": .string(desk.folder.path), "origin": .string(desk.configuration.origin),
          "vkey": .string(key),
          "time_zone": .string(desk.configuration.timeZone.identifier), "size": 0,
        ])
      }
    }
  }

  private static func zone(_ name: String) throws -> TimeZone {
    guard let zone = TimeZone(identifier: name) else {
      throw DeskError(
        .refused, "there is no time zone “\(name)”", at: ["option": "--time-zone"],
        hint: "write one of the IANA database, as in Asia/Seoul")
    }
    return zone
  }
}

/// The registry that newcomers look at.
enum SampleRegistry {
  /// Records the sample month.
  static func load(into desk: Desk) async throws -> (plan: ImportPlan, outcome: Outcome) {
    let plan = try desk.plan(DatasetSource(SampleMonth.files))
    return (plan, try await desk.commit(plan, batch: desk.newBatch(), by: "demo"))
  }
}

/// `demo`.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Make a registry with a real month of meetings in it.",
    discussion: example("demo --registry /tmp/month"))

  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    // An empty registry, as an interrupted first try leaves it, is filled.
    let desk =
      registry.folder.exists
      ? try Desk.open(registry.folder) : try await Desk.create(registry.folder)
    try await registry.using(desk) { desk in
      guard try desk.log.read({ $0.size }) == 0 else {
        throw DeskError(
          .refused, "\(desk.folder.path) already holds a registry", at: ["option": "--registry"],
          hint: "give another folder, or use this one as it is")
      }
      let (plan, outcome) = try await SampleRegistry.load(into: desk)
      let rows = try desk.reading { try desk.list(.request, ThingFilter(), $0).rows }
      let output = registry.output
      guard output.format == .table else {
        return output.rows(rows, columns: Kind.request.columns, none: "")
      }
      Output.write(
        """
        June 2014 of a UN division, read from its update and a workshop report: \
        \(plan.counts.create) rows became \(outcome.events.count) events.

        Who asked for which support:

        """)
      output.rows(rows, columns: Kind.request.columns, none: "")
      Output.write(Self.whatNext(desk.folder.path))
    }
  }

  private static func whatNext(_ folder: String) -> String {
    """

    Try next, once this has told the shell where things are:
      \(settings(folder))

      rapporteur request list --group SIDS --open       small islands still waiting for an answer
      rapporteur request matrix --rows country --columns support
      rapporteur request show r-benin-1                 one request, with its sources
      rapporteur request history r-benin-1              the events behind it
      rapporteur followup list --owner none --open      what nobody is to do yet
      rapporteur conflicts                              where the sources disagree
      rapporteur audit verify                           proof that nothing was altered
      rapporteur bilateral log --with gov-samoa --on 2014-07-03 \\
        --request "A study visit" --support study_visit

    """
  }

  /// The line that makes the commands above work as they stand in the user's shell.
  private static func settings(_ folder: String) -> String {
    func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
    func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
    let line = "export RAPPORTEUR_REGISTRY=\(quoted(absolute(folder)))"
    // A program that was called by its path is on no search path.
    guard let program = CommandLine.arguments.first, program.contains("/") else { return line }
    let home = URL(fileURLWithPath: absolute(program)).deletingLastPathComponent().path
    return line + " PATH=\(quoted(home)):\"$PATH\""
  }
}

/// `import`.
struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Read a dataset folder or one of its CSV files; or take an import back.",
    discussion: """
      A plan is made first; the commit does exactly that. Any error writes nothing, and all errors \
      are reported at once. Importing the same again changes nothing.

      \(example("import ./copy --dry-run"))
      """)

  @Argument(help: "The folder or file.") var path: String?
  @Flag(help: "Only show the plan.") var dryRun = false
  @Option(help: ArgumentHelp("Write the errors to this file, as CSV.", valueName: "file"))
  var errors: String?
  @Flag(help: "Pass over columns and files that the format does not have.")
  var ignoreUnknownColumns = false
  @Option(help: ArgumentHelp("Take back this import as a whole.", valueName: "batch"))
  var undo: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func validate() throws {
    if (path == nil) == (undo == nil) {
      throw ValidationError("Give a folder or file to import, or --undo BATCH.")
    }
    if !recording.source.isEmpty || recording.occurred != nil {
      throw ValidationError("The rows of a dataset say themselves where they are from and when.")
    }
  }

  func run() async throws {
    try await registry.withDesk { desk in
      if let undo { return try await takeBack(undo, desk) }
      let progress = Progress(registry.showsProgress)
      progress.say("reading \(path ?? "")")
      let plan = try desk.plan(
        DatasetSource(path: path ?? ""), ignoringUnknown: ignoreUnknownColumns)
      progress.clear()
      if let errors { try save(plan.faults, to: errors) }
      guard plan.faults.isEmpty, !dryRun else {
        report(plan, batch: nil, outcome: nil)
        if !plan.faults.isEmpty { throw FailureInResult(refusal(plan)) }
        return
      }
      progress.say("writing \(plan.counts.create + plan.counts.change) rows")
      let batch = desk.newBatch()
      let outcome = try await desk.commit(
        plan, batch: batch, by: try recording.account(), command: try recording.command(),
        reason: recording.reason)
      progress.clear()
      report(plan, batch: outcome.batch, outcome: outcome)
    }
  }

  private func takeBack(_ batch: String, _ desk: Desk) async throws {
    let outcome = try await desk.undo(
      batch: batch, by: try recording.account(), command: try recording.command(),
      reason: recording.reason)
    registry.output.receipt(outcome, id: batch)
  }

  private func report(_ plan: ImportPlan, batch: String?, outcome: Outcome?) {
    let output = registry.output
    for warning in plan.warnings { output.note("warning: \(warning.message)") }
    for warning in outcome?.warnings ?? [] where !plan.warnings.contains(warning) {
      output.note("warning: \(warning.message)")
    }
    guard output.format == .table else {
      var report =
        plan.json(
          batch: batch, committed: outcome != nil, events: outcome?.events.count ?? 0,
          size: outcome?.size ?? plan.size
        ).object ?? [:]
      if !plan.faults.isEmpty { report["error"] = Failure(refusal(plan)).json }
      return output.page(.object(report))
    }
    let rows = plan.files.map { file -> JSONValue in
      [
        "file": .string(file.name), "create": .integer(Int64(file.counts.create)),
        "change": .integer(Int64(file.counts.change)), "skip": .integer(Int64(file.counts.skip)),
        "error": .integer(Int64(file.counts.error)),
      ]
    }
    output.rows(
      rows,
      columns: [
        TableColumn("FILE", "file"), TableColumn("CREATE", "create"),
        TableColumn("CHANGE", "change"), TableColumn("SAME", "skip"),
        TableColumn("ERROR", "error"),
      ], none: "no file of a dataset")
    for change in plan.changes.prefix(50) { Output.write(Self.line(change)) }
    if plan.changes.count > 50 {
      Output.write("… and \(plan.changes.count - 50) more changes; --format json has all of them\n")
    }
    for fault in plan.faults.prefix(50) { Output.note(Self.line(fault)) }
    if plan.faults.count > 50 {
      Output.note("… and \(plan.faults.count - 50) more; --errors FILE saves all of them")
    }
    if let outcome {
      let undo = batch.map { " Take it back with: rapporteur import --undo \($0)" } ?? ""
      let what =
        outcome.events.isEmpty
        ? "Nothing to write."
        : "\(outcome.events.count == 1 ? "1 event" : "\(outcome.events.count) events") written.\(undo)"
      Output.write(what + "\n")
    } else if plan.faults.isEmpty {
      Output.write("Nothing written (--dry-run).\n")
    }
  }

  private static func line(_ change: ImportPlan.Change) -> String {
    let (from, to) = (change.from ?? "not stated", change.to ?? "not stated")
    return "\(change.file), row \(change.row), \(change.id): \(change.field) “\(from)” → “\(to)”\n"
  }

  private static func line(_ fault: DatasetFault) -> String {
    var place = fault.file
    if let row = fault.row { place += ", row \(row)" }
    if let column = fault.column { place += ", \(column)" }
    // Some reasons begin with the value themselves.
    let value = fault.value.flatMap { fault.reason.hasPrefix("\"\($0)\"") ? nil : " “\($0)”" } ?? ""
    return "\(place):\(value) \(fault.reason)"
  }

  private func refusal(_ plan: ImportPlan) -> DeskError {
    let count = plan.faults.count == 1 ? "1 error" : "\(plan.faults.count) errors"
    return DeskError(
      .refused, "the dataset has \(count); nothing was written", at: ["file": path ?? ""],
      hint: "mend the cells named and import again")
  }

  private func save(_ faults: [DatasetFault], to file: String) throws {
    try OutputFile.writePieces(file, option: "--errors") {
      try $0(Array(DatasetFault.csv(faults).utf8))
    }
  }
}
