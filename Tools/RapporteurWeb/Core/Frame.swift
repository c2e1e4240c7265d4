import Access
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Logging
import NIOCore

/// What stands around every answer: refuses addresses that are not ours, turns errors into answers,
/// sets the headers that keep browsers safe, and notes how long it took.
struct Frame: MiddlewareProtocol {
  typealias Input = Request
  typealias Output = Response
  typealias Context = SiteContext

  let site: Site
  let routes: [Route]

  /// The longest address that is read, in bytes.
  private static let longestAddress = 8 << 10

  func handle(
    _ request: Request, context: SiteContext,
    next: (Request, SiteContext) async throws -> Response
  ) async throws -> Response {
    let clock = ContinuousClock()
    let start = clock.now
    var response: Response
    do {
      try refuseStrangeAddress(request)
      response = try await next(request, context)
    } catch {
      response = answer(to: error, request, context)
    }
    Protection.add(to: &response.headers, isSecure: site.settings.isSecure)
    note(response, request, context, start.duration(to: clock.now))
    return response
  }

  // MARK: Addresses

  private func refuseStrangeAddress(_ request: Request) throws {
    let host = request.head.authority?.lowercased() ?? ""
    // A page of another name that was made to point here sends its own name, whatever the port.
    let name = host.replacing(#/:[0-9]+$/#, with: "")
    // A second `Host` is left among the other fields; who stands between might go by that.
    guard !request.headers.contains(where: { $0.name.canonicalName == "host" }) else {
      throw Problem(.badRequest, "host", "the request names two hosts")
    }
    guard site.settings.hostNames.contains(name) else {
      throw Problem(
        .misdirectedRequest, "host", "this server is not “\(host.prefix(200))”",
        hint: "whoever runs it can name the address with --host-name")
    }
    let path = request.head.path ?? ""
    guard path.utf8.count <= Self.longestAddress else {
      throw Problem(.uriTooLong, "address", "the address is longer than 8 KiB")
    }
    let plain = path.prefix { $0 != "?" }
    let decoded = String(plain).removingPercentEncoding
    guard let decoded, !decoded.contains("\\"), !plain.lowercased().contains("%2f"),
      !decoded.split(separator: "/").contains(where: { $0 == ".." || $0 == "." }),
      !decoded.contains("//"), !decoded.unicodeScalars.contains(where: { $0.value < 32 })
    else { throw Problem(.badRequest, "address", "there can be no such address") }
  }

  // MARK: Errors

  private func answer(
    to error: any Error, _ request: Request, _ context: SiteContext
  ) -> Response {
    var problem = Problem(error)
    let path = String((request.head.path ?? "/").prefix { $0 != "?" })
    if problem.status == .notFound, context.endpointPath == "NotFound" {
      let allowed = Set(routes.filter { $0.matches(path) }.map(\.method.rawValue))
      if !allowed.isEmpty {
        problem = Problem(
          .methodNotAllowed, "method", "\(request.method.rawValue) cannot be done at this address",
          headers: [.allow: allowed.sorted().joined(separator: ", ")])
      } else {
        problem = Problem(.notFound, "not_found", "there is nothing at this address")
      }
    }
    if problem.status.code >= 500 {
      context.logger.error(
        "failed",
        metadata: ["error": "\(type(of: error))", "route": "\(context.endpointPath ?? "")"])
    }
    let isPage = !path.hasPrefix("/api/") && Self.wantsHTML(request)
    if problem.status == .unauthorized, isPage, request.method == .get,
      (error as? AccessError)?.code == .unauthenticated
    {
      return .redirect(to: "/login?next=" + Self.encoded(request.head.path ?? "/"))
    }
    let language = Dispatcher.language(of: request)
    let title = site.renderer.languages.text("problem.\(problem.status.code)", [:], language)
    guard isPage else {
      return Response(
        status: problem.status,
        headers: Self.headers(problem, "application/problem+json"),
        body: ResponseBody(
          byteBuffer: ByteBuffer(string: problem.json(title: title).compactText + "\n")))
    }
    var content: [String: Any] = [
      "lang": language.code, "dir": language.isRightToLeft ? "rtl" : "ltr", "title": title,
      "path": path, "scripts": [String](),
      "languages": Language.all.map { other in
        [
          "code": other.code, "name": other.name, "current": other == language,
          "href": "?lang=\(other.code)",
        ] as [String: Any]
      },
    ]
    let words = Words(site.renderer.languages, language)
    content.merge(problem.content(words)) { _, own in own }
    return Response(
      status: problem.status, headers: Self.headers(problem, "text/html; charset=utf-8"),
      body: ResponseBody(
        byteBuffer: ByteBuffer(string: site.renderer.render("error", content, language))))
  }

  private static func headers(_ problem: Problem, _ type: String) -> HTTPFields {
    var headers = problem.headers
    headers[.contentType] = type
    return headers
  }

  private static func wantsHTML(_ request: Request) -> Bool {
    request.headers[.accept]?.contains("text/html") == true
  }

  private static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  }

  // MARK: Notes

  private func note(
    _ response: Response, _ request: Request, _ context: SiteContext, _ time: Duration
  ) {
    let route = context.endpointPath ?? "none"
    let labels = [
      "route": route, "method": request.method.rawValue, "status": String(response.status.code),
    ]
    let seconds =
      Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    site.metrics.time("rapporteur_http_request_seconds", labels, seconds)
    context.logger.info(
      "request",
      metadata: [
        "route": "\(route)", "method": "\(request.method.rawValue)",
        "status": "\(response.status.code)", "ms": "\(Int((seconds * 1000).rounded()))",
        "bytes": "\(response.body.contentLength ?? -1)",
      ])
  }
}
