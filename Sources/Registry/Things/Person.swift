/// An individual. Every field is the person's own and is sealed; `id` is the one that people type.
enum Person {
  static let definition = ThingDefinition(
    .person, dataset: "people", idPrefix: "p", title: "name",
    fields: [
      Field("id", .title, required: true, sealed: true),
      Field("name", .title, required: true, sealed: true),
      Field("honorific", .title, sealed: true), Field("variants", .titles, sealed: true),
      Field("note", .text, sealed: true),
      Field("email", .title, sealed: true, inDataset: false),
      Field("phone", .title, sealed: true, inDataset: false),
      Field("address", .title, sealed: true, inDataset: false),
      Field("expertise", .terms("theme"), inDataset: false),
      Field("languages", .titles, inDataset: false),
      Field("biography", .text, sealed: true, inDataset: false),
    ],
    entries: [.name, .affiliation])
}
