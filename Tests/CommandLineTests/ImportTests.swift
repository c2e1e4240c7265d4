import Foundation
import JSON
import SampleData
import Testing

/// Datasets through the program.
@Suite struct ImportTests {
  /// Writes the sample month as a folder.
  static func sample(_ registry: CommandLineRegistry) throws -> String {
    for (name, bytes) in SampleMonth.files { _ = try registry.file("month/" + name, bytes) }
    return registry.folder + "/month"
  }

  @Test func importReportsWhatItDid() throws {
    let registry = try CommandLineRegistry()
    let month = try Self.sample(registry)
    let dry = try registry.run("import", month, "--dry-run").succeeded().json
    #expect(dry["committed"] == false)
    #expect(dry["batch"] == .null)
    #expect(try registry.size() == 0)
    let report = try registry.run("import", month).succeeded().json
    #expect(
      report.keys.isSuperset(of: ["planned", "files", "errors", "batch", "committed", "events"]))
    #expect(report["planned"]?.keys == ["create", "change", "skip", "error"])
    #expect(report["planned"]?["create"] == dry["planned"]?["create"])
    #expect(report["committed"] == true)
    let size = try registry.size()
    #expect(report["events"]?.integer == size)
    let batch = try #require(report["batch"]?.string)

    let again = try registry.run("import", month).succeeded().json
    #expect(again["planned"]?["create"] == 0)
    #expect(again["batch"] == .null)
    #expect(try registry.size() == size)

    let before = try registry.run("request", "list").output
    try registry.run("import", "--undo", batch).succeeded()
    #expect(try registry.run("request", "list").json == [])
    #expect(try registry.run("person", "list").json == [])
    #expect(try registry.run("request", "list", "--as-of", String(size)).output == before)
    try registry.run("import", month).succeeded()
    #expect(try registry.run("request", "list").output == before)
    #expect(try registry.run("views", "check").succeeded().json == [])
  }

  @Test func errorsAreOneDocumentAndAFile() throws {
    let registry = try CommandLineRegistry()
    _ = try registry.file("bad/requests.csv", "id,requested_on\nr-1,24.06.2014\n".utf8)
    _ = try registry.file("bad/offers.csv", "id,country\no-1,Korea\n".utf8)
    let errors = registry.folder + "/errors.csv"
    for extra in [[], ["--dry-run"]] {
      let result = try registry.run(
        ["import", registry.folder + "/bad", "--errors", errors] + extra)
      #expect(result.code == 1)
      let report = try result.json
      let faults = report["errors"]?.array ?? []
      #expect(faults.count == 2)
      for fault in faults { #expect(fault.keys == ["file", "row", "column", "value", "reason"]) }
      #expect(report["error"]?["code"] == "refused")
      #expect(report["committed"] == false)
      #expect(result.errors.hasPrefix("error: "))
      let saved = try String(contentsOfFile: errors, encoding: .utf8)
      #expect(saved.hasPrefix("file,row,column,value,reason\n"))
      #expect(saved.split(separator: "\n").count == 3)
      #expect(saved.contains("24.06.2014") && saved.contains("2014-06-24"))
    }
    #expect(try registry.size() == 0)
  }

  @Test func exportComesBack() throws {
    let registry = try CommandLineRegistry("demo")
    let copy = registry.folder + "/copy"
    let export = try registry.run("export", "--dataset", copy).succeeded().json
    #expect(export["left_out"] == [])
    let other = try CommandLineRegistry()
    try other.run("import", copy).succeeded()
    for kind in ["request", "offer", "followup", "organisation", "practice", "recommendation"] {
      #expect(
        try other.run(kind, "list").json == registry.run(kind, "list").json, "\(kind)")
    }
  }

  @Test func recordsHoldNoNames() throws {
    let registry = try CommandLineRegistry("demo")
    let log = try registry.run(["log", "list"], format: "jsonl").succeeded().output
    #expect(log.split(separator: "\n").count == Int(try registry.size()))
    for person in try registry.run("person", "list").json.array ?? [] {
      for key in ["id", "name"] {
        let text = try #require(person[key]?.string)
        #expect(!log.contains(JSONValue.string(text).compactText.dropFirst().dropLast()), "\(text)")
      }
    }
  }
}
