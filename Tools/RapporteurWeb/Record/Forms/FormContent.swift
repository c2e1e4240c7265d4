import Desk
import JSON
import Registry
import WebCore

/// A form, filled: what was typed as JSON, what is wrong with it and what has to be decided, each at
/// its field.
struct FormContent {
  let visit: Visit
  /// What was typed.
  var json: JSONValue
  /// What people call the ids in it.
  var titles: [String: String] = [:]
  /// What is wrong, by JSON pointer.
  var faults: [Problem.Fault] = []
  /// What has to be decided, by JSON pointer.
  var places: [Ambiguity.Place] = []

  /// How a field is shown.
  struct Look {
    /// What completes it.
    var complete: String?
    /// Whether it holds several values.
    var many = false
    /// Whether it holds many words.
    var long = false
    /// Whether it may stay empty and that has to be said.
    var optional = false
    /// Whether it has to be filled in.
    var required = false
    /// What to know.
    var hint: String?
    /// What an answer may look like.
    var example: String?
    /// The choices: value and label.
    var choices: [(value: String, label: String)] = []
    /// Whether it has the focus at the beginning.
    var first = false
  }

  /// A field as the template takes it.
  func line(
    _ name: String, _ label: String, at pointer: String, id: String? = nil,
    value given: String? = nil, _ look: Look = Look()
  ) -> [String: Any] {
    let value = given ?? Self.text(self.value(at: pointer))
    var field: [String: Any] = [
      "id": id ?? name.replacing(".", with: "-"), "name": name, "label": label, "value": value,
      "type": "text",
    ]
    if look.choices.isEmpty {
      field[look.long ? "long" : "line"] = true
    } else {
      field["choice"] = true
      field["choices"] = look.choices.map {
        ["value": $0.value, "label": $0.label, "chosen": $0.value == value] as [String: Any]
      }
    }
    if let complete = look.complete {
      field["complete"] = complete
      if let known = known(self.value(at: pointer)) { field["titles"] = known }
    }
    for (key, isSo) in [
      ("many", look.many), ("optional", look.optional), ("required", look.required),
      ("first", look.first),
    ] where isSo { field[key] = true }
    field["hint"] = look.hint
    field["example"] = look.example
    let here = faults.filter { Self.isWithin($0.pointer, pointer) }
    if !here.isEmpty { field["fault"] = here.map(\.detail).joined(separator: " ") }
    let unclear = places.filter { Self.isWithin($0.pointer, pointer) }
    if let first = unclear.first {
      field["fault"] = field["fault"] ?? ambiguous(first)
      field["picks"] = unclear.map(picks)
    }
    return field
  }

  /// What is wrong, for the list above the form; `id` tells the field's id on the page.
  func summary(_ id: (String) -> String) -> [[String: Any]] {
    (faults.map { ($0.pointer, $0.detail) } + places.map { ($0.pointer, ambiguous($0)) }).map {
      pointer, detail in
      pointer.isEmpty ? ["detail": detail] : ["field": id(pointer), "detail": detail]
    }
  }

  /// Whether something at or below a place is wrong or unclear.
  func hasFault(under pointer: String) -> Bool {
    faults.contains { Self.isWithin($0.pointer, pointer) }
      || places.contains { Self.isWithin($0.pointer, pointer) }
  }

  private static func isWithin(_ pointer: String, _ other: String) -> Bool {
    pointer == other || pointer.hasPrefix(other + "/")
  }

  // MARK: Choices

  /// What the names of fields begin with in which somebody chose one of several meanings.
  static let choice = "choice:"

  private func picks(_ place: Ambiguity.Place) -> [String: Any] {
    var picks: [String: Any] = [
      "legend": visit.text("outbox.which", ["name": place.written]),
      "name": Self.choice + place.pointer,
      "choices": place.candidates.map { candidate in
        var choice: [String: Any] = ["value": candidate.id, "label": candidate.title]
        choice["detail"] = candidate.detail
        return choice
      },
    ]
    picks["note"] = place.candidates.lazy.compactMap(\.note).first
    return picks
  }

  private func ambiguous(_ place: Ambiguity.Place) -> String {
    visit.text("log.ambiguous", ["name": place.written])
  }

  // MARK: Values

  /// The value at a pointer.
  func value(at pointer: String) -> JSONValue? {
    var value: JSONValue? = json
    for part in pointer.split(separator: "/") {
      value =
        if let elements = value?.array {
          Int(part).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
        } else {
          value?[String(part)]
        }
    }
    return value
  }

  private static func text(_ value: JSONValue?) -> String {
    switch value {
    case .string(let text): text
    case .array(let elements): elements.compactMap(\.string).joined(separator: "; ")
    case .object: value?["code"]?.string ?? ""
    default: ""
    }
  }

  /// What people call the ids in a value, as JSON.
  private func known(_ value: JSONValue?) -> String? {
    var known: [String: JSONValue] = [:]
    for id in value?.array ?? [value].compactMap(\.self) {
      if let code = id["code"]?.string, let written = id["written"] { known[code] = written }
      if let text = id.string, let title = titles[text] { known[text] = .string(title) }
    }
    return known.isEmpty ? nil : JSONValue.object(known).compactText
  }
}

extension JSONValue {
  /// The JSON with what somebody chose in a form in the place of names that may mean several things.
  /// The text of a country stays beside its code.
  func choosing(_ form: Form) -> JSONValue {
    form.fields.reduce(self) { json, field in
      guard field.name.hasPrefix(FormContent.choice), !field.value.isEmpty else { return json }
      let path = field.name.dropFirst(FormContent.choice.count).split(separator: "/")
        .map(String.init)
      guard !path.isEmpty else { return json }
      return json.replacing(at: path[...]) { old in
        guard path.last == "country", let written = old.string else { return .string(field.value) }
        return ["code": .string(field.value), "written": .string(written)]
      }
    }
  }

  private func replacing(
    at path: ArraySlice<String>, _ change: (JSONValue) -> JSONValue
  ) -> JSONValue {
    guard let first = path.first else { return change(self) }
    switch self {
    case .object(var members):
      guard let member = members[first] else { return self }
      members[first] = member.replacing(at: path.dropFirst(), change)
      return .object(members)
    case .array(var elements):
      guard let index = Int(first), elements.indices.contains(index) else { return self }
      elements[index] = elements[index].replacing(at: path.dropFirst(), change)
      return .array(elements)
    default: return self
    }
  }
}

extension String {
  /// The parts of what somebody typed into a field for several values.
  var listed: [String] {
    split(separator: ";").map { String($0).trimmed }.filter { !$0.isEmpty }
  }
}
