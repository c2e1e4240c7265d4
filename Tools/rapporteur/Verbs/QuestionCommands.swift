import ArgumentParser
import Desk
import Registry
import Things

/// `question`.
struct QuestionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "question", abstract: "Saved questions: filters under a name.",
    subcommands: [
      SaveQuestion.self, ListQuestions.self, AskQuestion.self, ShowQuestion.self,
      Correct<QuestionFields>.self, History<QuestionFields>.self, Retract<QuestionFields>.self,
      Reinstate<QuestionFields>.self,
    ])
}

/// `question save`.
struct SaveQuestion: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "save", abstract: "Save filters under a name, or change what a name stands for.",
    discussion: """
      After the name comes the kind of thing that is listed, then filters as its list takes them \
      (`rapporteur request list --help`). Words such as today stay as they are, and mean the day on \
      which the question is asked.

      \(example("question save pacific-e-government request --region Oceania --theme e-government"))
      """)

  @Argument(help: "The name to ask it by, as in sids-without-answer.") var name: String
  @Argument(help: "What it lists: request, offer, followup, meeting, …") var kind: String
  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("The filters, as the list of that kind takes them.", valueName: "filters"))
  var filters: [String] = []
  @Option(help: ArgumentHelp("What people read in lists.", valueName: "text"))
  var title: String?
  @Option(help: ArgumentHelp("A note.", valueName: "text"))
  var note: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    do { _ = try Identifier(name) } catch {
      throw DeskError(
        .refused, "“\(name)” \(error.reason)", at: ["option": "NAME"], hint: error.hint)
    }
    let about = try Kind(asked: kind)
    let query = try FilterQuery(arguments: filters, of: about)
      .settled(about, asking: Asking())
    try await registry.withDesk { desk in
      let draft = QuestionDraft(name, about: about, query, title: title, note: note)
      registry.output.receipt(
        try await desk.save(draft, try recording.submission()), id: name)
    }
  }
}

/// `question list`.
struct ListQuestions: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the questions: those saved, and those that come with the program.",
    discussion: example("question list"))

  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      registry.output.rows(
        try reading.read(desk) { try desk.questions($0) }, columns: Kind.question.columns,
        none: "no questions")
    }
  }
}

/// `question show`.
struct ShowQuestion: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a question.",
    discussion: example("question show sids-without-answer"))

  @Argument(help: "The question.") var name: String
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      registry.output.page(try reading.read(desk) { try desk.questionPage(name, $0) })
    }
  }
}

/// `question ask`.
struct AskQuestion: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ask", abstract: "Answer a question with the rows that its list would print.",
    discussion: """
      Further filters narrow the answer. The question is taken as it stands now; --as-of says of \
      when the rows are.

      \(example("question ask sids-without-answer --theme e-government --group-at today"))
      """)

  @Argument(help: "The question.") var name: String
  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("Further filters, as the list of its kind takes them.", valueName: "filters")
  )
  var filters: [String] = []
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let question = try desk.reading { try desk.question(name, $0) }
      let more = try FilterQuery(arguments: filters, of: question.about)
        .settled(question.about, asking: Asking())
      let answer = try reading.read(desk) { try desk.ask(question, narrowedBy: more, $0) }
      registry.output.answer(answer, of: question.about)
    }
  }
}

extension Kind {
  /// The kind that somebody names, in the singular or the plural.
  fileprivate init(asked word: String) throws {
    let kinds = Kind.allCases.filter { !$0.filters.isEmpty }
    let key = TextFolding.key(word)
    for kind in kinds
    where [kind.rawValue, kind.table, kind.plural].map({ TextFolding.key($0) }).contains(key) {
      self = kind
      return
    }
    let names = kinds.map(\.rawValue)
    let near = NearMatch.closest(to: word, in: names, limit: 1)
    throw DeskError(
      .refused, "there are no lists of “\(word)”", at: ["option": "KIND"],
      hint: near.first.map { "did you mean \($0)?" }
        ?? "write the kind after the name: \(names.joined(separator: ", "))")
  }
}

extension FilterQuery {
  /// Reads filters as they are typed as options: `--group SIDS --open`.
  fileprivate init(arguments: [String], of kind: Kind) throws {
    var pairs: [Pair] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("--"), argument.count > 2 else {
        throw DeskError(
          .refused, "“\(argument)” is no filter", at: ["option": "FILTERS"],
          hint: "write --name value, and quote a value that holds blanks")
      }
      let sides = argument.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(sides[0])
      if sides.count == 2 {
        pairs.append(Pair(name, String(sides[1])))
      } else if kind.filter(name)?.value == .flag || kind.filter(name) == nil {
        // An unknown name is refused with those there are; its value need not be looked for.
        pairs.append(Pair(name))
        if kind.filter(name) == nil { break }
      } else {
        pairs.append(Pair(name, rest.popFirst() ?? ""))
      }
    }
    self.init(pairs)
  }
}
