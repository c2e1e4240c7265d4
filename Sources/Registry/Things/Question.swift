/// A question that the office asks again and again: filters under a name.
enum Question {
  static let definition = ThingDefinition(
    .question, dataset: nil, idPrefix: "q", title: "title",
    fields: [
      Field("title", .title), Field("about", .title, required: true),
      // Filters may name a person, as all free text may.
      Field("filters", .text, required: true), Field("note", .text),
    ]
  ) { change throws(Rejection) in
    guard let about = change.event.fields["about"]?.written else { return [] }
    guard let kind = Kind(rawValue: about), kind != .vocabulary, kind != .question else {
      throw Rejection(
        "invalid", "there are no lists of “\(about)” that could be asked", field: "about",
        hint: "give a kind of thing, as in request or followup")
    }
    return []
  }
}
