/// Who asks: an account with its roles, and the door it came through.
public struct Principal: Hashable, Sendable {
  /// How an account proved who it is.
  public enum Door: String, Hashable, Sendable {
    /// A session in a browser.
    case web
    /// An API token.
    case token
  }

  /// The account's name.
  public let account: String
  /// Its roles. Of a token, the one role that the token has, if the account still has it.
  public let roles: Set<Role>
  /// How it proved who it is.
  public let door: Door

  /// Who asks.
  public init(account: String, roles: Set<Role>, door: Door) {
    self.account = account
    self.roles = roles
    self.door = door
  }

  /// What it may do: what any of its roles may.
  public var rights: Set<Right> { roles.reduce(into: []) { $0.formUnion($1.rights) } }

  /// Whether it may do this.
  public func may(_ right: Right) -> Bool { roles.contains { $0.rights.contains(right) } }
}

/// Why somebody may not.
public struct AccessError: Error, Hashable, Sendable {
  /// What stands in the way.
  public enum Code: String, Hashable, Sendable {
    /// Nobody is logged in.
    case unauthenticated
    /// Whoever is logged in may not do this.
    case forbidden
    /// Too many tries; later.
    case throttled
    /// The password, invitation or token is wrong or too old.
    case rejected
  }

  /// What stands in the way.
  public let code: Code
  /// In words.
  public let message: String
  /// What to do.
  public let hint: String?
  /// After how many seconds to try again, where that helps.
  public let retryAfter: Int?

  /// Why somebody may not.
  public init(_ code: Code, _ message: String, hint: String? = nil, retryAfter: Int? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
    self.retryAfter = retryAfter
  }
}
