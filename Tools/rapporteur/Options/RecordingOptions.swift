import ArgumentParser
import Desk
import EventLog
import Foundation
import Registry

/// What every writing command takes.
struct RecordingOptions: ParsableArguments, Sendable {
  @Option(
    help: ArgumentHelp(
      "Who records: an account's name, not a person's. (default: $RAPPORTEUR_ACTOR)",
      valueName: "name"))
  var actor: String?

  @Option(
    help: ArgumentHelp(
      "Where it is known from; repeat for several.", valueName: "document:place"))
  var source: [String] = []

  @Option(help: ArgumentHelp("When it happened.", valueName: "date"))
  var occurred: String?

  @Option(help: ArgumentHelp("Why.", valueName: "text"))
  var reason: String?

  @Option(
    help: ArgumentHelp("Makes a repeat of this command harmless.", valueName: "uuid"))
  var commandID: String?

  /// An empty submission with all that was given.
  func submission() throws -> Submission {
    Submission(
      command: try command(), by: try account(),
      occurred: try occurred.map { try option($0, "--occurred") },
      sources: try source.map { try Self.source($0) }, reason: reason)
  }

  private static func source(_ text: String) throws -> String {
    do { return try Source(text).text } catch {
      throw DeskError(.refused, error.reason, at: ["option": "--source"])
    }
  }

  /// The command id that was given.
  func command() throws -> UniqueID? {
    try commandID.map { text in
      guard let id = UniqueID(text) else {
        throw DeskError(
          .refused, "“\(text)” is no UUID", at: ["option": "--command-id"],
          hint: "write it as 0197c3de-8a2e-7b00-8000-0c5f2f1e7a10")
      }
      return id
    }
  }

  /// An empty submission of somebody who is named: what two people have to agree to has to show who
  /// they were.
  func namedSubmission() throws -> Submission {
    let submission = try submission()
    guard submission.by != Self.nobody else {
      throw DeskError(
        .refused, "nobody is named, and this takes two accounts that are",
        at: ["option": "--actor"], hint: "give --actor, or set $RAPPORTEUR_ACTOR")
    }
    return submission
  }

  /// Who records: as given, as the environment says, as the user's settings say, or as answered.
  func account() throws -> String {
    let variable = ProcessInfo.processInfo.environment["RAPPORTEUR_ACTOR"]
    // An empty variable is how a script says that it has none.
    let given = actor ?? (variable == "" ? nil : variable)
    if let name = given ?? UserSettings.actor {
      do { return try Identifier(name).text } catch {
        throw DeskError(
          .refused, "“\(name)” cannot be an account: it \(error.reason)", at: ["option": "--actor"],
          hint: "write an account's name, as in staff-3")
      }
    }
    if let answer = Asking().text("Who records? An account's name, not a person's, as in staff-3:")
    {
      let name = try Identifier(answer).text
      UserSettings.keep(actor: name)
      return name
    }
    // A script that does not say who it is still records; the history shows that nobody was named.
    Output.note("no --actor and no $RAPPORTEUR_ACTOR: recorded as “\(Self.nobody)”")
    return Self.nobody
  }

  /// The account of those who do not say who they are.
  private static let nobody = "unnamed"
}

/// What the user told once: a file in the user's own settings folder.
enum UserSettings {
  private static var file: String {
    let environment = ProcessInfo.processInfo.environment
    let base = environment["XDG_CONFIG_HOME"] ?? (environment["HOME"] ?? ".") + "/.config"
    return base + "/rapporteur/actor"
  }

  /// The account kept.
  static var actor: String? {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
    let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return name.isEmpty ? nil : name
  }

  /// Keeps the account for the next time. Not being able to is no reason to stop.
  static func keep(actor: String) {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try? Data((actor + "\n").utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
  }
}
