import Desk
import FollowUps
import Hummingbird
import JSON
import ProjectionKit
import Registry
import Things
import WebCore

/// Follow-ups by who owns them: for each owner what is overdue first, then by due date.
struct FollowUpsPage: Sendable {
  /// So many are laid out by owner; longer lists are narrowed first.
  private static let most = 300
  private static let path = "/followups"

  /// The answer to a visit.
  func answer(_ visit: Visit) async throws -> Response {
    let title = AskWords(visit).many(.followup)
    do {
      if let format = visit.value("format") {
        return try await Download(.followup, visit).answer(format)
      }
      let content = try await visit.read { desk, reading in
        try self.content(visit.query.filters, visit, desk, reading)
      }
      return try visit.show("followups", title: title, content, scripts: ["filters.js"])
    } catch {
      return try FilterRefusal.page(error, .followup, title, Self.path, .null, visit)
    }
  }

  /// What is open, unless the address says something about statuses itself.
  private func narrowed(_ query: FilterQuery) -> FilterQuery {
    let says = query.pairs.contains {
      ["open", "status", "overdue", "due-this-week", "unverified", "carry-over"].contains($0.name)
    }
    return says ? query : query.with("open", nil)
  }

  private func content(
    _ query: FilterQuery, _ visit: Visit, _ desk: Desk, _ reading: Reading
  ) throws -> [String: JSONValue] {
    let words = AskWords(visit)
    let shown = Shown(visit)
    let query = narrowed(query)
    var filter = try desk.filter(query, of: .followup, reading)
    filter.order = .due
    let page = try desk.page(
      .followup, filter, limit: Self.most, countingTo: Lists.counted, reading)
    let form = FilterForm(.followup, visit, query)
    let overdue = page.things.count { FollowUpView.isOverdue($0, reading) }
    var content: [String: JSONValue] = [
      "filters": form.content, "chips": try form.chips([], reading),
      "count": .string(words.counted(page.total)),
      "overdue": overdue > 0 ? .string(words("followups.overdue", ["count": overdue])) : .null,
      "warnings": .array(page.warnings.map { .string($0.message) }),
      "groups": .array(try groups(page.things, shown, reading)),
      "tabs": Tabs.make(
        [("/followups", "tabs.by_owner"), ("/followups/all", "tabs.list")], query, visit,
        current: Self.path),
      "downloads": Download(.followup, visit).links,
    ]
    if page.undated > 0 {
      content["undated"] = .string(words("lists.undated", ["count": page.undated]))
    }
    if page.total.number > Self.most {
      content["cut"] = .string(words("followups.cut", ["count": Self.most]))
      content["all"] = .string(visit.address("/followups/all", query))
    }
    if page.things.isEmpty { content["nothing"] = true }
    return content
  }

  /// Owners, those with something overdue first, nobody's last of its kind.
  private func groups(
    _ things: [Thing], _ shown: Shown, _ reading: Reading
  ) throws -> [JSONValue] {
    var order: [String?] = []
    var groups: [String?: [Thing]] = [:]
    for thing in things {
      var owners: [String?] = [nil]
      if case .references(let ids)? = thing.fields["owner"], !ids.isEmpty { owners = ids }
      for owner in owners {
        if groups[owner] == nil { order.append(owner) }
        groups[owner, default: []].append(thing)
      }
    }
    func overdue(_ owner: String?) -> Int {
      (groups[owner] ?? []).count { FollowUpView.isOverdue($0, reading) }
    }
    let ranked = order.enumerated().sorted { a, b in
      let (first, second) = (overdue(a.element) > 0, overdue(b.element) > 0)
      return first == second ? a.offset < b.offset : first
    }
    return try ranked.map { _, owner in
      let late = overdue(owner)
      let all = groups[owner] ?? []
      // What is overdue, in the order of its due dates, goes before what has time.
      let sorted =
        all.filter { FollowUpView.isOverdue($0, reading) }
        + all.filter { !FollowUpView.isOverdue($0, reading) }
      var group: [String: JSONValue] = [
        "name": .string(
          try owner.map { try reading.called(ThingRef(.organisation, $0)) }
            ?? shown.words("followups.nobody")),
        "count": .count(all.count), "rows": .array(try sorted.map { try row($0, shown, reading) }),
      ]
      if late > 0 { group["overdue"] = .string(shown.words("followups.overdue", ["count": late])) }
      if let owner {
        group["href"] = .string(try reading.address(ThingRef(.organisation, owner), shown.visit))
      }
      return .object(group)
    }
  }

  private func row(_ thing: Thing, _ shown: Shown, _ reading: Reading) throws -> JSONValue {
    var row = try ListColumns(.followup, shown).row(thing, reading)
    row["due"] =
      if case .date(let due)? = thing.fields["due"] {
        .string(shown.words("followups.due", ["date": shown.words.date(due)]))
      } else { .string(shown.words("followups.no_due")) }
    let cells = row["cells"]?.array ?? []
    // Owner and due stand elsewhere.
    row["cells"] = .array(cells.dropFirst(2).filter { $0["items"]?.array?.first?["absent"] == nil })
    return .object(row)
  }
}
