import Access
import Desk
import Hummingbird
import JSON
import Registry
import Things
import WebCore

/// `GET /api/v1/complete`: what a text may become as somebody types it.
enum CompletionRoute {
  static let routes = [
    Route(.get, "/api/v1/complete", .api, needs: .readThings) { visit in try await complete(visit) }
  ]

  private static let mostProposals = 50

  private static func complete(_ visit: Visit) async throws -> Response {
    let subjects = try subjects(visit)
    guard let text = visit.value("q") else {
      throw Problem(.badRequest, "q", "what is to be completed is missing", hint: "send it as q")
    }
    let limit = try limit(visit)
    if subjects.contains(.thing(.person)) { try visit.gate.require(.seeNames) }
    let found = try await visit.read { desk, reading in
      try desk.complete(
        text, among: subjects, limit: limit, language: visit.language.code, reading)
    }
    return visit.json(.array(found.map { visit.localised($0).json }))
  }

  private static func subjects(_ visit: Visit) throws(Problem) -> [Completion.Subject] {
    let names = visit.query.pairs.filter { $0.name == "kind" }.compactMap(\.value)
    var subjects: [Completion.Subject] = []
    for name in names {
      guard let subject = Completion.Subject(name) else {
        throw Problem(
          .badRequest, "kind", "there is nothing that completes as “\(name)”",
          hint: "give a kind of thing, country, theme, or a vocabulary")
      }
      subjects.append(subject)
    }
    guard !subjects.isEmpty, subjects.count <= 10 else {
      throw Problem(
        .badRequest, "kind", "say what is wanted",
        hint: "give one kind or a few, as in kind=organisation")
    }
    return subjects
  }

  private static func limit(_ visit: Visit) throws(Problem) -> Int {
    guard let text = visit.value("limit") else { return 10 }
    guard let limit = Int(text), (1...mostProposals).contains(limit) else {
      throw Problem(.badRequest, "limit", "the limit is a number from 1 to \(mostProposals)")
    }
    return limit
  }
}

extension Visit {
  /// The completion with its title in the visitor's language, where the catalogue has it.
  func localised(_ completion: Completion) -> Completion {
    var completion = completion
    switch completion.subject {
    case .theme: completion.title = theme(completion.id)
    case .term(let vocabulary): completion.title = term(completion.id, in: vocabulary)
    case .thing, .country, .date: break
    }
    return completion
  }
}
