/// Anything convened. Meetings nest: a forum holds workshops and a series of bilaterals.
enum Meeting {
  static let definition = ThingDefinition(
    .meeting, dataset: "meetings", idPrefix: "m", title: "title",
    fields: [
      Field("title", .title, required: true), Field("kind", .term("meeting_kind")),
      Field("start", .date), Field("end", .date), Field("city", .title),
      Field("country", .country), Field("venue", .title),
      Field("organisers", .references(.organisation)), Field("parent", .reference(.meeting)),
      Field("participants", .count), Field("participants_qualifier", .title),
      Field("countries", .count), Field("countries_qualifier", .title),
      Field("status", .term("meeting_status")), Field("title_variants", .titles),
      Field("note", .text),
    ],
    entries: [.session, .participation, .role, .objective, .outcome]
  ) { change throws(Rejection) in
    try Nesting.refuseCycle(change, along: "parent")
    try refuseEndBeforeStart(change.after.fields)
    return warningsAboutParent(change) + warningsAboutSessions(change)
  }

  private static func refuseEndBeforeStart(_ fields: Fields) throws(Rejection) {
    guard case .date(let start)? = fields["start"], case .date(let end)? = fields["end"],
      end.isCertainlyBefore(start)
    else { return }
    throw Rejection(
      "invalid", "the meeting ends (\(end)) before it starts (\(start))", field: "end",
      hint: "give the first day as start and the last day as end")
  }

  private static func warningsAboutParent(_ change: Change) -> [Warning] {
    guard case .reference(let parent)? = change.after.fields["parent"],
      case .date(let start)? = change.after.fields["start"],
      change.before.fields["start"] != change.after.fields["start"]
        || change.before.fields["parent"] != change.after.fields["parent"]
    else { return [] }
    let above = ThingRef(.meeting, parent)
    guard case .date(let from)? = change.surroundings.value(of: above, "start") else { return [] }
    let until =
      if case .date(let end)? = change.surroundings.value(of: above, "end") { end } else { from }
    guard start.isCertainlyBefore(from) || start.isCertainlyAfter(until) else { return [] }
    return [
      Warning("\(change.after.ref.id) starts \(start), outside its parent \(parent) (\(from)–\(until))")
    ]
  }

  private static func warningsAboutSessions(_ change: Change) -> [Warning] {
    guard change.event.type.effect == .adds(.session),
      case .date(let day)? = change.event.fields["start"],
      case .date(let start)? = change.after.fields["start"]
    else { return [] }
    let end = if case .date(let end)? = change.after.fields["end"] { end } else { start }
    guard day.isCertainlyBefore(start) || day.isCertainlyAfter(end) else { return [] }
    return [Warning("the session on \(day) is outside its meeting (\(start)–\(end))")]
  }
}
