/// A cell for each row and column, shaded by how much it holds and holding its number; totals at the
/// right and below; what is not stated hatched and apart, last.
struct HeatMapDrawing: Drawing {
  private let chart: Chart
  private let words: DrawingWords
  private let links: DrawingLinks
  private let shades: [ClosedRange<Int>]
  private let labels: [String]
  private let labelWidth: Double
  private let titles: [[String]]
  private let isSlanted: Bool
  private let cellWidth: Double
  private let headHeight: Double

  private static let cellHeight = 28.0
  private static let apart = 10.0
  private static let totalWidth = 56.0
  private static let legendHeight = 44.0

  init(_ chart: Chart, _ words: DrawingWords, _ links: DrawingLinks) {
    self.chart = chart
    self.words = words
    self.links = links
    shades = chart.shades(Palette.shades.count)
    labels = chart.rows.map { $0.label.cut(to: 280, at: Frame.size) }
    labelWidth = ([chart.rowsTitle] + labels).map { $0.width(at: Frame.size) }.max() ?? 0
    // Few columns have room for their titles above them; those of many lean.
    isSlanted = chart.columns.count > 9
    cellWidth = isSlanted ? 40 : 92
    titles = chart.columns.map { [isSlanted] in
      isSlanted
        ? [$0.label.cut(to: 240, at: Frame.size)]
        : $0.label.lines(within: 86, at: Frame.size, most: 4)
    }
    headHeight =
      isSlanted
      ? (titles.map { $0[0].width(at: Frame.size) }.max() ?? 0) * 0.72 + 40
      : Double(titles.map(\.count).max() ?? 1) * 16 + 34
  }

  /// What slanted titles stick out at the right of the last column.
  private var overhang: Double {
    guard isSlanted, let last = titles.last?.first else { return 0 }
    return max(0, last.width(at: Frame.size) * 0.72 - Self.totalWidth)
  }

  var width: Double {
    let legendWidth = legend.reduce(0) { $0 + Self.entryWidth($1.words) }
    return max(
      x(chart.columns.count) + Self.totalWidth + overhang, legendWidth,
      remark.width(at: Frame.size))
  }

  /// What each shade means, and the hatching where something is not stated.
  private var legend: [(shade: Int?, words: String)] {
    let ranges = shades.enumerated().map { index, range in
      (
        shade: Int?.some(index),
        words: range.count == 1
          ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
      )
    }
    let isAllStated = (chart.rows + chart.columns).allSatisfy(\.isStated)
    return isAllStated ? ranges : ranges + [(nil, words.notStated)]
  }

  private static func entryWidth(_ words: String) -> Double {
    28 + words.width(at: Frame.size) + 16
  }

  /// What stands below the legend.
  private var remark: String { words.remark(chart.unit.one) }

  var height: Double { y(chart.rows.count) + Self.cellHeight + Self.legendHeight + 16 }

  /// Where a column begins; behind the last one, the totals.
  private func x(_ column: Int) -> Double {
    let lines = chart.columns.prefix(column + 1)
    let gaps = (lines.contains { !$0.isStated } ? 1.0 : 0) + (column == chart.columns.count ? 1 : 0)
    return labelWidth + 10 + Double(column) * cellWidth + gaps * Self.apart
  }

  /// Where a row begins; behind the last one, the totals.
  private func y(_ row: Int) -> Double {
    let lines = chart.rows.prefix(row + 1)
    let gaps = (lines.contains { !$0.isStated } ? 1.0 : 0) + (row == chart.rows.count ? 1 : 0)
    return headHeight + Double(row) * Self.cellHeight + gaps * Self.apart
  }

  func draw(_ svg: inout SVGText, hatch: String) {
    drawTitles(&svg)
    for (row, line) in chart.rows.enumerated() {
      svg.words(
        "text",
        ["x": labelWidth.drawn, "y": (y(row) + 19).drawn, "text-anchor": "end"], labels[row])
      for column in chart.columns.indices { drawCell(&svg, row, column, hatch) }
      drawTotal(
        &svg, line.total, of: line.label, to: links.row(row),
        at: (x(chart.columns.count) + Self.totalWidth / 2, y(row)))
    }
    let below = y(chart.rows.count)
    svg.words(
      "text",
      [
        "x": labelWidth.drawn, "y": (below + 19).drawn, "text-anchor": "end", "font-weight": "bold",
      ], words.total)
    for (column, line) in chart.columns.enumerated() {
      drawTotal(
        &svg, line.total, of: line.label, to: links.column(column),
        at: (x(column) + cellWidth / 2, below))
    }
    drawTotal(
      &svg, chart.total, of: words.total, to: links.total,
      at: (x(chart.columns.count) + Self.totalWidth / 2, below))
    drawLegend(&svg, at: below + Self.cellHeight + 16, hatch)
  }

  private func drawTitles(_ svg: inout SVGText) {
    svg.words(
      "text", ["x": (labelWidth + 10).drawn, "y": "13", "font-weight": "bold"], chart.columnsTitle)
    let bottom = headHeight - 8
    svg.words(
      "text",
      [
        "x": labelWidth.drawn, "y": bottom.drawn, "text-anchor": "end", "font-weight": "bold",
      ], chart.rowsTitle)
    for (column, lines) in titles.enumerated() {
      if isSlanted {
        let (left, low) = ((x(column) + cellWidth / 2).drawn, bottom.drawn)
        svg.words(
          "text", ["x": left, "y": low, "transform": "rotate(-45 \(left) \(low))"], lines[0])
      } else {
        for (line, words) in lines.enumerated() {
          svg.words(
            "text",
            [
              "x": (x(column) + cellWidth / 2).drawn,
              "y": (bottom - Double(lines.count - 1 - line) * 16).drawn, "text-anchor": "middle",
            ], words)
        }
      }
    }
    svg.words(
      "text",
      [
        "x": (x(chart.columns.count) + Self.totalWidth / 2).drawn, "y": bottom.drawn,
        "text-anchor": "middle", "font-weight": "bold",
      ], words.total)
  }

  private func drawCell(_ svg: inout SVGText, _ row: Int, _ column: Int, _ hatch: String) {
    let count = chart.counts[row][column]
    let isStated = chart.rows[row].isStated && chart.columns[column].isStated
    let shade = shades.firstIndex { $0.contains(count) }
    let fill = shade.map { Palette.shade($0, of: shades.count) } ?? Palette.paper
    let ink = count == 0 ? Palette.faint : isStated ? Palette.ink(on: fill) : Palette.ink
    let (left, top) = (x(column), y(row))
    let told =
      "\(chart.rows[row].label), \(chart.columns[column].label): "
      + words.counted(count, chart.unit)
    svg.group(to: count == 0 ? nil : links.cell(row, column), named: told) { svg in
      svg.words("title", [:], told)
      svg.element(
        "rect",
        [
          "x": left.drawn, "y": top.drawn, "width": cellWidth.drawn,
          "height": Self.cellHeight.drawn,
          "fill": isStated || count == 0 ? fill.description : hatch,
          "stroke": Palette.rule.description,
          "stroke-dasharray": isStated ? "none" : "4 2",
        ])
      svg.words(
        "text",
        [
          "x": (left + cellWidth / 2).drawn, "y": (top + 19).drawn, "text-anchor": "middle",
          "fill": ink.description,
        ], count == 0 ? "·" : String(count))
    }
  }

  private func drawTotal(
    _ svg: inout SVGText, _ total: Int, of label: String, to address: String?,
    at place: (x: Double, y: Double)
  ) {
    let told = "\(label): \(words.counted(total, chart.unit))"
    svg.linked(to: total == 0 ? nil : address, named: told) { svg in
      svg.words(
        "text",
        [
          "x": place.x.drawn, "y": (place.y + 19).drawn, "text-anchor": "middle",
          "font-weight": "bold",
        ], String(total))
    }
  }

  private func drawLegend(_ svg: inout SVGText, at top: Double, _ hatch: String) {
    var left = 0.0
    for (shade, words) in legend {
      svg.element(
        "rect",
        [
          "x": left.drawn, "y": top.drawn, "width": "22", "height": "16",
          "fill": shade.map { Palette.shade($0, of: shades.count).description } ?? hatch,
          "stroke": Palette.rule.description, "stroke-dasharray": shade == nil ? "4 2" : "none",
        ])
      svg.words("text", ["x": (left + 28).drawn, "y": (top + 13).drawn], words)
      left += Self.entryWidth(words)
    }
    svg.words(
      "text", ["x": "0", "y": (top + 34).drawn, "fill": Palette.faint.description], remark)
  }
}
