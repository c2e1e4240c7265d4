import ArgumentParser
import Desk
import EventLog
import JSON
import Registry

/// `person erase`.
struct Erase: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Ask that all that is known of a person be destroyed. Another account approves it.",
    discussion: """
      Lists every other text that mentions the person: those go with it, unless you keep them. With \
      --dry-run nothing is recorded.

      \(example("person erase p-alberti --reason \"letter 2026/17\" --dry-run"))
      """)

  @Argument(help: "The person.") var id: String
  @Option(
    help: ArgumentHelp(
      "A text that is listed and speaks of somebody else; repeat for several.",
      valueName: "position:field"))
  var keep: [String] = []
  @Option(
    help: ArgumentHelp(
      "A text that has to go, too; repeat for several.", valueName: "position:field"))
  var also: [String] = []
  @Flag(help: "Only list what would be destroyed.") var dryRun = false
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let progress = Progress(registry.showsProgress)
      func report(_ done: UInt64, _ all: UInt64) {
        progress.say("looking through \(done) of \(all) events")
      }
      guard !dryRun else {
        let found = try desk.mentions(of: id, progress: report)
        progress.clear()
        return list(found)
      }
      let (outcome, found) = try await desk.requestErasure(
        of: id, sparing: try keep.map { try address($0, "--keep") },
        adding: try also.map { try address($0, "--also") }, try recording.namedSubmission(),
        progress: report)
      progress.clear()
      if registry.output.format == .table { list(found) }
      registry.output.receipt(outcome, id: id)
      registry.output.note(
        "note: another account approves it: rapporteur person approve-erasure \(id) --actor NAME")
    }
  }

  private func list(_ found: Mentions) {
    func row(_ mention: Mention, _ goes: Bool) -> JSONValue {
      [
        "text": .string(mention.text), "thing": .string(mention.thing.description),
        "goes": .bool(goes), "extract": .string(mention.extract),
      ]
    }
    let rows = found.certain.map { row($0, true) } + found.possible.map { row($0, false) }
    registry.output.rows(
      rows,
      columns: [
        TableColumn("TEXT", "text"), TableColumn("OF", "thing"), TableColumn("GOES", "goes"),
        TableColumn("BEGINS", "extract", least: 20),
      ], none: "no other text mentions the person")
    guard !found.records.isEmpty else { return }
    var texts: [String] = []
    for record in found.records where !texts.contains(record.text) { texts.append(record.text) }
    let list = texts.prefix(10).map { "“\($0)”" }.joined(separator: ", ")
    let positions = Set(found.records.map(\.position)).sorted()
    registry.output.note(
      "warning: \(positions.count == 1 ? "a record names" : "\(positions.count) records name") or may"
        + " name the person in clear, from position \(positions[0]) on, and can never be changed:"
        + " \(list)\(texts.count > 10 ? ", …" : "")")
  }

  private func address(_ text: String, _ option: String) throws -> BesideAddress {
    guard let address = BesideAddress(text: text) else {
      throw DeskError(
        .refused, "“\(text)” is no place of a text", at: ["option": option],
        hint: "write the position of an event and the field: 131:summary")
    }
    return address
  }
}

/// `person approve-erasure`.
struct ApproveErasure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve-erasure",
    abstract: "Approve an erasure that another account asked for, and carry it out.",
    discussion: """
      Destroys the keys, the contents and the texts that were listed, writes the files anew without \
      them, and looks whether anything is left. What a crash interrupts is finished at the next start.

      \(example("person approve-erasure p-alberti --actor auditor-1"))
      """)

  @Argument(help: "The person.") var id: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let progress = Progress(registry.showsProgress)
      let destruction = try await desk.approveErasure(of: id, try recording.namedSubmission()) {
        progress.say($0)
      }
      progress.clear()
      registry.output.destroyed(destruction, id)
      registry.output.note(
        "note: copies of the keys from before today still open older backups: delete them, and write"
          + " the list of erasures anew: rapporteur erasures export FILE")
    }
  }
}

/// `person export`.
struct ExportPerson: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print everything that is kept about a person, for that person, as JSON.",
    discussion: example("person export p-alberti > alberti.json"))

  @Argument(help: "The person.") var id: String
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func validate() throws { try registry.refuseFormat("what is kept about a person") }

  func run() async throws {
    try await registry.withDesk { desk in
      let value = try reading.read(desk) { try desk.subjectExport(of: id, $0) }
      Output.write(value.prettyText() + "\n")
    }
  }
}

/// `redact`.
struct Redact: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "redact",
    abstract: "Ask that a text be destroyed. Another account approves it.",
    discussion: """
      All values that the field ever had go, unless --at names one event. Only what stands beside a \
      record can be destroyed: notes, summaries, reasons, and what is sealed.

      \(example("redact request/r-benin-1 summary --reason \"names a third person\""))
      """)

  @Argument(help: "The thing, with its kind: request/r-benin-1.") var thing: String
  @Argument(help: "The field; of an entry ENTRY.FIELD.") var field: String
  @Option(help: ArgumentHelp("Only what this event recorded.", valueName: "position"))
  var at: UInt64?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let (entry, name) = Self.parts(field)
      let (outcome, texts) = try await desk.requestRedaction(
        of: name, try Self.ref(thing), entry: entry, at: at, try recording.namedSubmission())
      registry.output.receipt(outcome, id: thing)
      registry.output.note(
        "note: \(texts.count == 1 ? "one text" : "\(texts.count) texts") to destroy; another account"
          + " approves it: rapporteur approve-redaction \(thing) --actor NAME")
    }
  }

  static func parts(_ field: String) -> (entry: String?, name: String) {
    guard let dot = field.firstIndex(of: ".") else { return (nil, field) }
    return (String(field[..<dot]), String(field[field.index(after: dot)...]))
  }

  static func ref(_ text: String) throws -> ThingRef {
    guard let ref = ThingRef(stream: text) else {
      throw DeskError(
        .refused, "“\(text)” does not say what kind of thing it is", at: ["option": "THING"],
        hint: "write the kind with it, as in request/r-benin-1")
    }
    return ref
  }
}

/// `approve-redaction`.
struct ApproveRedaction: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve-redaction",
    abstract: "Approve a redaction that another account asked for, and carry it out.",
    discussion: example("approve-redaction request/r-benin-1 --actor auditor-1"))

  @Argument(help: "The thing, with its kind: request/r-benin-1.") var thing: String
  @Argument(help: "The field; all that were asked for when none is given.") var field: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let progress = Progress(registry.showsProgress)
      let parts = field.map { Redact.parts($0) }
      let destruction = try await desk.approveRedaction(
        of: parts?.name, try Redact.ref(thing), entry: parts?.entry, try recording.namedSubmission()
      ) { progress.say($0) }
      progress.clear()
      registry.output.destroyed(destruction, thing)
    }
  }
}

/// `erasures`.
struct ErasuresCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erasures",
    abstract: "The list of what was destroyed, for backups put back later.",
    subcommands: [ExportErasures.self])
}

/// `erasures export`.
struct ExportErasures: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the list to a file. Keep the last one apart from the backups.",
    discussion: """
      It names people by random ids and texts by their places: nothing personal is in it.

      \(example("erasures export erasures.jsonl"))
      """)

  @Argument(help: "The file.") var file: String
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let list = try desk.exportErasures(to: file)
      guard registry.output.format == .table else {
        return registry.output.page([
          "file": .string(file), "people": .integer(Int64(list.people.count)),
          "texts": .integer(Int64(list.texts.count)),
        ])
      }
      let people = list.people.count == 1 ? "1 person" : "\(list.people.count) people"
      let texts = list.texts.count == 1 ? "1 text" : "\(list.texts.count) texts"
      Output.write("\(people) and \(texts) in \(file)\n")
    }
  }
}

extension Output {
  /// Says what was destroyed.
  fileprivate func destroyed(_ destruction: Destruction, _ id: String) {
    receipt(destruction.outcome, id: id)
    for remark in destruction.remarks { note("warning: \(remark)") }
    if let pending = destruction.pending { note("warning: not finished: \(pending)") }
    if format == .table {
      Self.write(
        "\(destruction.contents == 1 ? "One content is" : "\(destruction.contents) contents are")"
          + " destroyed\(destruction.pending == nil ? ", and no file of the registry holds them any more" : "")\n"
      )
    }
  }
}
