/// A value that somebody asserted about something. Statements may disagree; all stay visible.
enum Statement {
  static let definition = ThingDefinition(
    .statement, dataset: "statements", idPrefix: "st", title: "attribute",
    fields: [
      Field("subject", .subject, required: true), Field("attribute", .title, required: true),
      Field("value", .figureOrText, required: true), Field("unit", .title),
      Field("qualifier", .term("statement_qualifier")), Field("note", .text),
      Field("preferred", .flag, inDataset: false),
    ]
  ) { change throws(Rejection) in
    guard change.event.type.name == "statement.preferred", (change.event.reason ?? "").isEmpty
    else { return [] }
    throw Rejection(
      "missing", "preferring one statement over another needs a reason", field: "reason",
      hint: "say why: --reason")
  }
}
