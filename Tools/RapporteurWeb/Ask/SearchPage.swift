import Desk
import Hummingbird
import JSON
import ProjectionKit
import Registry
import Things
import WebCore

/// Full-text search, with what was found marked and the kinds to narrow by.
struct SearchPage: Sendable {
  /// So many hits stand on a page.
  private static let most = 50

  /// The answer to a visit.
  func answer(_ visit: Visit) async throws -> Response {
    let text = visit.value("q") ?? ""
    let kinds = visit.query.pairs.filter { $0.name == "kind" }
      .compactMap { $0.value.flatMap { Kind(rawValue: $0) } }
    let words = AskWords(visit)
    guard !TextFolding.tokens(text).isEmpty else {
      return try visit.show(
        "search", title: words("search.title"),
        ["text": .text(text), "asked": text.isEmpty ? .null : true])
    }
    let content = try await visit.read { desk, reading in
      try self.content(text, kinds, visit, desk, reading)
    }
    return try visit.show("search", title: words("search.title_of", ["text": text]), content)
  }

  private func content(
    _ text: String, _ kinds: [Kind], _ visit: Visit, _ desk: Desk, _ reading: Reading
  ) throws -> [String: JSONValue] {
    let words = AskWords(visit)
    let searched = kinds.isEmpty ? Kind.shown + [.question] : kinds
    let hits = try desk.search(text, kinds: searched, limit: Self.most, reading)
    func facet(_ kind: Kind?) -> JSONValue {
      var query = FilterQuery([.init("q", text)])
      if let kind { query.pairs.append(.init("kind", kind.rawValue)) }
      var facet: [String: JSONValue] = [
        "href": .string(visit.address("/search", query)),
        "label": .string(kind.map { words.many($0) } ?? words("search.all")),
      ]
      if kinds == kind.map({ [$0] }) ?? [] { facet["current"] = true }
      return .object(facet)
    }
    var content: [String: JSONValue] = [
      "text": .string(text),
      "tabs": .array(
        [facet(nil)] + Kind.shown.map { facet($0) }),
      "hits": .array(try hits.compactMap { try hit($0, words, visit, reading) }),
      "count": .string(
        words(hits.count == Self.most ? "search.many" : "search.count", ["count": hits.count])),
    ]
    if hits.isEmpty { content["nothing"] = true }
    if !kinds.isEmpty { content["kind"] = .string(kinds[0].rawValue) }
    return content
  }

  private func hit(
    _ hit: JSONValue, _ words: AskWords, _ visit: Visit, _ reading: Reading
  ) throws -> JSONValue? {
    guard let kind = hit["kind"]?.string.flatMap({ Kind(rawValue: $0) }),
      let id = hit["id"]?.string, let ref = try reading.find(kind, id)
    else { return nil }
    let field = hit["field"]?.string ?? ""
    return [
      "kind": .string(words.one(kind)), "field": .string(words.field(field)),
      "title": .string(try reading.called(ref).shortened()),
      "href": .string(
        kind == .question ? visit.link("/questions") : try reading.address(ref, visit)),
      "parts": .array(Self.parts(hit["extract"]?.string ?? "", hit["marks"]?.array ?? [])),
    ]
  }

  /// The extract taken apart at what was found in it.
  static func parts(_ extract: String, _ marks: [JSONValue]) -> [JSONValue] {
    let characters = Array(extract)
    var parts: [JSONValue] = []
    var place = 0
    for mark in marks {
      guard let offset = mark.array?.first?.integer, let length = mark.array?.last?.integer,
        Int(offset) >= place, Int(offset + length) <= characters.count
      else { continue }
      if Int(offset) > place {
        parts.append(["plain": .string(String(characters[place..<Int(offset)]))])
      }
      parts.append(["mark": .string(String(characters[Int(offset)..<Int(offset + length)]))])
      place = Int(offset + length)
    }
    if place < characters.count { parts.append(["plain": .string(String(characters[place...]))]) }
    return parts
  }
}
