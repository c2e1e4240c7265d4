import HTTPTypes
import Hummingbird
import JSON
import WebCore

extension JSONValue {
  /// The value as templates take it: what is null is not there.
  var content: Any? {
    switch self {
    case .null: nil
    case .bool(let truth): truth
    case .integer(let number): Int(number)
    case .string(let text): text
    case .array(let elements): elements.compactMap(\.content)
    case .object(let members): members.compactMapValues(\.content)
    }
  }

  /// A text, or null for an empty one, so that templates see nothing where there is nothing.
  static func text(_ text: String?) -> JSONValue {
    guard let text, !text.isEmpty else { return .null }
    return .string(text)
  }

  /// A whole number.
  static func count(_ number: Int) -> JSONValue { .integer(Int64(number)) }
}

extension Visit {
  /// A page filled with content that was read elsewhere.
  func show(
    _ template: String, title: String, _ content: [String: JSONValue], scripts: [String] = [],
    status: HTTPResponse.Status = .ok
  ) throws -> Response {
    var members = content.compactMapValues(\.content)
    // Templates cannot ask whether a list is empty without going through it.
    for (key, value) in content {
      if let elements = value.array, !elements.isEmpty { members["has_" + key] = true }
    }
    return try page(
      template, title: title, members, scripts: ["time.js"] + scripts, status: status)
  }

  /// A link with what it is called.
  func linked(_ label: String, _ path: String) -> JSONValue {
    ["label": .string(label), "href": .string(link(path))]
  }
}
