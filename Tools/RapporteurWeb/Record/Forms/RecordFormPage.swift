import Desk
import HTTPTypes
import Hummingbird
import JSON
import Registry
import Things
import WebCore

extension RecordForm {
  /// The page of the form.
  func page(
    _ content: FormContent, command: String, form: Form? = nil, status: HTTPResponse.Status = .ok
  ) throws -> Response {
    let visit = content.visit
    var page: [String: Any] = [
      "action": visit.path, "command": command, "heading": heading(visit),
      "fields": fields.map { line($0, content) }, "submit": visit.text("forms.record"),
      "about": about(content, form),
      "words": FormWords.text(visit),
    ]
    if act.showsRecorded {
      page["was"] = fields.map { field in
        let name = "was." + field.name
        let before = (recorded[field.name] ?? []).joined(separator: "; ")
        let text = form.map { $0[name] ?? "" } ?? before
        return ["name": name, "value": text]
      }
    }
    if let thing {
      page["thing"] = [
        "href": "/\(thing.kind.rawValue)/\(thing.id)", "title": title ?? thing.id,
        "kind": visit.text("kind.\(kind.rawValue).one"),
      ]
    }
    page["hint"] = hint(visit)
    let faults = content.summary(Self.id)
    if !faults.isEmpty {
      page["failed"] = true
      page["faults"] = faults
    }
    return try visit.page(
      "record", title: heading(visit), page, scripts: ["forms.js"], status: status)
  }

  /// What the form is called.
  func heading(_ visit: Visit) -> String {
    switch act {
    case .begin:
      visit.text("forms.new", ["kind": visit.text("kind.\(kind.rawValue).one")])
    case .happen(let type): visit.text("event.\(type.name)")
    case .correct, .correctEntry: visit.text("forms.correct")
    case .retract, .retractEntry: visit.text("forms.retract")
    case .reinstate, .reinstateEntry: visit.text("forms.reinstate")
    case .merge: visit.text("forms.merge")
    case .unmerge: visit.text("forms.unmerge")
    }
  }

  private func hint(_ visit: Visit) -> String? {
    switch act {
    case .correct, .correctEntry: visit.text("forms.correct.hint")
    case .retract, .retractEntry: visit.text("forms.retract.hint")
    case .merge: visit.text("forms.merge.hint")
    default: nil
    }
  }

  /// The id of a field on the page that a pointer is about.
  static func id(_ pointer: String) -> String {
    String(pointer.split(separator: "/").first ?? "")
  }

  // MARK: Fields

  private func line(_ field: Field, _ content: FormContent) -> [String: Any] {
    let visit = content.visit
    var look = FormContent.Look(required: field.required)
    look.many = field.isList && field.type.target != nil
    switch field.type {
    case .text: look.long = true
    case .date: look.example = visit.text("forms.date.example")
    case .country: look.complete = "country"
    case .reference(let kind), .references(let kind), .referencesOrText(let kind):
      look.complete = kind.rawValue
    case .terms(let vocabulary):
      look.complete = vocabulary
      look.many = true
    case .term(let vocabulary): choose(vocabulary, field, content, &look)
    case .flag:
      look.choices = [("", visit.text("forms.not_stated")), ("yes", visit.text("forms.yes"))]
    case .titles: look.hint = visit.text("forms.several")
    case .subject: look.hint = visit.text("forms.subject")
    case .title, .figureOrText, .count: break
    }
    if field.isRevealed, act.showsRecorded { look.hint = visit.text("forms.revealed") }
    return content.line(
      field.name, visit.text("field.\(field.name)"), at: "/" + field.name, look)
  }

  /// A short vocabulary is shown whole; a text that it does not have stays among the choices.
  private func choose(
    _ vocabulary: String, _ field: Field, _ content: FormContent, _ look: inout FormContent.Look
  ) {
    let visit = content.visit
    let terms = Vocabularies.shared.terms(of: vocabulary)
    guard terms.count <= 20 else {
      look.complete = vocabulary
      return
    }
    look.choices =
      [("", visit.text("forms.not_stated"))]
      + terms.map { ($0.code, visit.term($0.code, in: vocabulary)) }
    for text in recorded[field.name] ?? [] where !terms.contains(where: { $0.code == text }) {
      look.choices.append((text, text))
    }
  }

  /// What is said of every record: why, since when, from which source.
  private func about(_ content: FormContent, _ form: Form?) -> [[String: Any]] {
    let visit = content.visit
    var lines: [[String: Any]] = []
    if act == .begin {
      lines.append(
        content.line(
          "id", visit.text("forms.id"), at: "/id", value: form?["id"] ?? "",
          .init(optional: true, hint: visit.text("forms.id.hint"))))
    }
    lines.append(
      content.line(
        "reason", visit.text("forms.reason"), at: "/reason", value: form?["reason"] ?? "",
        .init(optional: !act.needsReason, required: act.needsReason)))
    lines.append(
      content.line(
        "occurred", visit.text("forms.occurred"), at: "/occurred", value: form?["occurred"] ?? "",
        .init(optional: true, example: visit.text("forms.date.example"))))
    lines.append(
      content.line(
        "sources", visit.text("forms.sources"), at: "/sources", value: form?["sources"] ?? "",
        .init(optional: true, hint: visit.text("forms.sources.hint"), example: "D003:L25")))
    return lines
  }
}

/// The strings that scripts of forms show.
enum FormWords {
  /// Them as JSON.
  static func text(_ visit: Visit) -> String {
    JSONValue.object([
      "proposals": .string(visit.text("log.proposals")),
      "remove": .string(visit.text("log.remove_chip")),
    ]).compactText
  }
}
