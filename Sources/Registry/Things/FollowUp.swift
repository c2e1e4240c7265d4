/// Something that somebody should do.
public enum FollowUp {
  /// The statuses that no longer ask anything of anybody.
  public static let closedStatuses: Set<String> = [
    "done", "done_with_variation", "dropped", "unknown",
  ]

  static let definition = ThingDefinition(
    .followup, dataset: "followups", idPrefix: "f", title: "what",
    fields: [
      Field("meeting", .reference(.meeting)), Field("request", .reference(.request)),
      Field("what", .text, required: true), Field("owner", .references(.organisation)),
      Field("due", .date), Field("status", .term("followup_status")),
      Field("basis", .term("followup_basis")), Field("note", .text),
      Field("verified", .title, inDataset: false),
    ]
  ) { change throws(Rejection) in
    try checkVerification(change)
    try checkReasons(change)
    return []
  }

  /// What was done is verified by somebody else than who recorded it as done.
  private static func checkVerification(_ change: Change) throws(Rejection) {
    guard change.event.type.name == "followup.verified" else { return }
    guard ["done", "done_with_variation"].contains(change.before.fields["status"]?.key) else {
      throw Rejection(
        "invalid", "\(change.after.ref.id) is not done, so there is nothing to verify",
        field: "status", hint: "record it as done first")
    }
    guard change.before.statusBy != change.circumstances.by else {
      throw Rejection(
        "forbidden", "\(change.circumstances.by) recorded \(change.after.ref.id) as done",
        field: "actor", hint: "let another account verify it")
    }
  }

  private static func checkReasons(_ change: Change) throws(Rejection) {
    let name = change.event.type.name
    guard name == "followup.dropped" || name == "followup.reopened",
      (change.event.reason ?? "").isEmpty
    else { return }
    let verb = name == "followup.dropped" ? "dropping" : "reopening"
    throw Rejection(
      "missing", "\(verb) a follow-up needs a reason", field: "reason", hint: "say why: --reason")
  }
}
