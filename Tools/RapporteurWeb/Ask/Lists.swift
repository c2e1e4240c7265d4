import Access
import Desk
import HTTPTypes
import Hummingbird
import JSON
import ProjectionKit
import Registry
import Requests
import Things
import WebCore

/// The list of a kind of thing: filters in the address, pages of rows, downloads.
struct Lists: Sendable {
  /// The kind of thing.
  let kind: Kind

  /// So many things stand on a page.
  static let pageSize = 50
  /// The counts of longer lists stop here: “more than 10,000”.
  static let counted = 10_000

  /// The answer to a visit.
  func answer(_ visit: Visit) async throws -> Response {
    let query = visit.query.filters
    let words = AskWords(visit)
    do {
      if let format = visit.value("format") {
        return try await Download(kind, visit).answer(format)
      }
      let content = try await visit.read { desk, reading in
        try self.content(query, visit, desk, reading)
      }
      return try visit.show("list", title: words.many(kind), content, scripts: ["complete.js"])
    } catch {
      return try FilterRefusal.page(
        error, kind, words.many(kind), kind.path, tabs(visit, words), visit)
    }
  }

  private func content(
    _ query: FilterQuery, _ visit: Visit, _ desk: Desk, _ reading: Reading
  ) throws -> [String: JSONValue] {
    let words = AskWords(visit)
    let filter = try desk.filter(query, of: kind, reading)
    let found = try ListFinding(kind, filter, visit).find(desk, reading)
    let columns = ListColumns(kind, Shown(visit))
    let comparison = try Comparison.of(found, kind, query, visit, desk, reading)
    let form = FilterForm(kind, visit, query)
    var content: [String: JSONValue] = [
      "filters": form.content, "chips": try form.chips(found.lines, reading),
      "tabs": tabs(visit, words),
      "count": .string(words.counted(found.total)),
      "columns": columns.titles, "downloads": Download(kind, visit).links,
      "warnings": .array(found.warnings.map { .string($0.message) }),
      "rows": .array(
        try found.things.map { thing in
          .object(try comparison.mark(columns.row(thing, reading), thing))
        }),
    ]
    if !found.things.isEmpty { content["table"] = .string(words.many(kind)) }
    if found.undated > 0 {
      content["undated"] = .string(words("lists.undated", ["count": found.undated]))
    }
    if found.total.number > Self.pageSize {
      content["pager"] = .object(Pager(found, visit).content)
    }
    content["compared"] = comparison.content
    content["similar"] = .array(try similar(found, query, visit, desk, reading))
    if visit.principal?.may(.record) == true {
      if kind != .account, visit.asOf == nil {
        content["new"] = .string("/\(kind.table)/new")
        content["new_label"] = .string(words("lists.new", ["kind": words.one(kind)]))
      }
      if !query.pairs.isEmpty, found.lines.isEmpty, visit.asOf == nil {
        content["save"] = .string("/questions/new?about=\(kind.rawValue)&" + query.text)
      }
    }
    return content
  }

  /// When words find little, what is called in a like manner: any spelling, a slip of the pen.
  private func similar(
    _ found: ListFinding.Found, _ query: FilterQuery, _ visit: Visit, _ desk: Desk,
    _ reading: Reading
  ) throws -> [JSONValue] {
    guard let text = query.pairs.first(where: { $0.name == "text" })?.value,
      found.total.number < Self.few, found.page == 1, !reading.sight.hidesNames(of: kind)
    else { return [] }
    let shown = Set(try found.things.map { try reading.typedID($0.ref) })
    return try desk.complete(text, among: [.thing(kind)], limit: Self.few, reading).filter {
      !shown.contains($0.id)
    }.map { completion in
      [
        "title": .string(completion.title), "detail": .text(completion.detail),
        "href": .string(
          visit.link("/\(kind.rawValue)/\(completion.id.addressed)")),
      ]
    }
  }

  /// Fewer than this may not be what was meant.
  private static let few = 6

  /// Other ways to look at the same.
  private func tabs(_ visit: Visit, _ words: AskWords) -> JSONValue {
    let query = visit.query.filters
    switch kind {
    case .request:
      return Tabs.requests(query, visit, current: kind.path)
    case .meeting:
      return Tabs.make(
        [
          ("/meetings", "tabs.list"), ("/meetings/calendar", "tabs.calendar"),
          ("/meetings/tree", "tabs.tree"),
        ], FilterQuery(), visit, current: kind.path)
    case .followup:
      return Tabs.make(
        [("/followups", "tabs.by_owner"), ("/followups/all", "tabs.list")], query, visit,
        current: visit.path)
    case .organisation:
      return Tabs.make(
        [("/organisations", "tabs.list"), ("/organisations/tree", "tabs.tree")], FilterQuery(),
        visit, current: kind.path)
    case .statement:
      return Tabs.make(
        [("/statements", "tabs.list"), ("/conflicts", "tabs.conflicts")], FilterQuery(), visit,
        current: kind.path)
    default: return .null
    }
  }
}

/// What a list finds: the things of one page.
struct ListFinding: Sendable {
  /// The things of a page, and what is known of all.
  struct Found: Sendable {
    var things: [Thing]
    var total: BoundedCount
    var undated: Int
    var warnings: [Warning]
    var lines: [FilterLine]
    var page: Int
    var filter: ThingFilter
  }

  /// The kind of thing.
  let kind: Kind
  /// What is asked for.
  let filter: ThingFilter
  /// Who asks.
  let visit: Visit

  /// What a filter finds.
  init(_ kind: Kind, _ filter: ThingFilter, _ visit: Visit) {
    self.kind = kind
    self.filter = filter
    self.visit = visit
  }

  /// The page that the address asks for, from 1 on.
  private var page: Int { max(1, visit.value("page").flatMap { Int($0) } ?? 1) }

  /// The things of the page that is asked for.
  func find(_ desk: Desk, _ reading: Reading) throws -> Found {
    let lines = try FilterLines(visit, reading).lines
    let offset = (min(page, 1 << 40) - 1) * Lists.pageSize
    guard kind == .request, !lines.isEmpty else {
      let page = try desk.page(
        kind, filter, offset: offset, limit: Lists.pageSize, countingTo: Lists.counted, reading)
      return Found(
        things: page.things, total: page.total, undated: page.undated, warnings: page.warnings,
        lines: [], page: self.page, filter: filter)
    }
    let rows = try reading.requests(in: lines.map(\.line), filter)
    return Found(
      things: try reading.things(.request, inRows: rows.dropFirst(offset).prefix(Lists.pageSize)),
      total: BoundedCount(number: rows.count, isExact: true), undated: 0,
      warnings: try desk.doubts(kind, filter, reading),
      lines: lines.map(\.shown), page: page, filter: filter)
  }
}

/// The lines of a matrix or chart that the address narrows requests to.
struct FilterLines {
  /// The lines, each as it is asked for and as it is shown.
  let lines: [(line: RequestLine, shown: FilterLine)]

  /// The lines that the address names.
  init(_ visit: Visit, _ reading: Reading) throws {
    let words = AskWords(visit)
    let labels = LineLabels(words, visit)
    lines = try visit.query.pairs.filter { $0.name == "in" }.map { pair in
      guard let line = pair.value.flatMap({ RequestLine($0) }) else {
        throw Problem(
          .unprocessableContent, "line", words("lists.no_line", ["line": pair.value ?? ""]))
      }
      let label = try labels.label(line, reading)
      return (line, FilterLine(text: line.text, name: labels.name(line.basis), label: label))
    }
  }
}

/// The pages of a list.
struct Pager {
  private let found: ListFinding.Found
  private let visit: Visit

  /// The pages of what was found.
  init(_ found: ListFinding.Found, _ visit: Visit) {
    self.found = found
    self.visit = visit
  }

  /// What the template `pager` shows.
  var content: [String: JSONValue] {
    let size = Lists.pageSize
    // Where the count stopped, there is at least one page more.
    let last =
      found.total.isExact ? max(1, (found.total.number + size - 1) / size) : found.page + 1
    let first = (found.page - 1) * size + 1
    var content: [String: JSONValue] = [
      "words": .string(
        visit.text(
          "lists.shown",
          [
            "first": first, "last": first + max(1, found.things.count) - 1,
            "total": AskWords(visit).figure(found.total),
          ])),
      "pages": .array(pages(last)),
    ]
    if found.page > 1 { content["previous"] = address(min(found.page - 1, last)) }
    if found.page < last { content["next"] = address(found.page + 1) }
    return content
  }

  private func address(_ page: Int) -> JSONValue {
    .string(visit.address(with: [("page", page == 1 ? nil : String(page))]))
  }

  /// The first and the last page, and those around the one that is shown.
  private func pages(_ last: Int) -> [JSONValue] {
    let near = Set([1, last] + (found.page - 2...found.page + 2)).filter { (1...last).contains($0) }
    var pages: [JSONValue] = []
    var before = 0
    for page in near.sorted() {
      if page > before + 1 { pages.append(["gap": true]) }
      var item: [String: JSONValue] = ["number": .count(page), "href": address(page)]
      if page == found.page { item["current"] = true }
      pages.append(.object(item))
      before = page
    }
    return pages
  }
}

/// Ways to look at the same.
enum Tabs {
  /// Tabs of these addresses with these filters, the current one marked.
  static func make(
    _ tabs: [(path: String, key: String)], _ query: FilterQuery, _ visit: Visit, current: String
  ) -> JSONValue {
    .array(
      tabs.map { path, key in
        var tab: [String: JSONValue] = [
          "href": .string(visit.address(path, query)), "label": .string(visit.text(key)),
        ]
        if path == current { tab["current"] = true }
        return .object(tab)
      })
  }

  /// Of requests.
  static func requests(_ query: FilterQuery, _ visit: Visit, current: String) -> JSONValue {
    make(
      [
        ("/requests", "tabs.list"), ("/requests/matrix", "tabs.matrix"),
        ("/requests/map", "tabs.map"), ("/requests/over-time", "tabs.over_time"),
      ], query, visit, current: current)
  }
}
