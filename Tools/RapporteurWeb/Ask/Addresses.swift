import Registry
import Things
import WebCore

extension Kind {
  /// The kinds whose things have lists and pages here, in the order of the menu.
  static let shown: [Kind] = [
    .request, .offer, .followup, .meeting, .person, .organisation, .network, .practice,
    .recommendation, .statement, .document,
  ]

  /// The address of the kind's list.
  var path: String { self == .person ? "/people" : "/" + rawValue + "s" }
}

extension FilterQuery {
  /// The names in addresses of lists that are no filters.
  private static let others: Set<String> = [
    "page", "format", "as-of", "lang", "notice", "in", "rows", "columns", "by", "divided",
    "group-by", "find",
  ]

  /// The filters alone.
  var filters: FilterQuery { FilterQuery(pairs.filter { !Self.others.contains($0.name) }) }

  /// The same without filters of these names.
  func without(_ names: String...) -> FilterQuery {
    FilterQuery(pairs.filter { !names.contains($0.name) })
  }

  /// The same with one more.
  func with(_ name: String, _ value: String?) -> FilterQuery {
    FilterQuery(pairs + [Pair(name, value)])
  }

  /// The path with these filters behind it.
  func address(_ path: String) -> String { pairs.isEmpty ? path : path + "?" + text }
}

extension Visit {
  /// The filters of a list at the moment that is being read.
  func address(_ path: String, _ query: FilterQuery) -> String { link(query.address(path)) }
}

extension Reading {
  /// The address of a thing's page.
  func address(_ ref: ThingRef, _ visit: Visit, _ more: String = "") throws -> String {
    let id = try typedID(ref).addressed
    return visit.link("/\(ref.kind.rawValue)/\(id)\(more)")
  }

  /// What a thing is called: its title, or its id where it has none or whoever asks may not see it.
  func called(_ ref: ThingRef) throws -> String {
    guard let title = try title(ref), !title.isEmpty else { return try typedID(ref) }
    return title
  }
}

extension String {
  /// The text as one part of a path (RFC 3986, section 3.3).
  var addressed: String {
    utf8.map { byte in
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        String(UnicodeScalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }

  /// The text, or its beginning when it is longer than a line or two.
  func shortened(to limit: Int = 120) -> String {
    guard count > limit else { return self }
    let cut = prefix(limit)
    let end = cut.lastIndex(of: " ") ?? cut.endIndex
    return cut[..<end] + "…"
  }
}
