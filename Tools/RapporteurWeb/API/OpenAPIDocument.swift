import Access
import Crypto
import Foundation
import HTTPTypes
public import JSON
import Registry
import WebCore

/// The API's description in OpenAPI 3.1, made from the operations and the registry's definitions.
public enum OpenAPIDocument {
  /// The document.
  public static let json: JSONValue = [
    "openapi": "3.1.1",
    "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
    "info": [
      "title": "Rapporteur", "version": "1",
      "summary": "A registry of people, meetings and cooperation requests over an append-only log.",
      "description": .string(introduction),
      "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
    ],
    "servers": [["url": "/", "description": "This server."]],
    "tags": .array(Operation.Tag.allCases.map { ["name": .string($0.rawValue)] }),
    "paths": .object(paths),
    "components": [
      "schemas": .object(schemas.mapValues(\.json)), "responses": .object(responses),
      "headers": .object(headers), "securitySchemes": securitySchemes,
    ],
    "security": .array([["token": []], ["session": []]]),
  ]

  /// The document as it is sent.
  static let text = json.compactText + "\n"

  /// A hash of the document: another one when answers may look otherwise.
  static let fingerprint = Base64URL.text(
    SHA256.hash(data: Data(text.utf8)).prefix(9))

  private static let introduction = """
    The same questions and commands, in the same shapes, as the command line. Absent values are null \
    and mean “not stated”. Members may be added to answers; none is renamed. Dates are partial \
    dates. Every GET takes `as-of`, which reads the registry as it stood at an earlier size of \
    the log.

    Log in with an API token (`Authorization: Bearer …`), or with the cookie of a session and, for \
    whatever records something, the session's token in `X-CSRF-Token`. What an account may do \
    follows from its roles.

    Docs/api.md leads through all of it with examples that run.
    """

  /// Every schema, by name.
  static let schemas: [String: Schema] = Kind.allCases.filter {
    $0 != .vocabulary && $0 != .account
  }
  .reduce(into: AnswerSchemas.components.merging(Operation.neighbouringSchemas) { $1 }) {
    schemas, kind in
    schemas.merge(ThingSchemas(kind: kind).components) { $1 }
  }

  // MARK: Paths

  private static let paths: [String: JSONValue] = {
    var paths: [String: [String: JSONValue]] = [:]
    for operation in Operation.all {
      paths[operation.path, default: [:]][operation.method.rawValue.lowercased()] =
        describe(operation)
    }
    return paths.mapValues { .object($0) }
  }()

  private static func describe(_ operation: Operation) -> JSONValue {
    var members: [String: JSONValue] = [
      "operationId": .string(operation.id), "tags": [.string(operation.tag.rawValue)],
      "summary": .string(operation.summary), "responses": .object(answers(operation)),
      "parameters": .array(operation.parameters.map(describe)),
      "security": .array(security(operation)),
    ]
    members["description"] = operation.description.map { .string($0) }
    if !operation.needs.isEmpty {
      // Who may: the roles of an account, or the role of a token.
      members["x-roles"] = .array(operation.roles.map { .string($0.rawValue) })
    }
    members["requestBody"] = operation.body.map { body in
      [
        "required": .bool(!body.optional),
        "content": content(body.content, example: body.example),
      ]
    }
    return .object(members)
  }

  private static func describe(_ parameter: Parameter) -> JSONValue {
    let schema = parameter.repeats ? Schema.list(parameter.schema) : parameter.schema
    var members: [String: JSONValue] = [
      "name": .string(parameter.name), "in": .string(parameter.place.rawValue),
      "description": .string(parameter.description), "schema": schema.json,
    ]
    if parameter.required { members["required"] = true }
    members["example"] = parameter.example
    return .object(members)
  }

  private static func content(
    _ content: [(type: String, schema: Schema)], example: JSONValue?
  ) -> JSONValue {
    .object(
      Dictionary(
        uniqueKeysWithValues: content.map { type, schema in
          var members = ["schema": schema.json]
          if type == "application/json" { members["example"] = example }
          return (type, .object(members))
        }))
  }

  private static func answers(_ operation: Operation) -> [String: JSONValue] {
    let answer = operation.answer
    var members: [String: JSONValue] = ["description": .string(answer.description)]
    if !answer.content.isEmpty {
      members["content"] = content(answer.content, example: answer.example)
    }
    if !answer.headers.isEmpty {
      members["headers"] = .object(
        Dictionary(
          uniqueKeysWithValues: answer.headers.map {
            ($0.rawValue, ["$ref": .string("#/components/headers/" + $0.component)])
          }))
    }
    var answers = [String(answer.status): JSONValue.object(members)]
    if answer.status == 201 {
      members["description"] = "It was recorded before, or is so already: nothing was recorded."
      answers["200"] = .object(members)
    }
    if answer.headers.contains(.etag) {
      answers["304"] = ["description": "It is as If-None-Match says."]
    }
    for problem in operation.everyProblem {
      answers[String(problem.rawValue)] = [
        "$ref": .string("#/components/responses/" + problem.component)
      ]
    }
    return answers
  }

  private static func security(_ operation: Operation) -> [JSONValue] {
    guard !operation.needs.isEmpty else { return [[:]] }
    return operation.isReading
      ? [["token": []], ["session": []]] : [["token": []], ["session": [], "csrf": []]]
  }

  // MARK: Components

  private static let responses: [String: JSONValue] = Dictionary(
    uniqueKeysWithValues: ProblemStatus.allCases.map { status in
      var members: [String: JSONValue] = [
        "description": .string(status.meaning),
        "content": ["application/problem+json": ["schema": Schema.named("Problem").json]],
      ]
      if status == .tooMany {
        members["headers"] = [
          "Retry-After": [
            "description": "After how many seconds to try again.", "schema": Schema.count.json,
          ]
        ]
      }
      return (status.component, .object(members))
    })

  private static let headers: [String: JSONValue] = Dictionary(
    uniqueKeysWithValues: HeaderField.allCases.map { field in
      (
        field.component,
        ["description": .string(field.description), "schema": field.schema.json]
      )
    })

  private static let securitySchemes: JSONValue = [
    "token": [
      "type": "http", "scheme": "bearer",
      "description": "An API token, made on the page of one's account; it has one role and an end.",
    ],
    "session": [
      "type": "apiKey", "in": "cookie", "name": .string(Cookies.session),
      "description": "A session of the web, from the page /login.",
    ],
    "csrf": [
      "type": "apiKey", "in": "header", "name": .string(HTTPField.Name.csrfToken.rawName),
      "description": "The session's own token, against requests that other sites forge.",
    ],
  ]
}

extension Operation {
  /// All that may come back besides the answer.
  var everyProblem: Set<ProblemStatus> {
    var problems: Set<ProblemStatus> = [
      .badRequest, .notAcceptable, .addressTooLong, .misdirected, .tooMany, .failed, .unavailable,
      .noSpace,
    ]
    problems.formUnion(self.problems)
    if !needs.isEmpty { problems.formUnion([.unauthenticated, .forbidden]) }
    if !isReading {
      // A session's request without its CSRF token is refused everywhere.
      problems.formUnion([.tooSlow, .conflict, .tooLarge, .unsupportedType, .refused])
    }
    return problems
  }
}
