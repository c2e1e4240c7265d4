internal import Desk
public import EventLog
internal import Registry

/// Accounts, tokens, and the log of reveals: for admins to keep, for auditors to read.
extension Gate {
  /// All accounts.
  public func accounts(in directory: AccountDirectory) throws -> [AccountEntry] {
    try require(.readAccounts)
    return try directory.accounts()
  }

  /// One account.
  public func account(_ name: String, in directory: AccountDirectory) throws -> AccountEntry {
    try require(.readAccounts)
    guard let entry = try directory.account(name) else {
      throw DeskError(.notFound, "there is no account “\(name)”", at: ["thing": "account/\(name)"])
    }
    return entry
  }

  /// Invites an account to set its password. Its own one cannot be invited: whoever is logged in
  /// changes the password instead.
  public func invite(_ name: String, in directory: AccountDirectory) throws -> String {
    let principal = try require(.keepAccounts)
    guard name != principal.account else {
      throw AccessError(
        .forbidden, "nobody invites themselves", hint: "change your password instead")
    }
    return try directory.invite(name)
  }

  /// Makes a token for an account, in one of the roles that it has.
  ///
  /// - Returns: what lists call it, and the secret, which is shown this once.
  public func makeToken(
    for name: String, _ role: Role, called label: String, until: Instant,
    in directory: AccountDirectory
  ) throws -> (id: String, secret: String) {
    let principal = try require(.keepAccounts)
    let entry = try account(name, in: directory)
    guard entry.isEnabled, entry.roles.contains(role) else {
      throw DeskError(
        .refused, "the account “\(name)” has not the role \(role.rawValue)",
        at: ["option": "role"], hint: "grant it first, or take one that the account has")
    }
    return try directory.credentials.makeToken(
      account: name, role: role, name: label, until: until, by: principal.account)
  }

  /// The tokens of an account, of all when none is given: one's own, or anybody's for those who read
  /// accounts.
  public func tokens(of name: String? = nil, in directory: AccountDirectory) throws -> [APIToken] {
    if principal == nil || name != principal?.account { try require(.readAccounts) }
    return try directory.credentials.tokens(of: name)
  }

  /// Revokes a token: one's own, or anybody's for admins.
  public func revokeToken(_ id: String, in directory: AccountDirectory) throws {
    guard let principal else {
      throw AccessError(.unauthenticated, "nobody is logged in", hint: "log in first")
    }
    let owner = principal.may(.keepAccounts) ? nil : principal.account
    guard try directory.credentials.revokeToken(id, of: owner) else {
      throw DeskError(.notFound, "there is no token “\(id)” that could be revoked")
    }
  }

  /// Who had personal data shown.
  public func reveals(
    _ filter: RevealFilter = RevealFilter(), skipping: Int = 0, limit: Int,
    in directory: AccountDirectory
  ) throws -> (rows: [Reveal], total: Int) {
    try require(.readRecords)
    return try directory.credentials.reveals.list(filter, skipping: skipping, limit: limit)
  }
}
