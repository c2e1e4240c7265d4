import Foundation
#if canImport(FoundationXML)
  import FoundationXML
#endif
import Testing

@testable import Charts

/// Maps, charts over time, and what leads somewhere.
@Suite struct DrawingsTests {
  private let unit = Chart.Noun(one: "request", many: "requests")

  // MARK: Maps

  /// The paper's figures: the map is 2.05 times as wide as high, and its edge at the pole is 0.59 times
  /// the equator.
  @Test func theProjectionIsEqualEarth() {
    #expect(abs(EqualEarth.halfWidth / EqualEarth.halfHeight - 2.0546) < 0.001)
    let pole = EqualEarth.project(longitude: 180, latitude: 90).x
    #expect(abs(pole / EqualEarth.halfWidth - 0.59) < 0.005)
    #expect(EqualEarth.project(longitude: 0, latitude: 0) == (0, 0))
    // Cells between the same meridians, cut where they have the same area on the globe, have the same
    // area on the map.
    let areas = [(0.0, 30.0), (30.0, 90.0)].map { low, high -> Double in
      stride(from: low, to: high, by: 0.01).reduce(0) { sum, latitude in
        let (a, b) = (
          EqualEarth.project(longitude: 10, latitude: latitude),
          EqualEarth.project(longitude: 10, latitude: latitude + 0.01)
        )
        return sum + (a.x + b.x) / 2 * (b.y - a.y)
      }
    }
    #expect(abs(areas[0] / areas[1] - 1) < 0.001)
  }

  private var map: PointMap {
    PointMap(
      title: "Requests by country", notes: ["As of log size 7"], unit: unit,
      dots: [
        .init("Fiji", longitude: 178, latitude: -17.8, count: 4, address: "/requests?country=FJI"),
        .init("Samoa & <Co>", longitude: -172, latitude: -13.8, count: 1, address: "/requests?a&b"),
        .init("Oman", longitude: 56, latitude: 20, count: 0),
      ],
      beside: [.init("Nowhere", count: 2), .init("not stated", count: 3, address: "/requests?n")],
      total: 10)
  }
  private let land = LandShape(outlines: [[(-10, 0), (10, 0), (10, 10), (-10, 10)]])

  @Test func areasOfDotsAreInProportion() throws {
    let drawing = MapDrawing(map, land, .english, isLinked: false)
    #expect(abs(pow(drawing.radius(of: 4) / drawing.radius(of: 1), 2) - 4) < 0.0001)
    let seen = try Parsed(map.svg(on: land))
    let circles = seen.elements.filter { $0.name == "circle" && $0["fill-opacity"] != nil }
    #expect(circles.count == 2)
    let radii = circles.compactMap { $0["r"].flatMap { Double($0) } }
    #expect(abs(pow(radii[0] / radii[1], 2) - 4) < 0.02)
  }

  @Test func aMapNamesEverything() throws {
    let seen = try Parsed(map.svg(on: land))
    #expect(seen.root?["role"] == "img")
    #expect(seen.texts.contains("Samoa & <Co>: 1 request"))
    #expect(seen.texts.contains("Nowhere (2)"))
    #expect(seen.texts.contains("not stated (3)"))
    #expect(seen.texts.contains { $0.contains("Fiji: 4") && $0.contains("not stated: 3") })
    #expect(seen.elements.allSatisfy { $0.name != "a" })
    // Land without borders: one path, without a line around it.
    let paths = seen.elements.filter { $0.name == "path" }
    #expect(paths.count == 1)
    #expect(paths.first?["stroke"] == nil)
  }

  @Test func dotsOpenWhatTheyCount() throws {
    let seen = try Parsed(map.svg(on: land, isLinked: true))
    #expect(seen.root?["role"] == "group")
    #expect(
      seen.links == ["/requests?country=FJI", "/requests?a&b", "/requests?n"])
    #expect(seen.elements.filter { $0.name == "a" }.allSatisfy { $0["aria-label"] != nil })
  }

  @Test(arguments: [(1, [1]), (2, [2]), (7, [5, 1]), (48, [20, 4]), (250, [200, 40, 8])])
  func legendsHaveRoundSteps(largest: Int, steps: [Int]) {
    #expect(MapDrawing.steps(to: largest) == steps)
  }

  // MARK: Over time

  private var time: TimeChart {
    TimeChart(
      title: "Requests by month", unit: unit,
      series: [
        Chart.Line("Training", total: 3), Chart.Line("not stated", isStated: false, total: 4),
      ],
      columns: [
        .init("May 2014", short: "May", group: "2014", counts: [1, 2], total: 3, address: "/m?5"),
        .init("June 2014", short: "Jun", counts: [0, 0], total: 0, address: "/m?6"),
        .init("July 2014", short: "Jul", counts: [2, 1], total: 3, addresses: ["/m?7a", "/m?7b"]),
      ],
      apart: [
        .init("2014, month not stated", short: "2014, month not stated", counts: [0, 1], total: 1)
      ], total: 7)
  }

  @Test func columnsAreAsHighAsTheirCounts() throws {
    let seen = try Parsed(time.svg())
    let heights = seen.elements.filter { $0.name == "rect" }.compactMap { element -> Double? in
      element["stroke-dasharray"] == nil ? nil : element["height"].flatMap { Double($0) }
    }
    // 1 and 2 in May, 2 and 1 in July, 1 apart.
    #expect(heights.count == 5)
    for (height, count) in zip(heights, [1.0, 2, 2, 1, 1]) {
      #expect(abs(height / heights[0] - count) < 0.01)
    }
    #expect(seen.texts.contains("2014, month not stated, not stated: 1 request"))
    #expect(seen.texts.contains("May 2014, Training: 1 request"))
  }

  @Test func columnsAndPartsOpenWhatTheyCount() throws {
    let seen = try Parsed(time.svg(isLinked: true))
    // May has one address for its parts and its number; July's number has none of its own.
    #expect(seen.links == ["/m?5", "/m?5", "/m?5", "/m?7a", "/m?7b"])
    #expect(try Parsed(time.svg()).links.isEmpty)
  }

  @Test func scalesEndAboveEverything() {
    for largest in 0...2_000 { #expect(TimeDrawing.scaleTop(largest) >= largest) }
    #expect([1, 7, 41, 90, 101].map(TimeDrawing.scaleTop) == [1, 8, 50, 100, 200])
  }

  // MARK: Tables of counts

  @Test func everyNumberOfAHeatMapLeadsSomewhere() throws {
    let links = DrawingLinks(
      row: { "/r\($0)" }, column: { "/c\($0)" }, cell: { "/x\($0)-\($1)" }, total: "/all")
    let seen = try Parsed(ChartTests.chart.svg(links: links))
    // The empty cell leads nowhere.
    #expect(
      seen.links == ["/x0-0", "/x0-1", "/r0", "/x1-1", "/r1", "/c0", "/c1", "/all"])
    #expect(seen.root?["role"] == "group")
    #expect(try Parsed(ChartTests.chart.svg()).root?["role"] == "img")
  }

  @Test func barsLeadWhereTheirLinesDo() throws {
    var chart = ChartTests.chart
    chart.rows = [chart.rows[0]]
    chart.counts = [chart.counts[0]]
    let seen = try Parsed(chart.svg(links: DrawingLinks(row: { "/r\($0)" }, column: { "/c\($0)" })))
    #expect(seen.links == ["/c0", "/c1"])
  }

  /// The pages' Content-Security-Policy refuses styles inside a page.
  @Test func nothingIsStyledInside() {
    for svg in [
      map.svg(on: land, isLinked: true), time.svg(isLinked: true),
      ChartTests.chart.svg(links: DrawingLinks(total: "/all")),
    ] {
      #expect(!svg.contains("style"))
      #expect(!svg.contains("<script"))
    }
  }

  @Test func wordsAreTheReaders() throws {
    var french = DrawingWords.english
    french.total = "total général"
    french.counted = { number, _ in "\(number) demandes" }
    french.inAll = { "\($0) en tout" }
    let seen = try Parsed(ChartTests.chart.svg(words: french))
    #expect(seen.texts.contains("total général"))
    #expect(seen.texts.contains("5 demandes en tout"))
    #expect(!seen.texts.contains { $0.contains("in all") })
  }
}

/// A drawing as a browser sees it.
private final class Parsed: NSObject, XMLParserDelegate {
  struct Element {
    let name: String
    let attributes: [String: String]
    subscript(name: String) -> String? { attributes[name] }
  }

  private(set) var elements: [Element] = []
  private(set) var texts: [String] = []
  private var current = ""

  init(_ svg: String) throws {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    try #require(parser.parse())
  }

  var root: Element? { elements.first }
  var links: [String] { elements.filter { $0.name == "a" }.compactMap { $0["href"] } }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append(Element(name: name, attributes: attributes))
    current = ""
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) { current += text }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    texts.append(current.trimmingCharacters(in: .whitespacesAndNewlines))
    current = ""
  }
}
