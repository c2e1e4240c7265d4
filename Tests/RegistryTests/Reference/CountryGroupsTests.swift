import Registry
import Testing

@Suite struct CountryGroupsTests {
  private let groups = CountryGroups.shared

  @Test func groupsHaveNames() {
    #expect(groups.groups == ["LDC", "LLDC", "SIDS"])
    #expect(groups.resolve("sids") == "SIDS")
    #expect(groups.resolve("G77") == nil)
  }

  @Test func askersOfJune2014() throws {
    let june = try PartialDate("2014-06")
    let askers: Set<String> = ["TLS", "FJI", "MYS", "OMN", "WSM", "STP", "LKA"]
    #expect(
      groups.members(of: "SIDS", on: june).intersection(askers) == ["FJI", "WSM", "STP", "TLS"])
    #expect(groups.members(of: "LDC", on: june).intersection(askers) == ["STP", "TLS"])
    let later = try PartialDate("2026-11-21")
    #expect(groups.members(of: "LDC", on: later).intersection(askers) == ["TLS"])
    #expect(groups.groups(of: "TLS", on: june) == ["LDC", "SIDS"])
    #expect(groups.groups(of: "KOR", on: june).isEmpty)
  }

  @Test(arguments: [
    ("WSM", "LDC", "2013-12-31", CountryGroups.Extent.throughout),
    ("WSM", "LDC", "2014-01-01", .never),
    ("WSM", "LDC", "2014", .never), ("WSM", "LDC", "2013/2014", .partly),
    ("WSM", "LDC", "1970", .never),
    ("STP", "LDC", "2024-12-12", .throughout), ("STP", "LDC", "2024-12-13", .never),
    ("STP", "LDC", "2024-12", .partly), ("STP", "LDC", "2025", .never),
    ("STP", "LDC", "../2014-06", .partly), ("FJI", "SIDS", "../1900", .throughout),
    ("FJI", "SIDS", "2014/..", .throughout), ("BHR", "SIDS", "2014-06", .throughout),
    ("BHR", "SIDS", "2024-08-31", .throughout), ("BHR", "SIDS", "2024-09", .never),
    ("SSD", "LLDC", "2011-07-13", .never), ("SSD", "LLDC", "2011-07", .partly),
    ("TLS", "LDC", "2003", .throughout), ("TLS", "LDC", "2002-12-31", .never),
    ("XXX", "LDC", "2014", .never), ("FJI", "G77", "2014", .never),
  ])
  func membership(iso3: String, group: String, date: String, extent: CountryGroups.Extent) throws {
    let date = try PartialDate(date)
    #expect(groups.extent(of: iso3, in: group, on: date) == extent)
    #expect(groups.isMember(iso3, of: group, on: date) == (extent != .never))
  }

  @Test func plannedEndsWarnAndEndNothing() throws {
    let before = try PartialDate("2026-11-21")
    #expect(groups.doubtfulMemberships(of: "LDC", on: before).isEmpty)
    let day = try PartialDate("2026-11-24")
    #expect(groups.doubtfulMemberships(of: "LDC", on: day).map(\.iso3) == ["BGD", "LAO", "NPL"])
    #expect(groups.isMember("LAO", of: "LDC", on: day))
    #expect(try groups.isMember("LAO", of: "LDC", on: PartialDate("2040")))
    #expect(
      try groups.doubtfulMemberships(of: "LDC", on: PartialDate("2026")).map(\.iso3) == [
        "BGD", "LAO", "NPL",
      ])
    #expect(try groups.doubtfulMemberships(of: "LDC", on: PartialDate("2030")).count == 6)
  }

  @Test func everyBoundOfTheListIsADate() {
    for group in groups.groups {
      for country in Countries.shared.all {
        for membership in groups.memberships(of: country.iso3, in: group) {
          #expect((membership.validFrom == nil) == (group != "LDC" && country.iso3 != "SSD"))
        }
      }
    }
    #expect(groups.memberships(of: "STP", in: "LDC").first?.validTo?.text == "2024-12-13")
    #expect(groups.memberships(of: "BGD", in: "LDC").first?.plannedTo?.precision == .interval)
  }
}
