public import EventLog
import Foundation

/// Moments and dates in words, in a language.
public struct DateText: Sendable {
  private let language: Language
  private let timeZone: TimeZone

  /// Words in a language, in the office's time zone.
  public init(_ language: Language, _ site: Site) {
    self.language = language
    timeZone = site.timeZone
  }

  /// When something was recorded, with the zone named.
  public func moment(_ instant: Instant) -> String {
    let date = Date(timeIntervalSince1970: Double(instant.microseconds) / 1_000_000)
    let style = Date.FormatStyle(
      date: .abbreviated, time: .shortened, locale: Locale(identifier: language.code),
      timeZone: timeZone)
    return "\(date.formatted(style)) \(timeZone.identifier)"
  }
}
