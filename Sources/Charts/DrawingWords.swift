/// What a drawing says besides its labels, in the reader's language.
public struct DrawingWords: Sendable {
  /// What stands above and beside totals.
  public var total: String
  /// What nothing is known of.
  public var notStated: String
  /// So many things: “25 requests”.
  public var counted: @Sendable (_ number: Int, _ unit: Chart.Noun) -> String
  /// So many things in all, given what `counted` says.
  public var inAll: @Sendable (_ counted: String) -> String
  /// Where most stand: a dimension, the line and its count.
  public var most: @Sendable (_ noun: String, _ label: String, _ count: Int) -> String
  /// How many do not state a dimension.
  public var unstated: @Sendable (_ noun: String, _ count: Int) -> String
  /// What a dot instead of a number means, and how totals count, given what one thing is called.
  public var remark: @Sendable (_ unit: String) -> String
  /// What stands before places that the map cannot show.
  public var offTheMap: String

  /// What a drawing says.
  public init(
    total: String, notStated: String, offTheMap: String,
    counted: @escaping @Sendable (_ number: Int, _ unit: Chart.Noun) -> String,
    inAll: @escaping @Sendable (_ counted: String) -> String,
    most: @escaping @Sendable (_ noun: String, _ label: String, _ count: Int) -> String,
    unstated: @escaping @Sendable (_ noun: String, _ count: Int) -> String,
    remark: @escaping @Sendable (_ unit: String) -> String
  ) {
    self.total = total
    self.notStated = notStated
    self.offTheMap = offTheMap
    self.counted = counted
    self.inAll = inAll
    self.most = most
    self.unstated = unstated
    self.remark = remark
  }

  /// In English.
  public static let english = DrawingWords(
    total: "total", notStated: "not stated", offTheMap: "Without a place on the map",
    counted: { "\($0) \($0 == 1 ? $1.one : $1.many)" },
    inAll: { "\($0) in all" },
    most: { "most by \($0): \($1) (\($2))" },
    unstated: { "\($0) not stated: \($1)" },
    remark: { "· none. Totals count each \($0) once, in however many cells it stands." })
}

/// Where each number of a drawing leads; nil for one that leads nowhere.
public struct DrawingLinks: Sendable {
  /// The address of a row's total.
  public var row: @Sendable (_ row: Int) -> String?
  /// The address of a column's total.
  public var column: @Sendable (_ column: Int) -> String?
  /// The address of a cell.
  public var cell: @Sendable (_ row: Int, _ column: Int) -> String?
  /// The address of everything that is drawn.
  public var total: String?

  /// Where numbers lead.
  public init(
    row: @escaping @Sendable (_ row: Int) -> String? = { _ in nil },
    column: @escaping @Sendable (_ column: Int) -> String? = { _ in nil },
    cell: @escaping @Sendable (_ row: Int, _ column: Int) -> String? = { _, _ in nil },
    total: String? = nil
  ) {
    self.row = row
    self.column = column
    self.cell = cell
    self.total = total
  }

  /// Nowhere.
  public static let none = DrawingLinks()
}
