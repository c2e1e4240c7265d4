public import Access
public import Desk
import EventLog
import Foundation
public import HTTPTypes
import Hummingbird
public import JSON
public import Things

/// One request with all that is known of it: who asks, in which language, about which moment.
public struct Visit: Sendable {
  /// The site.
  public let site: Site
  /// The route that was asked for.
  public let route: Route
  /// The request's head.
  public let head: HTTPRequest
  /// Its body, read whole.
  public let body: [UInt8]
  /// What stands between the question mark and the end of the address.
  public let query: FilterQuery
  /// Who asks; nil when nobody is logged in.
  public let principal: Principal?
  /// The session, when the visitor came with one.
  public let session: Session?
  /// The language of the answer.
  public let language: Language
  /// The moment that the question is about; nil for now.
  public let asOf: Moment?
  /// Where the request came from: an address without a port.
  public let address: String
  /// Whether what is said between browser and server is secret, or does not leave this machine.
  public let isConfidential: Bool
  /// Guards the forms of those who are not logged in: a secret of this browser, and whether it is new.
  let visitor: (token: String, isNew: Bool)
  let parameters: Parameters

  /// What stands at `{name}` in the route's path, percent-decoded.
  public func parameter(_ name: String) throws(Problem) -> String {
    guard let value = parameters.get(name), let decoded = value.removingPercentEncoding,
      !decoded.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 })
    else { throw Problem(.notFound, "not_found", "there is nothing at this address") }
    return decoded
  }

  /// The value of one name in the address; nil when it is not there or has none.
  public func value(_ name: String) -> String? {
    query.pairs.last { $0.name == name }?.value
  }

  /// The Desk as the visitor may use it.
  public var gate: Gate { site.gate(for: principal) }

  /// The request's path as it was sent, without the query.
  public var path: String {
    String((head.path ?? "/").prefix { $0 != "?" })
  }

  /// The address that the browser knows this site by, without a path.
  public var origin: String {
    let isPlain = !site.settings.isSecure && head.headerFields[.forwardedProto] != "https"
    return (isPlain ? "http://" : "https://") + (head.authority ?? "localhost")
  }

  /// The secret that forms carry, against requests that other sites make a browser send.
  public var csrf: String { session?.csrf ?? visitor.token }

  /// The secret that the browser showed for its session, whether there is such a session or not.
  public var sessionSecret: String? { Cookies.value(Cookies.session, in: head) }

  // MARK: Reading

  /// Reads the views at the moment that the address asks for, away from the threads that serve.
  public func read<T: Sendable>(
    _ body: @escaping @Sendable (Desk, Reading) throws -> T
  ) async throws -> T {
    try await read(asOf: asOf, body)
  }

  /// Reads the views at a moment; nil for now.
  public func read<T: Sendable>(
    asOf moment: Moment?, _ body: @escaping @Sendable (Desk, Reading) throws -> T
  ) async throws -> T {
    let gate = gate
    return try await site.work { try gate.reading(asOf: moment, body) }
  }

  /// The fields and files of a form.
  public func form() throws(Problem) -> Form {
    try Form(body, contentType: head.headerFields[.contentType])
  }

  /// The body as JSON.
  public func json() throws(Problem) -> JSONValue {
    let type = head.headerFields[.contentType]?.lowercased() ?? ""
    let media = type.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces)
    guard media == "application/json" || media.hasSuffix("+json") else {
      throw Problem(
        .unsupportedMediaType, "media_type", "the body is not said to be JSON",
        hint: "send it with Content-Type: application/json")
    }
    do { return try JSONValue(parsing: body) } catch {
      throw Problem(.badRequest, "json", "the body is no JSON: \(error.message)")
    }
  }

  // MARK: Words

  /// The string with this key in the visitor's language.
  public func text(_ key: String, _ arguments: [String: any CustomStringConvertible] = [:])
    -> String
  {
    site.renderer.languages.text(key, arguments, language)
  }

  /// What terms, countries and numbers are called in the visitor's language.
  public var words: Words { Words(site.renderer.languages, language) }

  /// Dates and moments in the visitor's language.
  public var dates: DateText { DateText(language, site) }
}
