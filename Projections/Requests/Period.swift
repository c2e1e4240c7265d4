public import Registry

/// How long the periods are that things are counted by.
public enum PeriodUnit: String, CaseIterable, Hashable, Sendable {
  case month, quarter, year

  /// How many of them a year has.
  var perYear: Int {
    switch self {
    case .month: 12
    case .quarter: 4
    case .year: 1
    }
  }
}

/// A period that things are counted in: as short as asked for where the date says so, else the year or
/// years that it says.
public enum Period: Hashable, Sendable {
  /// A month (1…12) of a year.
  case month(Int, of: Int)
  /// A quarter (1…4) of a year.
  case quarter(Int, of: Int)
  /// A year.
  case year(Int)
  /// More than one year, or an end that is open.
  case years(from: Int?, to: Int?)

  /// The period that a date certainly falls in: the shortest from `unit` on that holds all days it may
  /// mean.
  public init(_ span: DaySpan, by unit: PeriodUnit) {
    guard let first = span.first?.parts, let last = span.last?.parts, first.year == last.year else {
      self = .years(from: span.first?.parts.year, to: span.last?.parts.year)
      return
    }
    func number(_ month: Int) -> Int { (month - 1) * unit.perYear / 12 + 1 }
    guard unit != .year, number(first.month) == number(last.month) else {
      self = .year(first.year)
      return
    }
    self =
      unit == .month
      ? .month(first.month, of: first.year) : .quarter(number(first.month), of: first.year)
  }

  /// Reads what `key` writes.
  public init?(key: String) {
    let halves = key.split(separator: "/", omittingEmptySubsequences: false)
    if halves.count == 2 {
      self = .years(from: Int(halves[0]), to: Int(halves[1]))
      return
    }
    let parts = key.split(separator: "-")
    guard let year = parts.first.flatMap({ Int($0) }), parts.count <= 2 else { return nil }
    switch parts.count {
    case 1: self = .year(year)
    case _ where parts[1].hasPrefix("Q"):
      guard let quarter = Int(parts[1].dropFirst()), (1...4).contains(quarter) else { return nil }
      self = .quarter(quarter, of: year)
    default:
      guard let month = Int(parts[1]), (1...12).contains(month) else { return nil }
      self = .month(month, of: year)
    }
  }

  /// The period in a form for addresses: `2014-06`, `2014-Q2`, `2014`, `2013/2015`, `2014/..`.
  public var key: String {
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    func four(_ year: Int) -> String {
      String(repeating: "0", count: max(0, 4 - String(year).count)) + String(year)
    }
    return switch self {
    case .month(let month, let year): "\(four(year))-\(two(month))"
    case .quarter(let quarter, let year): "\(four(year))-Q\(quarter)"
    case .year(let year): four(year)
    case .years(let from, let to): "\(from.map(four) ?? "..")/\(to.map(four) ?? "..")"
    }
  }

  /// The place of a period among all of its unit; nil for what is longer than the unit.
  func index(_ unit: PeriodUnit) -> Int? {
    switch (self, unit) {
    case (.month(let month, let year), .month): year * 12 + month - 1
    case (.quarter(let quarter, let year), .quarter): year * 4 + quarter - 1
    case (.year(let year), .year): year
    default: nil
    }
  }

  /// The period at a place.
  init(index: Int, _ unit: PeriodUnit) {
    switch unit {
    case .month: self = .month(index % 12 + 1, of: index / 12)
    case .quarter: self = .quarter(index % 4 + 1, of: index / 4)
    case .year: self = .year(index)
    }
  }
}
