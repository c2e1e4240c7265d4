import Access
import Desk
import EventLog
import HTTPTypes
import Hummingbird
import JSON
import Registry
import Things
import WebCore

/// `/log`: a whole bilateral on one screen.
enum LogPage {
  static let routes = [
    Route(.get, "/log", .page, needs: .record) { visit in
      let day = try await visit.read(asOf: nil) { _, reading in reading.today }
      return try show(
        LogContent(visit, BilateralForm(on: day).json),
        command: UniqueID.fresh.description)
    },
    Route(.post, "/log", .page, needs: .record) { visit in try await record(visit) },
  ]

  private static func record(_ visit: Visit) async throws -> Response {
    let form = try visit.form()
    let written = BilateralForm(form).json
    let command = form["command"].flatMap { UniqueID($0) } ?? .fresh
    var content = LogContent(visit, written)
    content.form.titles = try await titles(in: written, visit)
    do {
      let result = try await BilateralRecorder(visit: visit).record(
        written, command: command, confirmed: form["confirmed"] == "yes")
      switch result {
      case .recorded(let outcome):
        return visit.redirect(
          to: "/meeting/\(outcome.meeting ?? "")", notice: "bilateral_recorded")
      case .ambiguous(let ambiguity):
        content.form.places = ambiguity.places
        return try show(content, command: command.description, status: .unprocessableContent)
      case .similar(let duplicates):
        return try show(
          content, command: command.description, similar: duplicates, status: .conflict)
      }
    } catch let error where Problem(error).status == .unprocessableContent {
      let problem = Problem(error)
      let detail = [problem.detail, problem.hint].compactMap(\.self).joined(separator: " – ")
      content.form.faults = [Problem.Fault(problem.place["pointer"] ?? "", detail)]
      return try show(content, command: command.description, status: .unprocessableContent)
    }
  }

  private static func show(
    _ log: LogContent, command: String, similar: [LikelyDuplicate] = [],
    status: HTTPResponse.Status = .ok
  ) throws -> Response {
    let visit = log.form.visit
    var content = log.content(command: command)
    if !similar.isEmpty {
      content["similar"] = true
      content["duplicates"] = similar.map { duplicate in
        var row: [String: Any] = [
          "href": "/\(duplicate.thing.kind.rawValue)/\(duplicate.thing.id)",
          "title": duplicate.title,
          "why": duplicate.reasons.map { visit.text("outbox.why.\($0.name)") }
            .joined(separator: "; "),
        ]
        if let date = duplicate.date { row["date"] = date }
        return row
      }
    }
    return try visit.page(
      "log", title: visit.text("log.title"), content, scripts: ["log.js"], status: status)
  }

  /// What people call the ids in a bilateral, so that a form that comes back shows names.
  private static func titles(in json: JSONValue, _ visit: Visit) async throws -> [String: String] {
    let isNaming = visit.principal?.may(.seeNames) == true
    return try await visit.read(asOf: nil) { _, reading in
      var titles: [String: String] = [:]
      func add(_ value: JSONValue?, _ kind: Kind) throws {
        for text in value?.array ?? [value].compactMap(\.self) {
          guard let id = text.string, let ref = try reading.find(kind, id) else { continue }
          titles[id] = try reading.title(ref)
        }
      }
      try add(json["with"], .organisation)
      try add(json["office"], .organisation)
      try add(json["under"], .meeting)
      if isNaming { try add(json["present"], .person) }
      for list in BilateralForm.lists {
        for thing in json[list]?.array ?? [] {
          try add(thing["owner"], .organisation)
          for theme in thing["themes"]?.array ?? [] {
            if let id = theme.string, Themes.shared[id] != nil { titles[id] = visit.theme(id) }
          }
          for type in thing["support_types"]?.array ?? [] {
            if let id = type.string, Vocabularies.shared.contains(id, in: "support_type") {
              titles[id] = visit.term(id, in: "support_type")
            }
          }
        }
      }
      return titles
    }
  }
}
