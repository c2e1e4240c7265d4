import Access
import Desk
import EventLog
import Foundation
public import HTTPTypes
import Hummingbird
public import JSON
import ProjectionKit
import Registry
import Things

/// Why a request was not answered as it was meant (RFC 9457).
public struct Problem: Error, Sendable {
  /// One of several faults: where in the request, and what is wrong there.
  public struct Fault: Hashable, Sendable {
    /// The field's name in a form, or a JSON pointer (RFC 6901) in a body.
    public var pointer: String
    /// What is wrong.
    public var detail: String

    /// A fault.
    public init(_ pointer: String, _ detail: String) {
      self.pointer = pointer
      self.detail = detail
    }
  }

  /// The status of the answer.
  public var status: HTTPResponse.Status
  /// What kind of problem it is, in one word: the end of its type's address.
  public var code: String
  /// What is wrong.
  public var detail: String
  /// Where: `option`, `file`, `row`, …
  public var place: [String: String]
  /// What to do.
  public var hint: String?
  /// All that is wrong, when there are several places.
  public var faults: [Fault]
  /// Headers of the answer.
  public var headers: HTTPFields
  /// Members that only this kind of problem has.
  public var members: [String: JSONValue]

  /// A problem.
  public init(
    _ status: HTTPResponse.Status, _ code: String, _ detail: String,
    at place: [String: String] = [:],
    hint: String? = nil, faults: [Fault] = [], headers: HTTPFields = [:],
    members: [String: JSONValue] = [:]
  ) {
    self.status = status
    self.code = code
    self.detail = detail
    self.place = place
    self.hint = hint
    self.faults = faults
    self.headers = headers
    self.members = members
  }

  /// The problem as a body, with the title in somebody's language.
  public func json(title: String) -> JSONValue {
    var members: [String: JSONValue] = [
      "type": .string("urn:rapporteur:problem:" + code), "title": .string(title),
      "status": .integer(Int64(status.code)), "detail": .string(detail), "code": .string(code),
    ]
    if !place.isEmpty { members["where"] = .object(place.mapValues { .string($0) }) }
    if let hint { members["hint"] = .string(hint) }
    if !faults.isEmpty {
      members["errors"] = .array(
        faults.map { ["pointer": .string($0.pointer), "detail": .string($0.detail)] })
    }
    members.merge(self.members) { standard, _ in standard }
    return .object(members)
  }
}

extension Problem {
  /// The problem as content of the page `error`: what it means and what to do in the visitor's words,
  /// then what the registry itself says, which is English.
  func content(_ words: Words) -> [String: Any] {
    var content: [String: Any] = [
      "status": Int(status.code), "detail": detail, "isForeign": !words.isEnglish,
      "places": faults.map { ["field": $0.pointer, "detail": $0.detail] },
    ]
    if let lead = words.string("problem.\(status.code).lead") { content["lead"] = lead }
    if let hint { content["hint"] = hint }
    return content
  }

  /// Any error as a problem. What is nobody's business outside becomes a plain 500.
  public init(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let error as AccessError: self.init(access: error)
    case let error as DeskError:
      self.init(
        Self.status(error.code), error.code.rawValue, error.message, at: error.place,
        hint: error.hint)
    case let error as FieldError:
      let detail = "“\(error.value)” \(error.reason)"
      self.init(
        .unprocessableContent, "invalid", "\(error.field): \(detail)",
        at: ["option": "--" + error.field.replacing("_", with: "-")], hint: error.hint,
        faults: [Fault(error.field, detail)])
    case let error as FilterError:
      self.init(
        .badRequest, "filter", error.message,
        at: error.filter.map { ["option": "--" + $0] } ?? [:], hint: error.hint,
        faults: error.filter.map { [Fault($0, error.message)] } ?? [])
    case let error as EventLogError where [.noSpace, .io].contains(error.code):
      self.init(Self.noSpace, "io", error.message)
    case let error as HTTPError:
      self.init(
        error.status, "http", error.body ?? error.status.reasonPhrase, headers: error.headers)
    default:
      self.init(
        .internalServerError, "internal", "the server failed in a way that it did not expect",
        hint: "try again; if it stays so, tell whoever runs the server when it happened")
    }
  }

  private init(access error: AccessError) {
    var headers: HTTPFields = [:]
    if let seconds = error.retryAfter { headers[.retryAfter] = String(seconds) }
    let status: HTTPResponse.Status =
      switch error.code {
      case .unauthenticated, .rejected: .unauthorized
      case .forbidden: .forbidden
      case .throttled: .tooManyRequests
      }
    if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer realm=\"rapporteur\"" }
    self.init(status, error.code.rawValue, error.message, hint: error.hint, headers: headers)
  }

  private static func status(_ code: DeskError.Code) -> HTTPResponse.Status {
    switch code {
    case .refused: .unprocessableContent
    case .notFound: .notFound
    case .conflict: .conflict
    case .outdated: .preconditionFailed
    case .damaged, .verification: .serviceUnavailable
    case .io: noSpace
    }
  }

  /// RFC 4918, section 11.5.
  private static let noSpace = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}
