import Access
import Desk
import EventLog
import HTTPTypes
import Hummingbird
import Registry
import WebCore

/// Asking that single texts be destroyed. They are approved where erasures are.
enum RedactionPages {
  static var routes: [Route] {
    [
      Route(.get, "/redactions/new", .page, needs: .requestErasure) { visit in
        try await visit.redactionForm(visit.value("thing"))
      },
      Route(.post, "/redactions", .page, needs: .requestErasure) { try await ask($0) },
    ]
  }

  private static func ask(_ visit: Visit) async throws -> Response {
    let form = try visit.form()
    guard let thing = form["thing"].flatMap({ ThingRef(stream: $0) }) else {
      return try await visit.redactionForm(form["thing"])
    }
    func again(_ field: String, _ words: String) async throws -> Response {
      try await visit.redactionForm(
        thing.description, reason: form["reason"], faults: [(field, words)])
    }
    let gate = visit.gate
    let texts = try await visit.site.work { try gate.redactableTexts(of: thing) }
    guard let text = texts.first(where: { $0.address.text == form["text"] }) else {
      return try await again("texts", visit.text("erasures.text.missing"))
    }
    guard let reason = form["reason"] else {
      return try await again("reason", visit.text("erasures.reason.missing"))
    }
    do {
      _ = try await gate.requestRedaction(
        of: text.address.field, thing, entry: text.entry,
        at: form["all"] == nil ? text.address.position : nil,
        Submission(command: form["command"].flatMap { UniqueID($0) }, by: "", reason: reason))
    } catch let error as DeskError where error.code == .refused {
      return try await again("reason", error.message)
    }
    return visit.redirect(to: "/erasures", notice: "redaction_requested")
  }
}

extension Visit {
  /// The form that asks for a redaction: first for what, then for which text.
  fileprivate func redactionForm(
    _ thing: String?, reason: String? = nil, faults: [(field: String, words: String)] = []
  ) async throws -> Response {
    var content: [String: Any] = [
      "command": newCommandID().description, "thing": thing ?? "",
      "faults": faults.map { ["field": $0.field, "detail": $0.words] }, "faulty": !faults.isEmpty,
    ]
    content["reason"] = reason
    guard let thing else {
      return try page("redaction-new", title: text("erasures.redaction.new"), content)
    }
    guard let ref = ThingRef(stream: thing) else {
      content["faults"] = [["field": "thing", "detail": text("erasures.thing.invalid")]]
      content["faulty"] = true
      return try page(
        "redaction-new", title: text("erasures.redaction.new"), content,
        status: .unprocessableContent)
    }
    let gate = gate
    let texts = try await site.work { try gate.redactableTexts(of: ref) }
    content["chosen"] = true
    content["texts"] = texts.map { one in
      [
        "address": one.address.text, "text": String(one.text.prefix(400)),
        "field": text("field.\(one.address.field)"), "event": text("event.\(one.event)"),
      ]
    }
    content["has_texts"] = !texts.isEmpty
    return try page(
      "redaction-new", title: text("erasures.redaction.new"), content,
      status: faults.isEmpty ? .ok : .unprocessableContent)
  }
}
