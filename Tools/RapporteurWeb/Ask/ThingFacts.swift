import Desk
import EventLog
import JSON
import ProjectionKit
import Registry
import Things
import WebCore

/// What is stated of a thing, field by field, with what is not stated at the end.
struct ThingFacts {
  private let thing: Thing
  private let shown: Shown
  private let desk: Desk
  private let disagreements: Disagreements

  /// What is stated of this thing, by itself and by statements.
  init(_ thing: Thing, _ disagreements: Disagreements, _ shown: Shown, _ desk: Desk) {
    self.thing = thing
    self.disagreements = disagreements
    self.shown = shown
    self.desk = desk
  }

  private var kind: Kind { thing.ref.kind }

  /// The fields that the page shows: what only rules look at and how to reach people stand elsewhere.
  private var fields: [Field] {
    kind.definition.fields.filter { field in
      !field.name.hasPrefix("erasure_") && !ThingPage.contacts.contains(field.name)
    }
  }

  /// What is stated, each with the way to why.
  func stated(_ reading: Reading) throws -> [JSONValue] {
    let id = try reading.typedID(thing.ref)
    let today = try todays(reading)
    return try fields.compactMap { field in
      var value = thing.fields[field.name]
      // Names change from a day on; the page's own is the one that holds today.
      if field.name == "name", let name = try reading.currentName(thing.ref) { value = .text(name) }
      let now = today?[field.name]
      let isWithheld = thing.withheld.contains(field.name)
      var then: JSONValue?
      if value != nil || isWithheld {
        then = try shown.items(value, field, of: kind, reading)
      }
      let isChanged =
        today != nil && then.map(Comparison.texts) != now.map(Comparison.texts)
      guard then != nil || isChanged else { return nil }
      let label = shown.words.field(field.name)
      var fact: [String: JSONValue] = [
        "label": .string(label),
        "items": then ?? [["absent": .string(shown.words("things.not_stated"))]],
        "why": .string(
          shown.visit.link("/why?of=\(kind.rawValue)/\(id.addressed).\(field.name)")),
        "why_label": .string(shown.words("things.why", ["field": label])),
        "others": .array(try disagreements.others(about: field.name, reading)),
      ]
      if isChanged {
        fact["today"] = ["items": now ?? [["absent": .string(shown.words("things.not_stated"))]]]
      }
      return .object(fact)
    }
  }

  /// What today's reading has for each field, when the page shows another moment.
  private func todays(_ reading: Reading) throws -> [String: JSONValue]? {
    guard shown.visit.asOf != nil else { return nil }
    let size = reading.reader.size
    return try desk.reading { now in
      guard now.reader.size > size, let today = try now.thing(thing.ref) else { return nil }
      var values: [String: JSONValue] = [:]
      for field in fields {
        var value = today.fields[field.name]
        if field.name == "name", let name = try now.currentName(today.ref) { value = .text(name) }
        if let value { values[field.name] = try shown.items(value, field, of: kind, now) }
      }
      return values
    }
  }

  /// The labels of what is not stated, in a sentence.
  var notStated: String? {
    let missing = fields.filter {
      thing.fields[$0.name] == nil && $0.name != "preferred" && !thing.withheld.contains($0.name)
    }
    guard !missing.isEmpty else { return nil }
    return missing.map { shown.words.field($0.name) }.joined(separator: ", ")
  }
}

/// What statements say of a thing, and where they disagree.
struct Disagreements {
  private let statements: [Thing]
  private let shown: Shown

  /// The statements about a thing.
  init(_ ref: ThingRef, _ shown: Shown, _ reading: Reading) throws {
    self.shown = shown
    statements = try reading.things(
      .statement, where: Conditions("t.subject = ? AND t.standing = 1", .text(ref.description)),
      limit: 200)
  }

  private static func attribute(_ statement: Thing) -> String {
    TextFolding.fold(statement.fields["attribute"]?.written ?? "")
  }

  /// Statements about the attribute that is also a field: shown at its value.
  func others(about field: String, _ reading: Reading) throws -> [JSONValue] {
    let name = field.replacing("_", with: " ")
    return try statements.filter {
      Self.attribute($0).replacing("_", with: " ").replacing("-", with: " ") == name
    }.map { try line($0, reading) }
  }

  /// All that is stated, attribute by attribute.
  func content(_ reading: Reading) throws -> JSONValue {
    var order: [String] = []
    var groups: [String: [Thing]] = [:]
    for statement in statements {
      let key = Self.attribute(statement)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(statement)
    }
    return .array(
      try order.map { key in
        let group = groups[key] ?? []
        var content: [String: JSONValue] = [
          "label": .string(group.first?.fields["attribute"]?.written ?? key),
          "lines": .array(try group.map { try line($0, reading) }),
        ]
        if Self.disagree(group) { content["conflict"] = .string(shown.words("things.disagree")) }
        return .object(content)
      })
  }

  /// Whether there are several values in one unit, none of them preferred.
  private static func disagree(_ statements: [Thing]) -> Bool {
    let byUnit = Dictionary(grouping: statements) {
      TextFolding.fold($0.fields["unit"]?.written ?? "")
    }
    return byUnit.values.contains { group in
      Set(group.map { $0.fields["value"] }).count > 1
        && !group.contains { $0.fields["preferred"] == .flag(true) }
    }
  }

  private func line(_ statement: Thing, _ reading: Reading) throws -> JSONValue {
    var line: [String: JSONValue] = [
      "text": .string(StatementText.text(statement, shown, reading)),
      "href": .string(try reading.address(statement.ref, shown.visit)),
      "sources": try shown.sources(statement.sources, reading, cutTo: 40),
    ]
    if statement.fields["preferred"] == .flag(true) {
      line["preferred"] = .string(shown.words("field.preferred"))
    }
    return .object(line)
  }
}
