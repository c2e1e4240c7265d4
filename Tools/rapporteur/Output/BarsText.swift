import Charts

/// A bar for each row, on a terminal. What is not stated is hatched and stands apart.
struct BarsText {
  private let chart: Chart
  private let available: Int

  private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  /// - Parameter chart: a chart with one column.
  init(_ chart: Chart, available: Int? = Terminal.width) {
    self.chart = chart
    self.available = min(available ?? 100, 100)
  }

  /// The title, the notes and the bars.
  var text: String {
    var text = Style.strong(chart.title) + "\n"
    for note in chart.notes {
      text += note.hanging(first: 0, rest: 0, within: available) + "\n"
    }
    text += "\n"
    let labels = chart.rows.map { $0.label.cut(to: available * 2 / 5) }
    let width = labels.map(\.columns).max() ?? 0
    let largest = max(1, chart.rows.map(\.total).max() ?? 1)
    let room = max(8, available - width - String(largest).count - 3)
    var wasStated = true
    for (row, label) in zip(chart.rows, labels) {
      if !row.isStated, wasStated, chart.rows.count > 1 { text += "\n" }
      wasStated = row.isStated
      let bar = Self.bar(row.total * room * 8 / largest, isHatched: !row.isStated)
      text += "\(label.padded(to: width))  \(bar)\(bar.isEmpty ? "" : " ")\(row.total)\n"
    }
    return text + "\n" + chart.remark.hanging(first: 0, rest: 0, within: available) + "\n"
  }

  private static func bar(_ length: Int, isHatched: Bool) -> String {
    guard !isHatched else { return String(repeating: "╱", count: max(1, length / 8)) }
    return String(repeating: "█", count: length / 8) + eighths[length % 8]
  }
}
