import ArgumentParser
import Registry

/// The fields of a saved question that `correct` takes. What it asks is saved anew instead, since its
/// filters are options themselves.
struct QuestionFields: FieldOptions {
  static let kind = Kind.question

  @Option(help: ArgumentHelp("What people read in lists.", valueName: "text"))
  var title: String?
  @Option(help: ArgumentHelp("A note.", valueName: "text"))
  var note: String?

  var texts: [(field: String, parts: [String])] {
    [("title", one(title)), ("note", one(note))]
  }
}
