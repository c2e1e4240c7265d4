/// A moment in UTC, to the microsecond.
public struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Microseconds since 1970-01-01T00:00:00Z.
  public var microseconds: Int64

  /// A moment by its distance from 1970.
  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// Reads exactly the form that `description` writes: `2026-11-20T23:50:01.123456Z`.
  public init?(_ text: some StringProtocol) {
    var text = String(text)
    let instant = text.withUTF8 { Instant(UnsafeRawBufferPointer($0)) }
    guard let instant else { return nil }
    self = instant
  }

  /// Reads the same form from bytes.
  init?(_ text: UnsafeRawBufferPointer) {
    guard text.count == 27, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"),
      text[16] == UInt8(ascii: ":"), text[19] == UInt8(ascii: "."),
      text[26] == UInt8(ascii: "Z")
    else { return nil }
    var isWrong = false
    func number(_ start: Int, _ count: Int) -> Int64 {
      var value: Int64 = 0
      for index in start..<start + count {
        let digit = text[index] &- 48
        isWrong = isWrong || digit > 9
        value = value * 10 + Int64(digit)
      }
      return value
    }
    let (year, month, day) = (number(0, 4), number(5, 2), number(8, 2))
    let (hour, minute, second) = (number(11, 2), number(14, 2), number(17, 2))
    let fraction = number(20, 6)
    guard !isWrong, (1...12).contains(month), day > 0, hour < 24, minute < 60, second < 60
    else { return nil }
    let days = Self.days(year: year, month: month, day: day)
    let next = month == 12 ? (year + 1, 1) : (year, month + 1)
    guard days < Self.days(year: next.0, month: next.1, day: 1) else { return nil }
    self.init(
      microseconds: ((days * 24 + hour) * 60 + minute) * 60_000_000 + second * 1_000_000
        + fraction)
  }

  /// The moment as it stands in a record.
  public var description: String {
    let day =
      microseconds >= 0
      ? microseconds / 86_400_000_000
      : (microseconds - 86_399_999_999) / 86_400_000_000
    let inDay = microseconds - day * 86_400_000_000
    let date = Self.date(days: day)
    func padded(_ value: Int64, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
      + "T\(padded(inDay / 3_600_000_000, 2)):\(padded(inDay / 60_000_000 % 60, 2))"
      + ":\(padded(inDay / 1_000_000 % 60, 2)).\(padded(inDay % 1_000_000, 6))Z"
  }

  /// The earlier one is less.
  public static func < (a: Self, b: Self) -> Bool { a.microseconds < b.microseconds }

  /// Days from 1970-01-01 in the proleptic Gregorian calendar, counting years from March so that
  /// the leap day comes last.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    )
  }
}
