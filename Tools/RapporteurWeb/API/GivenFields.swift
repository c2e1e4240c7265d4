import JSON
import Registry
import WebCore

/// Fields as a body gives them, read as the registry keeps them.
struct GivenFields {
  /// The fields that have a value.
  private(set) var fields: Fields = [:]
  /// The fields that are to be emptied.
  private(set) var cleared: [String] = []

  /// Reads the members of an object that was held against the schema already; says of all that cannot
  /// be read where it is.
  init(_ given: JSONValue?, _ definitions: [Field], at pointer: String = "/fields") throws(Problem)
  {
    var faults: [Problem.Fault] = []
    for (name, value) in given?.object ?? [:] {
      guard let field = definitions.first(where: { $0.name == name }) else { continue }
      if value == .null {
        cleared.append(name)
        continue
      }
      do throws(FieldError) {
        // A text of nothing but blanks says nothing.
        guard let read = try field.read(Self.parts(of: value)) else {
          faults.append(.init(SchemaCheck.pointer(pointer, name), "is empty"))
          continue
        }
        fields[name] = read
      } catch {
        let hint = error.hint.map { "; \($0)" } ?? ""
        faults.append(
          .init(SchemaCheck.pointer(pointer, name), "“\(error.value)” \(error.reason)\(hint)"))
      }
    }
    cleared.sort()
    guard faults.isEmpty else {
      throw Body.refusal(faults.sorted { $0.pointer < $1.pointer })
    }
  }

  private static func parts(of value: JSONValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .integer(let number): [String(number)]
    case .bool(let flag): [flag ? "yes" : "no"]
    case .array(let elements): elements.compactMap(\.string)
    case .null, .object: []
    }
  }
}
