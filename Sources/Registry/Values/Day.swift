/// A day of the proleptic Gregorian calendar, without a time and without a time zone.
///
/// Only the years 0001 to 9999 can be written as a date; arithmetic may leave them.
public struct Day: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01.
  public var number: Int32

  /// The day that lies `number` days after 1970-01-01.
  public init(number: Int32) { self.number = number }

  /// The day with these parts, or nil when the calendar has no such day or the year is outside
  /// 1…9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month),
      day >= 1, day <= Self.length(ofMonth: month, year: year)
    else { return nil }
    // Years are counted from March, so that the leap day is the last of its year; 400 years are
    // always 146,097 days.
    let shifted = month > 2 ? year : year - 1
    let (cycle, yearOfCycle) = (shifted / 400, shifted % 400)
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
    self.init(number: Int32(cycle * 146_097 + dayOfCycle - 719_468))
  }

  /// Year, month (1…12) and day of the month (1…31).
  public var parts: (year: Int, month: Int, day: Int) {
    let sinceMarch = Int(number) + 719_468
    let cycle = (sinceMarch >= 0 ? sinceMarch : sinceMarch - 146_096) / 146_097
    let dayOfCycle = sinceMarch - cycle * 146_097
    let leapDays = dayOfCycle / 1_460 - dayOfCycle / 36_524 + dayOfCycle / 146_096
    let yearOfCycle = (dayOfCycle - leapDays) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  /// The day of the week, 1 for Monday to 7 for Sunday (ISO 8601).
  public var weekday: Int {
    let fromMonday = (Int(number) + 3) % 7
    return (fromMonday < 0 ? fromMonday + 7 : fromMonday) + 1
  }

  /// How many days a month has; the month must be 1…12.
  public static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Whether a year has a 29 February.
  public static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// Whether one day is before another.
  public static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}

extension Day: Strideable {
  /// The days from this one to another; negative when the other is earlier.
  public func distance(to other: Self) -> Int { Int(other.number) - Int(number) }
  /// The day so many days later.
  public func advanced(by days: Int) -> Self { Self(number: number + Int32(days)) }
}

extension Day: CustomStringConvertible {
  /// The day as `2014-06-23`.
  public var description: String {
    let (year, month, day) = parts
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}

/// A number with zeros before it, up to a width.
func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
