import Access
import Charts
import Desk
import Hummingbird
import JSON
import ProjectionKit
import Registry
import Statements
import Things
import WebCore

/// What is open, what is late, what is new, and where requests come from.
struct OverviewPage: Sendable {
  /// The answer to a visit.
  func answer(_ visit: Visit) async throws -> Response {
    // Those who keep accounts read nothing of the registry.
    guard visit.principal?.may(.readThings) == true else {
      return visit.redirect(
        to: visit.principal?.may(.readAccounts) == true ? "/accounts" : "/audit")
    }
    let content = try await visit.read { desk, reading in
      try self.content(visit, desk, reading)
    }
    return try visit.show("overview", title: visit.text("overview.title"), content)
  }

  private func content(
    _ visit: Visit, _ desk: Desk, _ reading: Reading
  ) throws -> [String: JSONValue] {
    let words = AskWords(visit)
    func figure(_ kind: Kind, _ query: FilterQuery, _ key: String, path: String? = nil) throws
      -> (card: JSONValue, count: Int)
    {
      let filter = try query.filter(of: kind, today: reading.today)
      let total = try reading.page(
        kind, filter, offset: 0, limit: 0, countingTo: Lists.counted
      ).count
      return (
        [
          "href": .string(visit.address(path ?? kind.path, query)),
          "figure": .string(words.figure(total)),
          "label": .string(words("overview.\(key)", ["count": total.number])),
        ], total.number
      )
    }
    let unanswered = FilterQuery([.init("unanswered")])
    let overdue = FilterQuery([.init("overdue")])
    let conflicts = try reading.conflictCount()
    var figures = [
      try figure(.request, FilterQuery([.init("open")]), "open_requests").card,
      try figure(.request, unanswered, "unanswered").card,
      try figure(.followup, FilterQuery([.init("due-this-week")]), "due_this_week").card,
    ]
    var late = try figure(.followup, overdue, "overdue")
    if late.count > 0, case .object(var card) = late.card {
      card["bad"] = true
      late.card = .object(card)
    }
    figures.append(late.card)
    if conflicts > 0 {
      figures.append([
        "href": .string(visit.link("/conflicts")), "figure": .count(conflicts),
        "label": .string(words("overview.conflicts", ["count": conflicts])),
      ])
    }
    let map = try MapPage.map(FilterQuery(), visit, desk, reading)
    var content: [String: JSONValue] = [
      "figures": .array(figures),
      "newest": .array(try newest(visit, reading)),
      "late": .array(try lateRows(overdue, visit, desk, reading)),
      "svg": .string(
        map.map.svg(on: MapPage.land, words: DrawingWords(words), isLinked: true)),
      "map": .string(visit.link("/requests/map")),
      "countries": .array(
        map.countries.prefix(8).map {
          ["label": .string($0.label), "count": .count($0.count), "href": .string($0.address)]
        }),
      "all_newest": .string(
        visit.address("/meetings", FilterQuery([.init("kind", "bilateral_meeting")]))),
      "all_late": .string(visit.address("/followups", overdue)),
      "questions": .string(visit.link("/questions")),
    ]
    if visit.principal?.may(.record) == true, visit.asOf == nil { content["can_log"] = true }
    return content
  }

  /// The bilaterals that were recorded last.
  private func newest(_ visit: Visit, _ reading: Reading) throws -> [JSONValue] {
    let columns = ListColumns(.meeting, Shown(visit))
    return try reading.things(
      .meeting, where: Conditions("t.standing = 1 AND t.kind = ?", .text("bilateral_meeting")),
      order: "t.begun DESC", limit: 6
    ).map { meeting in
      let row = try columns.row(meeting, reading)
      return .object(
        row.merging(["cells": .array(Array((row["cells"]?.array ?? []).prefix(1)))]) { $1 })
    }
  }

  /// What is overdue longest.
  private func lateRows(
    _ query: FilterQuery, _ visit: Visit, _ desk: Desk, _ reading: Reading
  ) throws -> [JSONValue] {
    var filter = try query.filter(of: .followup, today: reading.today)
    filter.order = .due
    let columns = ListColumns(.followup, Shown(visit))
    return try reading.page(.followup, filter, offset: 0, limit: 6).listing.things.map { thing in
      let row = try columns.row(thing, reading)
      return .object(
        row.merging(["cells": .array(Array((row["cells"]?.array ?? []).prefix(2)))]) { $1 })
    }
  }
}
