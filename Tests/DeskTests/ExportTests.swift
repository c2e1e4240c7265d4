import Desk
import Interchange
import JSON
import Registry
import SampleData
import Testing
import Things

/// A registry written out as a dataset, and read again.
@Suite struct ExportTests {
  @Test func exportOfTheSampleIsTheSample() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let export = try registry.desk.exported()
    #expect(export.leftOut.isEmpty)
    for (name, bytes) in SampleMonth.files {
      let original = try cells(bytes)
      let text = try #require(export.files.first { $0.name == name }?.text)
      let written = try cells(Array(text.utf8))
      // Rows about entries come out thing by thing; blanks around cells and list parts go.
      #expect(
        Set(try normalised(original, name)) == Set(try normalised(written, name)), "\(name)")
      #expect(original.count == written.count, "\(name)")
    }
  }

  @Test func exportImportsIntoAnEmptyRegistry() async throws {
    let (registry, _) = try await TestRegistry.sample()
    try await expectRoundTrip(registry)
  }

  @Test func whatIsMergedOrRetractedDoesNotSpoilAnExport() async throws {
    let (registry, _) = try await TestRegistry.sample()
    try await registry.record([
      Step(ThingRef(.organisation, "egb"), .merge(into: "dpadm")),
      Step(ThingRef(.person, "p-alberti"), .merge(into: "p-aquaro")),
      Step(ThingRef(.meeting, "m-unpsf-2014-w1"), .retract()),
      Step(ThingRef(.request, "r-ecuador-1"), .retract()),
      Step(ThingRef(.organisation, "gov-fiji"), .retract()),
    ])
    let export = try registry.desk.exported()
    let other = try await TestRegistry()
    let plan = try other.desk.plan(
      DatasetSource(export.files.map { ($0.name, Array($0.text.utf8)) }))
    #expect(plan.faults.isEmpty, "\(plan.faults.prefix(3))")
    #expect(!export.leftOut.isEmpty)
  }

  @Test func formulasStayExactInExports() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "requests.csv": "id,summary\nr-1,=SUM(A1:A9)\nr-2,\"-2+3\"\nr-3,@cmd\n"
    ])
    let export = try registry.desk.exported()
    let text = try #require(export.files.first { $0.name == "requests.csv" }?.text)
    let rows = try cells(Array(text.utf8))
    let column = try #require(rows[0].firstIndex(of: "summary"))
    #expect(rows.dropFirst().map { $0[column] } == ["=SUM(A1:A9)", "-2+3", "@cmd"])
  }

  @Test func textsOfAllScriptsComeBackAsTheyWere() async throws {
    let registry = try await TestRegistry()
    let texts = [
      "طلب دعم ‏(عاجل)", "Cafe\u{301} de\u{301}compose\u{301}", "a;b ; c", "line\nbreak",
      "cr\rhere",
      "say \"yes\", please", "👩‍👩‍👧 한국어", "tab\there",
    ]
    for (index, text) in texts.enumerated() {
      try await registry.record([
        Step(ThingRef(.request, "r-\(index)"), .begin(["summary": .text(text)]))
      ])
    }
    let other = try await expectRoundTrip(registry)
    let summaries = try other.list(.request).map { Array(($0["summary"]?.string ?? "").utf8) }
    #expect(summaries == texts.map { Array($0.utf8) })
  }

  @discardableResult
  private func expectRoundTrip(_ registry: TestRegistry) async throws -> TestRegistry {
    let other = try await TestRegistry()
    try await other.imports(
      try registry.desk.exported().files.map { ($0.name, Array($0.text.utf8)) })
    let (before, after) = (try registry.lists().comparable, try other.lists().comparable)
    for kind in Kind.allCases { #expect(before[kind] == after[kind], "\(kind.rawValue)") }
    return other
  }

  /// Rows with their columns in the order of their names, empty columns left out, lists without
  /// blanks around their parts.
  private func normalised(_ rows: [[String]], _ name: String) throws -> [[String: String]] {
    let file = try #require(DatasetFile.all.first { $0.name + ".csv" == name })
    return rows.dropFirst().map { row in
      var cells: [String: String] = [:]
      for (column, cell) in zip(rows[0], row) where !cell.trimmed.isEmpty {
        let field = file.fields.first { $0.name == column }
        let isList = column == "source" || field?.isList == true
        cells[column] =
          isList
          ? cell.split(separator: ";").map { String($0).trimmed }.joined(separator: ";")
          : cell.trimmed
      }
      return cells
    }
  }
}
