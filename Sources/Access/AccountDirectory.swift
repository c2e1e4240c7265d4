public import Desk
public import EventLog
internal import Registry
internal import Things
internal import Synchronization

/// An account as the log has it.
public struct AccountEntry: Hashable, Sendable {
  /// Its name.
  public let name: String
  /// What it is for.
  public let roles: Set<Role>
  /// Whether it may log in.
  public let isEnabled: Bool
  /// What somebody noted of it.
  public let note: String?
}

/// Who has an account, as what, and who is asking: roles come from the log, proofs from the credential
/// store.
public final class AccountDirectory: Sendable {
  /// The Desk.
  let desk: Desk
  /// Passwords, sessions, tokens.
  public let credentials: CredentialStore

  private struct Known {
    var size: UInt64?
    var accounts: [String: AccountEntry] = [:]
  }
  private let known = Mutex(Known())

  /// The accounts of a registry.
  public init(_ desk: Desk, _ credentials: CredentialStore) {
    self.desk = desk
    self.credentials = credentials
  }

  // MARK: Accounts

  /// All accounts that stand, by name.
  public func accounts() throws -> [AccountEntry] {
    try current().values.sorted { $0.name < $1.name }
  }

  /// The account of this name; nil when there is none that stands.
  public func account(_ name: String) throws -> AccountEntry? { try current()[name] }

  /// The accounts, read anew only when an event of an account has been recorded since the last time.
  private func current() throws -> [String: AccountEntry] {
    let before = known.withLock { $0 }
    let (size, isStale) = try desk.log.read { snapshot in
      guard let known = before.size else { return (snapshot.size, true) }
      var isStale = false
      try snapshot.forEachEvent(
        in: min(known, snapshot.size)..<snapshot.size, filter: Self.ofAccounts, backward: false
      ) { _ in
        isStale = true
        return false
      }
      return (snapshot.size, isStale)
    }
    var now = before
    now.size = size
    if isStale { now.accounts = try load(at: size) }
    known.withLock { if size > $0.size ?? 0 { $0 = now } }
    return now.accounts
  }

  private static let ofAccounts = EventFilter(
    types: Set(EventCatalogue.all.filter { $0.kind == .account }.map(\.name)))

  private func load(at size: UInt64) throws -> [String: AccountEntry] {
    let things = try desk.reading(asOf: .size(size)) { reading in
      try reading.things(.account, where: Conditions("t.standing = 1"))
    }
    return Dictionary(uniqueKeysWithValues: things.map { ($0.ref.id, Self.entry($0)) })
  }

  private static func entry(_ thing: Thing) -> AccountEntry {
    var roles: Set<Role> = []
    if case .terms(let terms)? = thing.fields["roles"] {
      roles = Set(terms.compactMap { $0.code.flatMap { Role(rawValue: $0) } })
    }
    return AccountEntry(
      name: thing.ref.id, roles: roles, isEnabled: thing.fields["status"]?.written != "disabled",
      note: thing.fields["note"]?.written)
  }

  // MARK: Who asks

  /// Who asks with this session; nil when nobody does: it is over, or the account may not log in any
  /// more.
  public func visitor(session secret: String) throws -> (principal: Principal, session: Session)? {
    guard let session = try credentials.session(secret),
      let principal = try principal(session.account)
    else { return nil }
    return (principal, session)
  }

  /// Who asks with this token; nil when nobody does. The token's role counts only while the account
  /// has it.
  public func visitor(token secret: String) throws -> (principal: Principal, token: APIToken)? {
    guard let token = try credentials.token(secret),
      let entry = try account(token.account), entry.isEnabled
    else { return nil }
    let roles = entry.roles.intersection([token.role])
    return (Principal(account: token.account, roles: roles, door: .token), token)
  }

  /// The account as somebody who logged in with a browser; nil when it may not log in.
  public func principal(_ name: String) throws -> Principal? {
    guard let entry = try account(name), entry.isEnabled else { return nil }
    return Principal(account: name, roles: entry.roles, door: .web)
  }

  /// Logs in, if the account may. That it may not is answered like a wrong password.
  public func logIn(
    _ account: String, password: String, from address: String, replacing: String? = nil
  ) async throws -> NewSession {
    let session = try await credentials.logIn(
      account, password: password, from: address, replacing: replacing)
    guard try principal(account) != nil else {
      try credentials.logOut(session.secret)
      throw AccessError.wrongPassword
    }
    return session
  }

  // MARK: Invitations

  /// Invites an account to set its password; what it had before ends when it does.
  public func invite(_ name: String, until: Instant? = nil) throws -> String {
    guard let entry = try account(name) else {
      throw DeskError(
        .notFound, "there is no account “\(name)”", at: ["thing": "account/\(name)"],
        hint: "`rapporteur account list` shows those there are")
    }
    guard entry.isEnabled else {
      throw DeskError(
        .refused, "the account “\(name)” is disabled", at: ["thing": "account/\(name)"],
        hint: "invite another account")
    }
    return try credentials.invite(name, until: until)
  }

  /// Sees to it that somebody can log in as admin: makes the account `admin` when no account is one,
  /// and invites it when no admin has a password or an invitation.
  ///
  /// - Returns: the invitation and whom it is for; nil when nothing was needed.
  public func prepareFirstAdmin() async throws -> (account: String, invitation: String)? {
    let admins = try accounts().filter { $0.isEnabled && $0.roles.contains(.admin) }
    if try admins.contains(where: { try credentials.isReachable($0.name) }) { return nil }
    if let admin = admins.first { return (admin.name, try invite(admin.name)) }
    let name = try freeAdminName()
    _ = try await desk.submit(
      Submission(
        by: Self.ownActor, reason: "nobody could log in as admin",
        steps: [
          Step(
            ThingRef(.account, name),
            .begin([
              "roles": .terms([Term(code: Role.admin.rawValue, written: Role.admin.rawValue)])
            ])
          )
        ]))
    return (name, try invite(name))
  }

  /// Who records what the program does by itself.
  static let ownActor = "rapporteur"

  /// `admin`, or with a number when somebody who may not log in has that name.
  private func freeAdminName() throws -> String {
    let taken = try desk.reading { reading in
      Set(try reading.things(.account).map(\.ref.id))
    }
    return (1...).lazy.map { $0 == 1 ? "admin" : "admin-\($0)" }.first { !taken.contains($0) }
      ?? "admin"
  }
}
