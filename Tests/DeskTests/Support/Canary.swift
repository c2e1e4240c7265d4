import Desk
import EventLog
import Foundation
import Registry
import Testing
import Things

/// A person whose every word can be told from all others, and texts of others that mention them.
struct Canary {
  static let id = "p-zebulon-quixote"
  static let name = "Zebulon Quixote"

  /// What must be found nowhere after an erasure, in any case.
  static let texts = [
    id, name, "Quixote, Zebulon", "z.quixote@canary.example", "+99 5550 123456",
    "Plugh Street 77", "likes xyzzy", "Keeper of the Frobozz", "Fnord University",
    "speaks of vorpal",
  ]

  /// Texts of other things that mention the person with the whole name or the id.
  static let mentions = [
    "asked for by Quixote Zebulon in person", "send it to p-zebulon-quixote",
    "The talk of Zébulon Quixote", "works with Zebulon Quixote",
  ]

  /// A text with the surname alone.
  static let possible = "Quixote may be another family"

  static let request = ThingRef(.request, "r-canary")
  static let person = ThingRef(.person, id)

  /// A registry with all of it.
  static func registry() async throws -> TestRegistry {
    let registry = try await TestRegistry()
    try await record(in: registry)
    return registry
  }

  /// What asks for a destruction, or approves one.
  static func submission(_ actor: String, _ reason: String? = "letter 2026/17") -> Submission {
    Submission(by: actor, reason: reason)
  }

  /// Records all of it.
  static func record(in registry: TestRegistry) async throws {
    func text(_ text: String) -> Value { .text(text) }
    try await registry.record([
      Step(
        person,
        .begin([
          "id": text(id), "name": text(name), "variants": .texts(["Quixote, Zebulon"]),
          "note": text("likes xyzzy"),
        ])),
      Step(
        ThingRef(.person, "p-other"), .begin(["id": text("p-other"), "name": text("Ann Other")])),
      Step(ThingRef(.organisation, "org-canary"), .begin(["name": text("Canary Office")])),
      Step(
        ThingRef(.meeting, "m-canary"),
        .begin(["title": text("A meeting"), "note": text(possible)])),
      Step(request, .begin(["summary": text(mentions[0]), "note": text("stays")])),
    ])
    try await registry.record([
      Step(
        person,
        .happen(
          type("person.contact_changed"),
          [
            "email": text("z.quixote@canary.example"), "phone": text("+99 5550 123456"),
            "address": text("Plugh Street 77"),
          ])),
      Step(
        person,
        .happen(
          type("person.affiliated"),
          ["organisation": .reference("org-canary"), "position": text("Keeper of the Frobozz")])),
      Step(
        ThingRef(.statement, "st-canary"),
        .begin([
          "subject": .subject(person), "attribute": text("alma_mater"),
          "value": text("Fnord University"), "note": text("speaks of vorpal"),
        ])),
      Step(
        ThingRef(.meeting, "m-canary"),
        .happen(
          type("meeting.role_assigned"),
          [
            "person": .reference(id), "role": .term(Term(code: "speaker", written: "speaker")),
            "topic": text(mentions[2]),
          ])),
      Step(
        ThingRef(.followup, "f-canary"),
        .begin([
          "what": text(mentions[1]), "status": .term(Term(code: "open", written: "open")),
          "request": .reference("r-canary"),
        ])),
    ])
    try await registry.record(
      [Step(ThingRef(.person, "p-other"), .correct(["note": text(mentions[3])]))],
      reason: "a better note")
  }

  /// A type of event by its name.

  static func type(_ name: String) -> EventType {
    EventCatalogue.type(named: name) ?? EventCatalogue.erased
  }

  /// The files of a folder that hold one of these texts, in any case.
  static func found(_ texts: [String] = texts + mentions, in folder: String) throws -> [String] {
    var found: [String] = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      guard let data = FileManager.default.contents(atPath: folder + "/" + path) else { continue }
      // Latin-1 keeps every byte.
      let content = lowercased(data)
      for text in texts where content.range(of: lowercased(Data(text.utf8))) != nil {
        found.append("\(path): \(text)")
      }
    }
    return found
  }

  private static func lowercased(_ bytes: Data) -> Data {
    Data((String(data: bytes, encoding: .isoLatin1) ?? "").lowercased().utf8)
  }
}
