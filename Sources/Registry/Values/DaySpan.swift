/// The days from a first to a last one, both included; either end may be open.
public struct DaySpan: Hashable, Sendable {
  /// The first day; nil when the span has no beginning.
  public var first: Day?
  /// The last day; nil when the span has no end.
  public var last: Day?

  /// A span by its ends; the caller sees to it that `first` is not after `last`.
  public init(first: Day?, last: Day?) {
    self.first = first
    self.last = last
  }

  /// Whether the two spans share at least one day.
  public func overlaps(_ other: Self) -> Bool {
    !isBefore(other) && !other.isBefore(self)
  }

  /// Whether every day of `other` lies in this span.
  public func contains(_ other: Self) -> Bool {
    let startsInside = first.map { start in other.first.map { start <= $0 } ?? false } ?? true
    let endsInside = last.map { end in other.last.map { $0 <= end } ?? false } ?? true
    return startsInside && endsInside
  }

  /// Whether the day lies in this span.
  public func contains(_ day: Day) -> Bool { contains(Self(first: day, last: day)) }

  /// Whether this span ends before the other begins.
  public func isBefore(_ other: Self) -> Bool {
    guard let last, let first = other.first else { return false }
    return last < first
  }
}
