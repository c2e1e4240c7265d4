import Foundation
import JSON
import Testing

/// `request matrix`: numbers, totals and drawings. The figures were counted in requests.csv.
@Suite struct MatrixTests {
  private let registry: CommandLineRegistry

  init() throws { registry = try CommandLineRegistry("demo") }

  @Test func totalsCountEachRequestOnce() throws {
    let matrix = try registry.run("request", "matrix", "--rows", "country", "--columns", "theme")
      .succeeded().json
    let rows = matrix["rows"]?.array ?? []
    // r-ecuador-1 has three themes: six requests stand in nine cells.
    let ecuador = (matrix["cells"]?.array ?? []).filter { $0["row"] == "ECU" }
    #expect(ecuador.compactMap { $0["count"]?.integer }.reduce(0, +) == 9)
    #expect(rows.first { $0["key"] == "ECU" }?["count"] == 6)
    #expect(rows.last == ["key": .null, "label": "not stated", "count": 5])
    #expect(rows.compactMap { $0["count"]?.integer }.reduce(0, +) == 25)
    #expect(matrix["total"] == 25)
  }

  @Test func rowsMayStandAlone() throws {
    let matrix = try registry.run("request", "matrix", "--rows", "country").succeeded().json
    #expect(matrix["columns"]?.array?.count == 1)
    let ecuador = (matrix["cells"]?.array ?? []).first { $0["row"] == "ECU" }
    #expect(ecuador?["requests"]?.strings.count == 6)
    let csv = try registry.run(["request", "matrix", "--rows", "status"], format: "csv").output
    #expect(csv == "status,requests\nagreed,7\ndelivered,3\nexpressed,10\nrequested,5\ntotal,25\n")
  }

  @Test func aSpreadsheetGetsTheTotals() throws {
    let csv = try registry.run(
      ["request", "matrix", "--rows", "region", "--columns", "status", "--open"], format: "csv"
    ).succeeded().output.split(separator: "\n")
    #expect(csv.first == "region,agreed,expressed,requested,total")
    #expect(csv.last == "total,7,10,5,22")
    #expect(csv.dropLast().last == "not stated,1,0,3,4")
  }

  @Test func drawsBarsAndHeatMaps() throws {
    let bars = try registry.run(
      ["request", "matrix", "--rows", "country", "--chart"], format: nil
    ).succeeded().output
    #expect(bars.contains(/Ecuador +█+ 6\n/))
    #expect(bars.contains("\n\nnot stated"))
    #expect(bars.contains(#/not stated +╱+ 5\n/#))
    let heat = try registry.run(
      ["request", "matrix", "--rows", "region", "--columns", "status", "--chart", "--open"],
      format: nil
    ).succeeded().output
    #expect(heat.contains("As of log size 645"))
    #expect(heat.contains("Only: status not declined or delivered or withdrawn"))
    #expect(heat.contains("█6"))
    #expect(heat.contains("╱3"))
    #expect(heat.contains("╱ not stated"))
    #expect(
      try registry.run(["request", "matrix", "--rows", "country", "--chart"], format: "json").code
        == 2)
  }

  @Test func writesTheDrawing() throws {
    let file = registry.folder + "/chart.svg"
    let arguments = ["request", "matrix", "--rows", "country", "--columns", "support", "--svg"]
    #expect(try registry.run(arguments + [file]).succeeded().json["total"] == 25)
    let written = try String(contentsOfFile: file, encoding: .utf8)
    #expect(try registry.run(arguments + ["-"]).succeeded().output == written)
    #expect(written.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\""))
    #expect(written.contains("Requests by country and type of support"))
    let refused = try registry.run(arguments + [registry.folder + "/none/chart.svg"])
    #expect(refused.code == 5)
    #expect(refused.errors.contains("No such file or directory (--svg); name a file"))
  }

  /// Wide matrices stay readable: no line is longer than the terminal, no column is called by a letter.
  @Test(arguments: [60, 80, 100, 120])
  func fitsTheTerminal(width: Int) throws {
    for columns in ["theme", "support", "country", "status"] {
      let process = registry.process(
        ["request", "matrix", "--rows", "requester", "--columns", columns], format: "table")
      process.environment?["COLUMNS"] = String(width)
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let output = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
      #expect(lines.count > 20)
      for line in lines { #expect(line.count <= width, "\(columns): \(line)") }
    }
  }
}
