public import Access

extension Visit {
  /// What the partial `reveal` shows for a person: which fields can be asked for, and whether a reason
  /// has to be given; or why not.
  public func revealForm(of person: String) async throws -> [String: Any] {
    guard let principal else { return [:] }
    let gate = gate
    let isRefused = try await site.work { try gate.obstacle(toRevealing: person) != nil }
    return [
      "reveal": [
        "action": "/person/\(person)/reveal", "allowed": !isRefused, "person": person,
        "reasoned": principal.needsReason,
        "fields": Gate.revealable(to: principal).map { field in
          ["name": field, "label": text("field.\(field)")]
        },
      ] as [String: Any]
    ]
  }
}

extension Principal {
  /// Whether a reason has to be given before personal data is shown.
  public var needsReason: Bool {
    may(.revealWithReason) && !may(.revealContacts)
  }
}
