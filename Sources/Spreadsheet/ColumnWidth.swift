import Interchange

/// How wide a column is to be, in characters.
struct ColumnWidth {
  private(set) var characters: Double

  /// A long text is better read in the cell than in a column as wide as the screen.
  private static let most = 60.0
  private static let margin = 2.0

  /// At least the title and the button of the filter.
  init(_ title: String) { characters = min(Double(title.count) + 2 + Self.margin, Self.most) }

  /// Makes room for a cell.
  mutating func hold(_ cell: Cell) {
    guard characters < Self.most else { return }
    let longest: Int =
      switch cell {
      case .empty: 0
      case .text(let text):
        // Wide letters take two places.
        text.prefix(200).split(whereSeparator: \.isNewline).map { line in
          line.reduce(0) { $0 + ($1.utf8.count > 2 ? 2 : 1) }
        }.max() ?? 0
      case .integer(let number): String(number).count
      case .number(let number): String(number).count
      case .day: 10
      case .truth: 5
      }
    characters = min(max(characters, Double(longest) + Self.margin), Self.most)
  }
}
