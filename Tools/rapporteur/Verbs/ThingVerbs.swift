import ArgumentParser
import Desk
import JSON
import ProjectionKit
import Registry
import Things

/// A command that records something.
protocol RecordingCommand: AsyncParsableCommand {
  var registry: RegistryOptions { get }
  var recording: RecordingOptions { get }
}

extension RecordingCommand {
  /// Records these steps as one command and prints the receipt.
  func record(_ steps: [Step], id: String) async throws {
    try await registry.withDesk { desk in
      var submission = try recording.submission()
      submission.steps = steps
      registry.output.receipt(try await desk.submit(submission), id: id)
    }
  }

  /// Records an event of this type, with these texts as its payload.
  func happen(
    _ type: String, to ref: ThingRef, _ texts: [(field: String, parts: [String])]
  ) async throws {
    guard let type = EventCatalogue.type(named: type) else { return }
    var fields: Fields = [:]
    for (name, parts) in texts where !parts.isEmpty {
      guard let field = type.fields.first(where: { $0.name == name }) else { continue }
      fields[name] = try field.value(parts, asking: Asking())
    }
    try await record([Step(ref, .happen(type, fields))], id: ref.id)
  }
}

/// `<thing> add`.
struct Add<F: FieldOptions>: RecordingCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "add", abstract: "Record \(F.kind.phrase).",
      discussion: example("\(F.kind.rawValue) add \(F.kind.example)"))
  }

  @Option(
    help: ArgumentHelp("The id; a readable one is made when none is given.", valueName: "id"))
  var id: String?
  @OptionGroup(title: "Fields") var fields: F
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let values = try fields.fields(asking: Asking())
      let submission = try recording.submission()
      let outcome = try await desk.submit {
        try desk.adding(F.kind, values, id: id, to: submission)
      }
      // A repeat names what the first one made.
      let made = try outcome.thing.map { thing in try desk.reading { try $0.typedID(thing) } }
      registry.output.receipt(outcome, id: made)
    }
  }
}

/// `<thing> correct`.
struct Correct<F: FieldOptions>: RecordingCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "correct",
      abstract: "Correct what was recorded wrongly. The first value stays in the history.",
      discussion: """
        ID is \(F.kind.phrase), or one of its entries (as `show` lists them; \
        give its fields with --set).

        \(example(#"\#(F.kind.rawValue) correct \#(F.kind.exampleID) \#(F.kind.exampleCorrection) --reason "misread""#))
        """)
  }

  @Argument(help: "The \(F.kind.word), or an entry of one.") var id: String
  @Option(help: ArgumentHelp("A field to empty; repeat for several.", valueName: "field"))
  var clear: [String] = []
  @Option(
    help: ArgumentHelp("A field of an entry; repeat for several.", valueName: "field=text"))
  var set: [String] = []
  @OptionGroup(title: "Fields") var fields: F
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    if let entry = try await entryKind() { return try await correctEntry(entry) }
    try refuseUnknown(clear, F.kind.definition.fields)
    let values = try fields.fields(asking: Asking())
    for (name, parts) in fields.texts where !parts.isEmpty && values[name] == nil {
      try refuseEmpty(name, option: F.kind.definition.field(name)?.option ?? name)
    }
    if !set.isEmpty {
      throw DeskError(
        .refused, "--set is for entries", at: ["option": "--set"],
        hint: "use the options named after the fields")
    }
    try await record(
      [
        Step(
          ThingRef(F.kind, id),
          .correct(values, cleared: clear.map(\.fieldName)))
      ], id: id)
  }

  /// The kind of the entry that is meant; nil when a thing is. A thing whose id merely looks like an
  /// entry's is a thing.
  private func entryKind() async throws -> EntryKind? {
    guard let kind = EntryKind(ofEntry: id), F.kind.definition.entries.contains(kind) else {
      return nil
    }
    return try await registry.withDesk { desk in
      try desk.reading { try $0.find(F.kind, id) } == nil ? kind : nil
    }
  }

  private func correctEntry(_ kind: EntryKind) async throws {
    let definitions = kind.fields(in: F.kind)
    var values: Fields = [:]
    for setting in set {
      guard let equals = setting.firstIndex(of: "=") else {
        throw DeskError(
          .refused, "“\(setting)” sets nothing", at: ["option": "--set"],
          hint: "write field=text, as in \(definitions[0].name)=…")
      }
      let name = String(setting[..<equals]).fieldName
      try refuseUnknown([name], definitions)
      let text = String(setting[setting.index(after: equals)...])
      for field in definitions where field.name == name {
        values[name] = try field.value([text], asking: Asking())
        if values[name] == nil { try refuseEmpty(name, option: "--set") }
      }
    }
    try refuseUnknown(clear, definitions)
    let cleared = clear.map(\.fieldName)
    try await registry.withDesk { desk in
      guard let owner = try desk.reading({ try $0.owner(ofEntry: id, in: F.kind) }) else {
        throw DeskError(
          .notFound, "there is no entry “\(id)”", at: ["option": "ID"],
          hint: "`rapporteur \(F.kind.rawValue) show` lists the entries of one")
      }
      var submission = try recording.submission()
      submission.steps = [Step(owner, .correctEntry(id, values, cleared: cleared))]
      registry.output.receipt(try await desk.submit(submission), id: id)
    }
  }

  /// Refuses a field that is given and empty: it would leave what is there.
  private func refuseEmpty(_ name: String, option: String) throws {
    throw DeskError(
      .refused, "the new \(name) is empty", at: ["option": option],
      hint: "give a value, or empty the field with --clear \(name)")
  }

  private func refuseUnknown(_ names: [String], _ definitions: [Field]) throws {
    let known = definitions.map(\.name)
    for name in names.map(\.fieldName) where !known.contains(name) {
      let near = NearMatch.closest(to: name, in: known, limit: 1)
      throw DeskError(
        .refused, "there is no field “\(name)”", at: ["option": "--clear or --set"],
        hint: near.first.map { "did you mean \($0)?" }
          ?? "the fields are \(known.joined(separator: ", "))")
    }
  }
}

/// `<thing> retract`.
struct Retract<F: FieldOptions>: RecordingCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "retract",
      abstract: "Take back what was recorded in error. It leaves lists, not the history.",
      discussion: """
        ID is \(F.kind.phrase), or one of its entries (as `show` lists them).

        \(example(#"\#(F.kind.rawValue) retract \#(F.kind.exampleID) --reason "recorded twice""#))
        """)
  }

  @Argument(help: "The \(F.kind.word), or an entry of one.") var id: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await takeBack(id, F.kind) { $0 ? .retract(entry: id) : .retract() }
  }
}

/// `<thing> reinstate`.
struct Reinstate<F: FieldOptions>: RecordingCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "reinstate", abstract: "Bring back what was retracted.",
      discussion: example(
        "\(F.kind.rawValue) reinstate \(F.kind.exampleID) --reason \"it was right\"")
    )
  }

  @Argument(help: "The \(F.kind.word), or an entry of one.") var id: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await takeBack(id, F.kind) { $0 ? .reinstate(entry: id) : .reinstate() }
  }
}

extension RecordingCommand {
  /// Records a command for a thing, or for the owner of an entry.
  fileprivate func takeBack(
    _ id: String, _ kind: Kind, _ command: @Sendable (_ isEntry: Bool) -> Command
  ) async throws {
    guard let entryKind = EntryKind(ofEntry: id), kind.definition.entries.contains(entryKind) else {
      return try await record([Step(ThingRef(kind, id), command(false))], id: id)
    }
    try await registry.withDesk { desk in
      // A thing whose id merely looks like an entry's is a thing.
      let owner = try desk.reading { reading in
        try reading.find(kind, id) == nil ? try reading.owner(ofEntry: id, in: kind) : nil
      }
      var submission = try recording.submission()
      submission.steps = [Step(owner ?? ThingRef(kind, id), command(owner != nil))]
      registry.output.receipt(try await desk.submit(submission), id: id)
    }
  }
}

/// `<thing> show`.
struct Show<F: FieldOptions>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "show",
      abstract: "Show \(F.kind.phrase) with all that hangs on it.",
      discussion: example("\(F.kind.rawValue) show \(F.kind.exampleID)"))
  }

  @Argument(help: "The \(F.kind.word).") var id: String
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      registry.output.page(try reading.read(desk) { try desk.page(F.kind, id, $0) })
    }
  }
}

/// `<thing> history`.
struct History<F: FieldOptions>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "history",
      abstract: "Show every event of \(F.kind.phrase), oldest first.",
      discussion: example("\(F.kind.rawValue) history \(F.kind.exampleID)"))
  }

  @Argument(help: "The \(F.kind.word), or an entry of one.") var id: String
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let events = try reading.read(desk) { reading in
        let thing = try reading.find(F.kind, id)
        guard let ref = try thing ?? reading.owner(ofEntry: id, in: F.kind) else {
          throw try desk.notFound(F.kind, id, reading)
        }
        return try desk.history(
          of: ref, entry: thing == nil ? id : nil, upTo: reading.reader.size, reading)
      }
      registry.output.history(events)
    }
  }
}

/// `<thing> list`.
struct List<F: FieldOptions, L: FilterOptions>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "list", abstract: "List \(F.kind.plural).",
      discussion: example("\(F.kind.rawValue) list \(L.example)"))
  }

  @OptionGroup(title: "Filters") var filters: L
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Reading") var sheet: SheetOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    let query = try filters.query.settled(F.kind, asking: Asking())
    try await registry.withDesk { desk in
      let (answer, size) = try reading.read(desk) { reading in
        (
          try desk.answer(F.kind, try desk.filter(query, of: F.kind, reading), reading),
          reading.reader.size
        )
      }
      let isTaken = try sheet.take(
        answer.rows, columns: F.kind.columns, title: F.kind.plural, days: F.kind.dateFields,
        asOf: size, desk, registry.output)
      registry.output.answer(answer, of: F.kind, areRowsPrinted: !isTaken)
    }
  }
}

extension Output {
  /// Prints the rows of a list, and what is worth a second look on standard error.
  ///
  /// - Parameter areRowsPrinted: false when the rows went elsewhere already.
  func answer(_ answer: Answer, of kind: Kind, areRowsPrinted: Bool = true) {
    if areRowsPrinted {
      let isMarked = format == .table && answer.rows.contains { $0.isGone }
      rows(
        isMarked ? answer.rows.map(\.markedIfGone) : answer.rows,
        columns: kind.columns + (isMarked ? [.standing] : []), none: "no \(kind.plural) match")
    }
    warn(answer.warnings)
    if answer.undated > 0 {
      note("\(answer.undated) without a date left out by --from or --to")
    }
  }
}

extension TableColumn {
  /// Why a row does not count, in lists that show such rows.
  fileprivate static let standing = TableColumn("STANDING", "standing", absent: "", least: 12)
}

extension JSONValue {
  /// Whether a row was retracted or merged.
  fileprivate var isGone: Bool { self["retracted"] != nil || self["merged_into"] != nil }

  /// The row with what became of it in words.
  fileprivate var markedIfGone: JSONValue {
    guard isGone, var row = object else { return self }
    if let winner = row["merged_into"]?.string {
      row["standing"] = .string("merged into \(winner)")
    } else {
      let reason = row["retracted"]?.string ?? ""
      row["standing"] = .string(reason.isEmpty ? "retracted" : "retracted: \(reason)")
    }
    return .object(row)
  }
}

extension String {
  /// The field that an option or a column names.
  var fieldName: String {
    var name = self
    while name.hasPrefix("-") { name.removeFirst() }
    return name.replacing("-", with: "_")
  }
}
