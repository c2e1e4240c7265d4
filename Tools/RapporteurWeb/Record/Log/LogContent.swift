import Desk
import JSON
import Registry
import WebCore

/// What the page for bilaterals shows: the form, filled, with faults and choices at their fields.
struct LogContent {
  /// The form.
  var form: FormContent

  private var visit: Visit { form.visit }

  /// The form for a bilateral.
  init(_ visit: Visit, _ bilateral: JSONValue) {
    form = FormContent(visit: visit, json: bilateral)
  }

  /// The content of the page.
  func content(command: String) -> [String: Any] {
    var content: [String: Any] = [
      "command": command, "words": words,
      "with": line(
        "with",
        .init(
          complete: "organisation", many: true, hint: visit.text("log.with.hint"), first: true)),
      "party": [
        form.line("new_name", visit.text("log.new.name"), at: "/with_new/0/name"),
        form.line(
          "new_country", visit.text("log.new.country.plain"), at: "/with_new/0/country",
          .init(complete: "country")),
      ],
      "when": [
        day,
        form.line(
          "on", visit.text("log.on"), at: "/on", value: spokenDate,
          .init(example: visit.text("log.on.example"))),
      ],
      "where": [
        line("under", .init(complete: "meeting", optional: true)),
        line("place", .init(optional: true)),
        line("office", .init(complete: "organisation", many: true, optional: true)),
        line("present", .init(complete: "person", many: true, optional: true)),
        line("note", .init(long: true, optional: true)),
      ],
    ]
    if form.value(at: "/with_new") != nil || form.hasFault(under: "/with_new") {
      content["registers"] = true
    }
    for list in BilateralForm.lists {
      let count = max(1, form.value(at: "/" + list)?.array?.count ?? 0)
      content[list] = (0..<count).map { item(list, String($0)) }
      content["blank_\(list.dropLast())"] = item(list, "__")
    }
    let faults = form.summary(Self.id)
    if !faults.isEmpty {
      content["failed"] = true
      content["faults"] = faults
    }
    return content
  }

  private func line(_ name: String, _ look: FormContent.Look) -> [String: Any] {
    form.line(name, visit.text("log.\(name)"), at: "/" + name, look)
  }

  // MARK: Requests, offers, follow-ups

  private func item(_ list: String, _ number: String) -> [String: Any] {
    let word = String(list.dropLast())
    func line(_ name: String, _ look: FormContent.Look, label: String? = nil) -> [String: Any] {
      form.line(
        "\(list).\(number).\(name)", visit.text(label ?? "log.\(name)"),
        at: "/\(list)/\(number)/\(name)", look)
    }
    let terms = [
      line("themes", .init(complete: "theme", many: true)),
      line("support_types", .init(complete: "support_type", many: true)),
    ]
    var item: [String: Any] = ["list": list, "legend": visit.text("log.\(word)")]
    switch list {
    case "requests":
      item["top"] = [line("summary", .init(long: true), label: "log.request.summary")]
      item["rest"] = terms + [line("kind", kinds(number))]
    case "offers":
      item["top"] = [line("summary", .init(long: true), label: "log.offer.summary")]
      item["rest"] = terms
    default:
      item["top"] = [line("what", .init(long: true), label: "log.followup.what")]
      item["rest"] = [
        line("owner", .init(complete: "organisation", many: true)),
        line("due", .init(example: visit.text("log.due.example"))),
      ]
    }
    return item
  }

  private func kinds(_ number: String) -> FormContent.Look {
    var terms = Vocabularies.shared.terms(of: "request_kind").map(\.code)
    // Without a word, a request is an explicit one.
    if form.value(at: "/requests/\(number)/kind") == nil,
      let usual = terms.firstIndex(of: "explicit_request")
    {
      terms.swapAt(0, usual)
    }
    return FormContent.Look(
      choices: terms.map { ($0, visit.term($0, in: "request_kind")) })
  }

  // MARK: Dates

  private var day: [String: Any] {
    var field = form.line("day", visit.text("log.day"), at: "/day", value: wholeDay)
    field["type"] = "date"
    return field
  }

  private var date: String { form.value(at: "/on")?.string ?? "" }

  /// The date, when it is one day.
  private var wholeDay: String {
    guard let date = try? PartialDate(date), date.precision == .day else { return "" }
    return date.text
  }

  /// The date as it is known, when it is no single day.
  private var spokenDate: String { date == wholeDay ? "" : date }

  // MARK: Places

  /// The id of the field on the page that a pointer is about.
  static func id(of pointer: String) -> String {
    let parts = pointer.split(separator: "/").map(String.init)
    guard let first = parts.first else { return "with" }
    if first == "with_new" { return "new_" + (parts.count > 2 ? parts[2] : "name") }
    guard BilateralForm.lists.contains(first) else { return first }
    if parts.count > 2 { return parts.prefix(3).joined(separator: "-") }
    let number = parts.count > 1 ? parts[1] : "0"
    return "\(first)-\(number)-\(first == "followups" ? "what" : "summary")"
  }

  /// The strings that the page's scripts show.
  private var words: String {
    let languages = visit.site.renderer.languages
    let keys = languages.keys(of: .english).filter {
      $0.hasPrefix("log.") || $0.hasPrefix("outbox.")
    }
    return JSONValue.object(
      keys.reduce(into: [:]) { $0[$1] = JSONValue(languages.string($1, visit.language)) }
    ).compactText
  }
}

extension Visit {
  /// What people call a term of a vocabulary, in the visitor's language.
  func term(_ code: String, in vocabulary: String) -> String {
    site.renderer.languages.string("term.\(vocabulary).\(code)", language)
      ?? Vocabularies.shared.label(of: code, in: vocabulary)
  }

  /// What people call a theme, in the visitor's language.
  func theme(_ id: String) -> String {
    site.renderer.languages.string("theme.\(id)", language) ?? Themes.shared.label(of: id)
  }
}
