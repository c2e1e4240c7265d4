import Desk
import Hummingbird
import JSON
import Matching
import ProjectionKit
import Registry
import Things
import WebCore

/// What could answer a request, with the parts of each score as bars and in words.
struct MatchPage: Sendable {
  /// So many matches stand on a page.
  private static let most = 30

  /// The answer to a visit.
  func answer(_ visit: Visit) async throws -> Response {
    let typed = try visit.parameter("id")
    let kinds = visit.query.pairs.filter { $0.name == "kind" }.compactMap(\.value)
    let wanted = Set(kinds.compactMap { Match.Kind(rawValue: $0) })
    let (name, content) = try await visit.read { desk, reading in
      guard let ref = try reading.find(.request, typed),
        let request = try reading.thing(try reading.winner(ref))
      else { throw try ThingPage.missing(.request, typed, visit, desk, reading) }
      let found = try reading.matches(
        for: request, kinds: wanted.isEmpty ? nil : wanted, limit: Self.most)
      return (
        try reading.called(request.ref).shortened(),
        try self.content(request, found.matches, found.total, wanted, visit, reading)
      )
    }
    return try visit.show("match", title: visit.text("match.title", ["name": name]), content)
  }

  private func content(
    _ request: Thing, _ matches: [Match], _ total: Int, _ wanted: Set<Match.Kind>, _ visit: Visit,
    _ reading: Reading
  ) throws -> [String: JSONValue] {
    let words = AskWords(visit)
    let best = matches.map(\.score).max() ?? 1
    let id = try reading.typedID(request.ref).addressed
    var content: [String: JSONValue] = [
      "tabs": try ThingPage.tabs(request.ref, visit, reading, current: "/match"),
      "count": .string(words("match.count", ["count": total])),
      "kinds": .array(
        Match.Kind.allCases.map { kind in
          var choice: [String: JSONValue] = [
            "value": .string(kind.rawValue), "label": .string(words("match.kind.\(kind.rawValue)")),
          ]
          if wanted.contains(kind) { choice["on"] = true }
          return .object(choice)
        }),
      "action": .string("/request/\(id)/match"),
      "matches": .array(try matches.map { try self.match($0, best, visit, reading) }),
    ]
    if let asOf = visit.value("as-of") { content["asof_value"] = .string(asOf) }
    if matches.isEmpty { content["nothing"] = true }
    return content
  }

  private func match(
    _ match: Match, _ best: Int, _ visit: Visit, _ reading: Reading
  ) throws -> JSONValue {
    let words = AskWords(visit)
    var content: [String: JSONValue] = [
      "kind": .string(words("match.kind.\(match.kind.rawValue)")), "score": .count(match.score),
      "best": .count(max(1, best)),
      "parts": .array(
        match.parts.filter { $0.value != 0 }.map { part in
          [
            "name": .string(words.string("match.part.\(part.name)") ?? part.name),
            "value": .count(part.value), "why": .string(part.why),
          ]
        }),
      "evidence": .array(try match.evidence.map { try evidence($0, visit, reading) }),
    ]
    if match.kind == .country {
      content["title"] = .string(words.country(match.id))
      content["href"] = .string(
        visit.address("/requests", FilterQuery([.init("country", match.id)])))
    } else if let kind = Kind(rawValue: match.kind.rawValue),
      let ref = try reading.find(kind, match.id)
    {
      content["title"] = .string(try reading.called(ref).shortened())
      content["href"] = .string(try reading.address(ref, visit))
    } else {
      content["title"] = .string(match.title ?? match.id)
    }
    return .object(content)
  }

  /// What a peer was found by: things with links, words as they are.
  private func evidence(
    _ text: String, _ visit: Visit, _ reading: Reading
  ) throws -> JSONValue {
    guard let named = ThingRef(stream: text), let ref = try reading.find(named.kind, named.id)
    else { return ["plain": .string(text)] }
    return try Shown(visit).thing(ref, reading)
  }
}
