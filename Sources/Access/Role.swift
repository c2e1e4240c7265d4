/// What an account is for (the table of who may do what is `Role.rights`).
public enum Role: String, CaseIterable, Hashable, Sendable {
  /// Records bilaterals and everything else the office learns.
  case staff
  /// Asks, settles disagreements, merges, maps terms.
  case planner
  /// Reads history and proofs; sees people by their ids only.
  case auditor
  /// Keeps accounts, roles and tokens; reads nothing of the registry.
  case admin
}

/// Something that not everybody may do.
public enum Right: String, CaseIterable, Hashable, Sendable {
  /// Read things, search, reports, as of any size.
  case readThings
  /// See the names and positions of people.
  case seeNames
  /// Have the contact data of people shown who took part in meetings that one recorded oneself.
  case revealOwnContacts
  /// Have the contact data of anybody shown.
  case revealContacts
  /// Have names and contact data shown, with a reason.
  case revealWithReason
  /// Record, correct, import, undo own imports.
  case record
  /// Settle disagreements, merge, map terms, undo any import.
  case settle
  /// Read the raw records and proofs of what one recorded oneself.
  case readOwnRecords
  /// Read all raw records and proofs, entry tiles, and the log of accesses.
  case readRecords
  /// Have the whole log verified.
  case verify
  /// Read the server's metrics.
  case readMetrics
  /// Ask for an erasure or redaction.
  case requestErasure
  /// Approve an erasure or redaction that somebody else asked for.
  case approveErasure
  /// See accounts, roles and tokens.
  case readAccounts
  /// Change accounts, roles, tokens and settings, but not one's own role.
  case keepAccounts
}

extension Role {
  /// What the role may do.
  public var rights: Set<Right> {
    switch self {
    case .staff:
      [
        .readThings, .seeNames, .revealOwnContacts, .record, .readOwnRecords, .requestErasure,
      ]
    case .planner:
      [
        .readThings, .seeNames, .revealOwnContacts, .revealContacts, .record, .settle,
        .readOwnRecords, .requestErasure, .approveErasure,
      ]
    case .auditor:
      [
        .readThings, .revealWithReason, .readOwnRecords, .readRecords, .verify, .readMetrics,
        .approveErasure, .readAccounts,
      ]
    case .admin: [.verify, .readMetrics, .readAccounts, .keepAccounts]
    }
  }
}
