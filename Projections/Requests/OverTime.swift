import ProjectionKit
import Registry
public import Things

/// Requests counted by period.
public struct OverTime: Sendable {
  /// The requests of a period.
  public struct Column: Hashable, Sendable {
    /// The period; nil for what is not dated.
    public var period: Period?
    /// How many requests stand in it, by series.
    public var counts: [Int]
    /// How many requests stand in it, each counted once.
    public var total: Int
    /// Whether the column before it is the period before it.
    public var follows: Bool
  }

  /// How long the periods are.
  public var unit: PeriodUnit
  /// What each column is divided into; one line for columns that are whole.
  public var series: [Matrix.Line]
  /// How many requests stand in each series.
  public var seriesTotals: [Int]
  /// The periods in order. Those in which nothing was requested are there as well, but for very long
  /// stretches of them.
  public var columns: [Column]
  /// What is dated less closely than by these periods, the narrower first; then what is not dated.
  public var apart: [Column]
  /// The number of distinct requests.
  public var total: Int
}

extension Reading {
  /// Counts the requests that pass `filter` by the period of their dates, each period divided along a
  /// dimension if one is given. A date that may mean several of the periods stands in none of them,
  /// but apart.
  public func overTime(
    by unit: PeriodUnit, dividedBy dimension: MatrixDimension? = nil, _ filter: ThingFilter
  ) throws -> OverTime {
    let requests = try rows(.request, filter)
    if dimension == .requester, requests.count > Self.many { try learnTitles(.organisation) }
    let dates = try reader.images("requests", ["requested_on"])[0]
    var slots = PeriodSlots(dates, unit)
    var axis = try dimension.map { try MatrixAxis($0, filter, self) }
    for request in requests {
      slots.count(dates[request], in: try axis?.lines(ofRow: request) ?? [0])
    }
    let series = axis?.lines ?? [Matrix.Line(key: "all", label: "requests")]
    let sorted = Self.sorted(series)
    let order = sorted.map { line in series.firstIndex { $0.key == line.key } ?? 0 }
    return OverTime(
      unit: unit, series: sorted,
      seriesTotals: order.map { line in slots.all.map { $0.count(of: line) }.reduce(0, +) },
      columns: Self.columns(slots, order, unit), apart: Self.apart(slots, order),
      total: requests.count)
  }

  /// The numbers of the requests that pass a filter and stand in all of these lines, in the order they
  /// were first recorded: what is behind a number of a matrix or of a chart over time.
  public func requests(in lines: [RequestLine], _ filter: ThingFilter) throws -> [Int64] {
    var requests = try rows(.request, filter)
    for line in lines {
      switch line.basis {
      case .dimension(let dimension):
        var axis = try MatrixAxis(dimension, filter, self)
        requests = try requests.filter { request in
          try axis.lines(ofRow: request).contains { axis.lines[$0].key == line.key }
        }
      case .period(let unit):
        let dates = try reader.images("requests", ["requested_on"])[0]
        let wanted = dates.values.map { PeriodPlace($0.text, unit).period?.key == line.key }
        requests = requests.filter { wanted[dates[$0]] }
      }
    }
    return requests
  }

  /// Empty periods stay in the chart, unless so many follow each other that the others vanish beside
  /// them.
  private static let longestGap = 36

  private static func columns(
    _ slots: PeriodSlots, _ order: [Int], _ unit: PeriodUnit
  ) -> [OverTime.Column] {
    var columns: [OverTime.Column] = []
    var last: Int?
    let found = slots.all.compactMap { slot in slot.place.index.map { (slot, $0) } }
    for (slot, index) in found.sorted(by: { $0.1 < $1.1 }) {
      let gap = last.map { index - $0 - 1 } ?? 0
      if let last, gap > 0, gap <= longestGap {
        for empty in last + 1..<index {
          columns.append(
            OverTime.Column(
              period: Period(index: empty, unit), counts: order.map { _ in 0 }, total: 0,
              follows: true))
        }
      }
      columns.append(slot.column(order, follows: gap <= longestGap))
      last = index
    }
    return columns
  }

  private static func apart(_ slots: PeriodSlots, _ order: [Int]) -> [OverTime.Column] {
    slots.all.filter { $0.place.index == nil }.sorted { a, b in
      (a.place.rank, a.place.period?.key ?? "") < (b.place.rank, b.place.period?.key ?? "")
    }.map { $0.column(order, follows: false) }
  }
}

/// Counts by place and line.
private struct PeriodSlots {
  struct Slot {
    let place: PeriodPlace
    var counts: [Int] = []
    var total = 0

    func count(of line: Int) -> Int { line < counts.count ? counts[line] : 0 }

    func column(_ order: [Int], follows: Bool) -> OverTime.Column {
      OverTime.Column(
        period: place.period, counts: order.map { count(of: $0) }, total: total, follows: follows)
    }
  }

  /// One for each place, in no order; only those with a total were met.
  private var slots: [Slot] = []
  /// Which slot each value of the dates belongs to.
  private var numbers: [Int] = []

  init(_ dates: ColumnImage, _ unit: PeriodUnit) {
    var known: [PeriodPlace: Int] = [:]
    for value in dates.values {
      let place = PeriodPlace(value.text, unit)
      if known[place] == nil {
        known[place] = slots.count
        slots.append(Slot(place: place))
      }
      numbers.append(known[place] ?? 0)
    }
  }

  var all: [Slot] { slots.filter { $0.total > 0 } }

  mutating func count(_ value: Int, in lines: [Int]) {
    let slot = numbers[value]
    slots[slot].total += 1
    for line in lines {
      while slots[slot].counts.count <= line { slots[slot].counts.append(0) }
      slots[slot].counts[line] += 1
    }
  }
}

/// A line of a matrix or chart that a request may stand in; the key is nil for what is not stated.
public struct RequestLine: Hashable, Sendable {
  /// What the lines go by.
  public enum Basis: Hashable, Sendable {
    /// A dimension of the matrix.
    case dimension(MatrixDimension)
    /// Periods of this length.
    case period(PeriodUnit)
  }

  /// What the line goes by.
  public var basis: Basis
  /// Which one it is.
  public var key: String?

  /// A line.
  public init(_ basis: Basis, key: String?) {
    self.basis = basis
    self.key = key
  }

  /// Reads what `text` writes; nil when it is no line.
  public init?(_ text: String) {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let (word, rest) = (String(text[..<colon]), String(text[text.index(after: colon)...]))
    let key = rest.isEmpty ? nil : rest
    if let dimension = MatrixDimension(rawValue: word) {
      self.init(.dimension(dimension), key: key)
    } else if word.hasPrefix("by-"), let unit = PeriodUnit(rawValue: String(word.dropFirst(3))) {
      self.init(.period(unit), key: key)
    } else {
      return nil
    }
  }

  /// The line in a form for addresses: `theme:e-government`, `by-month:2014-06`, `theme:` for what
  /// states none.
  public var text: String {
    let word =
      switch basis {
      case .dimension(let dimension): dimension.rawValue
      case .period(let unit): "by-" + unit.rawValue
      }
    return "\(word):\(key ?? "")"
  }
}

/// Where a date stands among periods.
private struct PeriodPlace: Hashable {
  let period: Period?
  /// Its place among the periods; nil when it stands apart.
  let index: Int?

  init(_ text: String?, _ unit: PeriodUnit) {
    period = text.flatMap { try? PartialDate($0) }.map { Period($0.span, by: unit) }
    index = period?.index(unit)
  }

  /// What stands apart: years, then more than a year, then what is not dated.
  var rank: Int {
    switch period {
    case .year: 0
    case .years: 1
    case nil: 2
    default: -1
    }
  }
}
