import Desk
import JSON
import ProjectionKit
import Registry
import Things
import WebCore

/// What refers to a thing: the first few of each kind, and the way to all.
struct Hanging {
  private let thing: Thing
  private let shown: Shown
  private let desk: Desk

  /// So many of each kind stand on the page.
  private static let few = 6

  /// What refers to this thing.
  init(_ thing: Thing, _ shown: Shown, _ desk: Desk) {
    self.thing = thing
    self.shown = shown
    self.desk = desk
  }

  /// The lists that show what refers to a thing of a kind, by the filter that does.
  private static func lists(_ kind: Kind) -> [(kind: Kind, filter: String, key: String)] {
    switch kind {
    case .meeting:
      [
        (.request, "meeting", "requests"), (.offer, "meeting", "offers"),
        (.followup, "meeting", "followups"), (.recommendation, "meeting", "recommendations"),
        (.meeting, "parent", "meetings"), (.practice, "presented-at", "practices"),
      ]
    case .organisation:
      [
        (.request, "requester", "requested"), (.request, "asked-of", "asked"),
        (.offer, "provider", "offers"), (.followup, "owner", "followups"),
        (.person, "organisation", "people"), (.meeting, "participant", "attended"),
        (.organisation, "parent", "children"), (.network, "member", "networks"),
        (.practice, "organisation", "practices"), (.document, "issuer", "issued"),
      ]
    case .person: [(.meeting, "person", "roles"), (.network, "member", "networks")]
    case .request: [(.offer, "request", "answers"), (.followup, "request", "followups")]
    case .network: [(.network, "parent", "inside")]
    case .recommendation: [(.recommendation, "same-as", "repeated")]
    case .offer, .followup, .practice, .document, .statement, .account, .question, .vocabulary: []
    }
  }

  /// A section for each kind.
  func sections(_ reading: Reading) throws -> [JSONValue] {
    let id = try reading.typedID(thing.ref)
    var sections: [JSONValue] = try Self.lists(thing.ref.kind).compactMap { list in
      let query = FilterQuery([.init(list.filter, id)])
      let filter = try query.filter(of: list.kind, today: reading.today)
      let (listing, total) = try reading.page(
        list.kind, filter, offset: 0, limit: Self.few, countingTo: Lists.counted)
      guard total.number > 0 else { return nil }
      let columns = ListColumns(list.kind, shown)
      var section: [String: JSONValue] = [
        "title": .string(shown.words("things.hanging.\(list.key)")),
        "id": .string("\(list.kind.rawValue)-\(list.filter)"),
        "count": .string(shown.words.figure(total)), "listed": true,
        "rows": .array(
          try listing.things.map { thing in
            let row = try columns.row(thing, reading)
            let cells = (row["cells"]?.array ?? []).filter { cell in
              cell["items"]?.array?.first?["absent"] == nil
            }
            return .object(row.merging(["cells": .array(cells)]) { $1 })
          }),
      ]
      section["all"] = .string(shown.visit.address(list.kind.path, query))
      section["all_label"] = .string(shown.words("things.all", ["count": total.number]))
      return .object(section)
    }
    if thing.ref.kind == .document { sections.append(citing(id)) }
    return sections
  }

  /// What cites a document: the ways to the lists; counting them would read everything.
  private func citing(_ id: String) -> JSONValue {
    let query = FilterQuery([.init("document", id)])
    return [
      "title": .string(shown.words("things.hanging.citing")), "id": "citing",
      "links": .array(
        Kind.shown.filter { $0.filter("document") != nil && $0 != .document }.map { kind in
          [
            "label": .string(shown.words.many(kind)),
            "href": .string(shown.visit.address(kind.path, query)),
          ]
        }),
    ]
  }
}
