import ArgumentParser
import Desk
import Registry

struct PracticeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "practice", abstract: "What worked somewhere and may work elsewhere.",
    subcommands: [
      Add<PracticeFields>.self,
      Show<PracticeFields>.self,
      List<PracticeFields, PracticeFilters>.self,
      Correct<PracticeFields>.self,
      History<PracticeFields>.self,
      Retract<PracticeFields>.self,
      Reinstate<PracticeFields>.self,
      Present.self,
    ])
}

struct Present: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "presented", abstract: "Record where it was presented.",
    discussion: example("practice presented pr-kr-gov30 --meeting m-unpsf-2014"))

  @Argument(help: "The practice.") var id: String
  @Option(help: ArgumentHelp("The meeting.", valueName: "id"))
  var meeting: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "practice.presented", to: ThingRef(.practice, id),
      [
        ("meeting", [meeting])
      ])
  }
}
