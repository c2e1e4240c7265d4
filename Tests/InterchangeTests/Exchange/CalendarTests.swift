import Interchange
import Registry
import Testing

/// Calendars, by the rules of RFC 5545.
@Suite struct CalendarTests {
  static func second(_ text: String = "2014-07-01T08:30:15.123456Z") throws -> UTCSecond {
    try #require(UTCSecond(text))
  }

  static func period(_ start: String?, _ end: String? = nil) throws -> CalendarPeriod? {
    CalendarPeriod(
      start: try start.map { try PartialDate($0) }, end: try end.map { try PartialDate($0) })
  }

  static func event(_ title: String, _ start: String = "2014-06-23", _ end: String? = nil)
    throws -> CalendarEntry
  {
    CalendarEntry(
      .event(.confirmed), uid: "u-1", changed: try second(), revision: 3, title: title,
      period: try period(start, end), text: "Kind: forum")
  }

  static func text(_ entries: CalendarEntry...) -> String {
    CalendarFile(name: "Rapporteur", entries: entries).text
  }

  /// The lines as a reader has them before and after unfolding.
  static func lines(_ text: String) -> (physical: [[UInt8]], logical: [String]) {
    var physical: [[UInt8]] = [[]]
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      if bytes[index] == 13, index + 1 < bytes.count, bytes[index + 1] == 10 {
        physical.append([])
        index += 2
      } else {
        physical[physical.count - 1].append(bytes[index])
        index += 1
      }
    }
    // What stands behind the last line end.
    #expect(physical.removeLast().isEmpty)
    var logical: [[UInt8]] = []
    for line in physical {
      if line.first == 32, !logical.isEmpty {
        logical[logical.count - 1] += line.dropFirst()
      } else {
        logical.append(line)
      }
    }
    return (physical, logical.map { String(decoding: $0, as: UTF8.self) })
  }

  @Test func anEventIsWrittenLineByLine() throws {
    var entry = try Self.event("Forum", "2014-06-23", "2014-06-26")
    entry.place = "Goyang, Republic of Korea"
    entry.categories = ["forum", "a,b"]
    entry.parent = "u-0"
    #expect(
      Self.text(entry)
        == """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Rapporteur//Rapporteur//EN
        CALSCALE:GREGORIAN
        NAME:Rapporteur
        X-WR-CALNAME:Rapporteur
        BEGIN:VEVENT
        UID:u-1
        DTSTAMP:20140701T083015Z
        SEQUENCE:3
        SUMMARY:Forum
        DTSTART;VALUE=DATE:20140623
        DTEND;VALUE=DATE:20140627
        STATUS:CONFIRMED
        DESCRIPTION:Kind: forum
        LOCATION:Goyang\\, Republic of Korea
        CATEGORIES:forum,a\\,b
        RELATED-TO;RELTYPE=PARENT:u-0
        END:VEVENT
        END:VCALENDAR

        """.replacing("\n", with: "\r\n"))
  }

  @Test(arguments: ["x", "é", "漢", "😀", "e\u{301}", "👩‍👩‍👧", "a漢é😀"])
  func linesAreFoldedBetweenCharacters(unit: String) throws {
    for count in 1...90 {
      let title = String(repeating: unit, count: count)
      let (physical, logical) = Self.lines(Self.text(try Self.event(title)))
      #expect(physical.allSatisfy { $0.count <= 75 })
      // Each line is UTF-8 by itself.
      #expect(physical.allSatisfy { String(validating: $0, as: UTF8.self) != nil })
      #expect(logical.contains("SUMMARY:" + title))
    }
  }

  @Test func aLineOfExactly75OctetsIsNotFolded() throws {
    let title = String(repeating: "x", count: 75 - "SUMMARY:".utf8.count)
    let (whole, _) = Self.lines(Self.text(try Self.event(title)))
    #expect(whole.contains(Array("SUMMARY:\(title)".utf8)))
    let (broken, _) = Self.lines(Self.text(try Self.event(title + "y")))
    #expect(broken.contains(Array(" y".utf8)))
  }

  @Test(arguments: [
    ("a;b,c\\d", "a\\;b\\,c\\\\d"), ("a\nb", "a\\nb"), ("a\r\nb", "a\\nb"), ("a\rb", "a\\nb"),
    ("a\n\nb", "a\\n\\nb"), ("a\u{2028}b\u{85}c", "a\\nb\\nc"), ("a\tb", "a\tb"),
    ("a\u{7}b\u{0}", "a\u{FFFD}b\u{FFFD}"), ("\"a\": b", "\"a\": b"),
    ("x\r\nEND:VEVENT\r\nBEGIN:VCALENDAR", "x\\nEND:VEVENT\\nBEGIN:VCALENDAR"),
  ])
  func textsAreEscaped(text: String, escaped: String) throws {
    let (_, logical) = Self.lines(Self.text(try Self.event(text)))
    #expect(logical.contains { Array($0.utf8) == Array("SUMMARY:\(escaped)".utf8) })
    #expect(logical.count { $0.hasPrefix("BEGIN:") } == 2)
  }

  @Test(
    arguments: [
      ("2014-06-23", nil, "20140623", "20140624", nil),
      ("2014-06-23", "2014-06-26", "20140623", "20140627", nil),
      ("2014-06", nil, "20140601", "20140701", "some time in 2014-06"),
      ("2014", "2014", "20140101", "20150101", "some time in 2014"),
      ("2014-06-24", "2014-07", "20140624", "20140801", "2014-06-24 to some time in 2014-07"),
      ("2012-02", "2012-02", "20120201", "20120301", "some time in 2012-02"),
      (
        "2014-06-23/2014-06-26", nil, "20140623", "20140627",
        "some time from 2014-06-23 to 2014-06-26"
      ),
      ("2014-06-23/..", nil, "20140623", "20140624", "on or after 2014-06-23"),
      ("../2014-06-23", nil, "20140623", "20140624", "on or before 2014-06-23"),
      (nil, "2014-06", "20140601", "20140701", "until some time in 2014-06"),
      (
        "2014-06-20", "2014-06-22/..", "20140620", "20140623",
        "2014-06-20 to on or after 2014-06-22"
      ),
      ("9999-12-31", nil, "99991231", nil, nil),
    ] as [(String?, String?, String, String?, String?)])
  func datesBecomeWholeDays(
    start: String?, end: String?, first: String, after: String?, words: String?
  ) throws {
    var entry = try Self.event("Talk")
    entry.period = try Self.period(start, end)
    let (_, lines) = Self.lines(Self.text(entry))
    #expect(lines.filter { $0.hasPrefix("DTSTART") } == ["DTSTART;VALUE=DATE:\(first)"])
    #expect(
      lines.filter { $0.hasPrefix("DTEND") } == (after.map { ["DTEND;VALUE=DATE:\($0)"] } ?? []))
    #expect(lines.contains("SUMMARY:Talk" + (words.map { " (\($0))" } ?? "")))
    #expect(lines.contains("TRANSP:TRANSPARENT") == (words != nil))
  }

  @Test func nothingStatedIsNoPeriod() throws {
    #expect(try Self.period(nil) == nil)
  }

  @Test(
    arguments: [
      ("2014-06-26", ["DUE;VALUE=DATE:20140626"]),
      ("2014-11", ["DTSTART;VALUE=DATE:20141101", "DUE;VALUE=DATE:20141130"]), (nil, []),
    ] as [(String?, [String])])
  func tasksAreDueOnTheirLastDay(due: String?, lines: [String]) throws {
    let task = CalendarEntry(
      .task(.needsAction), uid: "t-1", changed: try Self.second(), revision: 0, title: "Send",
      period: try Self.period(due), text: "Owner: nobody yet")
    let (_, written) = Self.lines(Self.text(task))
    #expect(written.filter { $0.contains("VALUE=DATE") } == lines)
    #expect(written.contains("BEGIN:VTODO"))
    #expect(written.contains("STATUS:NEEDS-ACTION"))
    #expect(!written.contains { $0.hasPrefix("ORGANIZER") || $0.hasPrefix("TRANSP") })
  }

  @Test(arguments: ["", "2014-07-01", "2014-07-01T08:30:15", "2014-07-01 08:30:15Z", "Z"])
  func otherFormsAreNoSeconds(text: String) {
    #expect(UTCSecond(text) == nil)
  }
}
