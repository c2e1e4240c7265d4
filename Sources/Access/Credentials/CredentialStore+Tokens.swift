public import EventLog
internal import Foundation
internal import GRDB

/// A secret by which a program acts for an account, in one role, until an end.
public struct APIToken: Hashable, Sendable {
  /// What the token is called in lists and by who revokes it; no secret.
  public let id: String
  /// For whom it acts.
  public let account: String
  /// In which role.
  public let role: Role
  /// What it is for.
  public let name: String
  /// When it was made.
  public let created: Instant
  /// Who made it.
  public let createdBy: String
  /// When it ends.
  public let until: Instant
  /// When it was revoked; nil while it was not.
  public let revoked: Instant?
  /// When it was last used, to the hour; nil when it never was.
  public let used: Instant?
}

/// What is wrong with a token that somebody wants made.
public enum TokenFault: String, Error, CaseIterable, Hashable, Sendable {
  /// It has no name, or one of more than 100 characters.
  case name
  /// It would end in the past, or in more than a year.
  case until
}

extension CredentialStore {
  /// How long a token may be valid at most.
  public static let longestTokenDays: Int64 = 366

  /// Makes a token. Throws a `TokenFault` when its name or end will not do.
  ///
  /// - Returns: what lists call it, and the secret, which is not kept.
  public func makeToken(
    account: String, role: Role, name: String, until: Instant, by maker: String
  ) throws -> (id: String, secret: String) {
    let now = now
    guard (1...100).contains(name.count) else { throw TokenFault.name }
    guard (now + 1...now + Self.longestTokenDays * Span.day).contains(until.microseconds) else {
      throw TokenFault.until
    }
    let secret = "rap_" + Secret.make(random)
    let id = "t-" + random(8).map { String(UInt32($0) + 0x100, radix: 16).dropFirst() }.joined()
    try change { database in
      try database.execute(
        sql: "INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
        arguments: [
          id, Secret.hash(secret), account, role.rawValue, name, now, maker, until.microseconds,
        ])
    }
    return (id, secret)
  }

  /// The token of this secret; nil when there is none, or none that still holds.
  public func token(_ secret: String) throws -> APIToken? {
    let now = now
    let found = try ask { database in
      try Row.fetchOne(
        database, sql: "SELECT * FROM tokens WHERE hash = ? AND revoked IS NULL AND until > ?",
        arguments: [Secret.hash(secret), now]
      ).flatMap { Self.token($0) }
    }
    guard let found, now - (found.used?.microseconds ?? 0) >= Span.hour else { return found }
    try change { database in
      try database.execute(
        sql: "UPDATE tokens SET used = ? WHERE id = ?", arguments: [now, found.id])
    }
    return found
  }

  /// The tokens of an account, or of all; ended and revoked ones too; the newest first.
  public func tokens(of account: String? = nil) throws -> [APIToken] {
    try ask { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM tokens WHERE ?1 IS NULL OR account = ?1 ORDER BY created DESC, id
          """, arguments: [account]
      ).compactMap { Self.token($0) }
    }
  }

  /// Revokes a token, for ever.
  ///
  /// - Parameter account: whose it has to be; nil for anybody's.
  /// - Returns: whether there was one that had not been revoked.
  @discardableResult
  public func revokeToken(_ id: String, of account: String? = nil) throws -> Bool {
    try change { database in
      try database.execute(
        sql: """
          UPDATE tokens SET revoked = ?1
          WHERE id = ?2 AND revoked IS NULL AND (?3 IS NULL OR account = ?3)
          """, arguments: [now, id, account])
      return database.changesCount > 0
    }
  }

  private static func token(_ row: Row) -> APIToken? {
    guard let role = Role(rawValue: row["role"]) else { return nil }
    let (revoked, used): (Int64?, Int64?) = (row["revoked"], row["used"])
    return APIToken(
      id: row["id"], account: row["account"], role: role, name: row["name"],
      created: Instant(microseconds: row["created"]), createdBy: row["created_by"],
      until: Instant(microseconds: row["until"]),
      revoked: revoked.map { Instant(microseconds: $0) },
      used: used.map { Instant(microseconds: $0) })
  }
}
