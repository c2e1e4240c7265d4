import ArgumentParser
import Foundation

/// `cli`: how long a person waits for the program, its start included.
struct ProgramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cli", abstract: "Run a program many times and measure from start to exit.",
    discussion: "EXAMPLE\n  rapporteur-bench cli -- .build/release/rapporteur request list")

  @Option(help: "How many runs.") var runs = 50
  @Argument(parsing: .postTerminator, help: "The program and its arguments.")
  var command: [String]

  func run() throws {
    guard let program = command.first else { throw BenchError("name a program behind --") }
    var durations: [Double] = []
    for _ in 0..<runs { durations.append(try seconds { try Self.start(program, command) }) }
    report(command.dropFirst().joined(separator: " "), durations: durations)
  }

  /// Runs a program with its output thrown away, and waits for its end. See `posix_spawn(3)`.
  private static func start(_ program: String, _ arguments: [String]) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    var texts = arguments.map { strdup($0) }
    texts.append(nil)
    defer { for text in texts { free(text) } }
    var child = pid_t()
    guard posix_spawn(&child, program, &actions, nil, texts, environ) == 0 else {
      throw BenchError("\(program) cannot be started")
    }
    var status: Int32 = 0
    guard waitpid(child, &status, 0) == child, status == 0 else {
      throw BenchError("\(program) ended with the status \(status)")
    }
  }
}
