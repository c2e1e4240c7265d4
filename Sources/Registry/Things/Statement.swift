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
    let preferred = Value.flag(true)
    if change.after.fields["preferred"] == preferred, change.before.fields["preferred"] != preferred
    {
      try change.refuseWithoutReason("preferring one statement over another")
    }
    return []
  }
}
