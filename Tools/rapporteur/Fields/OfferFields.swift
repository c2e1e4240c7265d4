import ArgumentParser
import Registry

/// The fields of an offer as options.
struct OfferFields: FieldOptions {
  static let kind = Kind.offer

  @Option(help: ArgumentHelp("An organisation that offers; repeat for several.", valueName: "id"))
  var provider: [String] = []
  @Option(
    help: ArgumentHelp(
      "The country that offers: a name, or an ISO or M49 code.",
      valueName: "text"))
  var country: String?
  @Option(help: ArgumentHelp("The meeting it was made in.", valueName: "id"))
  var meeting: String?
  @Option(help: ArgumentHelp("When it was made.", valueName: "date"))
  var offeredOn: String?
  @Option(
    help: ArgumentHelp(
      "A theme (id, label or any words); repeat for several.",
      valueName: "text"))
  var themes: [String] = []
  @Option(help: ArgumentHelp("A type of support; repeat for several.", valueName: "text"))
  var supportTypes: [String] = []
  @Option(help: ArgumentHelp("What is offered.", valueName: "text"))
  var summary: String?
  @Option(
    help: ArgumentHelp(
      "Who it is for: organisation ids or words; repeat for several.",
      valueName: "text"))
  var beneficiary: [String] = []
  @Option(help: ArgumentHelp("A request it answers; repeat for several.", valueName: "id"))
  var request: [String] = []
  @Option(help: ArgumentHelp("How far it has come.", valueName: "text"))
  var status: String?
  @Option(help: ArgumentHelp("A remark on the status.", valueName: "text"))
  var statusNote: String?

  var texts: [(field: String, parts: [String])] {
    [
      ("provider", provider),
      ("country", one(country)),
      ("meeting", one(meeting)),
      ("offered_on", one(offeredOn)),
      ("themes", themes),
      ("support_types", supportTypes),
      ("summary", one(summary)),
      ("beneficiary", beneficiary),
      ("request", request),
      ("status", one(status)),
      ("status_note", one(statusNote)),
    ]
  }
}
