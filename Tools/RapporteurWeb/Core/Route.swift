public import Access
public import HTTPTypes
public import Hummingbird
public import JSON
public import ServiceLifecycle

/// One address of the site: who may use it, and what it answers.
public struct Route: Sendable {
  /// Who may use a route.
  public enum Audience: Hashable, Sendable {
    /// Everybody, also without logging in.
    case everyone
    /// Whoever is logged in.
    case account
    /// Those who have at least one of these rights.
    case holders(of: Set<Right>)
  }

  /// What a route answers, and so how errors look and how requests are checked.
  public enum Form: Hashable, Sendable {
    /// HTML for a person.
    case page
    /// JSON for a program.
    case api
    /// A file.
    case file
  }

  /// The method.
  public let method: HTTPRequest.Method
  /// The path, with `{name}` for what varies.
  public let path: String
  /// What it answers.
  public let form: Form
  /// Who may use it.
  public let audience: Audience
  /// The largest body that it takes, in bytes.
  public let bodyLimit: Int
  /// Whether a session is asked for its token and the request for its origin when it changes something.
  /// Only what everybody may send from anywhere goes without.
  public let isGuarded: Bool
  /// What answers.
  public let handler: @Sendable (Visit) async throws -> Response

  /// A route for an audience.
  public init(
    _ method: HTTPRequest.Method, _ path: String, _ form: Form, for audience: Audience,
    bodyLimit: Int = 256 << 10, isGuarded: Bool = true,
    _ handler: @escaping @Sendable (Visit) async throws -> Response
  ) {
    self.method = method
    self.path = path
    self.form = form
    self.audience = audience
    self.bodyLimit = bodyLimit
    self.isGuarded = isGuarded
    self.handler = handler
  }

  /// A route for those who have at least one of these rights.
  public init(
    _ method: HTTPRequest.Method, _ path: String, _ form: Form, needs rights: Right...,
    bodyLimit: Int = 256 << 10, _ handler: @escaping @Sendable (Visit) async throws -> Response
  ) {
    self.init(
      method, path, form, for: .holders(of: Set(rights)), bodyLimit: bodyLimit, handler)
  }

  /// Whether a path is one of this route's.
  public func matches(_ path: String) -> Bool {
    let ours = self.path.split(separator: "/", omittingEmptySubsequences: false)
    let theirs = path.split(separator: "/", omittingEmptySubsequences: false)
    if ours.last == "**" {
      return theirs.count >= ours.count && !theirs[ours.count - 1].isEmpty
        && zip(ours.dropLast(), theirs).allSatisfy(Self.fits)
    }
    return ours.count == theirs.count && zip(ours, theirs).allSatisfy(Self.fits)
  }

  private static func fits(_ ours: Substring, _ theirs: Substring) -> Bool {
    ours.hasPrefix("{") ? !theirs.isEmpty : ours == theirs
  }
}

extension Route {
  /// The route in a list of all: method, path, what it answers, and whom it is for.
  public var json: JSONValue {
    let audience: JSONValue =
      switch audience {
      case .everyone: "everyone"
      case .account: "account"
      case .holders(let rights): .array(rights.map(\.rawValue).sorted().map { .string($0) })
      }
    return [
      "method": .string(method.rawValue), "path": .string(path), "form": .string("\(form)"),
      "audience": audience,
    ]
  }
}

/// A part of the site.
public protocol WebPart: Sendable {
  /// The part for a site.
  init(_ site: Site)
  /// Its addresses.
  var routes: [Route] { get }
  /// What it does besides answering, as long as the site runs.
  var services: [any Service] { get }
}

extension WebPart {
  /// Nothing besides.
  public var services: [any Service] { [] }
}
