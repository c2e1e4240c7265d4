/// Something that worked somewhere and may work elsewhere.
enum Practice {
  static let definition = ThingDefinition(
    .practice, dataset: "practices", idPrefix: "pr", title: "title",
    fields: [
      Field("title", .title, required: true), Field("country", .country),
      Field("organisation", .reference(.organisation)), Field("award", .title),
      Field("themes", .terms("theme")), Field("summary", .text),
      Field("meeting", .reference(.meeting)), Field("note", .text),
    ],
    entries: [.presentation])
}
