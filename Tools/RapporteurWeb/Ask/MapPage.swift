import Charts
import Desk
import Hummingbird
import JSON
import ProjectionKit
import Registry
import Requests
import Things
import WebCore

/// Requests by country on a map of the world.
struct MapPage: Sendable {
  /// The land, projected once.
  static let land = LandShape(
    outlines: WorldMap.shared.land.map { $0.map { ($0.longitude, $0.latitude) } })

  /// The answer to a visit.
  func answer(_ visit: Visit) async throws -> Response {
    let query = visit.query.filters
    let title = visit.text("map.title")
    do {
      if let format = visit.value("format") {
        guard format == "svg" else { throw Download.unknown(format, ["svg"], visit) }
        let svg = try await visit.read { desk, reading in
          let (map, _) = try Self.map(
            try Self.counts(query, desk, reading), query, visit, reading)
          return map.svg(on: Self.land, words: DrawingWords(AskWords(visit)))
        }
        return visit.file(Array(svg.utf8), type: Download.type("svg"), named: "map.svg")
      }
      let content = try await visit.read { desk, reading in
        try self.content(query, visit, desk, reading)
      }
      return try visit.show("drawing", title: title, content, scripts: ["filters.js"])
    } catch {
      return try FilterRefusal.page(
        error, .request, title, "/requests/map",
        Tabs.requests(FilterQuery(), visit, current: "/requests/map"), visit)
    }
  }

  /// The map of these counts, and the countries by them.
  static func map(
    _ counts: CountryCounts, _ query: FilterQuery, _ visit: Visit, _ reading: Reading
  ) throws -> (map: PointMap, countries: [(label: String, count: Int, address: String)]) {
    let words = AskWords(visit)
    var map = PointMap(
      title: words("map.title"),
      notes: try DrawingNotes.notes(query, visit, reading, at: counts.size),
      unit: DrawingNotes.unit(words), dots: [], total: counts.total)
    var countries: [(label: String, count: Int, address: String)] = []
    for (code, count) in counts.lines {
      let address = visit.requests(query, in: [RequestLine(.dimension(.country), key: code)])
      guard let code else {
        map.beside.append(.init(words("things.not_stated"), count: count, address: address))
        continue
      }
      let name = words.country(code)
      countries.append((name, count, address))
      if let point = WorldMap.shared.point(of: code) {
        map.dots.append(
          .init(
            name, longitude: point.longitude, latitude: point.latitude, count: count,
            address: address))
      } else {
        map.beside.insert(.init(name, count: count, address: address), at: 0)
      }
    }
    return (map, countries.sorted { ($1.count, $0.label) < ($0.count, $1.label) })
  }

  /// The counts of the requests that these filters find.
  private static func counts(
    _ query: FilterQuery, _ desk: Desk, _ reading: Reading
  ) throws -> CountryCounts {
    try CountryCounts(try desk.filter(query, of: .request, reading), reading)
  }

  private func content(
    _ query: FilterQuery, _ visit: Visit, _ desk: Desk, _ reading: Reading
  ) throws -> [String: JSONValue] {
    let words = AskWords(visit)
    let (map, countries) = try Self.map(
      try Self.counts(query, desk, reading), query, visit, reading)
    var content = CountsPage.content(query, visit, map.notes)
    content["chips"] = try FilterForm(.request, visit, query).chips([], reading)
    content["count"] = .string(words("lists.count", ["count": map.total]))
    content["svg"] = .string(map.svg(on: Self.land, words: DrawingWords(words), isLinked: true))
    content["caption"] = .string(words("map.caption"))
    content["tabs"] = Tabs.requests(query, visit, current: "/requests/map")
    content["downloads"] = Download.links(["svg"], visit)
    content["table"] = .string(words("map.table"))
    content["columns"] = [.string(words("dimension.country")), .string(words.many(.request))]
    content["rows"] = .array(
      countries.map { country in
        [
          "label": .string(country.label), "count": .count(country.count),
          "href": .string(country.address),
        ]
      }
        + map.beside.filter { $0.label == words("things.not_stated") }.map { line in
          [
            "label": .string(line.label), "count": .count(line.count), "href": .text(line.address),
          ]
        })
    return content
  }
}
