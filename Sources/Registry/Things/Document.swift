/// What we know things from. What rests on it alone inherits its access level.
enum Document {
  static let definition = ThingDefinition(
    .document, dataset: "documents", idPrefix: "D", title: "title",
    fields: [
      Field("title", .title, required: true), Field("kind", .title),
      Field("issuer", .reference(.organisation)), Field("date", .date),
      Field("recorded_not_before", .date), Field("recorded_not_after", .date),
      Field("access", .term("document_access")), Field("completeness", .title),
    ]
  ) { change throws(Rejection) in
    // An access level that nobody knows protects nothing.
    try change.refuseUnknownTerms("access")
    return []
  }
}
