import ArgumentParser
import Desk
import Foundation

/// What every command takes.
struct RegistryOptions: ParsableArguments, Sendable {
  @Option(
    help: ArgumentHelp(
      "The registry folder. (default: $RAPPORTEUR_REGISTRY, else ./registry)",
      valueName: "dir"))
  var registry: String?

  @Option(help: "How to print. (default: table on a terminal, else json)")
  var format: Format?

  @Flag(help: "Print nothing but results and errors.")
  var quiet = false

  @Flag(help: "Show no progress.")
  var noProgress = false

  /// The registry folder.
  var folder: RegistryFolder {
    let path =
      registry ?? ProcessInfo.processInfo.environment["RAPPORTEUR_REGISTRY"] ?? "registry"
    return RegistryFolder(path: path)
  }

  /// How to print.
  var output: Output {
    Output(format: format ?? (isatty(STDOUT_FILENO) == 1 ? .table : .json), isQuiet: quiet)
  }

  /// Whether long work shows how far it has come.
  var showsProgress: Bool { !quiet && !noProgress && isatty(STDERR_FILENO) == 1 }

  /// Opens the registry, runs `body`, and lets go of the files whatever happens.
  func withDesk<T: Sendable>(_ body: (Desk) async throws -> T) async throws -> T {
    try await using(try Desk.open(folder), body)
  }

  /// Runs `body`, and lets go of the Desk's files whatever happens.
  func using<T: Sendable>(_ desk: Desk, _ body: (Desk) async throws -> T) async throws -> T {
    do {
      let result = try await body(desk)
      await desk.close()
      return result
    } catch {
      await desk.close()
      throw error
    }
  }
}

/// How results are printed.
enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
  case table, json, jsonl, csv
}
