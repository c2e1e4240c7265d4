import ArgumentParser
import Desk
import Registry

struct RequestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request", abstract: "Support that somebody asked for.",
    subcommands: [
      Add<RequestFields>.self,
      Show<RequestFields>.self,
      List<RequestFields, RequestFilters>.self,
      Correct<RequestFields>.self,
      History<RequestFields>.self,
      Retract<RequestFields>.self,
      Reinstate<RequestFields>.self,
      Restate.self,
      Rate.self,
      RequestStatus.self,
      LinkRequest.self,
      Merge<RequestFields>.self,
      Unmerge<RequestFields>.self,
      MatrixCommand.self,
      MatchRequest.self,
    ])
}

struct Restate: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "restate", abstract: "Record that somebody made the same request again.",
    discussion: example("request restate r-fiji-1 --by gov-samoa"))

  @Argument(help: "The request.") var id: String
  @Option(help: ArgumentHelp("Who made it again; repeat for several.", valueName: "id"))
  var by: [String] = []
  @Option(help: ArgumentHelp("In which meeting.", valueName: "id"))
  var meeting: String?
  @Option(help: ArgumentHelp("A note.", valueName: "text"))
  var note: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "request.restated", to: ThingRef(.request, id),
      [
        ("by", by),
        ("meeting", meeting.map { [$0] } ?? []),
        ("note", note.map { [$0] } ?? []),
      ])
  }
}

struct Rate: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "rate", abstract: "Record how important somebody holds it.",
    discussion: example("request rate r-ecuador-1 high --by gov-ecuador"))

  @Argument(help: "The request.") var id: String
  @Argument(help: "The priority, in their words.") var priority: String
  @Option(help: ArgumentHelp("Who rates it; repeat for several.", valueName: "id"))
  var by: [String] = []
  @Option(help: ArgumentHelp("A note.", valueName: "text"))
  var note: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "request.rated", to: ThingRef(.request, id),
      [
        ("priority", [priority]),
        ("by", by),
        ("note", note.map { [$0] } ?? []),
      ])
  }
}

struct LinkRequest: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "link", abstract: "Record what answers a request.",
    discussion: example("request link r-benin-1 --offer o-benin-1"))

  @Argument(help: "The request.") var id: String
  @Option(help: ArgumentHelp("The offer.", valueName: "id"))
  var offer: String?
  @Option(help: ArgumentHelp("The meeting.", valueName: "id"))
  var meeting: String?
  @Option(help: ArgumentHelp("The practice.", valueName: "id"))
  var practice: String?
  @Option(help: ArgumentHelp("A note.", valueName: "text"))
  var note: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "request.linked", to: ThingRef(.request, id),
      [
        ("offer", offer.map { [$0] } ?? []),
        ("meeting", meeting.map { [$0] } ?? []),
        ("practice", practice.map { [$0] } ?? []),
        ("note", note.map { [$0] } ?? []),
      ])
  }
}

struct RequestStatus: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Record how far a request has come.",
    discussion: """
      What was delivered was delivered by something: name the offer, meeting or practice.

      \(example("""
        request status r-oman-1 delivered --meeting m-oman-study-visit-2014 --occurred 2014-06
        """))
      """)

  @Argument(help: "The request.") var id: String
  @Argument(help: "The status: requested, under_assessment, agreed, delivered, …")
  var status: String
  @Option(help: ArgumentHelp("A remark on it.", valueName: "text")) var note: String?
  @Option(help: ArgumentHelp("The offer that answers it.", valueName: "id")) var offer: String?
  @Option(help: ArgumentHelp("The meeting that answers it.", valueName: "id")) var meeting: String?
  @Option(help: ArgumentHelp("The practice that answers it.", valueName: "id"))
  var practice: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    guard let changed = EventCatalogue.type(named: "request.status_changed"),
      let linked = EventCatalogue.type(named: "request.linked")
    else { return }
    let code = Vocabularies.shared.resolve(status, in: "request_status")
    guard let code else {
      let near = Vocabularies.shared.nearMatches(to: status, in: "request_status")
      let all = Vocabularies.shared.terms(of: "request_status").map(\.code)
      throw DeskError(
        .refused, "there is no status “\(status)”", at: ["option": "STATUS"],
        hint: near.first.map { "did you mean \($0)?" }
          ?? "the statuses are \(all.joined(separator: ", "))")
    }
    let ref = ThingRef(.request, id)
    var link: Fields = [:]
    link["offer"] = offer.map { .reference($0) }
    link["meeting"] = meeting.map { .reference($0) }
    link["practice"] = practice.map { .reference($0) }
    var fields: Fields = ["status": .term(Term(code: code, written: status))]
    fields["status_note"] = note.map { .text($0) }
    let links = link.isEmpty ? [] : [Step(ref, .happen(linked, link))]
    try await record(links + [Step(ref, .happen(changed, fields))], id: id)
  }
}
