/// Who: a government, a ministry, a UN entity, a group without a better name.
enum Organisation {
  static let definition = ThingDefinition(
    .organisation, dataset: "organisations", idPrefix: "org", title: "name",
    fields: [
      Field("name", .title, required: true), Field("short_name", .title),
      Field("kind", .term("organisation_kind")), Field("country", .country),
      Field("parent", .reference(.organisation)), Field("variants", .titles),
    ],
    entries: [.name]
  ) { change throws(Rejection) in
    try Nesting.refuseCycle(change, along: "parent")
    return []
  }
}

/// Chains of things of one kind: each with its parent, or with the one that it repeats.
enum Nesting {
  /// Refuses a link that leads back to the thing itself.
  static func refuseCycle(_ change: Change, along field: String) throws(Rejection) {
    guard case .reference(let first)? = change.after.fields[field],
      change.before.fields[field] != change.after.fields[field]
    else { return }
    var above = first
    var seen: Set<String> = []
    while seen.insert(above).inserted {
      if above == change.after.ref.id {
        throw Rejection(
          "invalid", "by its \(field) \(first), \(above) would come to stand above itself",
          field: field,
          hint: "give another \(field)")
      }
      let thing = ThingRef(change.after.ref.kind, above)
      guard case .reference(let next)? = change.surroundings.value(of: thing, field) else { return }
      above = next
    }
  }
}
