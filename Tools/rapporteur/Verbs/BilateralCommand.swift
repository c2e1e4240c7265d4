import ArgumentParser
import Desk
import EventLog
import Foundation
import JSON
import Registry
import Things

/// `bilateral`.
struct BilateralCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bilateral",
    abstract: "Bilaterals: meeting, requests, offers and follow-ups in one go.",
    subcommands: [LogBilateral.self])
}

/// `bilateral log`.
struct LogBilateral: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Record a whole bilateral as one command: all of it or nothing.",
    discussion: """
      One request, offer and follow-up fit on the command line. For several, pass JSON by --file: \
      {"with": ["gov-samoa"], "under": "m-unpsf-2014", "on": "2014-06-24", "requests": \
      [{"summary": "…", "themes": ["e-government"], "support_types": ["training"]}], "offers": \
      [], "followups": [{"what": "…", "owner": "dpadm", "due": "2014-09"}]}. A follow-up is for the \
      request when there is exactly one. On a terminal, what is missing is asked for.

      \(example("""
        bilateral log --with gov-samoa --under m-unpsf-2014 --on 2014-06-24 \
        --request "A study visit for five officials" --theme e-government --support study_visit \
        --followup "Propose dates" --owner unpog --due 2014-09
        """))
      """)

  @Option(help: ArgumentHelp("The other party; repeat for several.", valueName: "org"))
  var with: [String] = []
  @Option(
    help: ArgumentHelp("A party that is not registered yet: its name.", valueName: "name"))
  var withNew: [String] = []
  @Option(help: ArgumentHelp("The new party's country.", valueName: "country"))
  var country: String?
  @Option(help: ArgumentHelp("Our side; repeat for several.", valueName: "org"))
  var office: [String] = []
  @Option(help: ArgumentHelp("The meeting it was on the sidelines of.", valueName: "meeting"))
  var under: String?
  @Option(help: ArgumentHelp("When.", valueName: "date")) var on: String?
  @Option(help: ArgumentHelp("Where.", valueName: "text")) var place: String?
  @Option(help: ArgumentHelp("Who was there; repeat for several.", valueName: "person"))
  var present: [String] = []
  @Option(help: ArgumentHelp("A note.", valueName: "text")) var note: String?
  @Option(help: ArgumentHelp("What was asked for.", valueName: "text")) var request: [String] = []
  @Option(help: ArgumentHelp("A theme; repeat for several.", valueName: "theme"))
  var theme: [String] = []
  @Option(help: ArgumentHelp("A type of support; repeat for several.", valueName: "type"))
  var support: [String] = []
  @Option(
    help: ArgumentHelp(
      "explicit_request, expression_of_interest, … (default: explicit_request)",
      valueName: "kind"))
  var kind: String?
  @Option(help: ArgumentHelp("What was offered.", valueName: "text")) var offer: [String] = []
  @Option(help: ArgumentHelp("What is to be done.", valueName: "text")) var followup: [String] = []
  @Option(help: ArgumentHelp("Who is to do it; repeat for several.", valueName: "org"))
  var owner: [String] = []
  @Option(help: ArgumentHelp("By when.", valueName: "date")) var due: String?
  @Option(
    help: ArgumentHelp("Read all of it from a JSON file; - for standard input.", valueName: "file"))
  var file: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  /// Nothing that was typed is dropped: what does not fit on one command line goes into a file.
  func validate() throws {
    for (option, texts) in [("request", request), ("offer", offer), ("followup", followup)]
    where texts.count > 1 {
      throw ValidationError("Give one --\(option), or several by --file.")
    }
    if file != nil { return }
    // On a terminal, a bare bilateral is asked for its request and follow-up.
    let willAsk = isBare && Asking().isPossible
    if request.isEmpty, offer.isEmpty, !willAsk, !theme.isEmpty || !support.isEmpty || kind != nil {
      throw ValidationError("--theme, --support and --kind belong to a --request or an --offer.")
    }
    if followup.isEmpty, !willAsk, !owner.isEmpty || due != nil {
      throw ValidationError("--owner and --due belong to a --followup.")
    }
  }

  func run() async throws {
    try await registry.withDesk { desk in
      let bilateral = try file.map { try BilateralFile(at: $0).bilateral } ?? asked()
      guard bilateral.on != nil else {
        throw DeskError(
          .refused, "when the bilateral took place is missing", at: ["option": "--on"],
          hint: "give a date as well as it is known, as in 2014-06-24 or 2014-06")
      }
      let submission = try recording.submission()
      let outcome: Outcome
      do {
        outcome = try await desk.record(bilateral, submission)
      } catch let error as DeskError {
        throw Self.inOurWords(error)
      }
      let meeting = outcome.events.first { $0.type == "meeting.recorded" }
      registry.output.receipt(outcome, id: meeting.map { String($0.stream.id) })
    }
  }

  /// The error with the option that was given here in place of the field that was made from it.
  private static func inOurWords(_ error: DeskError) -> DeskError {
    let options = [
      "--organisers": "--with", "--parent": "--under", "--person": "--present",
      "--venue": "--place", "--start": "--on", "--summary": "--request", "--what": "--followup",
      "--themes": "--theme", "--support-types": "--support",
    ]
    guard let option = error.place["option"].flatMap({ options[$0] }) else { return error }
    let place = error.place.merging(["option": option]) { _, ours in ours }
    return DeskError(error.code, error.message, at: place, hint: error.hint)
  }

  /// What the options say; on a terminal, what they lack is asked for.
  private func asked() throws -> Bilateral {
    let ask = Asking()
    var bilateral = Bilateral()
    bilateral.with = with
    if with.isEmpty, withNew.isEmpty, let answer = ask.text("With whom? An organisation's id:") {
      bilateral.with = [answer]
    }
    let country = try country.flatMap { try Field("country", .country).value([$0], asking: ask) }
    bilateral.withNew = withNew.map { name in
      if case .country(let country)? = country { (name, country) } else { (name, nil) }
    }
    bilateral.office = office
    bilateral.under = under
    bilateral.on = try (on ?? ask.text("When? A date, as in 2014-06-24:")).map {
      try option($0, "--on")
    }
    bilateral.place = place
    bilateral.present = present
    bilateral.note = note
    let summary =
      request.first ?? (isBare ? ask.text("What did they ask for? (empty for nothing)") : nil)
    if let summary {
      let themes =
        theme.isEmpty && isBare
        ? ask.text("On which themes? (; between several)").map { [$0] } ?? [] : theme
      bilateral.requests = [
        try Self.fields(
          .request,
          [
            "summary": [summary], "themes": themes, "support_types": support,
            "kind": kind.map { [$0] } ?? [],
          ])
      ]
    }
    if let offer = offer.first {
      bilateral.offers = [
        try Self.fields(
          .offer,
          [
            "summary": [offer], "themes": request.isEmpty ? theme : [],
            "support_types": request.isEmpty ? support : [],
          ])
      ]
    }
    let what =
      followup.first ?? (isBare ? ask.text("What is to be done? (empty for nothing)") : nil)
    if let what {
      bilateral.followups = [
        try Self.fields(
          .followup, ["what": [what], "owner": owner, "due": due.map { [$0] } ?? []])
      ]
    }
    return bilateral
  }

  /// Whether nothing was said of what came of the bilateral.
  private var isBare: Bool { request.isEmpty && offer.isEmpty && followup.isEmpty }

  /// Fields of a kind of thing from texts.
  static func fields(_ kind: Kind, _ texts: [String: [String]]) throws -> Fields {
    var fields: Fields = [:]
    for (name, parts) in texts where !parts.isEmpty {
      fields[name] = try kind.definition.field(name)?.value(parts, asking: Asking())
    }
    return fields
  }
}

/// A bilateral in a file.
struct BilateralFile {
  /// The bilateral.
  let bilateral: Bilateral

  /// Reads the file, or standard input for `-`.
  init(at path: String) throws {
    let data =
      path == "-"
      ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: path)
    guard let data else {
      throw DeskError(.io, "\(path) cannot be read", at: ["option": "--file"])
    }
    let json: JSONValue
    do { json = try JSONValue(parsing: Array(data)) } catch {
      throw DeskError(.refused, "\(path) is no JSON: \(error)", at: ["option": "--file"])
    }
    do {
      bilateral = try Bilateral(json: json) { try $0.value($1, asking: Asking()) }
    } catch let error as DeskError {
      let place = error.place.merging(["option": "--file"]) { _, ours in ours }
      throw DeskError(error.code, error.message, at: place, hint: error.hint)
    }
  }
}
