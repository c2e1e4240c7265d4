import Access
import Desk
import FollowUps
import HTTPTypes
import Hummingbird
import JSON
import ProjectionKit
import Registry
import Things
import WebCore

/// The page of a thing: what is stated of it, where that is known from, what hangs on it.
struct ThingPage: Sendable {
  /// The kind of thing.
  let kind: Kind

  /// The answer to a visit.
  func answer(_ visit: Visit) async throws -> Response {
    let typed = try visit.parameter("id")
    let (title, content) = try await visit.read { desk, reading in
      guard let ref = try reading.find(kind, typed), let thing = try reading.thing(ref) else {
        throw try Self.missing(kind, typed, visit, desk, reading)
      }
      return (
        try reading.called(ref).shortened(to: 200),
        try self.content(thing, visit, desk, reading)
      )
    }
    return try visit.show("thing", title: title, content, scripts: ["why.js"])
  }

  /// Why there is no such page: nothing has the id, or it began only later.
  static func missing(
    _ kind: Kind, _ typed: String, _ visit: Visit, _ desk: Desk, _ reading: Reading
  ) throws -> any Error {
    if visit.asOf != nil, try desk.reading({ try $0.find(kind, typed) }) != nil {
      return Problem(
        .notFound, "not_yet", visit.text("time.not_yet"), hint: visit.text("time.not_yet_hint"))
    }
    return Problem(
      .notFound, "not_found",
      visit.text("things.none", ["kind": visit.text("kind.\(kind.rawValue).one"), "id": typed]),
      hint: visit.text("things.none_hint"))
  }

  private func content(
    _ thing: Thing, _ visit: Visit, _ desk: Desk, _ reading: Reading
  ) throws -> [String: JSONValue] {
    let words = AskWords(visit)
    let shown = Shown(visit)
    let id = try reading.typedID(thing.ref)
    let statements = try Disagreements(thing.ref, shown, reading)
    let facts = ThingFacts(thing, statements, shown, desk)
    var content: [String: JSONValue] = [
      "kind": .string(words.one(kind)), "id": .string(id),
      "facts": .array(try facts.stated(reading)), "absent": .text(facts.notStated),
      "sources": try shown.sources(thing.sources, reading),
      "no_sources": thing.sources.isEmpty ? true : .null,
      "notices": .array(try notices(thing, shown, reading)),
      "entries": .array(try ThingEntries(thing, shown).tables(reading)),
      "hanging": .array(try Hanging(thing, shown, desk).sections(reading)),
      "statements": try statements.content(reading),
      "tabs": try Self.tabs(thing.ref, visit, reading, current: ""),
      "actions": .array(actions(thing, id, visit)),
      "why": .string(visit.link("/why?of=\(kind.rawValue)/\(id.addressed)")),
      "list": .string(visit.link(kind.path)), "list_label": .string(words.many(kind)),
      "badges": .array(badges(thing, words, reading)),
    ]
    if kind == .request {
      content["match"] = .string(visit.link("/request/\(id.addressed)/match"))
    }
    if kind == .person, !thing.withheld.isEmpty, let principal = visit.principal,
      [.revealContacts, .revealOwnContacts, .revealWithReason].contains(where: principal.may)
    {
      content["contacts"] = .string("/person/\(id.addressed)/reveal")
    }
    return content
  }

  /// How to reach a person: shown on a page of its own, which writes down who looked.
  static let contacts: Set<String> = ["email", "phone", "address"]

  private func badges(_ thing: Thing, _ words: AskWords, _ reading: Reading) -> [JSONValue] {
    var badges: [JSONValue] = []
    if case .term(let status)? = thing.fields["status"],
      case .term(let vocabulary)? = kind.definition.field("status")?.type
    {
      let code = reading.code(of: status, in: vocabulary)
      badges.append([
        "tone": .string(code ?? "unknown"),
        "text": .string(code.map { words.term($0, in: vocabulary) } ?? status.written),
      ])
    }
    if kind == .followup, FollowUpView.isOverdue(thing, reading) {
      badges.append(["tone": "overdue", "text": .string(words("field.overdue"))])
    }
    return badges
  }

  /// What has to be said before anything else: that the thing does not count any more, and why.
  private func notices(
    _ thing: Thing, _ shown: Shown, _ reading: Reading
  ) throws -> [JSONValue] {
    var notices: [JSONValue] = []
    if let retraction = thing.retraction {
      notices.append([
        "text": .string(shown.words("things.retracted")), "reason": .text(retraction.reason),
      ])
    }
    if let winner = thing.mergedInto {
      notices.append([
        "text": .string(shown.words("things.merged")),
        "items": [try shown.thing(ThingRef(kind, winner), reading)],
      ])
    }
    if thing.isErased { notices.append(["text": .string(shown.words("things.person_erased"))]) }
    let merged = try reading.mergedDirectly(into: thing.ref)
    if !merged.isEmpty {
      notices.append([
        "text": .string(shown.words("things.stands_for")),
        "items": .array(try merged.map { try shown.thing($0, reading) }), "quiet": true,
      ])
    }
    return notices
  }

  /// The page and the history.
  static func tabs(
    _ ref: ThingRef, _ visit: Visit, _ reading: Reading, current: String
  ) throws -> JSONValue {
    var pages = [("", "tabs.thing"), ("/history", "tabs.history")]
    if ref.kind == .request { pages.append(("/match", "tabs.match")) }
    return .array(
      try pages.map { path, key in
        var tab: [String: JSONValue] = [
          "href": .string(try reading.address(ref, visit, path)),
          "label": .string(visit.text(key)),
        ]
        if path == current { tab["current"] = true }
        return .object(tab)
      })
  }

  /// What the visitor may do with it: forms of their own.
  private func actions(_ thing: Thing, _ id: String, _ visit: Visit) -> [JSONValue] {
    guard visit.asOf == nil, Kind.shown.contains(kind), let principal = visit.principal else {
      return []
    }
    let base = "/\(kind.rawValue)/\(id.addressed)"
    func action(_ address: String, _ key: String) -> JSONValue {
      ["href": .string(address), "label": .string(visit.text("things.action.\(key)"))]
    }
    let merges = EventCatalogue.type(of: kind, with: .merges) != nil && principal.may(.settle)
    var actions: [JSONValue] = []
    if thing.mergedInto != nil {
      if merges { actions.append(action(base + "/unmerge", "unmerge")) }
    } else if principal.may(.record), thing.retraction != nil {
      actions.append(action(base + "/reinstate", "reinstate"))
    } else if principal.may(.record), !thing.isErased {
      if kind != .question { actions.append(action(base + "/record", "record")) }
      actions.append(action(base + "/correct", "correct"))
      if merges { actions.append(action(base + "/merge", "merge")) }
      actions.append(action(base + "/retract", "retract"))
    }
    if kind == .person, !thing.isErased, principal.may(.requestErasure) {
      actions.append(action("/erasures/new?person=\(id.addressed)", "erase"))
    }
    return actions
  }
}
