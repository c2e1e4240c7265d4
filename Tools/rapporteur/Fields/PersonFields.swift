import ArgumentParser
import Registry

/// The fields of a person as options.
struct PersonFields: FieldOptions {
  static let kind = Kind.person

  @Option(help: ArgumentHelp("The full name.", valueName: "text"))
  var name: String?
  @Option(help: ArgumentHelp("How the person is addressed: Ms., Mr., Dr., …", valueName: "text"))
  var honorific: String?
  @Option(
    help: ArgumentHelp(
      "Another spelling of the name; repeat for several.",
      valueName: "text"))
  var variants: [String] = []
  @Option(help: ArgumentHelp("A note.", valueName: "text"))
  var note: String?
  @Option(help: ArgumentHelp("The e-mail address.", valueName: "text"))
  var email: String?
  @Option(help: ArgumentHelp("The telephone number.", valueName: "text"))
  var phone: String?
  @Option(help: ArgumentHelp("The postal address.", valueName: "text"))
  var address: String?
  @Option(help: ArgumentHelp("A theme the person knows; repeat for several.", valueName: "text"))
  var expertise: [String] = []
  @Option(
    help: ArgumentHelp(
      "A language the person works in; repeat for several.",
      valueName: "text"))
  var languages: [String] = []
  @Option(help: ArgumentHelp("A short biography.", valueName: "text"))
  var biography: String?

  var texts: [(field: String, parts: [String])] {
    [
      ("name", one(name)),
      ("honorific", one(honorific)),
      ("variants", variants),
      ("note", one(note)),
      ("email", one(email)),
      ("phone", one(phone)),
      ("address", one(address)),
      ("expertise", expertise),
      ("languages", languages),
      ("biography", one(biography)),
    ]
  }
}
