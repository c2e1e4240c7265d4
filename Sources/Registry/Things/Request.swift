/// Support that somebody asked for. Interest, request and agreement are different kinds.
public enum Request {
  /// The statuses that end a request.
  public static let closedStatuses: Set<String> = ["delivered", "declined", "withdrawn"]

  static let definition = ThingDefinition(
    .request, dataset: "requests", idPrefix: "r", title: "summary",
    fields: [
      Field("requester", .references(.organisation)), Field("country", .country),
      Field("meeting", .reference(.meeting)), Field("requested_on", .date),
      Field("kind", .term("request_kind")), Field("asked_of", .references(.organisation)),
      Field("themes", .terms("theme")), Field("support_types", .terms("support_type")),
      Field("summary", .text), Field("beneficiary", .referencesOrText(.organisation)),
      Field("status", .term("request_status")), Field("status_note", .text),
      Field("note", .text),
    ],
    entries: [.restatement, .rating, .link]
  ) { change throws(Rejection) in
    try flow.check(change)
    return warningsAboutDelivery(change)
  }

  private static let flow = StatusFlow(
    order: [
      "expressed", "requested", "under_assessment", "agreed", "planned", "in_delivery",
      "delivered",
    ], closed: closedStatuses, pause: "on_hold")

  /// What was delivered was delivered by something: a meeting, an offer or a practice.
  private static func warningsAboutDelivery(_ change: Change) -> [Warning] {
    guard change.after.fields["status"]?.key == "delivered",
      change.before.fields["status"]?.key != "delivered",
      // Learned from a file, the meeting of the row is all that can be named.
      change.circumstances.batch == nil || change.after.fields["meeting"] == nil,
      change.after.entries(.link).isEmpty,
      change.surroundings.offers(naming: change.after.ref.id).isEmpty
    else { return [] }
    return [
      Warning(
        "\(change.after.ref.id) is delivered, but nothing says by what; "
          + "link the meeting, offer or practice that delivered it")
    ]
  }
}
