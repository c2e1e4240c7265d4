internal import EventLog
internal import Foundation
internal import GRDB

/// Whoever tries in vain again and again has to wait longer and longer. The count is kept in the
/// file, so that a restart does not forgive.
extension CredentialStore {
  /// So many failures are free.
  static let freeFailures = 5
  private static let firstDelay = 5 * Span.second
  private static let longestDelay = 15 * Span.minute
  /// When a failure is forgotten, if no other follows.
  private static let memory = Span.day

  /// Who tries: an account, or an address. What was typed as an account's name may be anything, even
  /// a password, and an address is personal data: neither is kept in clear.
  func throttle(account: String) -> Data { Secret.hash("account " + account, key: throttleKey) }

  /// Who tries, by network address. Of an IPv6 address the first half counts: the rest its holder
  /// chooses at will.
  func throttle(address: String) -> Data {
    Secret.hash("address " + Self.network(of: address), key: throttleKey)
  }

  /// Refuses for as long as one of these has to wait.
  func refuseThrottled(_ keys: [Data], _ database: Database) throws {
    let now = now
    for key in keys {
      guard
        let until = try Int64.fetchOne(
          database, sql: "SELECT until FROM failures WHERE key = ?", arguments: [key]), until > now
      else { continue }
      throw AccessError(
        .throttled, "too many tries in vain", hint: "wait, and try again",
        retryAfter: Int((min(until - now, Self.longestDelay) + Span.second - 1) / Span.second))
    }
  }

  /// Counts a failure.
  func countFailure(_ key: Data, _ database: Database) throws {
    let now = now
    try database.execute(
      sql: "DELETE FROM failures WHERE last < ?", arguments: [now - Self.memory])
    let before =
      try Int.fetchOne(
        database, sql: "SELECT count FROM failures WHERE key = ?", arguments: [key]) ?? 0
    let count = before + 1
    var until = now
    if count >= Self.freeFailures {
      let doublings = min(count - Self.freeFailures, 10)
      until += min(Self.firstDelay << doublings, Self.longestDelay)
    }
    try database.execute(
      sql: "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)",
      arguments: [key, count, now, until])
  }

  /// Forgets the failures of an account that has proved itself.
  func forgetFailures(_ key: Data, _ database: Database) throws {
    try database.execute(sql: "DELETE FROM failures WHERE key = ?", arguments: [key])
  }

  /// What one holder has of an address at least: all of IPv4, the first 64 bits of IPv6.
  static func network(of address: String) -> String {
    var bytes = in6_addr()
    let text = address.prefix { $0 != "%" }
    guard inet_pton(AF_INET6, String(text), &bytes) == 1 else { return address }
    return withUnsafeBytes(of: &bytes) { bytes in
      let mapped = bytes.prefix(12).elementsEqual(Array(repeating: 0, count: 10) + [0xFF, 0xFF])
      let part = mapped ? Array(bytes.suffix(4)) : Array(bytes.prefix(8))
      return mapped
        ? part.map(String.init).joined(separator: ".")
        : part.map { String($0, radix: 16) }.joined(separator: ":")
    }
  }
}
