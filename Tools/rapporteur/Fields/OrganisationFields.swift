import ArgumentParser
import Registry

/// The fields of an organisation as options.
struct OrganisationFields: FieldOptions {
  static let kind = Kind.organisation

  @Option(help: ArgumentHelp("The name.", valueName: "text"))
  var name: String?
  @Option(help: ArgumentHelp("The short name or acronym.", valueName: "text"))
  var shortName: String?
  @Option(help: ArgumentHelp("The kind: government, un_entity, academia, …", valueName: "text"))
  var kind: String?
  @Option(help: ArgumentHelp("The country: a name, or an ISO or M49 code.", valueName: "text"))
  var country: String?
  @Option(help: ArgumentHelp("The organisation above it.", valueName: "id"))
  var parent: String?
  @Option(
    help: ArgumentHelp(
      "Another spelling of its name; repeat for several.",
      valueName: "text"))
  var variants: [String] = []

  var texts: [(field: String, parts: [String])] {
    [
      ("name", one(name)),
      ("short_name", one(shortName)),
      ("kind", one(kind)),
      ("country", one(country)),
      ("parent", one(parent)),
      ("variants", variants),
    ]
  }
}
