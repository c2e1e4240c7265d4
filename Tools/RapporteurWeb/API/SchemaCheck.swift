import HTTPTypes
import JSON
import Registry
import WebCore

/// Holds a body against a schema of the document, so that what is taken is what is described.
struct SchemaCheck {
  /// What does not fit.
  private(set) var faults: [Problem.Fault] = []

  /// More are not looked for.
  private static let most = 50

  /// Holds a value against a schema.
  mutating func check(_ value: JSONValue, _ schema: JSONValue, at pointer: String = "") {
    guard faults.count < Self.most else { return }
    if let name = schema["$ref"]?.string?.split(separator: "/").last,
      let named = OpenAPIDocument.schemas[String(name)]
    {
      return check(value, named.json, at: pointer)
    }
    if let types = schema["discriminator"]?["mapping"]?.object {
      return choose(value, types, at: pointer)
    }
    if let choices = (schema["anyOf"] ?? schema["oneOf"])?.array {
      return tryAll(value, choices, at: pointer)
    }
    for part in schema["allOf"]?.array ?? [] { check(value, part, at: pointer) }
    if let constant = schema["const"], value != constant {
      return add(pointer, "is not \(constant.compactText)")
    }
    if let values = schema["enum"]?.array, !values.contains(value) {
      return add(
        pointer, "is none of " + values.prefix(20).map(\.compactText).joined(separator: ", "))
    }
    guard fits(value, schema["type"], at: pointer) else { return }
    switch value {
    case .string(let text):
      if let least = schema["minLength"]?.integer, text.unicodeScalars.count < least {
        add(pointer, "is empty")
      }
      if let most = schema["maxLength"]?.integer, text.unicodeScalars.count > most {
        add(pointer, "is longer than \(most) characters")
      }
    case .integer(let number):
      if let least = schema["minimum"]?.integer, number < least {
        add(pointer, "is less than \(least)")
      }
    case .array(let elements): check(elements, schema, at: pointer)
    case .object(let members): check(members, schema, at: pointer)
    case .null, .bool: break
    }
  }

  // MARK: Parts

  private mutating func fits(_ value: JSONValue, _ type: JSONValue?, at pointer: String) -> Bool {
    guard let type else { return true }
    let types = type.array?.compactMap(\.string) ?? [type.string ?? ""]
    if types.contains(value.typeName) { return true }
    let wanted = types.map { $0 == "integer" ? "whole number" : $0 }.joined(separator: " or ")
    add(pointer, "is no \(wanted)")
    return false
  }

  private mutating func check(_ elements: [JSONValue], _ schema: JSONValue, at pointer: String) {
    if let least = schema["minItems"]?.integer, elements.count < least {
      add(pointer, "is empty")
    }
    if let most = schema["maxItems"]?.integer, elements.count > most {
      return add(pointer, "has more than \(most) elements")
    }
    guard let items = schema["items"] else { return }
    for (place, element) in elements.enumerated() {
      check(element, items, at: "\(pointer)/\(place)")
    }
  }

  private mutating func check(
    _ members: [String: JSONValue], _ schema: JSONValue, at pointer: String
  ) {
    let known = schema["properties"]?.object ?? [:]
    for name in schema["required"]?.array?.compactMap(\.string) ?? [] where members[name] == nil {
      add(Self.pointer(pointer, name), "is missing")
    }
    if let least = schema["minProperties"]?.integer, members.count < least {
      add(pointer, "is empty")
    }
    for (name, member) in members.sorted(by: { $0.key < $1.key }) {
      let place = Self.pointer(pointer, name)
      if let described = known[name] {
        check(member, described, at: place)
      } else if let others = schema["additionalProperties"], others.object != nil {
        check(member, others, at: place)
      } else if schema["additionalProperties"] == false {
        let near = NearMatch.closest(to: name, in: known.keys.sorted(), limit: 2)
        let meant =
          near.isEmpty
          ? "there are " + known.keys.sorted().joined(separator: ", ")
          : "did you mean \(near.joined(separator: " or "))?"
        add(place, known.isEmpty ? "is no member here" : "is no member here; \(meant)")
      }
    }
  }

  /// The member `type` says which schema counts.
  private mutating func choose(
    _ value: JSONValue, _ types: [String: JSONValue], at pointer: String
  ) {
    guard value.object != nil else { return add(pointer, "is no object") }
    guard let type = value["type"] else { return add(pointer + "/type", "is missing") }
    guard let name = type.string, let reference = types[name] else {
      let names = types.keys.sorted()
      let near = NearMatch.closest(to: type.string ?? "", in: names, limit: 2)
      let meant =
        near.isEmpty
        ? "there are \(names.joined(separator: ", "))"
        : "did you mean \(near.joined(separator: " or "))?"
      return add(pointer + "/type", "is nothing that can be recorded here; \(meant)")
    }
    check(value, ["$ref": reference], at: pointer)
  }

  /// One of several schemas has to fit; when none does, the one that nearly does says why.
  private mutating func tryAll(_ value: JSONValue, _ choices: [JSONValue], at pointer: String) {
    var nearest: [Problem.Fault]?
    for choice in choices {
      var attempt = SchemaCheck()
      attempt.check(value, choice, at: pointer)
      if attempt.faults.isEmpty { return }
      if attempt.faults.count < nearest?.count ?? .max { nearest = attempt.faults }
    }
    faults += nearest ?? []
  }

  private mutating func add(_ pointer: String, _ detail: String) {
    faults.append(.init(pointer, detail))
  }

  /// The pointer to a member (RFC 6901).
  static func pointer(_ parent: String, _ name: String) -> String {
    parent + "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
  }
}

extension JSONValue {
  /// The type's name in JSON Schema.
  fileprivate var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .integer: "integer"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

extension Body {
  /// The body as JSON, once it is known to fit; null when it is sent as something else.
  func read(_ visit: Visit) throws(Problem) -> JSONValue {
    let header = visit.head.headerFields[.contentType] ?? ""
    let type = header.prefix { $0 != ";" }.lowercased().trimmed
    guard let schema = content.first(where: { $0.type == type })?.schema else {
      let types = content.map(\.type).joined(separator: " or ")
      throw Problem(
        .unsupportedMediaType, "media_type",
        type.isEmpty
          ? "the body is not said to be of any type" : "a body of \(type) is not taken here",
        hint: "send it as \(types)")
    }
    guard type == "application/json" else { return .null }
    let body = try visit.json()
    var check = SchemaCheck()
    check.check(body, schema.json)
    guard check.faults.isEmpty else { throw Self.refusal(check.faults) }
    return body
  }

  /// The problem of a body with these faults.
  static func refusal(_ faults: [Problem.Fault]) -> Problem {
    let first = faults[0]
    let place = first.pointer.isEmpty ? "the body" : first.pointer
    return Problem(
      .unprocessableContent, "invalid",
      faults.count == 1
        ? "\(place) \(first.detail)"
        : "the body has \(faults.count) faults: \(place) \(first.detail), …",
      hint: "nothing was recorded; mend it and send it again", faults: faults)
  }
}
