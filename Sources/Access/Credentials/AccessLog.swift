public import EventLog
internal import Foundation
internal import GRDB

/// That somebody had personal data shown.
public struct Reveal: Hashable, Sendable {
  /// Its number; they have no gaps.
  public let number: Int64
  /// When.
  public let at: Instant
  /// Who.
  public let account: String
  /// By which door.
  public let door: Principal.Door
  /// Whose data: the log's id of the person, which names nobody.
  public let person: String
  /// Which fields.
  public let fields: [String]
  /// Why; nil when not stated.
  public let reason: String?
}

/// Which reveals to list.
public struct RevealFilter: Hashable, Sendable {
  /// Only those of this account.
  public var account: String?
  /// Only those of this person (the log's id).
  public var person: String?
  /// Only those from then on.
  public var from: Instant?
  /// Only those before then.
  public var before: Instant?

  /// All of them.
  public init() {}
}

/// Who had personal data shown: entries are added, never changed and never removed.
public final class AccessLog: Sendable {
  private let database: DatabaseQueue
  private let clock: @Sendable () -> Instant

  init(_ database: DatabaseQueue, clock: @escaping @Sendable () -> Instant) {
    self.database = database
    self.clock = clock
  }

  static func makeTables(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS reveals (
          number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, account TEXT NOT NULL,
          door TEXT NOT NULL, person TEXT NOT NULL, fields TEXT NOT NULL, reason TEXT) STRICT;
        CREATE INDEX IF NOT EXISTS reveals_account ON reveals (account);
        CREATE INDEX IF NOT EXISTS reveals_person ON reveals (person);
        CREATE TRIGGER IF NOT EXISTS reveals_are_kept BEFORE DELETE ON reveals
          BEGIN SELECT RAISE(ABORT, 'the log of accesses is only added to'); END;
        CREATE TRIGGER IF NOT EXISTS reveals_stay BEFORE UPDATE ON reveals
          BEGIN SELECT RAISE(ABORT, 'the log of accesses is only added to'); END;
        """)
  }

  /// Notes that somebody has personal data shown; it is on the disk when this returns.
  func note(by principal: Principal, person: String, fields: [String], reason: String?) throws {
    try database.write { database in
      try database.execute(
        sql: """
          INSERT INTO reveals (at, account, door, person, fields, reason)
          VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          clock().microseconds, principal.account, principal.door.rawValue, person,
          fields.sorted().joined(separator: " "), reason,
        ])
    }
  }

  /// Those that pass a filter, the newest first, and how many pass in all.
  public func list(_ filter: RevealFilter = RevealFilter(), skipping: Int = 0, limit: Int)
    throws -> (rows: [Reveal], total: Int)
  {
    let condition = """
      FROM reveals WHERE (?1 IS NULL OR account = ?1) AND (?2 IS NULL OR person = ?2)
        AND (?3 IS NULL OR at >= ?3) AND (?4 IS NULL OR at < ?4)
      """
    let arguments: StatementArguments = [
      filter.account, filter.person, filter.from?.microseconds, filter.before?.microseconds,
    ]
    return try database.read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT * \(condition) ORDER BY number DESC LIMIT ?5 OFFSET ?6",
        arguments: arguments + [limit, skipping])
      let total =
        try Int.fetchOne(database, sql: "SELECT count(*) \(condition)", arguments: arguments) ?? 0
      return (rows.compactMap { Self.reveal($0) }, total)
    }
  }

  private static func reveal(_ row: Row) -> Reveal? {
    guard let door = Principal.Door(rawValue: row["door"]) else { return nil }
    let fields: String = row["fields"]
    return Reveal(
      number: row["number"], at: Instant(microseconds: row["at"]), account: row["account"],
      door: door, person: row["person"], fields: fields.split(separator: " ").map(String.init),
      reason: row["reason"])
  }
}
