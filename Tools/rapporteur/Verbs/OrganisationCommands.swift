import ArgumentParser
import Desk
import Registry

struct OrganisationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "organisation", abstract: "Governments, ministries, UN entities and others.",
    subcommands: [
      Add<OrganisationFields>.self, Show<OrganisationFields>.self,
      List<OrganisationFields, OrganisationFilters>.self, Correct<OrganisationFields>.self,
      History<OrganisationFields>.self, Retract<OrganisationFields>.self,
      Reinstate<OrganisationFields>.self, Rename<OrganisationFields>.self, Alias.self, Move.self,
      Merge<OrganisationFields>.self, Unmerge<OrganisationFields>.self,
    ])
}

/// `organisation rename`, `person rename`, `network rename`.
struct Rename<F: FieldOptions>: RecordingCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "rename", abstract: "Record a new name, valid from --occurred on.",
      discussion: example(
        "\(F.kind.rawValue) rename \(F.kind.exampleID) \"A new name\" --occurred 2015-01")
    )
  }

  @Argument(help: "The \(F.kind.word).") var id: String
  @Argument(help: "The new name.") var name: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "\(F.kind.rawValue).renamed", to: ThingRef(F.kind, id),
      [("name", [name]), ("from", recording.occurred.map { [$0] } ?? [])])
  }
}

struct Alias: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "alias", abstract: "Record another spelling of an organisation's name.",
    discussion: example("organisation alias gov-fiji \"Republic of Fiji\""))

  @Argument(help: "The organisation.") var id: String
  @Argument(help: "The other spelling.") var name: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "organisation.alias_added", to: ThingRef(.organisation, id), [("variants", [name])])
  }
}

struct Move: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "move", abstract: "Put an organisation under another one.",
    discussion: example("organisation move fiji-itcs --parent fiji-moc --occurred 2014"))

  @Argument(help: "The organisation.") var id: String
  @Option(help: ArgumentHelp("The one above it.", valueName: "id")) var parent: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen("organisation.moved", to: ThingRef(.organisation, id), [("parent", [parent])])
  }
}

/// `merge` of organisations, people and requests.
struct Merge<F: FieldOptions>: RecordingCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "merge",
      abstract: "Record that two \(F.kind.plural) are the same. `unmerge` reverts it.",
      discussion: example(
        "\(F.kind.rawValue) merge \(F.kind.exampleID)-2 --into \(F.kind.exampleID) --reason \"the same\""
      )
    )
  }

  @Argument(help: "The one that goes.") var loser: String
  @Option(help: ArgumentHelp("The one that stands for both.", valueName: "id")) var into: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await record([Step(ThingRef(F.kind, loser), .merge(into: into))], id: loser)
  }
}

/// `unmerge` of organisations, people and requests.
struct Unmerge<F: FieldOptions>: RecordingCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "unmerge", abstract: "Record that a merge was wrong.",
      discussion: example("\(F.kind.rawValue) unmerge \(F.kind.exampleID)-2"))
  }

  @Argument(help: "The one that went.") var loser: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await record([Step(ThingRef(F.kind, loser), .unmerge)], id: loser)
  }
}
