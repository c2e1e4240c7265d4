/// Somebody who may log in, under a name that is not a person's.
enum Account {
  static let definition = ThingDefinition(
    .account, dataset: nil, idPrefix: "account", title: "note",
    fields: [
      Field("roles", .terms("account_role")), Field("status", .term("account_status")),
      Field("note", .text),
    ]
  ) { change throws(Rejection) in
    try change.refuseUnknownTerms("roles")
    try change.refuseUnknownTerms("status")
    try refuseCorrectedRights(change)
    guard case .terms(let roles)? = change.after.fields["roles"] else { return [] }
    if Set(roles.map(\.key)).isSuperset(of: ["admin", "auditor"]) {
      throw Rejection(
        "forbidden", "nobody is both admin and auditor", field: "roles",
        hint: "revoke one role before granting the other")
    }
    return []
  }

  /// Whether two names may be one person's account: `Staff-1` cannot approve what `staff-1` asked for.
  static func isSame(_ one: String?, _ other: String) -> Bool {
    one?.lowercased() == other.lowercased()
  }

  /// What an account may do is granted, revoked and ended, each an event of its own; a correction is
  /// for the note.
  private static func refuseCorrectedRights(_ change: Change) throws(Rejection) {
    guard change.event.type.effect == .corrects else { return }
    for field in ["roles", "status"] where change.before.fields[field] != change.after.fields[field]
    {
      throw Rejection(
        "invalid", "an account's \(field) cannot be corrected", field: field,
        hint: "use `grant`, `revoke` or `disable`")
    }
  }
}
