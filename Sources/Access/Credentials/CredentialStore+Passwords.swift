public import EventLog
internal import Foundation
internal import GRDB

extension CredentialStore {
  // MARK: Invitations

  /// Invites an account to set its password. A new invitation takes the place of an older one.
  ///
  /// - Parameter until: when it ends; nil for seven days from now.
  /// - Returns: the secret that the invited person shows; it is not kept.
  public func invite(_ account: String, until: Instant? = nil) throws -> String {
    let secret = Secret.make(random)
    let end = until?.microseconds ?? now + 7 * Span.day
    try change { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO invitations VALUES (?, ?, ?)",
        arguments: [account, Secret.hash(secret), end])
    }
    return secret
  }

  /// Who is invited by this secret, without using it up.
  public func account(invitedBy token: String) throws -> String {
    guard let account = try ask({ try invitee(of: token, $0) }) else {
      throw AccessError.deadInvitation
    }
    return account
  }

  private func invitee(of token: String, _ database: Database) throws -> String? {
    try String.fetchOne(
      database, sql: "SELECT account FROM invitations WHERE hash = ? AND until > ?",
      arguments: [Secret.hash(token), now])
  }

  /// Whether the account has a password, or an invitation that still holds.
  public func isReachable(_ account: String) throws -> Bool {
    try ask { database in
      try Bool.fetchOne(
        database,
        sql: """
          SELECT EXISTS (SELECT 1 FROM passwords WHERE account = ?1)
            OR EXISTS (SELECT 1 FROM invitations WHERE account = ?1 AND until > ?2)
          """, arguments: [account, now]) ?? false
    }
  }

  /// Whether the account has set a password.
  public func hasPassword(_ account: String) throws -> Bool {
    try ask { try storedHash(of: account, $0) != nil }
  }

  /// Takes up an invitation: sets the password, uses the invitation up, ends the sessions that the
  /// account had, and begins one.
  ///
  /// Throws a `PasswordFault` when the password will not do.
  public func accept(_ token: String, password: String, from address: String) async throws
    -> NewSession
  {
    let place = throttle(address: address)
    let invited = try change { database in
      try refuseThrottled([place], database)
      let invited = try invitee(of: token, database)
      if invited == nil { try countFailure(place, database) }
      return invited
    }
    guard let account = invited else { throw AccessError.deadInvitation }
    if let fault = PasswordFault(of: password, for: account) { throw fault }
    let hash = try await hashing.run { [cost, random] in
      try PasswordHash(password, cost: cost, random: random)
    }
    return try change { database in
      // Another may have used it up meanwhile.
      guard try invitee(of: token, database) == account else {
        throw AccessError.deadInvitation
      }
      try database.execute(sql: "DELETE FROM invitations WHERE account = ?", arguments: [account])
      try set(hash, for: account, database)
      try forgetFailures(throttle(account: account), database)
      return try begin(account, database)
    }
  }

  // MARK: Logging in

  /// Logs in. Whether there is no such account or the password is another one, the answer is the same
  /// and takes as long.
  ///
  /// - Parameter replacing: the secret of the session that this browser has; it ends.
  public func logIn(
    _ account: String, password: String, from address: String, replacing: String? = nil
  ) async throws -> NewSession {
    let better = try await prove(account, password, from: address)
    return try change { database in
      if let better { try set(better, for: account, endingSessions: false, database) }
      if let replacing {
        try database.execute(
          sql: "DELETE FROM sessions WHERE hash = ?", arguments: [Secret.hash(replacing)])
      }
      return try begin(account, database)
    }
  }

  /// Sets another password, ends all sessions of the account and begins one.
  ///
  /// Throws a `PasswordFault` when the new password will not do.
  public func changePassword(
    of account: String, from old: String, to new: String, address: String
  ) async throws -> NewSession {
    if let fault = PasswordFault(of: new, for: account) { throw fault }
    _ = try await prove(account, old, from: address)
    let hash = try await hashing.run { [cost, random] in
      try PasswordHash(new, cost: cost, random: random)
    }
    return try change { database in
      try set(hash, for: account, database)
      return try begin(account, database)
    }
  }

  /// Checks a password. The try counts as a failure before it is made, so that many at once cannot
  /// be more than allowed.
  ///
  /// - Returns: a hash to keep instead, when the one that is kept cost less than today's do.
  private func prove(_ account: String, _ password: String, from address: String) async throws
    -> PasswordHash?
  {
    let (who, place) = (throttle(account: account), throttle(address: address))
    // What is too long for any password is not worth hashing; the decoy still is.
    let password = password.utf8.count > 4096 ? "" : password
    let stored = try ask { try storedHash(of: account, $0) }
    let (isRight, better) = try await hashing.run { [cost, random, decoy] in
      let isRight = try (stored ?? decoy).matches(password) && stored != nil
      let isCheap = isRight && (stored?.cost ?? cost) < cost
      return (isRight, isCheap ? try PasswordHash(password, cost: cost, random: random) : nil)
    } after: {
      try change { database in
        try refuseThrottled([who, place], database)
        try countFailure(who, database)
      }
    }
    try change { database in
      guard isRight else { return try countFailure(place, database) }
      try forgetFailures(who, database)
    }
    guard isRight else { throw AccessError.wrongPassword }
    return better
  }

  private func storedHash(of account: String, _ database: Database) throws -> PasswordHash? {
    try String.fetchOne(
      database, sql: "SELECT hash FROM passwords WHERE account = ?", arguments: [account]
    ).flatMap { PasswordHash($0) }
  }

  private func set(
    _ hash: PasswordHash, for account: String, endingSessions: Bool = true, _ database: Database
  ) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO passwords VALUES (?, ?, ?)",
      arguments: [account, hash.text, now])
    if endingSessions {
      try database.execute(sql: "DELETE FROM sessions WHERE account = ?", arguments: [account])
    }
  }
}

extension AccessError {
  /// The one answer to every login that fails.
  static let wrongPassword = AccessError(
    .rejected, "the account's name or the password is wrong", hint: "try again")

  /// The answer to an invitation that holds no more, or never did.
  static let deadInvitation = AccessError(
    .rejected, "this invitation has been used, or is too old", hint: "ask an admin for another")
}
