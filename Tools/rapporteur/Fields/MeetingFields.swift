import ArgumentParser
import Registry

/// The fields of a meeting as options.
struct MeetingFields: FieldOptions {
  static let kind = Kind.meeting

  @Option(help: ArgumentHelp("The title.", valueName: "text"))
  var title: String?
  @Option(
    help: ArgumentHelp(
      "The kind: workshop, forum, bilateral_meeting, …",
      valueName: "text"))
  var kind: String?
  @Option(help: ArgumentHelp("The first day.", valueName: "date"))
  var start: String?
  @Option(help: ArgumentHelp("The last day.", valueName: "date"))
  var end: String?
  @Option(help: ArgumentHelp("The city.", valueName: "text"))
  var city: String?
  @Option(help: ArgumentHelp("The country: a name, or an ISO or M49 code.", valueName: "text"))
  var country: String?
  @Option(help: ArgumentHelp("The venue, or “online”.", valueName: "text"))
  var venue: String?
  @Option(
    help: ArgumentHelp(
      "An organisation that organises it; repeat for several.",
      valueName: "id"))
  var organisers: [String] = []
  @Option(help: ArgumentHelp("The meeting it is part of.", valueName: "id"))
  var parent: String?
  @Option(help: ArgumentHelp("How many people took part.", valueName: "text"))
  var participants: String?
  @Option(help: ArgumentHelp("How exact that is: around, exact, …", valueName: "text"))
  var participantsQualifier: String?
  @Option(help: ArgumentHelp("From how many countries.", valueName: "text"))
  var countries: String?
  @Option(help: ArgumentHelp("How exact that is.", valueName: "text"))
  var countriesQualifier: String?
  @Option(
    help: ArgumentHelp(
      "planned, held, cancelled, expected or referenced.",
      valueName: "text"))
  var status: String?
  @Option(help: ArgumentHelp("Another form of the title; repeat for several.", valueName: "text"))
  var titleVariants: [String] = []
  @Option(help: ArgumentHelp("A note.", valueName: "text"))
  var note: String?

  var texts: [(field: String, parts: [String])] {
    [
      ("title", one(title)),
      ("kind", one(kind)),
      ("start", one(start)),
      ("end", one(end)),
      ("city", one(city)),
      ("country", one(country)),
      ("venue", one(venue)),
      ("organisers", organisers),
      ("parent", one(parent)),
      ("participants", one(participants)),
      ("participants_qualifier", one(participantsQualifier)),
      ("countries", one(countries)),
      ("countries_qualifier", one(countriesQualifier)),
      ("status", one(status)),
      ("title_variants", titleVariants),
      ("note", one(note)),
    ]
  }
}
