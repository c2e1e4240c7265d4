import Desk
import JSON
import Registry
import Testing
import Things

/// Datasets that nobody has seen before.
@Suite struct RandomDatasetTests {
  @Test(arguments: 1...Seeds.count(8))
  func anyDatasetReadsWritesAndReadsAgain(seed: UInt64) async throws {
    let dataset = RandomDataset(seed: seed)
    let registry = try await TestRegistry()
    let plan = try registry.desk.plan(DatasetSource(dataset.files))
    try #require(plan.faults.isEmpty, "\(plan.faults.prefix(3))")
    let first = try await registry.imports(dataset.files)
    for (kind, count) in dataset.counts {
      #expect(try registry.list(kind).count == count, "\(kind.rawValue)")
    }
    let size = try registry.size
    try await registry.imports(dataset.files)
    #expect(try registry.size == size)

    let export = try registry.desk.exported()
    #expect(export.leftOut.isEmpty)
    let files = export.files.map { ($0.name, Array($0.text.utf8)) }
    let other = try await TestRegistry()
    let again = try other.desk.plan(DatasetSource(files))
    try #require(again.faults.isEmpty, "\(again.faults.prefix(3))")
    try await other.imports(files)
    let (before, after) = (try registry.lists().comparable, try other.lists().comparable)
    for kind in Kind.allCases { #expect(before[kind] == after[kind], "\(kind.rawValue)") }
    // Written again, it is the same text.
    #expect(try other.desk.exported().files.map(\.text) == export.files.map(\.text))
    // What was exported is what is there: nothing to import into the registry it came from.
    try await registry.imports(files)
    #expect(try registry.size == size)

    _ = try await registry.desk.undo(batch: first.batch, by: "staff-1")
    for (kind, rows) in try registry.lists() { #expect(rows.isEmpty, "\(kind.rawValue)") }
    try await registry.imports(dataset.files)
    #expect(try registry.lists().comparable == before)
  }
}
