import ArgumentParser
import Desk
import Registry

struct DocumentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "document", abstract: "What things are known from.",
    subcommands: [
      Add<DocumentFields>.self,
      Show<DocumentFields>.self,
      List<DocumentFields, DocumentFilters>.self,
      Correct<DocumentFields>.self,
      History<DocumentFields>.self,
      Retract<DocumentFields>.self,
      Reinstate<DocumentFields>.self,
      Access.self,
    ])
}

struct Access: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "access", abstract: "Record who may read a document.",
    discussion: example("document access D003 restricted"))

  @Argument(help: "The document.") var id: String
  @Argument(help: "public, internal or restricted.") var level: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "document.access_changed", to: ThingRef(.document, id),
      [
        ("access", [level])
      ])
  }
}
