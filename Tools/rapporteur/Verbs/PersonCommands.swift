import ArgumentParser
import Desk
import Directory
import Registry
import Things

struct PersonCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "person", abstract: "Experts, officials and others, with the posts they hold.",
    subcommands: [
      Add<PersonFields>.self,
      Show<PersonFields>.self,
      List<PersonFields, PersonFilters>.self,
      Correct<PersonFields>.self,
      History<PersonFields>.self,
      Retract<PersonFields>.self,
      Reinstate<PersonFields>.self,
      Find.self,
      CardCommand.self,
      Rename<PersonFields>.self,
      Variant.self,
      Contact.self,
      Affiliate.self,
      Merge<PersonFields>.self,
      Unmerge<PersonFields>.self,
      Erase.self,
      ApproveErasure.self,
      ExportPerson.self,
    ])
}

struct Variant: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "variant", abstract: "Record another spelling of a person's name.",
    discussion: example("person variant p-alberti \"A. Alberti\""))

  @Argument(help: "The person.") var id: String
  @Argument(help: "The other spelling.") var name: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "person.variant_added", to: ThingRef(.person, id),
      [
        ("variants", [name])
      ])
  }
}

struct Contact: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "contact", abstract: "Record how a person is reached now.",
    discussion: example("person contact p-alberti --email name@example.org"))

  @Argument(help: "The person.") var id: String
  @Option(help: ArgumentHelp("The e-mail address.", valueName: "address"))
  var email: String?
  @Option(help: ArgumentHelp("The telephone number.", valueName: "number"))
  var phone: String?
  @Option(help: ArgumentHelp("The postal address.", valueName: "text"))
  var address: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "person.contact_changed", to: ThingRef(.person, id),
      [
        ("email", email.map { [$0] } ?? []),
        ("phone", phone.map { [$0] } ?? []),
        ("address", address.map { [$0] } ?? []),
      ])
  }
}

struct Affiliate: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "affiliate", abstract: "Record a post that a person holds or held.",
    discussion: example(
      "person affiliate p-alberti --organisation egb --position \"Senior Officer\" --as-of 2014-06")
  )

  @Argument(help: "The person.") var id: String
  @Option(help: ArgumentHelp("The organisation.", valueName: "id"))
  var organisation: String?
  @Option(help: ArgumentHelp("The post as stated.", valueName: "text"))
  var position: String?
  @Option(help: ArgumentHelp("When it was so.", valueName: "date"))
  var asOf: String?
  @Option(help: ArgumentHelp("primary or alternative.", valueName: "rank"))
  var rank: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "person.affiliated", to: ThingRef(.person, id),
      [
        ("organisation", organisation.map { [$0] } ?? []),
        ("position", position.map { [$0] } ?? []),
        ("as_of", asOf.map { [$0] } ?? []),
        ("rank", rank.map { [$0] } ?? []),
      ])
  }
}

struct Find: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find",
    abstract: "Find people by any spelling of their name, in any order.",
    discussion: example("person find alberti adriana"))

  @Argument(help: "The name, or a part of it.") var text: [String]
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    let name = text.joined(separator: " ")
    try WordQuery.refuseNoWord(in: name, example: "person find alberti")
    try await registry.withDesk { desk in
      let rows = try reading.read(desk) { reading in
        let view = Catalogue.view(of: .person)
        return try reading.people(named: name).map {
          try view.row($0, reading)
        }
      }
      registry.output.rows(
        rows, columns: Kind.person.columns,
        none: "nobody is called “\(name)” here")
    }
  }
}
