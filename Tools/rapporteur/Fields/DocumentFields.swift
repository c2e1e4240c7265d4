import ArgumentParser
import Registry

/// The fields of a document as options.
struct DocumentFields: FieldOptions {
  static let kind = Kind.document

  @Option(help: ArgumentHelp("The title.", valueName: "text"))
  var title: String?
  @Option(help: ArgumentHelp("The kind: workshop_report, monthly_update, …", valueName: "text"))
  var kind: String?
  @Option(help: ArgumentHelp("The organisation that issued it.", valueName: "id"))
  var issuer: String?
  @Option(help: ArgumentHelp("The date it bears.", valueName: "date"))
  var date: String?
  @Option(help: ArgumentHelp("The first day it can have been written.", valueName: "date"))
  var recordedNotBefore: String?
  @Option(help: ArgumentHelp("The last day it can have been written.", valueName: "date"))
  var recordedNotAfter: String?
  @Option(help: ArgumentHelp("Who may read it: public, internal, restricted.", valueName: "text"))
  var access: String?
  @Option(help: ArgumentHelp("What is missing of it.", valueName: "text"))
  var completeness: String?

  var texts: [(field: String, parts: [String])] {
    [
      ("title", one(title)),
      ("kind", one(kind)),
      ("issuer", one(issuer)),
      ("date", one(date)),
      ("recorded_not_before", one(recordedNotBefore)),
      ("recorded_not_after", one(recordedNotAfter)),
      ("access", one(access)),
      ("completeness", one(completeness)),
    ]
  }
}
