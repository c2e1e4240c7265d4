import EventLog
import Foundation
import Registry
import Testing
import WebAssets

@testable import WebCore

/// Dates and moments in words.
@Suite struct DateTextTests {
  private func dates(_ code: String, zone: String = "UTC") throws -> DateText {
    let words = Words(try Languages(WebAssets.files), try #require(Language.of(code)))
    return DateText(words, try #require(TimeZone(identifier: zone)))
  }

  @Test(arguments: [
    ("2014", "2014", "2014", "2014년"),
    ("2014-06", "June 2014", "juin 2014", "2014년 6월"),
    ("2014-06-23", "23 June 2014", "23 juin 2014", "2014년 6월 23일"),
    ("2014-08-01", "1 August 2014", "1er août 2014", "2014년 8월 1일"),
    ("2014-06-23/2014-06-26", "23–26 June 2014", "23-26 juin 2014", "2014년 6월 23일–26일"),
    (
      "2014-06-30/2014-07-02", "30 June – 2 July 2014", "30 juin – 2 juillet 2014",
      "2014년 6월 30일–7월 2일"
    ),
    (
      "2013-12-30/2014-01-02", "30 December 2013 – 2 January 2014",
      "30 décembre 2013 – 2 janvier 2014", "2013년 12월 30일–2014년 1월 2일"
    ),
    ("2014-06/2014-08", "June 2014 – August 2014", "juin 2014 – août 2014", "2014년 6월–2014년 8월"),
    ("2014-06-23/2014-06-23", "23 June 2014", "23 juin 2014", "2014년 6월 23일"),
    ("../2014-06-22", "until 22 June 2014", "jusqu’au 22 juin 2014", "2014년 6월 22일까지"),
    ("../2014-06", "until June 2014", "jusqu’en juin 2014", "2014년 6월까지"),
    ("2014/..", "from 2014 on", "dès 2014", "2014년부터"),
  ])
  func datesAreNeverMoreExactThanWhatWasStated(
    _ text: String, _ english: String, _ french: String, _ korean: String
  ) throws {
    let date = try PartialDate(text)
    #expect(try dates("en").date(date) == english)
    #expect(try dates("fr").date(date) == french)
    #expect(try dates("ko").date(date) == korean)
  }

  @Test func momentsNameTheZoneTheyAreIn() throws {
    // 1 July 2014, 22:05:09 UTC.
    let instant = Instant(microseconds: 1_404_252_309_000_000)
    #expect(try dates("en").moment(instant) == "1 July 2014, 22:05 (UTC)")
    #expect(try dates("fr").moment(instant) == "1er juillet 2014, 22:05 (UTC)")
    #expect(
      try dates("en", zone: "Asia/Seoul").moment(instant) == "2 July 2014, 07:05 (Asia/Seoul)")
    #expect(try dates("ko", zone: "Asia/Seoul").day(of: instant) == "2014년 7월 2일")
    #expect(
      try dates("en", zone: "America/New_York").moment(Instant(microseconds: -1_000_000))
        == "31 December 1969, 18:59 (America/New_York)")
  }
}
