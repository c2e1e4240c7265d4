public import EventLog
internal import Foundation
internal import GRDB

/// Somebody who is logged in with a browser.
public struct Session: Hashable, Sendable {
  /// What the session is called in lists; no secret.
  public let id: String
  /// Who.
  public let account: String
  /// What every form of the session carries, to show that it is one of ours. Empty in lists.
  public let csrf: String
  /// When it began.
  public let created: Instant
  /// When it was last used, to the minute.
  public let used: Instant
  /// When it ends at the latest.
  public let expires: Instant
}

/// A session that has just begun.
public struct NewSession: Hashable, Sendable {
  /// What the browser shows from now on; it is not kept.
  public let secret: String
  /// The session.
  public let session: Session
}

extension CredentialStore {
  /// A session that is not used for so long ends.
  public static let idleMinutes: Int64 = 30
  /// A session ends after so long, used or not.
  public static let absoluteHours: Int64 = 12

  /// The session of this secret; nil when there is none, or none any more.
  public func session(_ secret: String) throws -> Session? {
    let hash = Secret.hash(secret)
    let now = now
    let found = try ask { database in
      try Row.fetchOne(
        database,
        sql: """
          SELECT id, account, created, touched FROM sessions
          WHERE hash = ? AND created > ? AND touched > ?
          """, arguments: [hash] + Self.oldest(at: now)
      ).map { Self.session($0, csrf: Secret.derived(from: secret, for: "csrf")) }
    }
    // To note each use would cost a synced write for each page.
    guard let found, now - found.used.microseconds >= Span.minute else { return found }
    try change { database in
      try database.execute(
        sql: "UPDATE sessions SET touched = ? WHERE hash = ?", arguments: [now, hash])
    }
    return found
  }

  /// The sessions that an account has, the newest first.
  public func sessions(of account: String) throws -> [Session] {
    try ask { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT id, account, created, touched FROM sessions
          WHERE account = ? AND created > ? AND touched > ? ORDER BY created DESC, id
          """, arguments: [account] + Self.oldest(at: now)
      ).map { Self.session($0, csrf: "") }
    }
  }

  /// Ends the session of this secret.
  public func logOut(_ secret: String) throws {
    try change { database in
      try database.execute(
        sql: "DELETE FROM sessions WHERE hash = ?", arguments: [Secret.hash(secret)])
    }
  }

  /// Ends one session of an account, by what lists call it.
  ///
  /// - Returns: whether there was one.
  @discardableResult
  public func endSession(_ id: String, of account: String) throws -> Bool {
    try change { database in
      try database.execute(
        sql: "DELETE FROM sessions WHERE id = ? AND account = ?", arguments: [id, account])
      return database.changesCount > 0
    }
  }

  /// Ends all sessions of an account.
  public func endSessions(of account: String) throws {
    try change { database in
      try database.execute(sql: "DELETE FROM sessions WHERE account = ?", arguments: [account])
    }
  }

  /// Begins a session, and forgets all that are over.
  func begin(_ account: String, _ database: Database) throws -> NewSession {
    let secret = Secret.make(random)
    let now = now
    let limits = Self.oldest(at: now)
    try database.execute(
      sql: "DELETE FROM sessions WHERE created <= ? OR touched <= ?", arguments: limits)
    let id = random(8).map { String(UInt32($0) + 0x100, radix: 16).dropFirst() }.joined()
    try database.execute(
      sql: "INSERT INTO sessions VALUES (?, ?, ?, ?, ?)",
      arguments: [Secret.hash(secret), id, account, now, now])
    let row: Row = ["id": id, "account": account, "created": now, "touched": now]
    return NewSession(
      secret: secret,
      session: Self.session(row, csrf: Secret.derived(from: secret, for: "csrf")))
  }

  /// The beginning and the last use that a session must have come after to be valid.
  private static func oldest(at now: Int64) -> StatementArguments {
    [now - absoluteHours * Span.hour, now - idleMinutes * Span.minute]
  }

  private static func session(_ row: Row, csrf: String) -> Session {
    let created: Int64 = row["created"]
    return Session(
      id: row["id"], account: row["account"], csrf: csrf, created: Instant(microseconds: created),
      used: Instant(microseconds: row["touched"]),
      expires: Instant(microseconds: created + absoluteHours * Span.hour))
  }
}
