import Registry

/// Something in a calendar.
public struct CalendarEntry: Hashable, Sendable {
  /// What it is, and how far it has come; nil when the source does not say.
  public enum Role: Hashable, Sendable {
    /// Something that takes place.
    case event(EventStatus?)
    /// Something to do.
    case task(TaskStatus?)
  }

  /// The statuses of events (RFC 5545, section 3.8.1.11).
  public enum EventStatus: String, Hashable, Sendable {
    case tentative = "TENTATIVE"
    case confirmed = "CONFIRMED"
    case cancelled = "CANCELLED"
  }

  /// The statuses of tasks (RFC 5545, section 3.8.1.11).
  public enum TaskStatus: String, Hashable, Sendable {
    case needsAction = "NEEDS-ACTION"
    case completed = "COMPLETED"
    case cancelled = "CANCELLED"
  }

  /// What it is.
  public var role: Role
  /// What names it in every calendar and for ever.
  public var uid: String
  /// When it was changed last.
  public var changed: UTCSecond
  /// How often it was changed since it was first recorded.
  public var revision: Int
  /// What people read first.
  public var title: String
  /// When it takes place, or is due; nil when not stated, which only a task may be.
  public var period: CalendarPeriod?
  /// What else there is to say, in lines.
  public var text: String
  /// Where.
  public var place: String?
  /// What kind of thing it is.
  public var categories: [String]
  /// The `uid` of what it is part of.
  public var parent: String?

  /// Something in a calendar.
  public init(
    _ role: Role, uid: String, changed: UTCSecond, revision: Int, title: String,
    period: CalendarPeriod?, text: String, place: String? = nil, categories: [String] = [],
    parent: String? = nil
  ) {
    self.role = role
    self.uid = uid
    self.changed = changed
    self.revision = revision
    self.title = title
    self.period = period
    self.text = text
    self.place = place
    self.categories = categories
    self.parent = parent
  }
}

/// A calendar as a file (iCalendar, RFC 5545).
public struct CalendarFile: Hashable, Sendable {
  /// What a program shows as the calendar's name.
  public var name: String
  /// What is in it.
  public var entries: [CalendarEntry]

  /// A calendar.
  public init(name: String, entries: [CalendarEntry]) {
    self.name = name
    self.entries = entries
  }

  /// The file's text.
  public var text: String {
    var lines = ContentLines()
    lines.add("BEGIN", "VCALENDAR")
    lines.add("VERSION", "2.0")
    lines.add("PRODID", "-//Rapporteur//Rapporteur//EN")
    lines.add("CALSCALE", "GREGORIAN")
    // RFC 7986, section 5.1, and what programs read that are older.
    lines.add("NAME", text: name)
    lines.add("X-WR-CALNAME", text: name)
    for entry in entries { entry.write(to: &lines) }
    lines.add("END", "VCALENDAR")
    return lines.text
  }
}

extension CalendarEntry {
  fileprivate func write(to lines: inout ContentLines) {
    let component =
      switch role {
      case .event: "VEVENT"
      case .task: "VTODO"
      }
    lines.add("BEGIN", component)
    lines.add("UID", text: uid)
    lines.add("DTSTAMP", changed.basic)
    lines.add("SEQUENCE", String(revision))
    lines.add("SUMMARY", text: period?.stated.map { "\(title) (\($0))" } ?? title)
    switch role {
    case .event(let status):
      writeDays(to: &lines)
      if let status { lines.add("STATUS", status.rawValue) }
      // What may be on any day of a month keeps nobody from other things.
      if period?.stated != nil { lines.add("TRANSP", "TRANSPARENT") }
    case .task(let status):
      writeDue(to: &lines)
      if let status { lines.add("STATUS", status.rawValue) }
    }
    lines.add("DESCRIPTION", text: text)
    lines.add("LOCATION", text: place)
    lines.add("CATEGORIES", texts: categories)
    lines.add("RELATED-TO;RELTYPE=PARENT", text: parent)
    lines.add("END", component)
  }

  /// Whole days; the end is the day after the last one.
  private func writeDays(to lines: inout ContentLines) {
    guard let period else { return }
    lines.add("DTSTART;VALUE=DATE", period.first.basic)
    let end = period.last.advanced(by: 1)
    // There is no way to write a year of five digits.
    if end.parts.year <= 9999 { lines.add("DTEND;VALUE=DATE", end.basic) }
  }

  /// A task is due on its last day. A period that is not one day has its first day as the start.
  private func writeDue(to lines: inout ContentLines) {
    guard let period else { return }
    if period.first < period.last { lines.add("DTSTART;VALUE=DATE", period.first.basic) }
    lines.add("DUE;VALUE=DATE", period.last.basic)
  }
}

extension Day {
  /// The basic form of ISO 8601: `20140623`.
  fileprivate var basic: String { description.filter { $0 != "-" } }
}
