import Charts

/// A matrix on a terminal: numbers with totals, shaded by how large they are. As a heat map the shades
/// are characters too, so that nothing rests on colour.
struct MatrixText {
  private let chart: Chart
  private let isHeatMap: Bool
  private let available: Int?

  private static let glyphs = ["░", "▒", "▓", "█"]
  private static let unstated = "╱"

  init(_ chart: Chart, isHeatMap: Bool = false, available: Int? = Terminal.width) {
    self.chart = chart
    self.isHeatMap = isHeatMap
    self.available = available
  }

  /// The lines: title and notes of a heat map, the table in the layout that reads best in the room
  /// there is, and what is worth knowing of it.
  var text: String {
    let layout = MatrixLayout.best(for: chart, cell: cellWidth, available: available)
    var text = ""
    if isHeatMap {
      text += Style.strong(chart.title) + "\n"
      for note in chart.notes { text += wrapped(note) }
      text += "\n"
    }
    for columns in layout.panels { text += panel(columns, layout) + "\n" }
    if layout.isCut {
      let titles = layout.chart.columns.map(\.label).joined(separator: "; ")
      text += wrapped("columns: \(titles)") + "\n"
    }
    if isHeatMap { text += wrapped(legend) + "\n" }
    if layout.isTurned { text += wrapped("rows and columns have changed places to fit") }
    return text + wrapped(chart.remark)
  }

  private var cellWidth: Int {
    let largest = max(chart.total, chart.counts.lazy.joined().max() ?? 0)
    return max(3, String(largest).count + (isHeatMap ? 1 : 0))
  }

  private func wrapped(_ text: String) -> String {
    text.hanging(first: 0, rest: 0, within: available) + "\n"
  }

  // MARK: Lines

  /// Some of the columns, with the rows' labels before and their totals behind them.
  private func panel(_ columns: [Int], _ layout: MatrixLayout) -> String {
    let chart = layout.chart
    let gap = String(repeating: " ", count: layout.gap)
    let widths = columns.map { layout.widths[$0] }
    func line(_ label: String, _ cells: [String], _ total: String) -> String {
      ([label.padded(to: layout.labelWidth)] + cells).joined(separator: gap) + "  " + total
    }
    let titles = columns.map { layout.titles[$0] }
    let height = titles.map(\.count).max() ?? 1
    var text = ""
    for index in 0..<height {
      let isLast = index == height - 1
      let cells = zip(titles, widths).map { title, width in
        let place = index - (height - title.count)
        return (place < 0 ? "" : title[place]).padded(to: width)
      }
      let whole = line(isLast ? chart.rowsTitle : "", cells, isLast ? "total" : "")
      text += Style.strong(whole.withoutTrailingBlanks) + "\n"
    }
    for (row, label) in layout.labels.enumerated() {
      let cells = zip(columns, widths).map { cell(row, $0, $1, chart) }
      text += line(label, cells, String(chart.rows[row].total)) + "\n"
    }
    let totals = zip(columns, widths).map { String(chart.columns[$0].total).padded(to: $1) }
    return text + Style.strong(line("total", totals, String(chart.total))) + "\n"
  }

  private func cell(_ row: Int, _ column: Int, _ width: Int, _ chart: Chart) -> String {
    let count = chart.counts[row][column]
    guard count > 0 else { return "·".padded(to: width) }
    let isStated = chart.rows[row].isStated && chart.columns[column].isStated
    let text = (isHeatMap ? glyph(of: count, isStated) : "") + String(count)
    guard isStated || !isHeatMap else { return text.padded(to: width) }
    let largest = chart.counts.lazy.joined().max() ?? 1
    return Style.shaded(text.padded(to: width), Double(count) / Double(largest))
  }

  private func glyph(of count: Int, _ isStated: Bool) -> String {
    guard isStated else { return Self.unstated }
    let shades = chart.shades(Self.glyphs.count)
    return shades.firstIndex { $0.contains(count) }.map { Self.glyphs[$0] } ?? ""
  }

  private var legend: String {
    var parts = zip(Self.glyphs, chart.shades(Self.glyphs.count)).map { glyph, range in
      range.count == 1
        ? "\(glyph) \(range.lowerBound)" : "\(glyph) \(range.lowerBound)–\(range.upperBound)"
    }
    if (chart.rows + chart.columns).contains(where: { !$0.isStated }) {
      parts.append("\(Self.unstated) not stated")
    }
    return (parts + ["· none"]).joined(separator: "   ")
  }
}
