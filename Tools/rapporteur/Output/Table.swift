import JSON

/// A column of a table: which member of a row it shows, under which title, and what becomes of it
/// where there is little room.
struct TableColumn: Sendable {
  /// The title.
  let title: String
  /// The member.
  let key: String
  /// Shown when the member is absent.
  let absent: String
  /// The fewest terminal columns in which it still says something.
  let least: Int
  /// On a narrow terminal the columns with the highest number are left out first; those with 0
  /// always stay.
  let leaves: Int

  /// Whether the member is a moment, of which a table shows no more than the second.
  let isMoment: Bool

  /// A `least` for ids, dates and numbers: they are never cut.
  static let whole = Int.max

  init(
    _ title: String, _ key: String, absent: String = "not stated", least: Int = 10, leaves: Int = 0,
    isMoment: Bool = false
  ) {
    self.title = title
    self.key = key
    self.absent = absent
    self.least = least
    self.leaves = leaves
    self.isMoment = isMoment
  }

  /// What the column shows of a row; every value where the row's statements disagree.
  func text(of row: JSONValue) -> String {
    let disputed = row.disputed(key).map { Table.cell($0["value"]) }
    if !disputed.isEmpty { return disputed.joined(separator: " ≠ ") }
    let text = Table.cell(row.stated(key))
    if text.isEmpty { return absent }
    return isMoment ? text.toTheSecond : text.replacing("\n", with: " ")
  }
}

/// Rows laid out in columns that fit the terminal.
struct Table {
  let columns: [TableColumn]
  let rows: [JSONValue]
  /// The room there is; nil when results go to a file or a pipe, which take any width.
  let available: Int?

  private static let gap = 2

  init(columns: [TableColumn], rows: [JSONValue], available: Int? = Terminal.width) {
    self.columns = columns
    self.rows = rows
    self.available = available
  }

  /// The table's lines; the last one names the columns that found no room.
  var text: String {
    let cells = rows.map { row in columns.map { $0.text(of: row) } }
    let natural = columns.indices.map { index in
      max(columns[index].title.columns, cells.map { $0[index].columns }.max() ?? 0)
    }
    let shown = fitting(natural)
    let widths = widths(of: shown, natural, cells)
    let areNumbers = shown.map { index in
      rows.allSatisfy { $0[columns[index].key]?.isInteger ?? false }
    }
    var text = Style.strong(line(shown.map { columns[$0].title }, widths, areNumbers)) + "\n"
    for row in cells { text += line(shown.map { row[$0] }, widths, areNumbers) + "\n" }
    let left = columns.indices.filter { !shown.contains($0) }.map { columns[$0].title }
    if !left.isEmpty {
      let note = "(no room for \(left.joined(separator: ", ")); --format csv has everything)"
      text += Style.faint(note.wrapped(to: available ?? .max).joined(separator: "\n")) + "\n"
    }
    return text
  }

  /// What people read of a JSON value.
  static func cell(_ value: JSONValue?) -> String {
    switch value {
    case nil, .null: ""
    case .string(let text): text.withoutControls
    case .integer(let number): String(number)
    case .bool(let truth): truth ? "yes" : "no"
    case .array(let elements): elements.map { cell($0) }.joined(separator: "; ")
    case .object(let members): words(members)
    }
  }

  /// What stands for an object in a cell: its name or title; a post; an organisation; its id; failing
  /// all, everything.
  private static func words(_ members: [String: JSONValue]) -> String {
    let post = [members["position"], members["organisation_name"]].map { cell($0) }
    return members["name"]?.string ?? members["title"]?.string
      ?? (post.allSatisfy(\.isEmpty) ? nil : post.filter { !$0.isEmpty }.joined(separator: ", "))
      ?? members["organisation"]?.string ?? members["id"]?.string
      ?? members.sorted { $0.key < $1.key }.map { "\($0.key): \(cell($0.value))" }
      .joined(separator: "; ")
  }

  /// The columns that have room for the least they need.
  private func fitting(_ natural: [Int]) -> [Int] {
    var shown = Array(columns.indices)
    guard let available else { return shown }
    func need() -> Int {
      shown.reduce(0) { $0 + min(natural[$1], columns[$1].least) } + Self.gap * (shown.count - 1)
    }
    while need() > available, let most = shown.map({ columns[$0].leaves }).max(), most > 0 {
      shown.removeAll { columns[$0].leaves == most }
    }
    return shown
  }

  /// Each column as wide as its widest cell. If that is too much in all, columns give way, the
  /// widest first: down to what holds most of their cells, then down to the least they need, and
  /// then as far as it takes.
  private func widths(of shown: [Int], _ natural: [Int], _ cells: [[String]]) -> [Int] {
    var widths = shown.map { natural[$0] }
    guard let available else { return widths }
    let least = shown.map { min(natural[$0], columns[$0].least) }
    let most = shown.indices.map { index in
      let sorted = cells.map { $0[shown[index]].columns }.sorted()
      let common = sorted.isEmpty ? 0 : sorted[sorted.count * 4 / 5]
      return max(least[index], columns[shown[index]].title.columns, common)
    }
    let gaps = Self.gap * (shown.count - 1)
    for floors in [most, least, shown.map { _ in 6 }] {
      while widths.reduce(0, +) + gaps > available,
        let widest = widths.indices.filter({ widths[$0] > floors[$0] })
          .max(by: { (widths[$0], $0) < (widths[$1], $1) })
      {
        widths[widest] -= 1
      }
    }
    return widths
  }

  /// Cells beside each other, numbers to the right of their column.
  private func line(_ cells: [String], _ widths: [Int], _ areNumbers: [Bool]) -> String {
    let gap = String(repeating: " ", count: Self.gap)
    let parts = cells.indices.map { index in
      let cut = cells[index].cut(to: widths[index])
      let blanks = String(repeating: " ", count: widths[index] - cut.columns)
      return areNumbers[index] ? blanks + cut : cut + blanks
    }
    return parts.joined(separator: gap).withoutTrailingBlanks
  }
}

extension JSONValue {
  fileprivate var isInteger: Bool {
    if case .integer = self { true } else { false }
  }
}

extension String {
  /// With control characters shown instead of sent to the terminal; line ends stay.
  fileprivate var withoutControls: String {
    guard
      unicodeScalars.contains(where: { $0.properties.generalCategory == .control && $0 != "\n" })
    else { return self }
    return String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          guard scalar.properties.generalCategory == .control, scalar != "\n" else { return scalar }
          // The control pictures stand 0x2400 above the controls; others have none.
          return scalar.value < 0x20
            ? Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}" : "\u{FFFD}"
        }))
  }
}
