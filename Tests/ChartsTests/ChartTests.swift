import Foundation
#if canImport(FoundationXML)
  import FoundationXML
#endif
import Testing

@testable import Charts

/// Drawings of counts.
@Suite struct ChartTests {
  static let chart = Chart(
    title: "Requests by <country> & \"theme\"", notes: ["As of log size 7"],
    unit: Chart.Noun(one: "request", many: "requests"),
    rowsNoun: Chart.Noun(one: "country", many: "countries"),
    columnsNoun: Chart.Noun(one: "theme", many: "themes"),
    rows: [
      Chart.Line("Fiji\u{1}", code: "FJI", total: 4),
      Chart.Line("not stated", isStated: false, total: 1),
    ],
    columns: [Chart.Line("A & B", total: 3), Chart.Line("C", total: 3)],
    counts: [[3, 2], [0, 1]], total: 5)

  @Test func shadesCoverEveryCountOnce() {
    for largest in 1...40 {
      var chart = Self.chart
      chart.counts = [[0, largest]]
      let shades = chart.shades(5)
      #expect(shades.count == min(5, largest))
      for count in 1...largest { #expect(shades.count { $0.contains(count) } == 1, "\(count)") }
    }
    var empty = Self.chart
    empty.counts = [[0, 0]]
    #expect(empty.shades(5).isEmpty)
  }

  @Test func turningTwiceChangesNothing() {
    #expect(Self.chart.turned.turned == Self.chart)
    #expect(Self.chart.turned.counts == [[3, 0], [2, 1]])
    #expect(Self.chart.bars == nil)
  }

  @Test func oneLineMakesBarsAndIsNamed() {
    var chart = Self.chart
    chart.rows = [chart.rows[0]]
    chart.counts = [chart.counts[0]]
    #expect(chart.bars?.rows.map(\.label) == ["A & B", "C"])
    #expect(chart.bars?.notes.first == "country: Fiji\u{1}")
    #expect(chart.svg().contains("country: Fiji"))
  }

  @Test func remarkTellsWhatIsCountedSeveralTimes() {
    #expect(
      Self.chart.remark
        == "5 requests in all; one with several themes stands in each, and counts once in each total"
    )
    #expect(Self.chart.summary.contains("country not stated: 1"))
  }

  @Test func drawingIsWellFormedAndTheSameEachTime() throws {
    let svg = Self.chart.svg(id: "a")
    #expect(svg == Self.chart.svg(id: "a"))
    #expect(!svg.contains("\u{1}"))
    let reader = Reader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    #expect(parser.parse())
    #expect(reader.texts["title"]?.first == "Requests by <country> & \"theme\"")
    #expect(reader.texts["desc"]?.first?.contains("5 requests in all") == true)
    // Every count and every total is written, and every cell says what it is.
    for number in ["3", "2", "·", "1", "4", "5"] {
      #expect(reader.texts["text"]?.contains(number) == true, "\(number)")
    }
    #expect(reader.texts["title"]?.contains("not stated, C: 1 request") == true)
    #expect(svg.contains("fill=\"url(#a-hatch)\""))
    #expect(svg.contains("aria-labelledby=\"a-title a-desc\""))
  }

  /// Few columns make a narrow drawing; what stands below the cells is still inside it.
  @Test func wordsBelowTheCellsAreInside() throws {
    let narrow = Chart(
      title: "Few", notes: [], unit: Chart.Noun(one: "request", many: "requests"),
      rowsNoun: Self.chart.rowsNoun, columnsNoun: Self.chart.columnsNoun,
      rows: [Chart.Line("Fiji", total: 2), Chart.Line("Oman", total: 2)],
      columns: [Chart.Line("A", total: 2), Chart.Line("C", total: 2)],
      counts: [[1, 1], [1, 1]], total: 4)
    let svg = narrow.svg()
    let reader = Reader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    #expect(parser.parse())
    let remark = try #require(reader.texts["text"]?.first { $0.hasPrefix("· none.") })
    let box = try #require(svg.firstRange(of: "viewBox=\"0 0 "))
    let width = try #require(Double(svg[box.upperBound...].prefix { $0 != " " }))
    #expect(Frame.margin + remark.width(at: Frame.size) <= width)
  }

  @Test func writingReadsOnEveryColour() {
    for count in 1...5 {
      for shade in 0..<count {
        let colour = Palette.shade(shade, of: count)
        #expect(Palette.ink(on: colour).contrast(to: colour) >= 4.5, "\(colour)")
      }
    }
    #expect(Palette.faint.contrast(to: Palette.paper) >= 4.5)
    #expect(Palette.ink.contrast(to: Palette.hatch) >= 4.5)
    // https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio: black on white is 21 : 1.
    #expect(abs(Colour(0).contrast(to: Colour(0xFFFFFF)) - 21) < 0.001)
  }

  @Test func numbersAreWrittenShort() {
    #expect([0, 2, 2.04, -0.25, 10.95].map { $0.drawn } == ["0", "2", "2", "-0.3", "11"])
  }
}

/// The texts of a document by the elements they stand in.
private final class Reader: NSObject, XMLParserDelegate {
  var texts: [String: [String]] = [:]
  private var current = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) { current = "" }

  func parser(_ parser: XMLParser, foundCharacters text: String) { current += text }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if !current.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty {
      texts[name, default: []].append(current)
    }
    current = ""
  }
}
