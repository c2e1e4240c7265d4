public import EventLog
public import Foundation
public import JSON
public import Registry
public import Things

/// The moment that a reading is about: a log size, or a time at which something was recorded.
public enum Moment: Hashable, Sendable {
  /// The log's size.
  case size(UInt64)
  /// A time; everything recorded until then.
  case time(Instant)

  /// Reads digits as a size, `2026-11-20T12:00Z` as a time, and a date alone as its end in the
  /// office's time zone. The option is the one that the text was given by.
  public init(_ text: String, in timeZone: TimeZone, option: String = "--as-of") throws {
    if let size = UInt64(text) {
      self = .size(size)
      return
    }
    if let date = try? PartialDate(text), date.precision == .day, let day = date.latest {
      self = .time(Self.end(of: day, in: timeZone))
      return
    }
    guard let instant = Self.instant(text) else {
      throw DeskError(
        .refused, "“\(text)” is neither a log size nor a time", at: ["option": option],
        hint: "write digits (a size), 2026-11-20 or 2026-11-20T12:00Z")
    }
    self = .time(instant)
  }

  private static func instant(_ text: String) -> Instant? {
    // `2026-11-20T12:00Z` and `2026-11-20T12:00+09:00` have no seconds, which ISO 8601 allows and
    // Foundation's style does not.
    let time = text.drop { $0 != "T" }
    let zone = time.firstIndex { "Z+-".contains($0) } ?? text.endIndex
    let isShort = text[..<zone].count { $0 == ":" } == 1
    let withSeconds = text[..<zone] + (isShort ? ":00" : "") + text[zone...]
    for style in [
      Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true),
    ] {
      if let date = try? style.parse(String(withSeconds)) {
        return Instant(microseconds: Int64((date.timeIntervalSince1970 * 1_000_000).rounded()))
      }
    }
    return nil
  }

  private static func end(of day: Day, in timeZone: TimeZone) -> Instant {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    let next = day.advanced(by: 1).parts
    let date = calendar.date(
      from: DateComponents(year: next.year, month: next.month, day: next.day))
    let seconds = date?.timeIntervalSince1970 ?? 0
    return Instant(microseconds: Int64(seconds) * 1_000_000 - 1)
  }
}

extension Desk {
  /// The log's size at a moment, which was given by an option.
  public func size(at moment: Moment, option: String = "--as-of") throws -> UInt64 {
    try log.read { snapshot in
      switch moment {
      case .time(let instant): return try snapshot.size(at: instant)
      case .size(let size):
        guard size <= snapshot.size else {
          throw DeskError(
            .refused, "the log has \(snapshot.size) events, not \(size)",
            at: ["option": option], hint: "give a size from 0 to \(snapshot.size)")
        }
        return size
      }
    }
  }

  /// When the first event was recorded; nil for an empty log.
  public func firstRecorded() throws -> Instant? {
    try log.read { snapshot in
      var first: Instant?
      try snapshot.forEachEvent(
        in: 0..<min(1, snapshot.size), filter: EventFilter(), backward: false
      ) {
        first = $0.recorded
        return false
      }
      return first
    }
  }

  /// Reads the views as they are now, or as they stood at a moment.
  public func reading<T>(
    asOf moment: Moment? = nil, today: Day? = nil, _ body: (Reading) throws -> T
  ) throws -> T {
    let size = try moment.map { try self.size(at: $0) }
    return try query(asOf: size) { reader in
      try body(Reading(reader, today: today ?? self.today))
    }
  }

  /// The things of a kind that pass a filter, as lists show them, and how many fell out for having
  /// no date.
  public func list(_ kind: Kind, _ filter: ThingFilter, _ reading: Reading) throws -> (
    rows: [JSONValue], undated: Int
  ) {
    let listing = try reading.list(kind, filter)
    let view = Catalogue.view(of: kind)
    return (try listing.things.map { try view.row($0, reading) }, listing.undated)
  }

  /// One thing as `show` shows it, retracted and merged ones too.
  public func page(_ kind: Kind, _ typed: String, _ reading: Reading) throws -> JSONValue {
    guard let ref = try reading.find(kind, typed), let thing = try reading.thing(ref) else {
      throw try notFound(kind, typed, reading)
    }
    return try Catalogue.view(of: kind).page(thing, reading)
  }
}
