import ArgumentParser

/// Measures what `Docs/benchmarks.md` tells of. Every benchmark works in a folder of its own, which
/// must not be in memory.
@main
struct Benchmarks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rapporteur-bench",
    abstract: "Measures the speed of Rapporteur.",
    discussion: "Build with `swift build -c release` and let nothing else run meanwhile.",
    subcommands: [
      MachineCommand.self, GenerateCommand.self, AppendCommand.self, LoadCommand.self,
      ReadCommand.self, RebuildCommand.self, AskCommand.self, LatencyCommand.self,
      ProgramCommand.self, MatchCommand.self, DiffCommand.self, VerifyCommand.self, WebCommand.self,
    ])
}

/// Where a benchmark works.
struct Place: ParsableArguments {
  @Option(help: ArgumentHelp("The folder to work in.", valueName: "dir"))
  var directory = "bench-data"
}
