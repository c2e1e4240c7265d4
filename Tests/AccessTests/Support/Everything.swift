import Access
import Desk
import Directory
import EventLog
import Foundation
import Interchange
import JSON
import Matching
import ProjectionKit
import Registry
import Statements
import Terms
import Things

/// Every answer that the Desk gives to a question, as text.
struct Everything {
  private(set) var answers: [(what: String, text: String)] = []

  /// Asks everything, by way of a gate; `words` are looked for by every search.
  init(_ gate: Gate, searching words: [String]) throws {
    try gate.reading { desk, reading in
      try ask(desk, reading)
      for text in words { try search(text, desk, reading) }
    }
    let exported = try gate.reading { desk, _ in try desk.exported() }
    for file in exported.files { add("dataset \(file.name)", file.text) }
  }

  /// The answers in which one of these texts is, in any case.
  func holding(_ texts: [String]) -> [String] {
    answers.flatMap { answer in
      let text = answer.text.lowercased()
      return texts.filter { text.contains($0.lowercased()) }.map { "\(answer.what): \($0)" }
    }
  }

  private mutating func add(_ what: String, _ text: String) { answers.append((what, text)) }

  private mutating func add(_ what: String, _ value: JSONValue) { add(what, value.compactText) }

  private mutating func ask(_ desk: Desk, _ reading: Reading) throws {
    var everything = ThingFilter()
    everything.includesGone = true
    let size = reading.reader.size
    for kind in Kind.allCases where kind != .vocabulary {
      add("\(kind) list", .array(try desk.list(kind, everything, reading).rows))
      for thing in try reading.list(kind, everything).things {
        let id = try reading.typedID(thing.ref)
        add("\(kind) title", JSONValue(try reading.title(thing.ref)))
        add("\(kind) page", try desk.page(kind, id, reading))
        add(
          "\(kind) history", .array(try desk.history(of: thing.ref, upTo: size, reading)))
        try explain("\(kind.rawValue)/\(id)", thing, desk, reading)
      }
    }
    try reading.learnTitles(.person)
    for thing in try reading.list(.person).things {
      add("learnt title", JSONValue(try reading.title(thing.ref)))
      let id = try reading.typedID(thing.ref)
      add("card", try desk.card(of: id, withNote: true, reading).text)
    }
    for from in [0, size / 2] {
      add("diff", .array(try desk.diff(from: from, to: size).map(\.json)))
    }
    for position in 0..<size { add("event", try desk.event(at: position, reading) ?? .null) }
    add("conflicts", try reading.conflicts())
    add("unclassified", try reading.unclassified())
    add("questions", .array(try desk.questions(reading)))
    for request in try reading.list(.request).things {
      let matches = try reading.matches(for: request).matches
      add("matches", matches.map { "\($0)" }.joined())
    }
    add("calendar", try desk.calendar(CalendarScope(), reading).calendar.text)
    _ = try desk.forEachSheet(reading) { add("sheet \($0.name)", "\($0.rows)") }
    for kind in Kind.allCases where kind != .vocabulary {
      add("not found", "\(try desk.notFound(kind, "p-zebulon-quixot", reading))")
    }
    do { _ = try desk.explain("p-zebulon-quixot", reading) } catch { add("no why", "\(error)") }
  }

  private mutating func explain(
    _ name: String, _ thing: Thing, _ desk: Desk, _ reading: Reading
  ) throws {
    let kind = thing.ref.kind
    func add(_ explanation: Explanation, to all: inout Self) {
      all.add("why", .array(explanation.rows))
      all.add("why value", explanation.value ?? .null)
      all.add("why title", (explanation.title ?? "") + explanation.name)
    }
    add(try desk.explain(name, reading), to: &self)
    var attributes = kind.definition.fields.map(\.name) + kind.definition.entries.map(\.rawValue)
    attributes += ["names", "affiliations", "roles", "statements", "alma_mater", "merged"]
    for attribute in attributes {
      if let explanation = try? desk.explain("\(name).\(attribute)", reading) {
        add(explanation, to: &self)
      }
    }
    for entryKind in kind.definition.entries {
      for entry in try reading.entries(entryKind, of: thing.ref) {
        add(try desk.explain("\(kind.rawValue)/\(entry.id)", reading), to: &self)
        for field in entryKind.fields(in: kind) {
          add(try desk.explain("\(kind.rawValue)/\(entry.id).\(field.name)", reading), to: &self)
        }
      }
    }
  }

  /// What is looked for is in the question, and so says nothing: only what is found is noted.
  private mutating func search(_ text: String, _ desk: Desk, _ reading: Reading) throws {
    for hit in try desk.search(text, reading) {
      answers.append(("search", "found by \(text) " + hit.compactText))
    }
    for person in try reading.people(named: text) {
      answers.append(("people named", "found by \(text) \(person.ref)"))
    }
    for kind in [Kind.person, .statement, .meeting] {
      var filter = ThingFilter()
      filter.text = text
      for thing in try reading.list(kind, filter).things {
        answers.append(("\(kind) with words", "found by \(text) \(thing.ref)"))
      }
    }
    let subjects: [Completion.Subject] = [.thing(.person), .thing(.account), .thing(.meeting)]
    for found in try desk.complete(text, among: subjects, reading) {
      answers.append(("completion", "found by \(text) \(found)"))
    }
    if let ref = try reading.find(.person, text) {
      answers.append(("find", "found by \(text) \(ref)"))
    }
  }
}
