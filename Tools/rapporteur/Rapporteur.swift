import ArgumentParser
import Foundation
import JSON

/// The command line: `rapporteur <thing> <verb>`.
@main
struct Rapporteur: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rapporteur",
    abstract: "A registry of experts, meetings and cooperation requests with a memory.",
    discussion: """
      Nothing is overwritten: who asked for which support, when the office learned it, on what \
      source, and what came of it.

      EXAMPLE
        rapporteur demo --registry month && rapporteur request list --registry month
      """,
    version: "0.1.0",
    groupedSubcommands: [
      CommandGroup(
        name: "Starting",
        subcommands: [
          Initialise.self, Demo.self, Serve.self, Import.self, Export.self, CalendarCommand.self,
        ]),
      CommandGroup(
        name: "Recording and reading",
        subcommands: [
          BilateralCommand.self, RequestCommand.self, OfferCommand.self, FollowUpCommand.self,
          MeetingCommand.self, OrganisationCommand.self, PersonCommand.self,
          DocumentCommand.self, RecommendationCommand.self, PracticeCommand.self,
          NetworkCommand.self, StatementCommand.self, AccountCommand.self,
        ]),
      CommandGroup(name: "Asking", subcommands: [QuestionCommand.self, SearchCommand.self]),
      CommandGroup(name: "Looking back", subcommands: [DiffCommand.self, WhyCommand.self]),
      CommandGroup(
        name: "Settling", subcommands: [ConflictsCommand.self, UnclassifiedCommand.self]),
      CommandGroup(
        name: "Proving and protecting",
        subcommands: [
          AuditCommand.self, Redact.self, ApproveRedaction.self, ErasuresCommand.self,
          BackupCommand.self, RestoreCommand.self,
        ]),
      CommandGroup(name: "Inside", subcommands: [LogCommand.self, ViewsCommand.self]),
    ])

  /// Runs the command that was asked for. The parser's own exit code for wrong usage becomes 2.
  static func main() async {
    CrashMessage.install(asJSON: asksForJSON)
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let error where isUsage(error) {
      let message = fullMessage(for: error)
      if exitCode(for: error) == .success {
        Output.write(message + "\n")
        Foundation.exit(0)
      }
      Output.note(message.replacing("Error: ", with: "error: ", maxReplacements: 1))
      if asksForJSON {
        let line = message.split(separator: "\n").first.map(String.init) ?? message
        let words = line.hasPrefix("Error: ") ? String(line.dropFirst(7)) : line
        Output.write(JSONValue.object(["error": Failure(usage: words).json]).compactText + "\n")
      }
      Foundation.exit(
        exitCode(for: error) == .validationFailure ? 2 : exitCode(for: error).rawValue)
    } catch {
      let failure = Failure(error)
      failure.report(asJSON: asksForJSON && !(error is FailureInResult))
      Foundation.exit(failure.exitCode)
    }
  }

  /// Whether the error is the argument parser's: wrong usage, or a request for help.
  private static func isUsage(_ error: any Error) -> Bool {
    error is CleanExit || error is ValidationError || error is ExitCode
      || exitCode(for: error) != .failure
  }

  private static var asksForJSON: Bool {
    let arguments = CommandLine.arguments
    return arguments.contains("--format=json")
      || zip(arguments, arguments.dropFirst()).contains { $0 == "--format" && $1 == "json" }
  }
}
