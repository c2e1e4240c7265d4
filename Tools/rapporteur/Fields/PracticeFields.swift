import ArgumentParser
import Registry

/// The fields of a practice as options.
struct PracticeFields: FieldOptions {
  static let kind = Kind.practice

  @Option(help: ArgumentHelp("The title.", valueName: "text"))
  var title: String?
  @Option(help: ArgumentHelp("The country: a name, or an ISO or M49 code.", valueName: "text"))
  var country: String?
  @Option(help: ArgumentHelp("The organisation behind it.", valueName: "id"))
  var organisation: String?
  @Option(help: ArgumentHelp("The award it won.", valueName: "text"))
  var award: String?
  @Option(
    help: ArgumentHelp(
      "A theme (id, label or any words); repeat for several.",
      valueName: "text"))
  var themes: [String] = []
  @Option(help: ArgumentHelp("What was done, and what came of it.", valueName: "text"))
  var summary: String?
  @Option(help: ArgumentHelp("The meeting it was presented at.", valueName: "id"))
  var meeting: String?
  @Option(help: ArgumentHelp("A note.", valueName: "text"))
  var note: String?

  var texts: [(field: String, parts: [String])] {
    [
      ("title", one(title)),
      ("country", one(country)),
      ("organisation", one(organisation)),
      ("award", one(award)),
      ("themes", themes),
      ("summary", one(summary)),
      ("meeting", one(meeting)),
      ("note", one(note)),
    ]
  }
}
