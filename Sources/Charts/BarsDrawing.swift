/// A bar for each row, what is not stated hatched and apart below.
struct BarsDrawing: Drawing {
  private let chart: Chart
  private let words: DrawingWords
  private let links: DrawingLinks
  private let labels: [String]
  private let labelWidth: Double

  private static let step = 28.0
  private static let thickness = 20.0
  private static let longest = 360.0
  private static let apart = 14.0
  private static let headHeight = 24.0

  init(_ chart: Chart, _ words: DrawingWords, _ links: DrawingLinks) {
    self.chart = chart
    self.words = words
    self.links = links
    labels = chart.rows.map { $0.label.cut(to: 280, at: Frame.size) }
    labelWidth =
      ([chart.rowsTitle] + labels).map { $0.width(at: Frame.size) }.max() ?? 0
  }

  var width: Double { labelWidth + 10 + Self.longest + 40 }

  var height: Double {
    Self.headHeight + Double(chart.rows.count) * Self.step
      + (chart.rows.contains { !$0.isStated } ? Self.apart : 0)
  }

  func draw(_ svg: inout SVGText, hatch: String) {
    svg.words(
      "text",
      [
        "x": labelWidth.drawn, "y": "13", "text-anchor": "end", "font-weight": "bold",
      ], chart.rowsTitle)
    svg.words(
      "text", ["x": (labelWidth + 10).drawn, "y": "13", "font-weight": "bold"], chart.unit.many)
    let largest = max(1, chart.rows.map(\.total).max() ?? 1)
    for (index, row) in chart.rows.enumerated() {
      let top = Self.headHeight + Double(index) * Self.step + (row.isStated ? 0 : Self.apart)
      let length = Self.longest * Double(row.total) / Double(largest)
      let told = "\(row.label): \(words.counted(row.total, chart.unit))"
      svg.group(to: links.row(index), named: told) { svg in
        svg.words("title", [:], told)
        svg.words(
          "text",
          ["x": labelWidth.drawn, "y": (top + 15).drawn, "text-anchor": "end"], labels[index])
        svg.element(
          "rect",
          [
            "x": (labelWidth + 10).drawn, "y": top.drawn, "width": length.drawn,
            "height": Self.thickness.drawn,
            "fill": row.isStated ? Palette.shades[3].description : hatch,
            "stroke": (row.isStated ? Palette.shades[3] : Palette.faint).description,
            "stroke-dasharray": row.isStated ? "none" : "4 2",
          ])
        svg.words(
          "text", ["x": (labelWidth + 16 + length).drawn, "y": (top + 15).drawn],
          String(row.total))
      }
    }
  }
}
