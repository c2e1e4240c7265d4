/// People and organisations that stay in touch about something.
enum Network {
  static let definition = ThingDefinition(
    .network, dataset: "networks", idPrefix: "net", title: "name",
    fields: [
      Field("name", .title, required: true), Field("kind", .term("network_kind")),
      Field("parent", .reference(.network)), Field("facilitator", .references(.organisation)),
      Field("established_by", .reference(.meeting)), Field("established_on", .date),
      Field("renamed_to", .title), Field("renamed_on", .date), Field("status", .title),
      Field("note", .text),
    ],
    entries: [.name, .membership, .focalPoint]
  ) { change throws(Rejection) in
    try Nesting.refuseCycle(change, along: "parent")
    return []
  }
}
