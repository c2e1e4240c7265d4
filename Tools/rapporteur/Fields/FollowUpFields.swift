import ArgumentParser
import Registry

/// The fields of a followup as options.
struct FollowUpFields: FieldOptions {
  static let kind = Kind.followup

  @Option(help: ArgumentHelp("The meeting it was agreed in.", valueName: "id"))
  var meeting: String?
  @Option(help: ArgumentHelp("The request it serves.", valueName: "id"))
  var request: String?
  @Option(help: ArgumentHelp("What is to be done.", valueName: "text"))
  var what: String?
  @Option(
    help: ArgumentHelp(
      "An organisation that is to do it; repeat for several.",
      valueName: "id"))
  var owner: [String] = []
  @Option(help: ArgumentHelp("By when.", valueName: "date"))
  var due: String?
  @Option(help: ArgumentHelp("open, planned, done, …", valueName: "text"))
  var status: String?
  @Option(help: ArgumentHelp("explicit (somebody said so) or implied.", valueName: "text"))
  var basis: String?
  @Option(help: ArgumentHelp("A note.", valueName: "text"))
  var note: String?

  var texts: [(field: String, parts: [String])] {
    [
      ("meeting", one(meeting)),
      ("request", one(request)),
      ("what", one(what)),
      ("owner", owner),
      ("due", one(due)),
      ("status", one(status)),
      ("basis", one(basis)),
      ("note", one(note)),
    ]
  }
}
