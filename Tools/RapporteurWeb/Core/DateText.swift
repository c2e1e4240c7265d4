public import EventLog
import Foundation
public import Registry

/// Moments and dates in words, in a language. A date is never more exact than what was stated.
public struct DateText: Sendable {
  private let words: Words
  private let timeZone: TimeZone

  /// Words in a language, in the office's time zone.
  public init(_ language: Language, _ site: Site) {
    self.init(Words(site.renderer.languages, language), site.timeZone)
  }

  init(_ words: Words, _ timeZone: TimeZone) {
    self.words = words
    self.timeZone = timeZone
  }

  // MARK: Moments

  /// When something was recorded, to the minute, with the zone named.
  public func moment(_ instant: Instant) -> String {
    let (day, seconds) = local(instant)
    return words(
      "date.moment",
      ["date": self.day(day), "time": Self.clock(seconds / 60), "zone": zoneName])
  }

  /// The day in the office's time zone on which something was recorded.
  public func day(of instant: Instant) -> String { day(local(instant).day) }

  /// What the office's zone is called: `Asia/Seoul`, `UTC`.
  public var zoneName: String {
    ["GMT", "UTC", "Etc/UTC", "Etc/GMT"].contains(timeZone.identifier) ? "UTC" : timeZone.identifier
  }

  private func local(_ instant: Instant) -> (day: Day, seconds: Int) {
    let date = Date(timeIntervalSince1970: Double(instant.microseconds) / 1_000_000)
    let seconds =
      Int(date.timeIntervalSince1970.rounded(.down)) + timeZone.secondsFromGMT(for: date)
    let days = (Double(seconds) / 86_400).rounded(.down)
    return (Day(number: Int32(days)), seconds - Int(days) * 86_400)
  }

  private static func clock(_ minutes: Int) -> String {
    [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }

  // MARK: Dates

  /// A date as far as it is known: “June 2014”, “23–26 June 2014”, “until 22 June 2014”.
  public func date(_ date: PartialDate) -> String {
    let halves = date.text.split(separator: "/", omittingEmptySubsequences: false)
    guard halves.count == 2 else { return single(date) }
    switch (try? PartialDate(halves[0]), try? PartialDate(halves[1])) {
    case (let from?, let to?): return interval(from, to)
    case (let from?, nil): return words("date.since.\(Self.key(from))", ["date": single(from)])
    case (nil, let to?): return words("date.until.\(Self.key(to))", ["date": single(to)])
    case (nil, nil): return date.text
    }
  }

  /// One day: “23 June 2014”.
  public func day(_ day: Day) -> String {
    let parts = day.parts
    return words(
      parts.day == 1 ? "date.first_day" : "date.day",
      ["day": "\(parts.day)", "month": month(parts.month), "year": "\(parts.year)"])
  }

  /// A month of a year: “June 2014”.
  public func month(_ month: Int, of year: Int) -> String {
    words("date.month", ["month": self.month(month), "year": "\(year)"])
  }

  /// A month's name: “June”.
  public func month(_ month: Int) -> String { words("date.month.\(month)") }

  /// A day of the week's name, 1 for Monday: “Monday”.
  public func weekday(_ weekday: Int) -> String { words("date.weekday.\(weekday)") }

  private static func key(_ date: PartialDate) -> String {
    switch date.precision {
    case .day: "day"
    case .month: "month"
    case .year, .interval: "year"
    }
  }

  private func single(_ date: PartialDate) -> String {
    guard let first = date.earliest else { return date.text }
    switch date.precision {
    case .day: return day(first)
    case .month: return month(first.parts.month, of: first.parts.year)
    case .year: return words("date.year", ["year": "\(first.parts.year)"])
    case .interval: return date.text
    }
  }

  /// From one date to another; what both share is said once.
  private func interval(_ from: PartialDate, _ to: PartialDate) -> String {
    guard from != to else { return single(from) }
    if from.precision == .day, to.precision == .day,
      let first = from.earliest?.parts, let last = to.earliest?.parts, first.year == last.year
    {
      return words(
        first.month == last.month ? "date.days" : "date.days_of_months",
        [
          "from": "\(first.day)", "to": "\(last.day)", "year": "\(first.year)",
          "month": month(first.month), "month_to": month(last.month),
        ])
    }
    return words("date.interval", ["from": single(from), "to": single(to)])
  }
}
