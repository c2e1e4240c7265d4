/// Things counted along one or two dimensions, ready to be drawn: a drawing needs nothing else.
public struct Chart: Hashable, Sendable {
  /// A row or column.
  public struct Line: Hashable, Sendable {
    /// What people read.
    public var label: String
    /// A shorter form of the label that people know, such as a country's code.
    public var code: String?
    /// Whether it stands for something, as against for what is not stated.
    public var isStated: Bool
    /// How many things stand in it, each counted once.
    public var total: Int

    /// A row or column.
    public init(_ label: String, code: String? = nil, isStated: Bool = true, total: Int) {
      self.label = label
      self.code = code
      self.isStated = isStated
      self.total = total
    }
  }

  /// What something is called: one of it, and several.
  public struct Noun: Hashable, Sendable {
    /// One.
    public let one: String
    /// Several, or none.
    public let many: String

    /// What something is called.
    public init(one: String, many: String) {
      self.one = one
      self.many = many
    }
  }

  /// What is counted by what: “Requests by country and theme”.
  public var title: String
  /// What the counts rest on: filters, and the size of the log. A line each.
  public var notes: [String]
  /// What is counted.
  public var unit: Noun
  /// What the rows are.
  public var rowsNoun: Noun
  /// What the columns are; nil when only the rows tell something.
  public var columnsNoun: Noun?
  /// The rows in order, what is not stated last.
  public var rows: [Line]
  /// The columns, likewise.
  public var columns: [Line]
  /// How many things stand where a row (first) and a column meet.
  public var counts: [[Int]]
  /// How many things there are, each counted once.
  public var total: Int

  /// Things counted along two dimensions.
  public init(
    title: String, notes: [String] = [], unit: Noun,
    rowsNoun: Noun, columnsNoun: Noun?, rows: [Line], columns: [Line], counts: [[Int]],
    total: Int
  ) {
    self.title = title
    self.notes = notes
    self.unit = unit
    self.rowsNoun = rowsNoun
    self.columnsNoun = columnsNoun
    self.rows = rows
    self.columns = columns
    self.counts = counts
    self.total = total
  }
}

extension Chart {
  /// What stands above the rows' labels.
  public var rowsTitle: String { rowsNoun.one }
  /// What stands above the columns.
  public var columnsTitle: String { columnsNoun?.one ?? "" }

  /// The same with rows for columns. A chart of rows alone stays as it is.
  public var turned: Chart {
    guard let columnsNoun else { return self }
    var turned = self
    (turned.rowsNoun, turned.columnsNoun) = (columnsNoun, rowsNoun)
    (turned.rows, turned.columns) = (columns, rows)
    turned.counts = columns.indices.map { column in rows.indices.map { counts[$0][column] } }
    return turned
  }

  /// The chart as bars, when one of its dimensions has one line: a row for each bar, and a note of what
  /// that one line is.
  public var bars: Chart? {
    guard columns.count == 1 || rows.count == 1 else { return nil }
    var bars = columns.count == 1 ? self : turned
    if let noun = bars.columnsNoun, let only = bars.columns.first {
      bars.notes.insert("\(noun.one): \(only.label)", at: 0)
    }
    return bars
  }

  /// How many things, in words: “1 request”, “25 requests”.
  public func counted(_ number: Int) -> String { DrawingWords.english.counted(number, unit) }

  /// The shades of a heat map: ranges of counts, the lowest first, at most so many. None when nothing
  /// was counted.
  public func shades(_ most: Int) -> [ClosedRange<Int>] {
    let largest = counts.lazy.joined().max() ?? 0
    guard largest > 0 else { return [] }
    let number = min(most, largest)
    return (0..<number).map { (largest * $0 / number + 1)...(largest * ($0 + 1) / number) }
  }

  /// How many there are in all and, where some stand in several lines, that they do.
  public var remark: String {
    let several = dimensions.filter { $0.lines.map(\.total).reduce(0, +) > total }.map(\.noun.many)
    guard !several.isEmpty else { return "\(counted(total)) in all" }
    return
      "\(counted(total)) in all; one with several \(several.joined(separator: " or ")) stands in "
      + "each, and counts once in each total"
  }

  /// What is worth saying of the whole: how many there are, and where most of them stand.
  public var summary: String { summary(.english) }

  /// What is worth saying of the whole, in these words.
  func summary(_ words: DrawingWords) -> String {
    let most = dimensions.compactMap { noun, lines in
      lines.filter { $0.isStated && $0.total > 0 }.max { $0.total < $1.total }.map {
        words.most(noun.one, $0.label, $0.total)
      }
    }
    let unstated = dimensions.compactMap { noun, lines in
      lines.first { !$0.isStated }.map { words.unstated(noun.one, $0.total) }
    }
    return ([words.inAll(words.counted(total, unit))] + most + unstated).joined(separator: "; ")
  }

  /// The dimensions that tell something.
  private var dimensions: [(noun: Noun, lines: [Line])] {
    [(rowsNoun, rows)] + (columnsNoun.map { [($0, columns)] } ?? [])
  }
}
