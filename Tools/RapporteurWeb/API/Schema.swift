import JSON
import Registry

/// A JSON Schema (2020-12), as OpenAPI 3.1 takes it.
struct Schema: Sendable {
  /// The schema's own members.
  var members: [String: JSONValue]

  /// A schema with these members.
  init(_ members: [String: JSONValue]) { self.members = members }

  /// The schema as JSON.
  var json: JSONValue { .object(members) }

  /// The schema with a remark for readers.
  func saying(_ description: String) -> Schema { with("description", .string(description)) }

  /// The schema with values that show what is meant.
  func like(_ examples: JSONValue...) -> Schema { with("examples", .array(examples)) }

  /// The schema with a value that is taken when none is given.
  func byDefault(_ value: JSONValue) -> Schema { with("default", value) }

  /// The schema with one more member.
  func with(_ name: String, _ value: JSONValue) -> Schema {
    var copy = self
    copy.members[name] = value
    return copy
  }

  /// The schema, or null.
  var orNull: Schema {
    guard case .string(let type)? = members["type"] else {
      return Schema(["anyOf": [json, ["type": "null"]]])
    }
    var copy = with("type", [.string(type), "null"])
    if let values = members["enum"]?.array { copy.members["enum"] = .array(values + [.null]) }
    return copy
  }
}

extension Schema {
  /// A schema among the document's components.
  static func named(_ name: String) -> Schema {
    Schema(["$ref": .string("#/components/schemas/" + name)])
  }

  /// Any text.
  static let text = Schema(["type": "string"])
  /// Yes or no.
  static let bool = Schema(["type": "boolean"])
  /// A whole number from 0 on.
  static let count = Schema(["type": "integer", "minimum": 0])
  /// An object with members that are not described here.
  static let open = Schema(["type": "object"])
  /// Whatever a field may hold.
  static let anything = Schema([:])
  /// The id of a thing.
  static let id = text.with("pattern", .string(identifierPattern))
  /// A UUID.
  static let uuid = text.with("format", "uuid")
  /// When the registry learned it.
  static let instant = text.with("format", "date-time")

  /// What ids look like.
  static let identifierPattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"

  /// A list.
  static func list(_ element: Schema) -> Schema {
    Schema(["type": "array", "items": element.json])
  }

  /// One of these texts.
  static func oneOf(_ texts: [String]) -> Schema {
    text.with("enum", .array(texts.map { .string($0) }))
  }

  /// What one of these schemas takes, and no other.
  static func either(_ schemas: [Schema]) -> Schema {
    schemas.count == 1 ? schemas[0] : Schema(["oneOf": .array(schemas.map(\.json))])
  }

  /// An object as an answer has it: these members are there, and others may be added later.
  static func answer(
    _ members: [String: Schema], sometimes: [String: Schema] = [:]
  ) -> Schema {
    object(members.merging(sometimes) { $1 }, required: members.keys.sorted())
  }

  /// An object as a request gives it: no other members than these.
  static func body(_ members: [String: Schema], required: [String] = []) -> Schema {
    object(members, required: required).with("additionalProperties", false)
  }

  /// A table of values by names that are not known beforehand.
  static func table(of values: Schema) -> Schema {
    Schema(["type": "object", "additionalProperties": values.json])
  }

  /// Everything that both ask for.
  func and(_ more: Schema) -> Schema { Schema(["allOf": [json, more.json]]) }

  private static func object(_ members: [String: Schema], required: [String]) -> Schema {
    var schema = Schema(["type": "object", "properties": .object(members.mapValues(\.json))])
    if !required.isEmpty { schema.members["required"] = .array(required.map { .string($0) }) }
    return schema
  }
}
