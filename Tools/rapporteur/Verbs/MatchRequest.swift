import ArgumentParser
import Desk
import JSON
import Matching
import Registry
import Things

/// `request match`.
struct MatchRequest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match",
    abstract: "Show what could answer a request: offers, practices, people and peers.",
    discussion: """
      The score is the sum of the parts shown; Docs/matching.md has the table of points. Peers are \
      countries, and bodies of no country, that asked for the same or have a practice.

      \(example("request match r-ecuador-1 --kind offer --kind practice --limit 5"))
      """)

  /// What may stand after `--kind`.
  enum Wanted: String, ExpressibleByArgument, CaseIterable, Sendable {
    case offer, practice, person, peer

    var kinds: Set<Match.Kind> {
      switch self {
      case .offer: [.offer]
      case .practice: [.practice]
      case .person: [.person]
      case .peer: [.country, .organisation]
      }
    }
  }

  @Argument(help: "The request.") var id: String
  @Option(help: ArgumentHelp("Only this kind of answer; repeat for several.", valueName: "kind"))
  var kind: [Wanted] = []
  @Option(help: ArgumentHelp("At most so many. (default: all)", valueName: "number"))
  var limit: Int?
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit is how many, not \(limit).") }
  }

  func run() async throws {
    try await registry.withDesk { desk in
      let (request, found) = try reading.read(desk) { reading in
        guard let ref = try reading.find(.request, id),
          let request = try reading.thing(try reading.winner(ref))
        else { throw try desk.notFound(.request, id, reading) }
        let kinds = kind.isEmpty ? nil : Set(kind.flatMap(\.kinds))
        return (request, try reading.matches(for: request, kinds: kinds, limit: limit))
      }
      if request.ref.id != id { registry.output.note("\(id) is merged into \(request.ref.id)") }
      if request.retraction != nil { registry.output.note("\(request.ref.id) is retracted") }
      guard registry.output.format == .table else {
        return registry.output.rows(
          found.matches.map(\.json),
          columns: ["kind", "id", "title", "score", "parts", "evidence"].map {
            TableColumn($0.uppercased(), $0)
          }, none: "")
      }
      Output.write(MatchText(found.matches, total: found.total).text)
    }
  }
}
