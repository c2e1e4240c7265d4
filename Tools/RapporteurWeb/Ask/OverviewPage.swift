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
  private let figures = CountMemo<BoundedCount>()
  private let countries = CountMemo<CountryCounts>()

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
    let unanswered = FilterQuery([.init("unanswered")])
    let overdue = FilterQuery([.init("overdue")])
    var cards: [JSONValue] = []
    for (kind, query, key) in [
      (Kind.request, FilterQuery([.init("open")]), "open_requests"),
      (.request, unanswered, "unanswered"),
      (.followup, FilterQuery([.init("due-this-week")]), "due_this_week"),
      (.followup, overdue, "overdue"),
    ] {
      let filter = try query.filter(of: kind, today: reading.today)
      let count = try counted(key, figures, visit, reading) {
        try $0.page(kind, filter, offset: 0, limit: 0, countingTo: Lists.counted).count
      }
      var tile = card(
        visit.address(kind.path, query), words.figure(count), key, count.number, words)
      if key == "overdue", count.number > 0 { tile["bad"] = true }
      cards.append(.object(tile))
    }
    let conflicts = try counted("conflicts", figures, visit, reading) {
      BoundedCount(number: try $0.conflictCount(), isExact: true)
    }
    if conflicts.number > 0 {
      cards.append(
        .object(
          card(
            visit.link("/conflicts"), words.figure(conflicts), "conflicts", conflicts.number, words)
        ))
    }
    let counts = try counted("all", countries, visit, reading) {
      try CountryCounts(ThingFilter(), $0)
    }
    let map = try MapPage.map(counts, FilterQuery(), visit, reading)
    var content: [String: JSONValue] = [
      "figures": .array(cards),
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

  /// A count as things are now, perhaps of a moment ago; at an earlier moment as they were then.
  private func counted<Value: Sendable>(
    _ name: String, _ memo: CountMemo<Value>, _ visit: Visit, _ reading: Reading,
    _ count: (Reading) throws -> Value
  ) throws -> Value {
    visit.asOf == nil ? try memo.counted(name, reading, count) : try count(reading)
  }

  private func card(
    _ address: String, _ figure: String, _ key: String, _ count: Int, _ words: AskWords
  ) -> [String: JSONValue] {
    [
      "href": .string(address), "figure": .string(figure),
      "label": .string(words("overview.\(key)", ["count": count])),
    ]
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
