import Foundation
import JSON
import Registry
import Testing
import Things

/// The options of the list verbs are the filters of the tables.
@Suite struct FilterOptionsTests {
  @Test func optionsAndTablesAgree() throws {
    let registry = try CommandLineRegistry("demo")
    for kind in Kind.allCases where !kind.filters.isEmpty {
      let dump = try registry.run(
        [kind.rawValue, "list", "--experimental-dump-help"], format: nil
      ).json
      let arguments = dump["command"]?["arguments"]?.array ?? []
      let options = arguments.filter { $0["sectionTitle"]?.string == "Filters" }
      let names = options.compactMap { $0["names"]?.array?.first?["name"]?.string }
      #expect(names == kind.filters.map(\.name), "\(kind.rawValue)")
      for (option, filter) in zip(options, kind.filters) {
        #expect(option["abstract"]?.string?.hasPrefix(filter.help) == true, "\(filter.name)")
        #expect((option["kind"]?.string == "flag") == (filter.value == .flag), "\(filter.name)")
      }
    }
  }

  /// What is given as an option is what the text of the same filter says.
  @Test func optionsReachTheFilter() throws {
    let registry = try CommandLineRegistry("demo")
    func ids(_ arguments: String...) throws -> [String] {
      try registry.run(arguments).succeeded().json.ids
    }
    let all = try ids("followup", "list")
    let ownerless = try ids("followup", "list", "--owner", "none")
    let theirs = try ids("followup", "list", "--owner", "dpadm")
    #expect(!ownerless.isEmpty && !theirs.isEmpty)
    #expect(
      Set(try ids("followup", "list", "--owner", "none", "--owner", "dpadm"))
        == Set(ownerless + theirs))
    #expect(try ids("followup", "list", "--open", "--limit", "1").count == 1)
    #expect(Set(try ids("followup", "list", "--under", "m-unpsf-2014")).isStrictSubset(of: all))
    let error = try registry.run("request", "list", "--country", "Oceania")
    #expect(error.code == 1)
    #expect(try error.json["error"]?["where"]?["option"] == "--country")
  }

  /// A country that was planned to leave its group by the day that decides still counts, and whoever
  /// asks is told.
  @Test func plannedEndsAreWarnedAbout() throws {
    let registry = try CommandLineRegistry()
    for year in ["2020", "2027"] {
      try registry.run(
        "request", "add", "--id", "r-\(year)", "--country", "Nepal", "--requested-on", year
      ).succeeded()
    }
    func warns(_ arguments: String...) throws -> Bool {
      let list = try registry.run(["request", "list", "--group", "LDC"] + arguments).succeeded()
      return list.errors.contains("Nepal is counted to the LDC")
    }
    #expect(try warns())
    #expect(try !warns("--to", "2021"))
    #expect(try warns("--group-at", "2030"))
    #expect(try !warns("--group-at", "2014"))
    #expect(try !warns("--group-at", "2030", "--country", "Benin"))
    #expect(try warns("--group-at", "today", "--today", "2028-01-01"))
    #expect(try !warns("--group-at", "today", "--today", "2020-01-01"))
  }
}
