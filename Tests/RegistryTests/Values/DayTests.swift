import Registry
import Testing

@Suite struct DayTests {
  @Test func everyDayOfFourHundredYearsComesBack() throws {
    // Counted up day by day, independently of the arithmetic under test.
    var number: Int32 = -135_140
    #expect(Day(year: 1600, month: 1, day: 1)?.number == number)
    var weekday = 6  // 1600-01-01 was a Saturday.
    for year in 1600..<2000 {
      let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
      for (index, length) in [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        .enumerated()
      {
        for day in 1...length {
          let made = Day(year: year, month: index + 1, day: day)
          let parts = Day(number: number).parts
          guard made?.number == number, parts == (year, index + 1, day),
            Day(number: number).weekday == weekday
          else {
            Issue.record(
              "\(year)-\(index + 1)-\(day) is day \(number), not \(String(describing: made))")
            return
          }
          number += 1
          weekday = weekday % 7 + 1
        }
        #expect(Day(year: year, month: index + 1, day: length + 1) == nil)
      }
    }
    #expect(number == -135_140 + 146_097)
  }

  @Test func endsOfTheCalendar() throws {
    #expect(Day(number: 0).description == "1970-01-01")
    #expect(try #require(Day(year: 1, month: 1, day: 1)).description == "0001-01-01")
    #expect(try #require(Day(year: 9999, month: 12, day: 31)).description == "9999-12-31")
    #expect(Day(year: 0, month: 1, day: 1) == nil)
    #expect(Day(year: 10_000, month: 1, day: 1) == nil)
    #expect(Day(year: 2014, month: 0, day: 1) == nil)
    #expect(Day(year: 1900, month: 2, day: 29) == nil)
    #expect(Day(year: 2000, month: 2, day: 29) != nil)
  }

  @Test func daysAreCounted() throws {
    let first = try #require(Day(year: 2014, month: 6, day: 23))
    #expect(first.advanced(by: 10).description == "2014-07-03")
    #expect(first.distance(to: first.advanced(by: -400)) == -400)
    #expect(first.weekday == 1)
  }
}
