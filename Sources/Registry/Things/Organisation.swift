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

/// Parents and children of one kind.
enum Nesting {
  /// Refuses a parent that stands below the thing itself.
  static func refuseCycle(_ change: Change, along field: String) throws(Rejection) {
    guard case .reference(let first)? = change.after.fields[field],
      change.before.fields[field] != change.after.fields[field]
    else { return }
    var above = first
    var seen: Set<String> = []
    while seen.insert(above).inserted {
      if above == change.after.ref.id {
        throw Rejection(
          "invalid", "\(first) stands below \(above), so it cannot be its \(field)", field: field,
          hint: "give another \(field)")
      }
      let thing = ThingRef(change.after.ref.kind, above)
      guard case .reference(let next)? = change.surroundings.value(of: thing, field) else { return }
      above = next
    }
  }
}
