import Access
import Crypto
import Desk
import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import WebCore

/// What all calls of the API share, and what is done around each of them.
final class APIService: Sendable {
  /// Who may ask how often.
  let limiter: RateLimiter
  /// Streams that are open, by who reads them.
  let streams = Mutex<[String: Int]>([:])

  init(limiter: RateLimiter = RateLimiter()) { self.limiter = limiter }

  /// Answers a request for an operation.
  func answer(
    _ operation: Operation, _ visit: Visit, _ run: @Sendable (Call) async throws -> Reply
  ) async throws -> Response {
    let verdict = limiter.take(
      Self.name(of: visit), visit.principal == nil ? .address : .account)
    guard verdict.isAllowed else { throw Self.tooMany(verdict) }
    do {
      var response = try await checked(operation, visit, run)
      Self.note(verdict, &response.headers)
      return response
    } catch {
      var problem = Problem(error)
      problem.locate(in: operation)
      Self.note(verdict, &problem.headers)
      throw problem
    }
  }

  private func checked(
    _ operation: Operation, _ visit: Visit, _ run: @Sendable (Call) async throws -> Reply
  ) async throws -> Response {
    let call = try Call(operation, visit, self)
    guard operation.answer.headers.contains(.etag) else {
      return try await run(call).response(to: call, tag: nil)
    }
    let tag = try EntityTag(call)
    if let known = visit.head.headerFields[.ifNoneMatch], tag.isNamed(in: known) {
      return Response(
        status: .notModified,
        headers: [.eTag: tag.text, .cacheControl: "private, no-cache"])
    }
    return try await run(call).response(to: call, tag: tag)
  }

  // MARK: How often

  /// Whose bucket a request takes from: the token's, the session's, or the address's.
  static func name(of visit: Visit) -> String {
    guard let principal = visit.principal else { return "address \(visit.address)" }
    guard let token = visit.head.headerFields[.authorization] else {
      return "session \(principal.account)"
    }
    return "token " + Base64URL.text(SHA256.hash(data: Data(token.utf8)).prefix(12))
  }

  private static func note(_ verdict: RateLimiter.Verdict, _ headers: inout HTTPFields) {
    headers[.rateLimit] = String(verdict.limit)
    headers[.rateRemaining] = String(verdict.remaining)
    headers[.rateReset] = String(verdict.seconds)
  }

  private static func tooMany(_ verdict: RateLimiter.Verdict) -> Problem {
    var headers: HTTPFields = [.retryAfter: String(verdict.seconds)]
    note(verdict, &headers)
    return Problem(
      .tooManyRequests, "throttled", "too many requests in a short time",
      hint: "go on after \(verdict.seconds) seconds", headers: headers)
  }
}

extension Problem {
  /// Says where in the request the fault is, when the command line would name an option.
  fileprivate mutating func locate(in operation: Operation) {
    guard faults.isEmpty, let option = place.removeValue(forKey: "option") else { return }
    let name = option.drop { $0 == "-" }.lowercased()
    if operation.parameters.contains(where: { $0.name == name }) {
      faults = [Fault(name, detail)]
    } else if operation.body != nil {
      let member = name.replacing("-", with: "_")
      let isWhole = ["occurred", "reason", "source", "id", "into", "to", "vocabulary", "entry"]
        .contains(member)
      let known = member == "source" ? "sources" : member
      faults = [Fault(isWhole ? "/\(known)" : "/fields/\(known)", detail)]
    }
  }
}
