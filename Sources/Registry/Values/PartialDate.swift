/// A date as far as it is known: a year, a month, a day, or an interval of these (EDTF level 0, and
/// intervals open at one end from level 1; ISO 8601-2:2019).
///
/// A partial date stands for every day it may mean. Partial dates therefore have no order: they
/// overlap, or one is certainly before the other. `2014-05` is not before `2014-05-26`. Two are
/// equal when they are written alike, so that nothing a source said is lost.
public struct PartialDate: Hashable, Sendable {
  /// How closely a date is known.
  public enum Precision: Hashable, Sendable {
    case year, month, day
    /// From one date to another, or open at one end.
    case interval
  }

  /// The date as it is written, such as `2014-06` or `../2014-06-22`.
  public let text: String
  /// How closely the date is known.
  public let precision: Precision
  /// All days the date may mean.
  public let span: DaySpan

  /// The first day the date may mean; nil when it is open towards the past.
  public var earliest: Day? { span.first }
  /// The last day the date may mean; nil when it is open towards the future.
  public var latest: Day? { span.last }

  /// One single day.
  public init(_ day: Day) {
    text = day.description
    precision = .day
    span = DaySpan(first: day, last: day)
  }

  /// Reads a date in exactly one of the accepted forms; throws an error that says which form was
  /// probably meant.
  public init(_ text: some StringProtocol) throws(PartialDateError) {
    let written = String(text)
    let halves = written.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    switch halves.count {
    case 1:
      let part = try Part(halves[0], of: written)
      precision = part.precision
      span = DaySpan(first: part.first, last: part.last)
    case 2:
      let first = try Self.end(halves[0], of: written)?.first
      let last = try Self.end(halves[1], of: written)?.last
      if first == nil, last == nil { throw PartialDateError(.openAtBothEnds, written) }
      if let first, let last, last < first { throw PartialDateError(.endsBeforeStart, written) }
      precision = .interval
      span = DaySpan(first: first, last: last)
    default:
      throw PartialDateError(.unknownForm, written)
    }
    self.text = written
  }

  /// Whether the two may mean the same day.
  public func overlaps(_ other: Self) -> Bool { span.overlaps(other.span) }

  /// Whether every day this may mean is before every day the other may mean.
  public func isCertainlyBefore(_ other: Self) -> Bool { span.isBefore(other.span) }

  /// Whether every day this may mean is after every day the other may mean.
  public func isCertainlyAfter(_ other: Self) -> Bool { other.span.isBefore(span) }

  /// Whether every day the other may mean is one this may mean: `2014` contains `2014-06`.
  public func contains(_ other: Self) -> Bool { span.contains(other.span) }

  /// Whether this may mean the day.
  public func contains(_ day: Day) -> Bool { span.contains(day) }
}

extension PartialDate: CustomStringConvertible {
  /// The date as it is written.
  public var description: String { text }
}

extension PartialDate {
  /// One side of an interval; nil for `..`.
  private static func end(
    _ bytes: Substring.UTF8View, of text: String
  ) throws(PartialDateError) -> Part? {
    bytes.elementsEqual("..".utf8) ? nil : try Part(bytes, of: text)
  }

  /// A year, a month or a day.
  private struct Part {
    var precision: Precision
    var first: Day
    var last: Day

    init(_ bytes: Substring.UTF8View, of text: String) throws(PartialDateError) {
      let numbers = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
      let widths = [4, 2, 2]
      guard !text.isEmpty else { throw PartialDateError(.empty, text) }
      guard numbers.count <= 3, zip(numbers, widths).allSatisfy({ $0.count == $1 }),
        bytes.allSatisfy({ $0 == UInt8(ascii: "-") || (48...57).contains($0) })
      else { throw PartialDateError(.unknownForm, text) }
      let values = numbers.map { $0.reduce(0) { $0 * 10 + Int($1) - 48 } }
      let year = values[0]
      let month = values.count > 1 ? values[1] : nil
      let day = values.count > 2 ? values[2] : nil
      precision = day != nil ? .day : month != nil ? .month : .year
      let lastMonth = month ?? 12
      guard year > 0, (1...12).contains(lastMonth),
        let first = Day(year: year, month: month ?? 1, day: day ?? 1),
        let last = Day(
          year: year, month: lastMonth, day: day ?? Day.length(ofMonth: lastMonth, year: year))
      else { throw PartialDateError(.noSuchDate, text) }
      self.first = first
      self.last = last
    }
  }
}

extension PartialDate {
  /// What a person may mean who types a date as it is spoken, such as `June 2014` or `24.06.2014`:
  /// the date itself when it is in an accepted form, else every reading of it. Several readings need
  /// a person to decide; none means that it is no date that we know.
  public static func heard(_ text: String) -> [PartialDate] {
    let text = text.trimmed
    if let date = try? PartialDate(text) { return [date] }
    // Digits alone are a slip rather than a way to speak.
    guard text.contains(where: { !$0.isNumber }) else { return [] }
    return PartialDateGuess.readings(of: text).compactMap { try? PartialDate($0) }
  }
}
