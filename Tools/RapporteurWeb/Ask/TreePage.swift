import Hummingbird
import JSON
import ProjectionKit
import Registry
import Things
import WebCore

/// Meetings inside meetings, and organisations below organisations.
struct TreePage: Sendable {
  /// The kind of thing.
  let kind: Kind

  /// So many things are laid out below each other; what is deeper is opened.
  private static let most = 300

  /// The answer to a visit.
  func answer(_ visit: Visit) async throws -> Response {
    let root = visit.value("root")
    let content = try await visit.read { desk, reading in
      let top = try root.map { typed in
        guard let ref = try reading.find(kind, typed) else {
          throw try ThingPage.missing(kind, typed, visit, desk, reading)
        }
        return ref
      }
      return try self.content(top, visit, reading)
    }
    return try visit.show(
      "tree", title: visit.text("tree.\(kind.rawValue)"), content)
  }

  private func content(
    _ root: ThingRef?, _ visit: Visit, _ reading: Reading
  ) throws -> [String: JSONValue] {
    let shown = Shown(visit)
    var left = Self.most
    // Without a root: everything that holds others and is in nothing itself.
    let tops =
      try root.map { [$0] }
      ?? reading.things(
        kind,
        where: Conditions(
          """
          t.standing = 1 AND t.parent IS NULL AND EXISTS (
            SELECT 1 FROM \(kind.table) c WHERE c.parent = t.id AND c.standing = 1)
          """), limit: 100, fields: []
      ).map(\.ref)
    var nodes: [JSONValue] = []
    for top in tops where left > 0 {
      nodes.append(try node(top, shown, reading, &left, above: []))
    }
    var content: [String: JSONValue] = [
      "nodes": .array(nodes), "tabs": tabs(visit),
    ]
    if nodes.isEmpty { content["nothing"] = true }
    if left <= 0 { content["cut"] = .string(visit.text("tree.cut", ["count": Self.most])) }
    if let root {
      content["top"] = [try shown.thing(root, reading)]
      content["whole"] = .string(visit.link(visit.path))
    }
    return content
  }

  private func tabs(_ visit: Visit) -> JSONValue {
    kind == .meeting
      ? Tabs.make(
        [
          ("/meetings", "tabs.list"), ("/meetings/calendar", "tabs.calendar"),
          ("/meetings/tree", "tabs.tree"),
        ], FilterQuery(), visit, current: "/meetings/tree")
      : Tabs.make(
        [("/organisations", "tabs.list"), ("/organisations/tree", "tabs.tree")], FilterQuery(),
        visit, current: "/organisations/tree")
  }

  private func node(
    _ ref: ThingRef, _ shown: Shown, _ reading: Reading, _ left: inout Int, above: Set<String>
  ) throws -> JSONValue {
    left -= 1
    let children = try reading.things(
      kind,
      where: Conditions("t.parent = ? AND t.standing = 1", .text(ref.id)),
      order: kind == .meeting ? "t.start_first IS NULL, t.start_first, t.begun" : nil,
      limit: Self.most, fields: ["start", "end"])
    var nodes: [JSONValue] = []
    for child in children where left > 0 && !above.contains(child.ref.id) {
      nodes.append(try node(child.ref, shown, reading, &left, above: above.union([ref.id])))
    }
    return [
      "title": .string(try reading.called(ref).shortened()),
      "href": .string(try reading.address(ref, shown.visit)),
      "count": children.isEmpty ? .null : .count(children.count),
      "children": .array(nodes), "nested": nodes.isEmpty ? .null : true,
      "more": nodes.count < children.count
        ? .string(
          shown.visit.address(shown.visit.path, FilterQuery([.init("root", ref.id)]))) : .null,
    ]
  }
}
