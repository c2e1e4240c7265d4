import Desk
import Foundation
import Registry
import Things

/// Things of every kind whose every text tries to become markup, a script, or a formula.
struct HostileThings {
  /// The text that fields hold; `xss` as an element or `onxss` as an attribute would be a way in.
  let text: String
  /// One thing of each kind, with the id that people type.
  private(set) var made: [(kind: Kind, id: String)] = []

  /// The ways in, one at a time.
  static let texts = [
    #"<xss onxss=1>"#, #"" onxss=1 x=""#, "' onxss=1 x='", "\"\u{301} onxss=1 x=", "<\u{338}xss>",
    "\u{600}<xss>", #"</title></textarea></script></style><xss>"#, "--><xss>", "]]><xss>",
    #"&lt;xss&gt;<xss>"#, "{{xss}}{{{xss}}}<xss>", "javascript:xss()//<xss>", "\u{202E}<xss>",
    "=1+1\" onxss=1",
  ]

  /// Kinds in an order in which each refers to those before it.
  private static let kinds: [Kind] = [
    .organisation, .person, .document, .meeting, .practice, .request, .offer, .followup,
    .recommendation, .network, .statement,
  ]

  /// Records the things. What a rule refuses is left out, field by field.
  init(_ text: String, into desk: Desk) async throws {
    self.text = text
    for kind in Self.kinds {
      let id = "hostile-\(kind.rawValue)"
      let fields = kind.definition.fields.reduce(into: Fields()) { $0[$1.name] = value(for: $1) }
      try await submit(Step(ThingRef(kind, id), .begin(fields)), fields, to: desk)
      made.append((kind, id))
      for entry in kind.definition.entries {
        guard let type = EventCatalogue.type(of: kind, with: .adds(entry)) else { continue }
        let fields = entry.fields(in: kind).reduce(into: Fields()) { $0[$1.name] = value(for: $1) }
        try? await submit(
          Step(ThingRef(kind, id), .happen(type, fields)), fields, to: desk)
      }
    }
  }

  private func submit(_ step: Step, _ fields: Fields, to desk: Desk) async throws {
    var (step, fields) = (step, fields)
    while true {
      var submission = Submission(by: "setup", reason: text, steps: [step])
      submission.sources = ["hostile-document:" + text.filter { $0 != ":" && $0 != ";" }]
      // Until there is a document, there is nothing to cite.
      if has(.document) == nil { submission.sources = [] }
      do {
        _ = try await desk.submit(submission)
        return
      } catch let error as DeskError {
        // The option names the field that will not do.
        guard
          let option = error.place["option"].map({
            String($0.dropFirst(2)).replacing("-", with: "_")
          }),
          fields.removeValue(forKey: option) != nil
        else { throw error }
        switch step.command {
        case .begin: step.command = .begin(fields)
        case .happen(let type, _): step.command = .happen(type, fields)
        default: throw error
        }
      }
    }
  }

  private func value(for field: Field) -> Value? {
    switch field.type {
    case .title, .text, .figureOrText: .text(text)
    case .titles: .texts([text, text + "2"])
    case .date: (try? PartialDate("2014-06")).map { .date($0) }
    case .country: .country(CountryValue(code: "FJI", written: text))
    case .term: .term(Term(code: nil, written: text))
    case .terms: .terms([Term(code: nil, written: text)])
    case .reference(let kind): has(kind).map { .reference($0) }
    case .references(let kind): has(kind).map { .references([$0]) }
    case .referencesOrText: .texts([text])
    case .subject: .subject(ThingRef(.organisation, "hostile-organisation"))
    case .count: .count(3)
    case .flag: .flag(true)
    }
  }

  private func has(_ kind: Kind) -> String? { made.first { $0.kind == kind }?.id }
}
