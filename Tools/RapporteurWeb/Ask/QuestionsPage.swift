import Access
import Desk
import HTTPTypes
import Hummingbird
import JSON
import ProjectionKit
import Registry
import Things
import WebCore

/// Saved questions: filters under a name, to be asked with one touch.
struct QuestionsPage: Sendable {
  /// The answer to a visit.
  func answer(_ visit: Visit) async throws -> Response {
    let content = try await visit.read { desk, reading in try self.content(visit, desk, reading) }
    return try visit.show("questions", title: visit.text("questions.title"), content)
  }

  private func content(
    _ visit: Visit, _ desk: Desk, _ reading: Reading
  ) throws -> [String: JSONValue] {
    let words = AskWords(visit)
    let canRecord = visit.principal?.may(.record) == true && visit.asOf == nil
    return [
      "questions": .array(
        try desk.questions(reading).compactMap { row in
          guard let id = row["id"]?.string,
            let kind = row["about"]?.string.flatMap({ Kind(rawValue: $0) })
          else { return nil }
          let query = (try? FilterQuery(text: row["filters"]?.string ?? "")) ?? FilterQuery()
          let isSaved = try reading.find(.question, id) != nil
          var content: [String: JSONValue] = [
            "id": .string(id), "kind": .string(words.many(kind)),
            "title": .string(
              (isSaved ? nil : words.string("question.\(id)")) ?? row["title"]?.string ?? id),
            "href": .string(visit.address(kind.path, query)),
            "note": .text(
              isSaved ? row["note"]?.string : words.string("question.\(id).note")),
            "chips": try FilterForm(kind, visit, query).chips([], reading),
          ]
          if isSaved {
            content["history"] = .string(visit.link("/question/\(id.addressed)/history"))
            if canRecord {
              content["retract"] = .string("/question/\(id.addressed)/retract")
            }
          } else {
            content["shipped"] = .string(words("questions.shipped"))
          }
          return .object(content)
        })
    ]
  }

  // MARK: Saving

  /// The form for a list's filters.
  func new(_ visit: Visit) async throws -> Response {
    try await form(visit, name: nil, title: nil, note: nil, fault: nil)
  }

  private func form(
    _ visit: Visit, name: String?, title: String?, note: String?, fault: (String, String)?
  ) async throws -> Response {
    let kind = visit.value("about").flatMap { Kind(rawValue: $0) } ?? .request
    let query = visit.query.filters.without("about")
    let canonical = try query.canonical(of: kind)
    let chips = try await visit.read { _, reading in
      try FilterForm(kind, visit, canonical).chips([], reading)
    }
    func field(_ id: String, _ value: String?, isRequired: Bool) -> JSONValue {
      var field: [String: JSONValue] = [
        "id": .string(id), "name": .string(id), "line": true, "type": "text",
        "label": .string(visit.text("questions.\(id)")), "value": .string(value ?? ""),
      ]
      if isRequired { field["required"] = true } else { field["optional"] = true }
      if id == "name" { field["hint"] = .string(visit.text("questions.name_hint")) }
      if let fault, fault.0 == id { field["fault"] = .string(fault.1) }
      return .object(field)
    }
    var content: [String: JSONValue] = [
      "chips": chips, "kind": .string(AskWords(visit).many(kind)),
      "action": .string("/questions?about=\(kind.rawValue)&" + canonical.text),
      "fields": [
        field("name", name, isRequired: true), field("title", title, isRequired: false),
        field("note", note, isRequired: false),
      ],
    ]
    if let fault {
      content["faults"] = [["field": .string(fault.0), "detail": .string(fault.1)]]
    }
    return try visit.show(
      "question-new", title: visit.text("questions.new"), content,
      status: fault == nil ? .ok : .unprocessableContent)
  }

  /// Saves what the form says about the filters in the address.
  func save(_ visit: Visit) async throws -> Response {
    let form = try visit.form()
    guard let kind = visit.value("about").flatMap({ Kind(rawValue: $0) }) else {
      throw Problem(.unprocessableContent, "about", visit.text("questions.no_kind"))
    }
    let name = form["name"] ?? ""
    func again(_ message: String) async throws -> Response {
      try await self.form(
        visit, name: name, title: form["title"], note: form["note"], fault: ("name", message))
    }
    do { _ = try Identifier(name) } catch {
      return try await again("“\(name)” \(error.reason); \(error.hint)")
    }
    let draft = QuestionDraft(
      name, about: kind, visit.query.filters.without("about"), title: form["title"],
      note: form["note"])
    do {
      _ = try await visit.gate.save(draft, Submission(by: ""))
    } catch let error as DeskError where error.code == .refused {
      return try await again(error.hint.map { "\(error.message); \($0)" } ?? error.message)
    }
    return visit.redirect(to: "/questions", notice: "saved")
  }
}
