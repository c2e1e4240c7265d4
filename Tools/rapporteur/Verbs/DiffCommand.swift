import ArgumentParser
import Desk
import EventLog
import JSON
import Registry
import Things

/// `diff`.
struct DiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what changed between two moments, thing by thing.",
    discussion: """
      A moment is a size of the log (digits) or a recorded time (2026-11-20T12:00Z; a date alone \
      means its end). What changed and changed back is left out; `log list --after` has every event.

      \(example("diff --from 2026-11-20 --thing request"))
      """)

  @Option(help: ArgumentHelp("The earlier moment.", valueName: "size|time"))
  var from: String
  @Option(help: ArgumentHelp("The later moment. (default: now)", valueName: "size|time"))
  var to: String?
  @Option(help: ArgumentHelp("Only things of this kind: request, meeting, …", valueName: "kind"))
  var thing: String?
  @Option(help: ArgumentHelp("Only what has this id.", valueName: "id")) var id: String?
  @Option(help: ArgumentHelp("At most so many things.", valueName: "number")) var limit: Int?
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit is how many, not \(limit).") }
  }

  func run() async throws {
    try await registry.withDesk { desk in
      let zone = desk.configuration.timeZone
      let old = try desk.size(
        at: try Moment(from, in: zone, option: "--from"), option: "--from")
      let new =
        try to.map {
          try desk.size(at: try Moment($0, in: zone, option: "--to"), option: "--to")
        } ?? desk.log.read { $0.size }
      var filter = Desk.DiffFilter()
      filter.kind = try thing.map { try Kind(option: $0, "--thing") }
      filter.id = id
      filter.limit = limit
      let changes = try desk.diff(from: old, to: new, filter)
      guard registry.output.format == .table else {
        return registry.output.rows(
          changes.map(\.json),
          columns: ["thing", "id", "title", "change", "fields", "events"].map {
            TableColumn($0.uppercased(), $0)
          }, none: "")
      }
      let events = Set(changes.flatMap(\.events))
      let happenings = try desk.reading { reading in
        try events.reduce(into: [Position: JSONValue]()) {
          $0[$1] = try desk.event(at: $1, reading)
        }
      }
      Output.write(DiffText(changes, happenings, from: old, to: new).text)
    }
  }
}

extension Kind {
  /// The kind that an option names.
  init(option text: String, _ name: String) throws {
    let word = text.lowercased().replacing("-", with: "")
    guard let kind = Kind(rawValue: word) ?? Kind.allCases.first(where: { $0.table == word }) else {
      let all = Kind.allCases.map(\.rawValue)
      let near = NearMatch.closest(to: word, in: all, limit: 1)
      throw DeskError(
        .refused, "there is no kind of thing “\(text)”", at: ["option": name],
        hint: near.first.map { "did you mean \($0)?" }
          ?? "the kinds are \(all.joined(separator: ", "))")
    }
    self = kind
  }
}
