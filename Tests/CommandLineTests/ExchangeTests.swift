import Foundation
import JSON
import Testing

/// What leaves the registry for other programs, and what they read.
@Suite struct ExchangeTests {
  /// Well-known parsers read what was written, and find what the program says itself.
  @Test func othersReadWhatIsExported() throws {
    try ToolCheck(name: "check-exports").run()
  }

  @Test(arguments: [
    ["export"], ["export", "--dataset", "a", "--xlsx", "b"],
    ["export", "--xlsx", "a", "--after", "3"], ["calendar", "--format", "json"],
    ["person", "card", "p-1", "--format", "csv"],
  ])
  func wrongUsageIsExitCodeTwo(arguments: [String]) throws {
    let registry = try CommandLineRegistry()
    let result = try registry.run(arguments, format: nil)
    #expect(result.code == 2, "\(result)")
    #expect(result.errors.hasPrefix("error: "))
    #expect(try FileManager.default.contentsOfDirectory(atPath: registry.folder) == ["registry"])
  }

  /// A list at one size of the log is one workbook, whatever was recorded since.
  @Test func aListAsOfASizeStaysTheSameFile() throws {
    let registry = try CommandLineRegistry("demo")
    let file = URL(fileURLWithPath: registry.folder + "/list.xlsx")
    func written() throws -> Data {
      let list = ["request", "list", "--as-of", "600", "--xlsx", file.path]
      _ = try registry.run(list).succeeded()
      return try Data(contentsOf: file)
    }
    let before = try written()
    // Stamps are in whole seconds.
    Thread.sleep(forTimeInterval: 1.1)
    _ = try registry.run(["organisation", "add", "--name", "A bureau"]).succeeded()
    #expect(try written() == before)
  }

  @Test func formatsOfTheirOwnArePrintedOffATerminal() throws {
    let registry = try CommandLineRegistry("demo")
    let calendar = try registry.run(["calendar"], format: nil).succeeded()
    #expect(calendar.output.hasPrefix("BEGIN:VCALENDAR\r\n"))
    #expect(calendar.errors == "1 meeting without a date left out\n")
    let quiet = try registry.run(["calendar", "--quiet", "--meetings"], format: nil).succeeded()
    #expect(quiet.errors.isEmpty)
    #expect(!quiet.output.contains("BEGIN:VTODO"))
    let card = try registry.run(["person", "card", "p-alberti"], format: nil).succeeded()
    #expect(card.output.hasPrefix("BEGIN:VCARD\r\n"))
    let missing = try registry.run(["person", "card", "p-albert"], format: nil)
    #expect(missing.code == 1)
    #expect(missing.errors.contains("did you mean p-alberti"))
  }

  @Test(arguments: ["--xlsx", "--cloudevents"])
  func aFileThatCannotBeWrittenIsExitCodeFive(option: String) throws {
    let registry = try CommandLineRegistry()
    let result = try registry.run("export", option, "nowhere/file")
    #expect(result.code == 5, "\(result)")
    #expect(try result.json["error"]?["where"]?["option"]?.string == option)
    #expect(try FileManager.default.contentsOfDirectory(atPath: registry.folder) == ["registry"])
  }

  @Test func aFailedExportLeavesTheOldFile() throws {
    let registry = try CommandLineRegistry("demo")
    let file = try registry.file("events.jsonl", "as it was".utf8)
    #expect(
      try registry.run("export", "--cloudevents", file, "--as-of", "9999").code == 1)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "as it was")
    try registry.run("export", "--cloudevents", file).succeeded()
    #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("{\"account\":"))
    #expect(
      Set(try FileManager.default.contentsOfDirectory(atPath: registry.folder))
        == ["registry", "events.jsonl"])
  }

  @Test func eventsMayGoIntoAPipe() throws {
    let registry = try CommandLineRegistry("demo")
    let result = try registry.run("export", "--cloudevents", "/dev/stdout", "--as-of", "2")
    #expect(result.code == 0)
    let lines = result.output.split(separator: "\n")
    #expect(lines.prefix(2).allSatisfy { $0.contains("\"specversion\":\"1.0\"") })
  }

  /// No cell of a CSV file for people begins with what a spreadsheet takes for a formula: titles,
  /// free texts, terms, lists, and the parts of lists, whichever separator is believed in.
  @Test func noCellOfAListIsAFormula() throws {
    let registry = try CommandLineRegistry()
    let traps = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "＝1"]
    for (index, trap) in traps.enumerated() {
      let number = String(index)
      try registry.run("organisation", "add", "--id", "o-\(number)", "--name=a; \(trap.trimmed)")
        .succeeded()
      try registry.run(
        "request", "add", "--id", "r-\(number)", "--summary=\(trap)", "--status-note=a;\(trap)",
        "--kind=\(trap.trimmed)", "--themes=x", "--themes=\(trap.trimmed)",
        "--requester", "o-\(number)", "--note=a\n\(trap)", "--beneficiary=\(trap.trimmed)"
      ).succeeded()
      try registry.run(
        "person", "add", "--id", "p-\(number)", "--name=\(trap.trimmed)", "--variants=A",
        "--variants=\(trap.trimmed)", "--phone=\(trap.trimmed)"
      ).succeeded()
    }
    for kind in ["organisation", "request", "person"] {
      let text = try registry.run([kind, "list"], format: "csv").succeeded().output
      #expect(text.split(separator: "\n").count > traps.count)
      // Where a program breaks cells: at any separator, outside of quotes or not.
      let parts = text.unicodeScalars.split { ",;\r\n".unicodeScalars.contains($0) }
      for part in parts {
        let inner = part.drop { " \u{A0}\t\"".unicodeScalars.contains($0) }
        #expect(
          inner.first.map { "=+-@＝".unicodeScalars.contains($0) } != true,
          "\(kind): \(String(part))")
      }
    }
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
