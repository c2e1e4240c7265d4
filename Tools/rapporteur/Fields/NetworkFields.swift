import ArgumentParser
import Registry

/// The fields of a network as options.
struct NetworkFields: FieldOptions {
  static let kind = Kind.network

  @Option(help: ArgumentHelp("The name it was formed under.", valueName: "text"))
  var name: String?
  @Option(help: ArgumentHelp("framework, action_line, working_group, …", valueName: "text"))
  var kind: String?
  @Option(help: ArgumentHelp("The network above it.", valueName: "id"))
  var parent: String?
  @Option(
    help: ArgumentHelp(
      "An organisation that facilitates it; repeat for several.",
      valueName: "id"))
  var facilitator: [String] = []
  @Option(help: ArgumentHelp("The meeting that established it.", valueName: "id"))
  var establishedBy: String?
  @Option(help: ArgumentHelp("When it was established.", valueName: "date"))
  var establishedOn: String?
  @Option(help: ArgumentHelp("Its later name.", valueName: "text"))
  var renamedTo: String?
  @Option(help: ArgumentHelp("Since when.", valueName: "date"))
  var renamedOn: String?
  @Option(help: ArgumentHelp("active, proposed, closed, …", valueName: "text"))
  var status: String?
  @Option(help: ArgumentHelp("A note.", valueName: "text"))
  var note: String?

  var texts: [(field: String, parts: [String])] {
    [
      ("name", one(name)),
      ("kind", one(kind)),
      ("parent", one(parent)),
      ("facilitator", facilitator),
      ("established_by", one(establishedBy)),
      ("established_on", one(establishedOn)),
      ("renamed_to", one(renamedTo)),
      ("renamed_on", one(renamedOn)),
      ("status", one(status)),
      ("note", one(note)),
    ]
  }
}
