import Registry
import Testing

@Suite struct PartialDateTests {
  @Test(arguments: [
    ("2014", "2014-01-01", "2014-12-31", PartialDate.Precision.year),
    ("2014-02", "2014-02-01", "2014-02-28", .month),
    ("2016-02", "2016-02-01", "2016-02-29", .month),
    ("2014-12", "2014-12-01", "2014-12-31", .month),
    ("2014-06-23", "2014-06-23", "2014-06-23", .day),
    ("2014-06-23/2014-06-26", "2014-06-23", "2014-06-26", .interval),
    ("2014/2015-03", "2014-01-01", "2015-03-31", .interval),
    ("2014-06-23/2014-06", "2014-06-23", "2014-06-30", .interval),
    ("../2014-06-22", "open", "2014-06-22", .interval),
    ("2014-06/..", "2014-06-01", "open", .interval),
    ("0001", "0001-01-01", "0001-12-31", .year),
    ("9999-12-31", "9999-12-31", "9999-12-31", .day),
  ])
  func reads(text: String, earliest: String, latest: String, precision: PartialDate.Precision)
    throws
  {
    let date = try PartialDate(text)
    #expect(date.text == text)
    #expect(date.description == text)
    #expect((date.earliest?.description ?? "open") == earliest)
    #expect((date.latest?.description ?? "open") == latest)
    #expect(date.precision == precision)
  }

  @Test(arguments: [
    ("24.06.2014", "2014-06-24"), ("2014-6-1", "2014-06-01"), ("2014/06/24", "2014-06-24"),
    ("1/2/2014", "2014-02-01 or 2014-01-02"), ("24/06/2014", "2014-06-24"),
    ("06/24/2014", "2014-06-24"), ("20140624", "2014-06-24"), ("201406", "2014-06"),
    ("June 2014", "2014-06"), ("24 June 2014", "2014-06-24"), ("Jun 24th, 2014", "2014-06-24"),
    ("23-26 June 2014", "2014-06-23/2014-06-26"), ("2014/6", "2014-06"), ("06/2014", "2014-06"),
    ("2014-06-24T10:00Z", "2014-06-24"), ("2014-06-24 10:00:00", "2014-06-24"),
    ("2014-06-23 / 2014-06-26", "2014-06-23/2014-06-26"),
    ("2014-06-23 to 2014-06-26", "2014-06-23/2014-06-26"),
    ("2014-06-23/26", "2014-06-23/2014-06-26"), (" 2014-06", "2014-06"), ("41814", "2014-06-24"),
    ("2014?", "2014"), ("2014-06-23/", "2014-06-23/.. or 2014-06-23"),
  ])
  func namesWhatWasMeant(text: String, meant: String) {
    let error = refusal(of: text)
    #expect(error?.code == .unknownForm)
    #expect(error?.hint.hasPrefix("write \(meant);") == true, "\(error?.hint ?? "accepted")")
    #expect(error?.message.contains("a year (2014)") == true)
  }

  @Test(arguments: [
    ("", PartialDateError.Code.empty), ("/", .unknownForm), ("2014//", .unknownForm),
    ("2014-13", .noSuchDate), ("2014-00", .noSuchDate), ("2014-02-30", .noSuchDate),
    ("2014-06-31", .noSuchDate), ("2014-06-00", .noSuchDate), ("0000", .noSuchDate),
    ("2013-02-29", .noSuchDate), ("2014-06-26/2014-06-23", .endsBeforeStart),
    ("2014/2013", .endsBeforeStart), ("../..", .openAtBothEnds), ("..", .unknownForm),
    ("-2014", .unknownForm), ("2014-", .unknownForm), ("２０１４", .unknownForm),
    ("soon", .unknownForm), ("2014-06-23-01", .unknownForm), ("201X", .unknownForm),
    ("./2014", .unknownForm), ("24.06.14", .unknownForm), ("2014/06/24/x", .unknownForm),
  ])
  func refuses(text: String, code: PartialDateError.Code) {
    let error = refusal(of: text)
    #expect(error?.code == code)
    #expect(error?.message.isEmpty == false)
  }

  @Test func endlessTextIsCutInTheMessage() {
    #expect(
      refusal(of: String(repeating: "2014", count: 100_000)).map { $0.message.count < 400 } == true)
  }

  @Test func monthIsNotBeforeADayInIt() throws {
    let month = try PartialDate("2014-05")
    let day = try PartialDate("2014-05-26")
    #expect(!month.isCertainlyBefore(day) && !month.isCertainlyAfter(day))
    #expect(month.overlaps(day) && month.contains(day) && !day.contains(month))
    #expect(try month.isCertainlyBefore(PartialDate("2014-06")))
    #expect(try PartialDate("2014-06/..").isCertainlyAfter(month))
    #expect(try !PartialDate("../2014-06").isCertainlyAfter(month))
    #expect(try PartialDate("2014").contains(PartialDate("2014-06-23/2014-06-26")))
    #expect(try !PartialDate("2014").contains(PartialDate("2014-06/..")))
  }

  /// The algebra of intervals against sets of days, on a small calendar with every kind of date.
  @Test func relationsAgreeWithSetsOfDays() throws {
    let edges = ["2014", "2014-05", "2014-06", "2014-05-31", "2014-06-01", "2014-06-30"]
    var dates = try edges.map { try PartialDate($0) }
    for a in edges {
      dates.append(try PartialDate("../\(a)"))
      dates.append(try PartialDate("\(a)/.."))
      for b in edges { if let both = try? PartialDate("\(a)/\(b)") { dates.append(both) } }
    }
    // Wide enough that an open end reaches past every other end.
    let low = try #require(Day(year: 2013, month: 12, day: 1))
    let high = try #require(Day(year: 2015, month: 1, day: 31))
    let sets = dates.map { date in
      Set((low...high).filter { ($0 >= date.earliest ?? low) && ($0 <= date.latest ?? high) })
    }
    for (a, daysOfA) in zip(dates, sets) {
      for (b, daysOfB) in zip(dates, sets) {
        let comment: Comment = "\(a) and \(b)"
        #expect(a.overlaps(b) == !daysOfA.isDisjoint(with: daysOfB), comment)
        #expect(a.contains(b) == daysOfA.isSuperset(of: daysOfB), comment)
        let before = try #require(daysOfA.max()) < #require(daysOfB.min())
        #expect(a.isCertainlyBefore(b) == before, comment)
        #expect(b.isCertainlyAfter(a) == before, comment)
      }
    }
  }

  @Test func randomTextNeverCrashes() {
    var random = SeededGenerator(seed: 2014)
    let alphabet = Array("0123456789-/.. T:JunemayX?~é2014")
    for _ in 0..<20_000 {
      let text = String(
        (0..<Int.random(in: 0...24, using: &random)).map { _ in
          alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
        })
      do throws(PartialDateError) {
        let date = try PartialDate(text)
        #expect(date.text == text)
        if let first = date.earliest, let last = date.latest { #expect(first <= last) }
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
  }

  @Test(arguments: [
    ("June 2014", ["2014-06"]), ("juin 2014", ["2014-06"]), ("24 février 2014", ["2014-02-24"]),
    ("24.06.2014", ["2014-06-24"]), ("03/04/2014", ["2014-04-03", "2014-03-04"]),
    (" 2014-06-24 ", ["2014-06-24"]), ("2014", ["2014"]), ("20140624", []), ("soon", []),
    ("jui 2014", []), ("", []),
  ])
  func hearsDatesAsTheyAreSpoken(text: String, meant: [String]) {
    #expect(PartialDate.heard(text).map(\.text) == meant)
  }

  private func refusal(of text: String) -> PartialDateError? {
    do throws(PartialDateError) {
      _ = try PartialDate(text)
      return nil
    } catch {
      return error
    }
  }
}
