import Access
import Desk
import EventLog
import HTTPTypes
import Hummingbird
import JSON
import Registry
import Things
import WebCore

/// Forms for whatever can be recorded, made from the registry's definitions.
enum FormRoutes {
  static let routes: [Route] = RecordAct.kinds.flatMap { routes(of: $0) }

  private static func routes(of kind: Kind) -> [Route] {
    let thing = "/\(kind.rawValue)/{id}"
    var routes =
      pair(thing + "/correct", kind) { _ in .correct }
      + pair(thing + "/retract", kind) { _ in .retract }
      + pair(thing + "/reinstate", kind) { _ in .reinstate }
    // Questions are saved where they are asked.
    if kind == .question { return routes }
    routes += pair("/\(kind.table)/new", kind) { _ in .begin }
    routes += pair(thing + "/record/{event}", kind) { visit in
      guard let type = RecordAct.event(try visit.parameter("event"), of: kind) else {
        throw Problem(.notFound, "not_found", "nothing of this name can be recorded here")
      }
      return .happen(type)
    }
    routes.append(
      Route(.get, thing + "/record", .page, needs: .record) { visit in
        try await menu(kind, visit)
      })
    if RecordAct.merging.contains(kind) {
      routes += pair(thing + "/merge", kind, needs: .settle) { _ in .merge }
      routes += pair(thing + "/unmerge", kind, needs: .settle) { _ in .unmerge }
    }
    guard !kind.definition.entries.isEmpty else { return routes }
    let entry = thing + "/entry/{entry}"
    return routes
      + pair(entry + "/correct", kind) { visit in
        let id = try visit.parameter("entry")
        return .correctEntry(try entryKind(id, kind), id)
      }
      + pair(entry + "/retract", kind) { .retractEntry(try $0.parameter("entry")) }
      + pair(entry + "/reinstate", kind) { .reinstateEntry(try $0.parameter("entry")) }
  }

  private static func entryKind(_ id: String, _ kind: Kind) throws(Problem) -> EntryKind {
    guard let entry = EntryKind(ofEntry: id), kind.definition.entries.contains(entry) else {
      throw Problem(.notFound, "not_found", "there is no entry “\(id)”")
    }
    return entry
  }

  /// A form and what takes it.
  private static func pair(
    _ path: String, _ kind: Kind, needs right: Right = .record,
    _ act: @escaping @Sendable (Visit) throws -> RecordAct
  ) -> [Route] {
    [
      Route(.get, path, .page, needs: right) { visit in
        let form = try await load(kind, try act(visit), visit)
        var content = FormContent(visit: visit, json: form.start)
        content.titles = form.titles
        return try form.page(content, command: UniqueID.fresh.description)
      },
      Route(.post, path, .page, needs: right) { visit in
        try await record(try await load(kind, try act(visit), visit), visit)
      },
    ]
  }

  private static func load(
    _ kind: Kind, _ act: RecordAct, _ visit: Visit
  ) async throws -> RecordForm {
    let typed = act == .begin ? nil : try visit.parameter("id")
    return try await visit.read(asOf: nil) { desk, reading in
      try RecordForm.load(kind, act, typed, desk, reading)
    }
  }

  // MARK: What can be recorded

  private static func menu(_ kind: Kind, _ visit: Visit) async throws -> Response {
    let form = try await load(kind, .correct, visit)
    let base = "/\(kind.rawValue)/\(form.thing?.id ?? "")"
    func link(_ path: String, _ label: String) -> [String: Any] {
      ["href": base + path, "label": label]
    }
    var links = RecordAct.events(of: kind).map {
      link("/record/" + RecordAct.slug($0), visit.text("event.\($0.name)"))
    }
    links.append(link("/correct", visit.text("forms.correct")))
    links.append(link("/retract", visit.text("forms.retract")))
    if RecordAct.merging.contains(kind), visit.principal?.may(.settle) == true {
      links.append(link("/merge", visit.text("forms.merge")))
    }
    return try visit.page(
      "record-menu", title: visit.text("forms.what"),
      [
        "links": links,
        "thing": [
          "href": base, "title": form.title ?? form.thing?.id ?? "",
          "kind": visit.text("kind.\(kind.rawValue).one"),
        ],
      ])
  }

  // MARK: Recording

  private static func record(_ form: RecordForm, _ visit: Visit) async throws -> Response {
    let sent = try visit.form()
    let command = sent["command"].flatMap { UniqueID($0) } ?? .fresh
    let typed = form.typed(sent)
    let named = visit.principal?.may(.seeNames) == true
    let (changed, cleared) = form.changed(typed, sent)
    var start = FormContent(visit: visit, json: typed)
    start.titles = form.titles
    let blank = start
    var (content, values) = try await visit.read(asOf: nil) { desk, reading in
      var content = blank
      let values = try form.values(typed, changed, named: named, &content, desk, reading)
      return (content, values)
    }
    var submission = Submission(command: command, by: visit.principal?.account ?? "")
    about(form, sent, &submission, &content)
    guard content.faults.isEmpty, content.places.isEmpty else {
      return try form.page(
        content, command: command.description, form: sent, status: .unprocessableContent)
    }
    // What a rule watches over names who did it, and only the session says who that is.
    if case .happen(let type) = form.act {
      for field in type.fields where field.guarded { values[field.name] = .text(submission.by) }
    }
    let step = form.command(values, cleared: cleared)
    do {
      let outcome =
        if let thing = form.thing {
          try await visit.gate.submit(submission.with([Step(thing, step)]))
        } else {
          try await visit.gate.submit { [submission, values] desk, _ in
            try desk.adding(form.kind, values, id: sent["id"], to: submission)
          }
        }
      return visit.redirect(
        to: "/\(form.kind.rawValue)/\(try await id(form, outcome, visit))",
        notice: outcome.events.isEmpty ? "unchanged" : "recorded")
    } catch let error as DeskError where error.code == .refused || error.code == .notFound {
      let detail = [error.message, error.hint].compactMap(\.self).joined(separator: " – ")
      content.faults.append(Problem.Fault(pointer(error, form), detail))
      return try form.page(
        content, command: command.description, form: sent, status: .unprocessableContent)
    }
  }

  /// The id of the thing that was recorded.
  private static func id(
    _ form: RecordForm, _ outcome: Outcome, _ visit: Visit
  ) async throws -> String {
    guard form.thing == nil, let thing = outcome.thing else { return form.thing?.id ?? "" }
    return try await visit.read(asOf: nil) { _, reading in try reading.typedID(thing) }
  }

  /// What is said of the record as a whole.
  private static func about(
    _ form: RecordForm, _ sent: Form, _ submission: inout Submission, _ content: inout FormContent
  ) {
    submission.reason = sent["reason"]
    if form.act.needsReason, submission.reason == nil {
      content.faults.append(Problem.Fault("/reason", content.visit.text("forms.reason.missing")))
    }
    if let text = sent["occurred"] {
      let readings = PartialDate.heard(text)
      submission.occurred = readings.first
      if readings.count != 1 {
        content.faults.append(
          Problem.Fault("/occurred", content.visit.text("forms.date.wrong", ["date": text])))
      }
    }
    for text in sent["sources"]?.listed ?? [] {
      if (try? Source(text)) == nil {
        content.faults.append(
          Problem.Fault("/sources", content.visit.text("forms.sources.wrong", ["source": text])))
      }
      submission.sources.append(text)
    }
  }

  /// The field that a refusal is about.
  private static func pointer(_ error: DeskError, _ form: RecordForm) -> String {
    guard let option = error.place["option"] else { return "" }
    let name = String(option.drop { $0 == "-" }).replacing("-", with: "_")
    let names = Set(form.fields.map(\.name) + ["id", "reason", "occurred", "sources"])
    return names.contains(name) ? "/" + name : ""
  }
}

extension Submission {
  /// The submission of these steps.
  fileprivate func with(_ steps: [Step]) -> Submission {
    var submission = self
    submission.steps = steps
    return submission
  }
}
