import ArgumentParser
import Registry

/// The fields of a recommendation as options.
struct RecommendationFields: FieldOptions {
  static let kind = Kind.recommendation

  @Option(help: ArgumentHelp("The meeting that made it.", valueName: "id"))
  var meeting: String?
  @Option(
    help: ArgumentHelp(
      "Whom it addresses: member_states, united_nations, …",
      valueName: "text"))
  var addressee: [String] = []
  @Option(
    help: ArgumentHelp(
      "A theme (id, label or any words); repeat for several.",
      valueName: "text"))
  var theme: [String] = []
  @Option(help: ArgumentHelp("What is recommended.", valueName: "text"))
  var text: String?
  @Option(help: ArgumentHelp("roundtable, finding, communique, …", valueName: "text"))
  var kind: String?
  @Option(help: ArgumentHelp("The recommendation it repeats.", valueName: "id"))
  var sameAs: String?
  @Option(help: ArgumentHelp("What became of it.", valueName: "text"))
  var status: String?

  var texts: [(field: String, parts: [String])] {
    [
      ("meeting", one(meeting)),
      ("addressee", addressee),
      ("theme", theme),
      ("text", one(text)),
      ("kind", one(kind)),
      ("same_as", one(sameAs)),
      ("status", one(status)),
    ]
  }
}
