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
    try refuseEndBeforeStart("the meeting", change.after.fields)
    for session in change.after.entries(.session) {
      try refuseEndBeforeStart("the session", session.fields)
    }
    return warningsAboutParent(change) + warningsAboutSessions(change)
  }

  /// The dates from which and until which something lasts.
  private struct Period: Hashable, CustomStringConvertible {
    let start: PartialDate
    let end: PartialDate

    init?(_ start: Value?, _ end: Value?) {
      switch (start, end) {
      case (.date(let first)?, .date(let last)?): (self.start, self.end) = (first, last)
      case (.date(let only)?, _), (_, .date(let only)?): (self.start, self.end) = (only, only)
      default: return nil
      }
    }

    init?(_ fields: Fields) { self.init(fields["start"], fields["end"]) }

    /// Whether this certainly begins before the other does, or ends after it.
    func leaves(_ other: Self) -> Bool {
      start.isCertainlyBefore(other.start) || end.isCertainlyAfter(other.end)
        || start.isCertainlyAfter(other.end) || end.isCertainlyBefore(other.start)
    }

    var description: String { start == end ? "\(start)" : "\(start)–\(end)" }
  }

  private static func refuseEndBeforeStart(_ what: String, _ fields: Fields) throws(Rejection) {
    guard case .date(let start)? = fields["start"], case .date(let end)? = fields["end"],
      end.isCertainlyBefore(start)
    else { return }
    throw Rejection(
      "invalid", "\(what) ends (\(end)) before it starts (\(start))", field: "end",
      hint: "give the first day as start and the last day as end")
  }

  private static func warningsAboutParent(_ change: Change) -> [Warning] {
    guard case .reference(let parent)? = change.after.fields["parent"],
      let period = Period(change.after.fields),
      period != Period(change.before.fields)
        || change.before.fields["parent"] != change.after.fields["parent"]
    else { return [] }
    let above = ThingRef(.meeting, parent)
    let around = Period(
      change.surroundings.value(of: above, "start"), change.surroundings.value(of: above, "end"))
    guard let around, period.leaves(around) else { return [] }
    return [
      Warning("\(change.after.ref.id) (\(period)) is not within its parent \(parent) (\(around))")
    ]
  }

  /// Sessions that the event put outside the meeting, by their own date or by the meeting's.
  private static func warningsAboutSessions(_ change: Change) -> [Warning] {
    guard let meeting = Period(change.after.fields) else { return [] }
    let isMoved = meeting != Period(change.before.fields)
    return change.after.entries(.session).compactMap { session in
      guard isMoved || change.before.entry(session.id) != session,
        let period = Period(session.fields), period.leaves(meeting)
      else { return nil }
      let title = session.fields["title"]?.written ?? session.id
      return Warning("the session “\(title)” (\(period)) is outside its meeting (\(meeting))")
    }
  }
}
