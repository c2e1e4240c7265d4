/// Things counted by period, ready to be drawn as columns; in each, what is stacked upon each other.
public struct TimeChart: Sendable {
  /// A column: a period, or what is dated less closely.
  public struct Column: Hashable, Sendable {
    /// What people read: “June 2014”.
    public var label: String
    /// What stands below the column: “Jun”.
    public var short: String
    /// What stands below that, where it begins: “2014”.
    public var group: String?
    /// How many things stand in it, by series.
    public var counts: [Int]
    /// How many things stand in it, each counted once.
    public var total: Int
    /// Whether periods before it, in which nothing happened, are left out.
    public var follows: Bool
    /// Where the column leads.
    public var address: String?
    /// Where each part of the column leads.
    public var addresses: [String?]

    /// A column.
    public init(
      _ label: String, short: String, group: String? = nil, counts: [Int], total: Int,
      follows: Bool = true, address: String? = nil, addresses: [String?] = []
    ) {
      self.label = label
      self.short = short
      self.group = group
      self.counts = counts
      self.total = total
      self.follows = follows
      self.address = address
      self.addresses = addresses
    }
  }

  /// What is counted by what.
  public var title: String
  /// What the counts rest on, a line each.
  public var notes: [String]
  /// What is counted.
  public var unit: Chart.Noun
  /// What is stacked; one that is stated and nothing else for columns that are whole.
  public var series: [Chart.Line]
  /// The periods in order.
  public var columns: [Column]
  /// What is dated less closely than the periods, and what is not dated, last.
  public var apart: [Column]
  /// How many things there are, each counted once.
  public var total: Int

  /// Things counted by period.
  public init(
    title: String, notes: [String] = [], unit: Chart.Noun, series: [Chart.Line], columns: [Column],
    apart: [Column] = [], total: Int
  ) {
    self.title = title
    self.notes = notes
    self.unit = unit
    self.series = series
    self.columns = columns
    self.apart = apart
    self.total = total
  }

  /// The chart as an SVG document.
  ///
  /// - Parameters:
  ///   - id: what the ids inside begin with.
  ///   - words: what it says besides its labels.
  ///   - isLinked: whether columns lead to their addresses.
  public func svg(
    id: String = "time", words: DrawingWords = .english, isLinked: Bool = false
  ) -> String {
    let most = columns.max { $0.total < $1.total }.map { "\($0.label): \($0.total)" }
    let beside = apart.map { "\($0.label): \($0.total)" }
    let lines = [words.inAll(words.counted(total, unit))] + notes
    return SVGDocument(
      id: id, title: title,
      description: (lines + [most].compactMap(\.self) + beside).joined(separator: ". ") + ".",
      notes: lines, isLinked: isLinked
    ).text(TimeDrawing(self, words, isLinked: isLinked))
  }
}

/// Columns on a scale; what is dated less closely hatched and apart, at the right.
struct TimeDrawing: Drawing {
  private let chart: TimeChart
  private let words: DrawingWords
  private let isLinked: Bool
  private let step: Double
  private let top: Int
  private let scaleWidth: Double

  private static let plotHeight = 240.0
  private static let apartStep = 86.0
  private static let gap = 28.0
  private static let narrowest = 860.0
  private static let legendRow = 22.0
  private static let legendColumn = 230.0
  private static let headHeight = 16.0

  init(_ chart: TimeChart, _ words: DrawingWords, isLinked: Bool) {
    self.chart = chart
    self.words = words
    self.isLinked = isLinked
    // Few columns are broad; many share the width of a page.
    step = max(9, min(56, 860 / Double(max(1, chart.columns.count))))
    let heights = (chart.columns + chart.apart).map { max($0.total, $0.counts.reduce(0, +)) }
    top = Self.scaleTop(heights.max() ?? 0)
    scaleWidth = String(top).width(at: Frame.size) + 10
  }

  var width: Double {
    // Narrower drawings would be blown up where they fill a page.
    max(scaleWidth + Double(chart.columns.count) * step + apartWidth, Self.narrowest)
  }

  var height: Double {
    Self.headHeight + Self.plotHeight + (chart.apart.isEmpty ? 44 : 76)
      + (isStacked ? legendHeight : 0)
  }

  private var isStacked: Bool { chart.series.count > 1 }
  private var apartWidth: Double {
    chart.apart.isEmpty ? 0 : Self.gap + Double(chart.apart.count) * Self.apartStep
  }
  private var legendHeight: Double {
    Double((chart.series.count + legendColumns - 1) / legendColumns) * Self.legendRow + 8
  }
  private var legendColumns: Int { Int(width / Self.legendColumn) }

  /// The end of the scale: a round number that nothing is above.
  static func scaleTop(_ largest: Int) -> Int {
    guard largest > 5 else { return max(1, largest) }
    var power = 1
    while power * 10 < largest { power *= 10 }
    return [1, 2, 4, 5, 8, 10].map { $0 * power }.first { $0 >= largest } ?? largest
  }

  private var base: Double { Self.headHeight + Self.plotHeight }
  private func length(of count: Int) -> Double {
    Self.plotHeight * Double(count) / Double(top)
  }

  func draw(_ svg: inout SVGText, hatch: String) {
    drawScale(&svg)
    for (index, column) in chart.columns.enumerated() {
      let left = scaleWidth + Double(index) * step
      draw(column, &svg, from: left, width: step, hatch: nil, seriesHatch: hatch)
      drawLabels(of: column, index, &svg, from: left)
    }
    let right = scaleWidth + Double(chart.columns.count) * step + Self.gap
    for (index, column) in chart.apart.enumerated() {
      let left = right + Double(index) * Self.apartStep
      draw(
        column, &svg, from: left + 10, width: Self.apartStep - 20, hatch: hatch, seriesHatch: hatch)
      let lines = column.short.lines(within: Self.apartStep - 6, at: 12, most: 4)
      for (line, text) in lines.enumerated() {
        svg.words(
          "text",
          [
            "x": (left + Self.apartStep / 2).drawn, "y": (base + 16 + Double(line) * 15).drawn,
            "text-anchor": "middle", "font-size": "12",
          ], text)
      }
    }
    if isStacked { drawLegend(&svg, hatch) }
  }

  private func drawScale(_ svg: inout SVGText) {
    let right = scaleWidth + Double(chart.columns.count) * step + apartWidth
    let parts = top % 4 == 0 ? 4 : top % 5 == 0 ? 5 : top % 2 == 0 ? 2 : top < 4 ? top : 1
    for part in 0...parts {
      let count = top / parts * part
      let y = base - length(of: count)
      svg.element(
        "line",
        [
          "x1": scaleWidth.drawn, "y1": y.drawn, "x2": right.drawn, "y2": y.drawn,
          "stroke": part == 0 ? Palette.ink.description : Palette.hatch.description,
        ])
      svg.words(
        "text",
        [
          "x": (scaleWidth - 6).drawn, "y": (y + 4).drawn, "text-anchor": "end",
          "fill": Palette.faint.description,
        ], String(count))
    }
  }

  /// One column: its parts from the ground up, and its number above.
  private func draw(
    _ column: TimeChart.Column, _ svg: inout SVGText, from left: Double, width: Double,
    hatch: String?, seriesHatch: String
  ) {
    guard column.total > 0 else { return }
    let inset = width > 14 ? 3.0 : 1.0
    var bottom = base
    for (index, count) in column.counts.enumerated() where count > 0 {
      let height = length(of: count)
      bottom -= height
      let told =
        column.label + (isStacked ? ", \(chart.series[index].label)" : "") + ": "
        + words.counted(count, chart.unit)
      let address = column.addresses.indices.contains(index) ? column.addresses[index] : nil
      let isHatched = isStacked ? !chart.series[index].isStated : hatch != nil
      svg.group(to: isLinked ? address ?? column.address : nil, named: told) { svg in
        svg.words("title", [:], told)
        svg.element(
          "rect",
          [
            "x": (left + inset).drawn, "y": bottom.drawn, "width": (width - 2 * inset).drawn,
            "height": height.drawn,
            "fill": isHatched ? seriesHatch : colour(index).description,
            "stroke": isHatched ? Palette.faint.description : Palette.paper.description,
            "stroke-dasharray": hatch == nil && !isHatched ? "none" : "4 2",
          ])
      }
    }
    guard width >= String(column.total).width(at: 12) else { return }
    let told = "\(column.label): \(words.counted(column.total, chart.unit))"
    svg.linked(to: isLinked && isStacked ? column.address : nil, named: told) {
      $0.words(
        "text",
        [
          "x": (left + width / 2).drawn, "y": (bottom - 4).drawn, "text-anchor": "middle",
          "font-size": "12",
        ], String(column.total))
    }
  }

  /// What stands below a column: not below each when they are narrow.
  private func drawLabels(
    of column: TimeChart.Column, _ index: Int, _ svg: inout SVGText, from left: Double
  ) {
    let widest = chart.columns.map { $0.short.width(at: 12) }.max() ?? 0
    let every = max(1, Int(((widest + 6) / step).rounded(.up)))
    if index % every == 0 || !column.follows {
      svg.words(
        "text",
        [
          "x": (left + step / 2).drawn, "y": (base + 16).drawn, "text-anchor": "middle",
          "font-size": "12",
        ], column.short)
    }
    if !column.follows {
      svg.words(
        "text", ["x": left.drawn, "y": (base + 5).drawn, "text-anchor": "middle"], "⋯")
    }
    guard let group = column.group, step * 12 > group.width(at: 12) else { return }
    svg.words(
      "text",
      ["x": (left + 2).drawn, "y": (base + 34).drawn, "font-size": "12", "font-weight": "bold"],
      group)
  }

  private func drawLegend(_ svg: inout SVGText, _ hatch: String) {
    let head = Self.headHeight + Self.plotHeight + (chart.apart.isEmpty ? 44 : 76)
    for (index, line) in chart.series.enumerated() {
      let left = Double(index % legendColumns) * Self.legendColumn
      let y = head + Double(index / legendColumns) * Self.legendRow + 8
      svg.element(
        "rect",
        [
          "x": left.drawn, "y": y.drawn, "width": "16", "height": "14",
          "fill": line.isStated ? colour(index).description : hatch,
          "stroke": Palette.rule.description,
        ])
      svg.words(
        "text", ["x": (left + 22).drawn, "y": (y + 12).drawn],
        "\(line.label) (\(line.total))".cut(to: Self.legendColumn - 30, at: Frame.size))
    }
  }

  private func colour(_ series: Int) -> Colour {
    isStacked ? Palette.series[series % Palette.series.count] : Palette.shades[3]
  }
}
