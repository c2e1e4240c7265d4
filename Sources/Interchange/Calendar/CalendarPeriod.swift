public import Registry

/// The days on which something stands in a calendar: all days that its dates may mean.
public struct CalendarPeriod: Hashable, Sendable {
  /// The first day.
  public let first: Day
  /// The last day. What has no known end ends with the last day that is named.
  public let last: Day
  /// What was stated, in words, when it is not simply these days.
  public let stated: String?

  /// The period of what starts and ends on these dates; nil when neither is stated.
  public init?(start: PartialDate?, end: PartialDate? = nil) {
    guard let from = start ?? end, let to = end ?? start,
      let first = from.earliest ?? from.latest, let last = to.latest ?? to.earliest
    else { return nil }
    self.first = first
    self.last = max(first, last)
    stated = Self.words(start, end)
  }

  private static func words(_ start: PartialDate?, _ end: PartialDate?) -> String? {
    switch (start, end) {
    case (let start?, let end?) where start != end:
      let isExact = start.precision == .day && end.precision == .day
      return isExact ? nil : "\(words(start)) to \(words(end))"
    case (let date?, _): return date.precision == .day ? nil : words(date)
    case (nil, let end?): return "until " + words(end)
    case (nil, nil): return nil
    }
  }

  private static func words(_ date: PartialDate) -> String {
    switch date.precision {
    case .day: return date.text
    case .month, .year: return "some time in \(date.text)"
    case .interval:
      let ends = date.text.split(separator: "/")
      if date.earliest == nil { return "on or before \(ends.last ?? "")" }
      if date.latest == nil { return "on or after \(ends.first ?? "")" }
      return "some time from \(ends.joined(separator: " to "))"
    }
  }
}
