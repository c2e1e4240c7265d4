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
      Field("erasure_requested_by", .title, inDataset: false, guarded: true),
      Field("erasure_approved_by", .title, inDataset: false, guarded: true),
      Field("erasure_mentions", .titles, inDataset: false, guarded: true),
      Field("erasure_spared", .titles, inDataset: false, guarded: true),
    ],
    entries: [.name, .affiliation]
  ) { change throws(Rejection) in
    try checkErasure(change)
    return []
  }

  /// What is erased was asked for by one account and approved by another.
  private static func checkErasure(_ change: Change) throws(Rejection) {
    let type = change.event.type
    let isApproval = type == EventCatalogue.erasureApproved
    let isExtension = type == EventCatalogue.erasureExtended
    guard isApproval || isExtension || type.effect == .erases else { return }
    guard case .text(let requester)? = change.before.fields["erasure_requested_by"] else {
      throw Rejection(
        "invalid", "nobody has asked for the erasure of \(change.before.ref.id)",
        hint: "record the request first: `rapporteur person erase`")
    }
    if isExtension {
      guard Account.isSame(requester, change.circumstances.by) else {
        throw Rejection(
          "forbidden", "\(requester) asked for this erasure", field: "actor",
          hint: "ask for it yourself, with all texts: `rapporteur person erase`")
      }
    } else if isApproval {
      guard !Account.isSame(requester, change.circumstances.by) else {
        throw Rejection(
          "forbidden", "\(requester) asked for this erasure", field: "actor",
          hint: "let another account approve it")
      }
    } else if change.before.fields["erasure_approved_by"] == nil {
      throw Rejection(
        "forbidden", "nobody has approved the erasure of \(change.before.ref.id)",
        hint: "let another account approve it: `rapporteur person approve-erasure`")
    }
  }
}
