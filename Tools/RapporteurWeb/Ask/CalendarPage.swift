import Desk
import HTTPTypes
import Hummingbird
import JSON
import ProjectionKit
import Registry
import Things
import WebCore

/// A month of meetings: those of known days in their weeks, those of vaguer dates beside.
struct CalendarPage: Sendable {
  /// So many meetings are laid out; a month with more says so.
  private static let most = 500

  /// The answer to a visit.
  func answer(_ visit: Visit) async throws -> Response {
    let wanted = try Self.month(visit)
    let (title, content) = try await visit.read { desk, reading in
      let (year, month) = try wanted ?? Self.latest(reading)
      return (
        AskWords(visit).monthOfYear(month, year),
        try self.content(year, month, visit, desk, reading)
      )
    }
    return try visit.show(
      "calendar", title: visit.text("calendar.title", ["month": title]), content)
  }

  private static func month(_ visit: Visit) throws -> (Int, Int)? {
    guard let text = visit.value("month") else { return nil }
    guard let date = try? PartialDate(text), date.precision == .month, let day = date.earliest
    else {
      throw Problem(
        .unprocessableContent, "month", visit.text("calendar.no_month", ["text": text]),
        hint: "2014-06")
    }
    return (day.parts.year, day.parts.month)
  }

  /// The month of the last meeting that is not after today; else this month.
  private static func latest(_ reading: Reading) throws -> (Int, Int) {
    let row = try reading.reader.first(
      """
      SELECT t.start_first FROM meetings t WHERE t.standing = 1 AND t.start_first <= ?
      ORDER BY t.start_first DESC LIMIT 1
      """, [.integer(Int64(reading.today.number))])
    let day = row?[0].integer.map { Day(number: Int32($0)) } ?? reading.today
    return (day.parts.year, day.parts.month)
  }

  private func content(
    _ year: Int, _ month: Int, _ visit: Visit, _ desk: Desk, _ reading: Reading
  ) throws -> [String: JSONValue] {
    let words = AskWords(visit)
    func key(_ year: Int, _ month: Int) -> String {
      String(repeating: "0", count: max(0, 4 - String(year).count)) + "\(year)-"
        + (month < 10 ? "0" : "") + "\(month)"
    }
    func link(_ year: Int, _ month: Int) -> JSONValue {
      let (year, month) =
        month == 0 ? (year - 1, 12) : month == 13 ? (year + 1, 1) : (year, month)
      guard (1...9999).contains(year) else { return .null }
      return [
        "href": .string(visit.link("/meetings/calendar?month=\(key(year, month))")),
        "label": .string(words.monthOfYear(month, year)),
      ]
    }
    let query = FilterQuery([.init("from", key(year, month)), .init("to", key(year, month))])
    let filter = try desk.filter(query, of: .meeting, reading)
    let page = try desk.page(.meeting, filter, limit: Self.most, countingTo: Lists.counted, reading)
    let first = Day(year: year, month: month, day: 1) ?? reading.today
    let last = first.advanced(by: Day.length(ofMonth: month, year: year) - 1)
    var days: [Day: [JSONValue]] = [:]
    var vague: [JSONValue] = []
    for meeting in page.things {
      guard let (start, end) = Self.days(meeting) else {
        vague.append(try item(meeting, visit, reading))
        continue
      }
      let item = try item(meeting, visit, reading)
      for number in max(start, first).number...min(end, last).number {
        days[Day(number: number), default: []].append(item)
      }
    }
    var content: [String: JSONValue] = [
      "previous": link(year, month - 1), "next": link(year, month + 1),
      "weekdays": .array((1...7).map { .string(words("calendar.weekday.\($0)")) }),
      "weeks": .array(weeks(first, last, days, reading.today)),
      "count": .string(words.counted(page.total)),
      "vague": .array(vague), "month": .string(key(year, month)),
      "list": .string(visit.address("/meetings", query)),
      "tabs": Tabs.make(
        [
          ("/meetings", "tabs.list"), ("/meetings/calendar", "tabs.calendar"),
          ("/meetings/tree", "tabs.tree"),
        ], FilterQuery(), visit, current: "/meetings/calendar"),
      "downloads": [
        [
          "href": .string(visit.address("/meetings", query.with("format", "ics"))),
          "label": .string(words("lists.format.ics")), "file": true,
        ]
      ],
    ]
    if page.total.number > Self.most {
      content["cut"] = .string(words("calendar.cut", ["count": Self.most]))
    }
    return content
  }

  /// The first and last day of a meeting, when both are known to the day.
  static func days(_ meeting: Thing) -> (Day, Day)? {
    guard case .date(let start)? = meeting.fields["start"], let first = start.earliest,
      let last = start.latest
    else { return nil }
    if case .date(let end)? = meeting.fields["end"] {
      guard start.precision == .day, end.precision == .day, let final = end.latest, first <= final
      else { return nil }
      return (first, final)
    }
    // A span of days in one statement is known to the day as well.
    let isDays =
      start.precision == .day
      || (start.precision == .interval && start.text.utf8.count == 21)
    return isDays ? (first, last) : nil
  }

  private func item(_ meeting: Thing, _ visit: Visit, _ reading: Reading) throws -> JSONValue {
    [
      "title": .string(try reading.called(meeting.ref).shortened(to: 90)),
      "href": .string(try reading.address(meeting.ref, visit)),
      "date": .string(period(meeting, AskWords(visit))),
    ]
  }

  private func period(_ meeting: Thing, _ words: AskWords) -> String {
    func date(_ name: String) -> PartialDate? {
      if case .date(let date)? = meeting.fields[name] { date } else { nil }
    }
    let (start, end) = (date("start"), date("end"))
    return end == nil ? start.map { words.date($0) } ?? "" : words.span(start, end)
  }

  private func weeks(
    _ first: Day, _ last: Day, _ days: [Day: [JSONValue]], _ today: Day
  ) -> [JSONValue] {
    var weeks: [JSONValue] = []
    var day = first.advanced(by: 1 - first.weekday)
    while day <= last {
      weeks.append([
        "days": .array(
          (0..<7).map { offset in
            let date = day.advanced(by: offset)
            var cell: [String: JSONValue] = [
              "day": .count(date.parts.day), "date": .string(date.description),
            ]
            if date < first || date > last { cell["outside"] = true }
            if date == today { cell["now"] = true }
            if let items = days[date] {
              cell["items"] = .array(items)
              cell["listed"] = true
            }
            return .object(cell)
          })
      ])
      day = day.advanced(by: 7)
    }
    return weeks
  }
}
