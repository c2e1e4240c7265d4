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

  /// Opens the registry, finishes what an interruption left undone, runs `body`, and lets go of the
  /// files whatever happens.
  func withDesk<T: Sendable>(_ body: (Desk) async throws -> T) async throws -> T {
    try await using(try Desk.open(folder)) { desk in
      await finishDestroying(desk)
      do {
        let result = try await body(desk)
        if let refusal = desk.refusal { Output.note("warning: \(refusal)") }
        return result
      } catch {
        // What was asked for failed for that very reason, or for another one besides.
        if let refusal = desk.refusal, (error as? DeskError)?.message != refusal.message {
          Output.note("warning: \(refusal)")
        }
        throw error
      }
    }
  }

  /// A destruction that cannot be finished yet is no reason not to do what was asked for.
  private func finishDestroying(_ desk: Desk) async {
    do {
      guard let finished = try await desk.resumeDestroying() else { return }
      output.note(
        finished.pending.map { "note: an erasure is not finished: \($0)" }
          ?? "note: an erasure or redaction that was under way is finished now")
    } catch {
      Output.note("warning: an erasure that was interrupted cannot be finished: \(error)")
    }
  }

  /// Runs `body`, and lets go of the Desk's files whatever happens.
  func using<T: Sendable>(_ desk: Desk, _ body: (Desk) async throws -> T) async throws -> T {
    do {
      let result = try await body(desk)
      await close(desk)
      return result
    } catch {
      await close(desk)
      throw error
    }
  }

  private func close(_ desk: Desk) async {
    if let failure = await desk.close() { Output.note("warning: \(failure)") }
  }

  /// Opens the log alone, as an auditor does, runs `body`, and lets go of the files.
  func withAudit<T: Sendable>(_ body: (LogAudit) async throws -> T) async throws -> T {
    let audit = try LogAudit.open(folder)
    do {
      let result = try await body(audit)
      await audit.close()
      return result
    } catch {
      await audit.close()
      throw error
    }
  }
}

/// How results are printed.
enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
  case table, json, jsonl, csv
}
