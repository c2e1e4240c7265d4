public import JSON

/// An event's payload as the log takes it: what stands in the record, and what stands beside it.
public struct Payload: Hashable, Sendable {
  /// The record's `data`.
  public var data: [String: JSONValue] = [:]
  /// Free texts by field.
  public var texts: [String: String] = [:]
  /// A person's own fields.
  public var sealed: [String: String] = [:]

  /// An empty payload.
  public init() {}
}

extension Payload {
  /// Takes these fields out of the record and puts them beside it, figures too.
  public mutating func besideWhole(_ names: [String]) {
    for name in names {
      if let text = data.removeValue(forKey: name)?.string { texts[name] = text }
    }
  }
}

extension Event {
  /// The names in a payload that are no fields.
  private enum Key {
    static let cleared = "cleared"
    static let entry = "entry"
    static let into = "into"
    static let citing = "citing"
    static let reason = "reason"
  }

  /// The payload to append.
  public var payload: Payload {
    var payload = Payload()
    let definitions = type.fields
    for (name, value) in fields {
      let field = definitions.first { $0.name == name }
      switch (value, field) {
      case (_, .some(let field)) where field.sealed: payload.sealed[name] = value.besideText
      case (.text(let text), .some(let field)) where field.mayNamePerson(text):
        payload.texts[name] = text
      default: payload.data[name] = value.json
      }
    }
    if !cleared.isEmpty { payload.data[Key.cleared] = .array(cleared.map { .string($0) }) }
    if let entry { payload.data[Key.entry] = .string(entry) }
    if let into { payload.data[Key.into] = .string(into) }
    if let citing { payload.data[Key.citing] = .array(citing.map { .string($0) }) }
    if let reason { payload.texts[Key.reason] = reason }
    return payload
  }

  /// Reads an event back. `beside` holds nil for what was lawfully destroyed. Fields that this
  /// release does not know, or that do not fit, are left out: reading never fails.
  public init(_ type: EventType, data: [String: JSONValue], beside: [String: String?]) {
    self.init(type)
    let definitions = type.fields
    for field in definitions {
      if let json = data[field.name] {
        fields[field.name] = Value(json, type: field.type)
      } else if let content = beside[field.name] {
        fields[field.name] = content.map { Value(besideText: $0, of: field) } ?? .erased
      }
    }
    cleared = data[Key.cleared]?.array?.compactMap(\.string) ?? []
    entry = data[Key.entry]?.string
    into = data[Key.into]?.string
    citing = data[Key.citing]?.array?.compactMap(\.string)
    if let reason = beside[Key.reason] { self.reason = reason ?? "[erased]" }
  }
}

extension Field {
  /// Whether this text, in this field, has to stand beside the record.
  fileprivate func mayNamePerson(_ text: String) -> Bool {
    switch type {
    case .text, .referencesOrText: true
    case .figureOrText:
      text.utf8.count > 64 || !text.utf8.allSatisfy { "0123456789.,-+% ".utf8.contains($0) }
    default: false
    }
  }
}

extension Value {
  /// A sealed value as one text: lists as JSON, everything else as it is.
  fileprivate var besideText: String {
    if case .texts = self { json.compactText } else { written }
  }

  fileprivate init(besideText text: String, of field: Field) {
    if case .titles = field.type, let json = try? JSONValue(parsing: text),
      let value = Value(json, type: .titles)
    {
      self = value
    } else {
      self = .text(text)
    }
  }
}
