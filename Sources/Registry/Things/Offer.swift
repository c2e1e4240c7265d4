/// Support that somebody offers.
public enum Offer {
  /// The statuses that end an offer.
  public static let closedStatuses: Set<String> = ["delivered", "withdrawn"]

  static let definition = ThingDefinition(
    .offer, dataset: "offers", idPrefix: "o", title: "summary",
    fields: [
      Field("provider", .references(.organisation)), Field("country", .country),
      Field("meeting", .reference(.meeting)), Field("offered_on", .date),
      Field("themes", .terms("theme")), Field("support_types", .terms("support_type")),
      Field("summary", .text), Field("beneficiary", .referencesOrText(.organisation)),
      Field("request", .references(.request)), Field("status", .term("offer_status")),
      Field("status_note", .text),
    ]
  ) { change throws(Rejection) in
    try flow.check(change)
    return []
  }

  private static let flow = StatusFlow(
    order: ["offered", "available", "agreed", "planned", "in_delivery", "delivered"],
    closed: closedStatuses, pause: nil)
}
