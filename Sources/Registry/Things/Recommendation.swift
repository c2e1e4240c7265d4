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
    // One of those that say the same has to be counted.
    try Nesting.refuseCycle(change, along: "same_as")
    return []
  }
}
