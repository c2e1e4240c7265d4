import Access
import Desk
import EventLog
import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import Testing
import WebCore

@testable import WebAPI

extension TestSite {
  /// A program with a token of this account in this role.
  func program(_ account: String, _ role: Role, _ visitor: Visitor) async throws -> Visitor {
    var program = visitor
    program.token = try credentials.makeToken(
      account: account, role: role, name: "test",
      until: Instant(microseconds: Int64(Date.now.timeIntervalSince1970 + 3_600) * 1_000_000),
      by: account
    ).secret
    return program
  }

  /// The log's size.
  var size: UInt64 { get throws { try desk.log.read { $0.size } } }
}

/// An answer of the API.
struct APIAnswer: CustomTestStringConvertible {
  let status: Int
  let headers: HTTPFields
  let text: String
  let json: JSONValue

  init(_ response: TestResponse) throws {
    status = response.status.code
    headers = response.headers
    text = String(buffer: response.body)
    let isJSON = headers[.contentType]?.hasSuffix("json") == true && !text.isEmpty
    json = isJSON ? try JSONValue(parsing: text) : .null
  }

  var testDescription: String { "\(status) \(text.prefix(400))" }

  /// The rows of a list.
  var rows: [JSONValue] { json.array ?? [] }
  /// The ids of the rows.
  var ids: [String] { rows.compactMap { $0["id"]?.string } }
  /// Where faults are.
  var pointers: [String] { (json["errors"]?.array ?? []).compactMap { $0["pointer"]?.string } }

  /// The address of the next page.
  var next: String? {
    guard let link = headers[.link], link.hasSuffix(">; rel=\"next\"") else { return nil }
    return String(link.dropFirst().prefix { $0 != ">" })
  }
}

extension Visitor {
  /// Asks the API, below `/api/v1`.
  func get(_ path: String, headers: HTTPFields = [:], accept: String = "application/json")
    async throws -> APIAnswer
  {
    let whole = path.hasPrefix("/") ? path : "/api/v1/" + path
    return try APIAnswer(try await send(.get, whole, headers: headers, accept: accept))
  }

  /// Gives the API a command, below `/api/v1`.
  func give(
    _ method: HTTPRequest.Method = .post, _ path: String, _ body: JSONValue,
    key: String? = nil, headers: HTTPFields = [:]
  ) async throws -> APIAnswer {
    var headers = headers
    headers[.idempotencyKey] = key
    return try APIAnswer(try await send(method, "/api/v1/" + path, json: body, headers: headers))
  }
}

/// Holds answers against the document.
enum Described {
  /// What does not fit the schema of an operation's answer, members that nobody described included.
  static func faults(_ answer: APIAnswer, _ method: String, _ path: String) -> [String] {
    let operation = OpenAPIDocument.json["paths"]?[path]?[method]
    guard var described = operation?["responses"]?[String(answer.status)] else {
      return ["\(answer.status) is no answer of \(method) \(path)"]
    }
    if let name = described["$ref"]?.string?.split(separator: "/").last {
      described = OpenAPIDocument.json["components"]?["responses"]?[String(name)] ?? .null
    }
    let type = (answer.headers[.contentType] ?? "").prefix { $0 != ";" }
    guard let content = described["content"]?[String(type)] else {
      return answer.text.isEmpty ? [] : ["\(type) is no type of \(method) \(path) \(answer.status)"]
    }
    guard type.hasSuffix("json"), let schema = content["schema"] else { return [] }
    var check = SchemaCheck()
    check.check(answer.json, schema)
    return check.faults.map { "\($0.pointer) \($0.detail)" }
      + strangers(answer.json, schema, at: "").map { "\($0) is described nowhere" }
  }

  /// Members of an answer that the schema does not name.
  private static func strangers(_ value: JSONValue, _ schema: JSONValue, at place: String)
    -> [String]
  {
    let parts = parts(of: schema)
    switch value {
    case .array(let elements):
      let items = parts.compactMap { $0["items"] }
      guard !items.isEmpty else { return [] }
      return elements.flatMap { strangers($0, ["anyOf": .array(items)], at: place + "/*") }
    case .object(let members):
      let isOpen = parts.contains {
        ($0["properties"] == nil && $0["additionalProperties"] == nil)
          || $0["additionalProperties"]?.object != nil
      }
      guard !isOpen else { return [] }
      return members.flatMap { name, member in
        let described = parts.compactMap { $0["properties"]?[name] }
        return described.isEmpty
          ? ["\(place)/\(name)"]
          : strangers(member, ["anyOf": .array(described)], at: "\(place)/\(name)")
      }
    default: return []
    }
  }

  /// The schemas that one consists of, references followed.
  private static func parts(of schema: JSONValue) -> [JSONValue] {
    if let name = schema["$ref"]?.string?.split(separator: "/").last {
      return OpenAPIDocument.json["components"]?["schemas"]?[String(name)].map { parts(of: $0) }
        ?? []
    }
    let inner = ["allOf", "anyOf", "oneOf"].flatMap { schema[$0]?.array ?? [] }
    return inner.isEmpty ? [schema] : inner.flatMap { parts(of: $0) }
  }
}
