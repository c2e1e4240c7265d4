import Interchange
import Registry
import Testing

/// What texts become in the cells of a spreadsheet.
@Suite struct SheetTests {
  @Test(arguments: [
    ("120", Cell.integer(120)), ("0", .integer(0)), ("-5", .integer(-5)), ("12.5", .number(12.5)),
    ("-0.25", .number(-0.25)), ("007", .text("007")), ("1.50", .text("1.50")),
    ("1,790", .text("1,790")), ("1234567890123456", .text("1234567890123456")),
    ("+5", .text("+5")), ("1e5", .text("1e5")), ("40 %", .text("40 %")), ("--5", .text("--5")),
    ("-", .text("-")), ("5.", .text("5.")), (".5", .text(".5")), ("1.2.3", .text("1.2.3")),
    ("", .empty), ("=1+1", .text("=1+1")), ("٣", .text("٣")),
  ])
  func figuresAreNumbersWhereNothingIsLost(text: String, cell: Cell) {
    #expect(Cell(figure: text) == cell)
  }

  @Test func onlyWholeDatesAreDays() throws {
    let day = try #require(Day(year: 2014, month: 6, day: 23))
    #expect(Cell(try PartialDate("2014-06-23")) == .day(day))
    for text in ["2014", "2014-06", "2014-06-23/2014-06-23", "2014-06-23/.."] {
      #expect(Cell(try PartialDate(text)) == .text(text))
    }
  }
}
