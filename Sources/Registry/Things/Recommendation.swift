/// What a meeting or an expert recommends, to whom. Counted once however often repeated.
enum Recommendation {
  static let definition = ThingDefinition(
    .recommendation, dataset: "recommendations", idPrefix: "rec", title: "text",
    fields: [
      Field("meeting", .reference(.meeting)),
      Field("addressee", .terms("recommendation_addressee")), Field("theme", .terms("theme")),
      Field("text", .text, required: true), Field("kind", .term("recommendation_kind")),
      Field("same_as", .reference(.recommendation)),
      Field("status", .title, inDataset: false),
    ],
    entries: [.uptake]
  ) { change throws(Rejection) in
    // Two may each name the other: "the same as" goes both ways. None is the same as itself.
    guard case .reference(change.after.ref.id)? = change.after.fields["same_as"] else { return [] }
    throw Rejection(
      "invalid", "\(change.after.ref.id) cannot be the same as itself", field: "same_as",
      hint: "give the other recommendation")
  }
}
