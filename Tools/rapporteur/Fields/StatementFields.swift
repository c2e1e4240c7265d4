import ArgumentParser
import Registry

/// The fields of a statement as options.
struct StatementFields: FieldOptions {
  static let kind = Kind.statement

  @Option(help: ArgumentHelp("What it is about: an id, or kind/id.", valueName: "text"))
  var subject: String?
  @Option(help: ArgumentHelp("Which property: participants, city, …", valueName: "text"))
  var attribute: String?
  @Option(help: ArgumentHelp("The value as stated.", valueName: "text"))
  var value: String?
  @Option(help: ArgumentHelp("The unit: people, countries, percent, …", valueName: "text"))
  var unit: String?
  @Option(help: ArgumentHelp("How exact it is: around, more than, exact, …", valueName: "text"))
  var qualifier: String?
  @Option(help: ArgumentHelp("A note.", valueName: "text"))
  var note: String?

  var texts: [(field: String, parts: [String])] {
    [
      ("subject", one(subject)),
      ("attribute", one(attribute)),
      ("value", one(value)),
      ("unit", one(unit)),
      ("qualifier", one(qualifier)),
      ("note", one(note)),
    ]
  }
}
