import Access
import Desk
import EventLog
import HTTPTypes
import Hummingbird
import JSON
import ProjectionKit
import Registry
import Terms
import Things
import WebCore

/// Terms that are in no vocabulary, and the forms that say what they mean.
struct UnclassifiedPage: Sendable {
  /// So many terms stand on the page.
  private static let most = 100

  /// The answer to a visit.
  func answer(_ visit: Visit) async throws -> Response {
    let content = try await visit.read { _, reading in try self.content(visit, reading) }
    return try visit.show("unclassified", title: visit.text("unclassified.title"), content)
  }

  private func content(_ visit: Visit, _ reading: Reading) throws -> [String: JSONValue] {
    let words = AskWords(visit)
    let terms = try reading.unclassifiedTerms()
    let canSettle = visit.principal?.may(.settle) == true && visit.asOf == nil
    let used = Set(terms.prefix(Self.most).map(\.vocabulary))
    var content: [String: JSONValue] = [
      "count": .string(words("unclassified.count", ["count": terms.count])),
      "terms": .array(
        terms.prefix(Self.most).enumerated().map { number, term in
          var item: [String: JSONValue] = [
            "number": .count(number), "vocabulary": .string(term.vocabulary),
            "vocabulary_label": .string(words("vocabulary.\(term.vocabulary)")),
            "term": .string(term.term), "count": .count(term.count),
          ]
          if let href = list(term, visit) { item["href"] = .string(href) }
          if canSettle {
            item["choices"] = .array(
              Self.codes(term.vocabulary).map { code in
                ["value": .string(code), "label": .string(words.term(code, in: term.vocabulary))]
              })
          }
          return .object(item)
        }),
    ]
    if terms.isEmpty { content["nothing"] = true }
    if canSettle, !used.isEmpty { content["can_settle"] = true }
    return content
  }

  private static func codes(_ vocabulary: String) -> [String] {
    vocabulary == "theme"
      ? Themes.shared.all.map(\.id) : Vocabularies.shared.terms(of: vocabulary).map(\.code)
  }

  /// The list of the things that hold a term, where there is a filter for it.
  private func list(_ term: UnclassifiedTerm, _ visit: Visit) -> String? {
    guard term.entry == nil else { return nil }
    let filter = term.kind.filters.first { filter in
      switch filter.value {
      case .theme(let place): place.entry == nil && place.field.name == term.field
      case .term(_, let place): place.entry == nil && place.field.name == term.field
      default: false
      }
    }
    return filter.map {
      visit.address(term.kind.path, FilterQuery([.init($0.name, term.term)]))
    }
  }

  // MARK: Settling

  /// Says what a term means.
  func settle(_ visit: Visit) async throws -> Response {
    let form = try visit.form()
    guard let vocabulary = form["vocabulary"], let term = form["term"], let code = form["to"],
      let type = EventCatalogue.type(named: "term.mapped")
    else {
      throw Problem(
        .unprocessableContent, "incomplete", visit.text("unclassified.incomplete"),
        hint: visit.text("unclassified.incomplete_hint"))
    }
    _ = try await visit.gate.submit(
      Submission(
        by: "",
        steps: [
          Step(
            ThingRef(.vocabulary, vocabulary),
            .happen(type, ["term": .text(term), "to": .text(code)]))
        ]))
    return visit.redirect(to: "/unclassified", notice: "settled")
  }
}
