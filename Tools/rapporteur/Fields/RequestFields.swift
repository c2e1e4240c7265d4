import ArgumentParser
import Registry

/// The fields of a request as options.
struct RequestFields: FieldOptions {
  static let kind = Kind.request

  @Option(help: ArgumentHelp("An organisation that asks; repeat for several.", valueName: "id"))
  var requester: [String] = []
  @Option(
    help: ArgumentHelp(
      "The country it is for: a name, or an ISO or M49 code.",
      valueName: "text"))
  var country: String?
  @Option(help: ArgumentHelp("The meeting it was raised in.", valueName: "id"))
  var meeting: String?
  @Option(help: ArgumentHelp("When it was raised.", valueName: "date"))
  var requestedOn: String?
  @Option(
    help: ArgumentHelp(
      "explicit_request, expression_of_interest, agreed_area, …",
      valueName: "text"))
  var kind: String?
  @Option(
    help: ArgumentHelp(
      "An organisation that is asked; repeat for several.",
      valueName: "id"))
  var askedOf: [String] = []
  @Option(
    help: ArgumentHelp(
      "A theme (id, label or any words); repeat for several.",
      valueName: "text"))
  var themes: [String] = []
  @Option(
    help: ArgumentHelp(
      "A type of support: advisory, training, study_visit, …",
      valueName: "text"))
  var supportTypes: [String] = []
  @Option(help: ArgumentHelp("What is asked for.", valueName: "text"))
  var summary: String?
  @Option(
    help: ArgumentHelp(
      "Who it is for: organisation ids or words; repeat for several.",
      valueName: "text"))
  var beneficiary: [String] = []
  @Option(help: ArgumentHelp("How far it has come.", valueName: "text"))
  var status: String?
  @Option(help: ArgumentHelp("A remark on the status.", valueName: "text"))
  var statusNote: String?
  @Option(help: ArgumentHelp("A note.", valueName: "text"))
  var note: String?

  var texts: [(field: String, parts: [String])] {
    [
      ("requester", requester),
      ("country", one(country)),
      ("meeting", one(meeting)),
      ("requested_on", one(requestedOn)),
      ("kind", one(kind)),
      ("asked_of", askedOf),
      ("themes", themes),
      ("support_types", supportTypes),
      ("summary", one(summary)),
      ("beneficiary", beneficiary),
      ("status", one(status)),
      ("status_note", one(statusNote)),
      ("note", one(note)),
    ]
  }
}
