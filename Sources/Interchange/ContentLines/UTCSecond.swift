/// A second in UTC, as iCalendar and vCard write moments.
public struct UTCSecond: Hashable, Sendable {
  /// The basic form of ISO 8601: `20261120T235001Z`.
  public let basic: String

  /// Reads the form of records, `2026-11-20T23:50:01.123456Z`; parts of a second are cut off. Nil
  /// when the text has another form.
  public init?(_ recorded: String) {
    let seconds = recorded.prefix { $0 != "." && $0 != "Z" }
    let pattern = "0000-00-00T00:00:00"
    guard recorded.utf8.last == UInt8(ascii: "Z"), seconds.utf8.count == pattern.utf8.count,
      zip(seconds.utf8, pattern.utf8).allSatisfy({ byte, model in
        model == UInt8(ascii: "0") ? (48...57).contains(byte) : byte == model
      })
    else { return nil }
    basic = seconds.filter { $0 != "-" && $0 != ":" } + "Z"
  }
}
