import JSON
import Registry
import WebCore

/// The form of a bilateral as JSON.
struct BilateralForm {
  /// The lists of a bilateral.
  static let lists = ["requests", "offers", "followups"]
  /// The members of their things that hold several values.
  private static let several: Set<String> = ["themes", "support_types", "owner"]

  /// The bilateral, as it was written.
  let json: JSONValue

  /// An empty bilateral on a day.
  init(on day: Day) { json = ["on": .string(day.description)] }

  /// What a form sent.
  init(_ form: Form) {
    var members: [String: JSONValue] = [:]
    for name in ["with", "office", "present"] {
      let parts = form.all(name).flatMap(\.listed)
      if !parts.isEmpty { members[name] = .array(parts.map { .string($0) }) }
    }
    for name in ["under", "place", "note"] {
      if let text = form[name] { members[name] = .string(text) }
    }
    if let date = form["on"] ?? form["day"] { members["on"] = .string(date) }
    if let name = form["new_name"] {
      var party: [String: JSONValue] = ["name": .string(name)]
      if let country = form["new_country"] { party["country"] = .string(country) }
      members["with_new"] = [.object(party)]
    }
    for list in Self.lists {
      let things = Self.things(list, form)
      if !things.isEmpty { members[list] = .array(things.map { .object($0) }) }
    }
    json = JSONValue.object(members).choosing(form)
  }

  /// The things of one list, without those of which nothing is said.
  private static func things(_ list: String, _ form: Form) -> [[String: JSONValue]] {
    var found: [Int: [String: JSONValue]] = [:]
    for (name, value) in form.fields where name.hasPrefix(list + ".") {
      let parts = name.split(separator: ".", maxSplits: 2).map(String.init)
      guard parts.count == 3, let number = Int(parts[1]) else { continue }
      let text = value.trimmed
      guard !text.isEmpty else { continue }
      found[number, default: [:]][parts[2]] =
        several.contains(parts[2]) ? .array(text.listed.map { .string($0) }) : .string(text)
    }
    // A kind alone is what the form proposes, and says nothing.
    return found.filter { $0.value.keys.contains { $0 != "kind" } }.sorted { $0.key < $1.key }
      .map(\.value)
  }
}
