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
      Field("verified", .title, inDataset: false, guarded: true),
    ]
  ) { change throws(Rejection) in
    try checkVerification(change)
    try checkReopening(change)
    try flow.check(change)
    return []
  }

  private static let flow = StatusFlow(
    order: [], closed: ["done", "done_with_variation", "dropped"], pause: nil,
    needReason: ["dropped"])

  /// What was done is verified by somebody else than who recorded it as done.
  private static func checkVerification(_ change: Change) throws(Rejection) {
    guard change.event.type.name == "followup.verified" else { return }
    guard ["done", "done_with_variation"].contains(change.before.fields["status"]?.key) else {
      throw Rejection(
        "invalid", "\(change.after.ref.id) is not done, so there is nothing to verify",
        field: "status", hint: "record it as done first")
    }
    guard !Account.isSame(change.before.statusBy, change.circumstances.by) else {
      throw Rejection(
        "forbidden", "\(change.circumstances.by) recorded \(change.after.ref.id) as done",
        field: "actor", hint: "let another account verify it")
    }
  }

  private static func checkReopening(_ change: Change) throws(Rejection) {
    guard change.event.type.name == "followup.reopened" else { return }
    guard let status = change.before.fields["status"]?.key, closedStatuses.contains(status) else {
      throw Rejection(
        "invalid", "\(change.after.ref.id) is not closed, so there is nothing to reopen",
        field: "status")
    }
    try change.refuseWithoutReason("reopening a follow-up")
  }
}
