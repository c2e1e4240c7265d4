import Charts

/// How a matrix is laid out on a terminal: which way round, how its titles are shortened, and in how
/// many parts.
struct MatrixLayout {
  let chart: Chart
  let isTurned: Bool
  /// Whether a title lost letters.
  let isCut: Bool
  /// The titles of the columns, each in as many lines as it needs.
  let titles: [[String]]
  let widths: [Int]
  let labels: [String]
  let labelWidth: Int
  let gap: Int
  /// The columns that stand beside each other, part by part.
  let panels: [[Int]]
  /// How well it reads.
  private let score: Int

  private static let titleWidth = 12
  private static let total = 7

  /// The layout that reads best among those that fit: whole titles before known codes before titles
  /// cut short, as asked for before turned. When none fits, the columns are dealt out to several parts.
  static func best(for chart: Chart, cell: Int, available: Int?) -> MatrixLayout {
    let whole = MatrixLayout(chart, .whole, labels: 28, cell: cell)
    guard let available, whole.width > available else { return whole }
    var best: MatrixLayout?
    for isTurned in [false, true] {
      for labels in stride(from: 28, through: 20, by: -2) {
        for titles in [Titles.whole, .codes(gap: 2), .codes(gap: 1)]
          + (5...10).reversed().map({ .cut($0) })
        {
          let layout = MatrixLayout(chart, titles, isTurned: isTurned, labels: labels, cell: cell)
          guard layout.width <= available, layout.score > best?.score ?? 0 else { continue }
          best = layout
        }
      }
    }
    let turned = MatrixLayout(chart, .whole, isTurned: true, labels: 28, cell: cell)
    return best
      ?? [whole.inParts(available), turned.inParts(available)].min { $0.lines < $1.lines } ?? whole
  }

  private enum Titles {
    case whole
    case codes(gap: Int)
    case cut(Int)
  }

  private init(
    _ asked: Chart, _ style: Titles, isTurned: Bool = false, labels most: Int, cell: Int
  ) {
    chart = isTurned ? asked.turned : asked
    self.isTurned = isTurned
    labels = chart.rows.map { $0.label.cut(to: most) }
    labelWidth = ([chart.rowsTitle, "total"] + labels).map(\.columns).max() ?? 0
    var score = isTurned ? -5 : 0
    if zip(labels, chart.rows).contains(where: { $0 != $1.label.cut(to: 28) }) {
      score += most - 28
    }
    let whole = chart.columns.map { $0.label.wrapped(to: Self.width(of: $0.label)) }
    switch style {
    case .whole:
      titles = whole
      (gap, isCut) = (2, false)
      score += 100
    case .codes(let gap):
      let known = chart.columns.allSatisfy { $0.code != nil || !$0.isStated }
      titles = chart.columns.map { $0.code.map { [$0] } ?? ["not", "stated"] }
      (self.gap, isCut) = (gap, true)
      score += known && !chart.columns.isEmpty ? 70 + gap : -1000
    case .cut(let width):
      let cut = chart.columns.map { Self.cut($0.label, to: width) }
      titles = cut
      (gap, isCut) = (width > 6 ? 2 : 1, cut != whole)
      score += width * 6
    }
    widths = titles.map { max(cell, $0.map(\.columns).max() ?? 0) }
    panels = [Array(chart.columns.indices)]
    self.score = score
  }

  private init(_ layout: MatrixLayout, panels: [[Int]]) {
    chart = layout.chart
    isTurned = layout.isTurned
    isCut = layout.isCut
    titles = layout.titles
    widths = layout.widths
    labels = layout.labels
    labelWidth = layout.labelWidth
    gap = layout.gap
    score = layout.score
    self.panels = panels
  }

  /// Wide enough for a long word, such as “Capacity-building”.
  private static func width(of label: String) -> Int {
    let longest = label.split(separator: " ").map { String($0).columns }.max() ?? 0
    return min(18, max(titleWidth, longest))
  }

  /// The title with its words cut short, in three lines at most.
  private static func cut(_ label: String, to width: Int) -> [String] {
    let words = label.split(separator: " ").map { String($0).cut(to: width) }
    let lines = words.joined(separator: " ").wrapped(to: width)
    guard lines.count > 3 else { return lines }
    return lines.prefix(2) + [lines.dropFirst(2).joined(separator: " ").cut(to: width)]
  }

  /// How many columns of the terminal it takes.
  private var width: Int { widths.reduce(labelWidth + Self.total) { $0 + gap + $1 } }

  /// How many lines its parts take.
  private var lines: Int { panels.count * (chart.rows.count + 5) }

  /// The same with its columns dealt out to as many parts as it takes.
  private func inParts(_ available: Int) -> MatrixLayout {
    var panels: [[Int]] = []
    var used = Int.max
    for column in widths.indices {
      let width = gap + widths[column]
      if used == .max || used + width > available {
        panels.append([])
        used = labelWidth + Self.total
      }
      panels[panels.count - 1].append(column)
      used += width
    }
    return MatrixLayout(self, panels: panels)
  }
}
