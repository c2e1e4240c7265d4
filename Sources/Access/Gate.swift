public import Desk
public import Registry
public import Things

/// The Desk as somebody in particular may use it: every question and every command of the web passes
/// here, and nothing else of the web has the Desk.
public struct Gate: Sendable {
  /// Who asks; nil when nobody is logged in.
  public let principal: Principal?
  let desk: Desk

  /// The Desk as this principal may use it.
  public init(_ desk: Desk, for principal: Principal?) {
    self.desk = desk
    self.principal = principal
  }

  /// Refuses what the principal may not do.
  ///
  /// - Returns: who asks.
  @discardableResult
  public func require(_ right: Right) throws(AccessError) -> Principal {
    try require(anyOf: [right])
  }

  /// Refuses whoever has none of these rights.
  ///
  /// - Returns: who asks.
  @discardableResult
  public func require(anyOf rights: Set<Right>) throws(AccessError) -> Principal {
    guard let principal else {
      throw AccessError(.unauthenticated, "nobody is logged in", hint: "log in first")
    }
    guard rights.contains(where: { principal.may($0) }) else {
      throw AccessError(
        .forbidden, "the account “\(principal.account)” may not do this",
        hint: "ask an admin for a role that may")
    }
    return principal
  }

  /// Reads the views as they are now, or as they stood at a moment. The Desk is there for its
  /// questions; commands are asynchronous and cannot be given in `body`.
  public func reading<T>(
    asOf moment: Moment? = nil, today: Day? = nil, _ body: (Desk, Reading) throws -> T
  ) throws -> T {
    let sight = Self.sight(of: try require(.readThings))
    return try Sight.$current.withValue(sight) {
      try desk.reading(asOf: moment, today: today) { reading in
        try body(desk, reading)
      }
    }
  }

  /// What a principal sees of people and accounts.
  static func sight(of principal: Principal) -> Sight {
    Sight(
      people: principal.may(.seeNames) ? .names : .ids, accounts: principal.may(.readAccounts))
  }
}
