public import EventLog
internal import Foundation
internal import GRDB

/// What proves who somebody is, and must never be in the log: password hashes, invitations, sessions,
/// tokens, and how often somebody tried in vain. Of secrets only hashes are kept.
public final class CredentialStore: Sendable {
  /// Who had personal data shown.
  public let reveals: AccessLog

  let database: DatabaseQueue
  let clock: @Sendable () -> Instant
  let random: @Sendable (Int) -> [UInt8]
  let cost: Int
  let hashing = HashingQueue()
  /// What the keys of throttling are hashed with.
  let throttleKey: Data
  /// What a password is compared with where there is none, so that the answer takes as long.
  let decoy: PasswordHash

  /// Opens the file at `path`, and makes it, for its owner alone, when it is missing.
  ///
  /// - Parameters:
  ///   - cost: the base 2 logarithm of scrypt's N for new passwords; only tests take less.
  ///   - random: gives so many random bytes.
  public init(
    path: String, clock: @escaping @Sendable () -> Instant = LMDBEventLog.systemClock,
    random: (@Sendable (Int) -> [UInt8])? = nil, cost: Int = 17
  ) throws {
    let random = random ?? { Secret.systemRandom($0) }
    try Self.createFile(path)
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;")
    }
    let database = try DatabaseQueue(path: path, configuration: configuration)
    try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
    try database.write { try Self.makeTables($0) }
    throttleKey = try database.write { try Self.throttleKey(in: $0, random) }
    decoy = PasswordHash.decoy(cost: cost, random)
    self.database = database
    self.clock = clock
    self.random = random
    self.cost = cost
    reveals = AccessLog(database, clock: clock)
  }

  /// Lets go of the file.
  public func close() throws { try database.close() }

  private static func createFile(_ path: String) throws {
    let file = open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0, fchmod(file, 0o600) == 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
    }
    Foundation.close(file)
  }

  private static func makeTables(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS passwords (
          account TEXT PRIMARY KEY, hash TEXT NOT NULL, changed INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS invitations (
          account TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE, until INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS sessions (
          hash BLOB PRIMARY KEY, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL,
          created INTEGER NOT NULL, touched INTEGER NOT NULL) STRICT;
        CREATE INDEX IF NOT EXISTS sessions_account ON sessions (account);
        CREATE TABLE IF NOT EXISTS tokens (
          id TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE, account TEXT NOT NULL, role TEXT NOT NULL,
          name TEXT NOT NULL, created INTEGER NOT NULL, created_by TEXT NOT NULL,
          until INTEGER NOT NULL, revoked INTEGER, used INTEGER) STRICT;
        CREATE INDEX IF NOT EXISTS tokens_account ON tokens (account);
        CREATE TABLE IF NOT EXISTS failures (
          key BLOB PRIMARY KEY, count INTEGER NOT NULL, last INTEGER NOT NULL,
          until INTEGER NOT NULL) STRICT;
        """)
    try AccessLog.makeTables(database)
  }

  private static func throttleKey(in database: Database, _ random: (Int) -> [UInt8]) throws -> Data
  {
    try database.execute(
      sql: "INSERT OR IGNORE INTO settings VALUES ('throttle_key', ?)",
      arguments: [Data(random(Secret.size))])
    return try Data.fetchOne(
      database, sql: "SELECT value FROM settings WHERE name = 'throttle_key'") ?? Data()
  }

  /// Asks the file something, on this thread.
  func ask<T>(_ body: (Database) throws -> T) throws -> T { try database.read(body) }

  /// Changes the file in one transaction, on this thread.
  func change<T>(_ body: (Database) throws -> T) throws -> T { try database.write(body) }

  /// What the time is, by the clock that ends sessions and tokens.
  public var time: Instant { clock() }

  /// The same in microseconds.
  var now: Int64 { time.microseconds }
}

/// Lengths of time in microseconds, as instants count them.
enum Span {
  static let second: Int64 = 1_000_000
  static let minute = 60 * second
  static let hour = 60 * minute
  static let day = 24 * hour
}
