import Desk
import EventLog
import Foundation
import ProjectionKit
import Registry
import Testing
import Things
import Transparency

/// What leaves the registry for auditors, and what leads from a row to its proof.
@Suite struct ProofTests {
  @Test func anExportIsCheckedWithNothingElseAtHand() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let desk = registry.desk
    let directory = registry.path + "/tiles"
    _ = try desk.audit.export(to: directory)
    let keys = try VerifierKeyList.read(desk.folder.verifierKeys)
    let check = TilesCheck(directory: directory, trusted: keys)
    let report = try check.run()
    #expect(try report.isSound && report.eventsChecked == registry.size)
    // It is completed, not written anew.
    try await registry.record([Step(ThingRef(.request, "r-new"), .begin(["note": .text("x")]))])
    _ = try desk.audit.export(to: directory)
    #expect(try check.run().size == registry.size)
    // Any flipped bit is found.
    var random = SeededGenerator(seed: 11)
    for path in try FileManager.default.subpathsOfDirectory(atPath: directory).sorted() {
      let url = URL(fileURLWithPath: directory + "/" + path)
      guard path != "vkey", let data = FileManager.default.contents(atPath: url.path) else {
        continue
      }
      for _ in 0..<6 {
        var changed = data
        changed[Int.random(in: 0..<data.count, using: &random)] ^=
          1 << UInt8.random(in: 0...7, using: &random)
        try changed.write(to: url)
        let isFound = (try? check.run().isSound) != true
        // A partial tile of a smaller export is not read any more.
        let isRead =
          !path.contains(".p/") || path.hasSuffix("/\(report.size % 256 + 1)")
          || path.contains("tile/1/")
        #expect(isFound || !isRead, "\(path)")
      }
      try data.write(to: url)
    }
    try FileManager.default.removeItem(atPath: directory + "/tile/entries/001")
    #expect(try !check.run().isSound)
  }

  @Test func everyRowOpensToItsEvents() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let desk = registry.desk
    let keys = try VerifierKeyList.read(desk.folder.verifierKeys)
    var verified: Set<Position> = []
    var rows = 0
    try desk.reading { reading in
      for projection in desk.views.projections {
        for table in projection.tables {
          for row in try reading.reader.rows("SELECT * FROM \"\(table.name)\"") {
            let key = try #require(try row[table.key].text)
            let found = try desk.provenance(of: key, in: table.name, reading)
            guard case .integer(let since) = try row["since"] else { continue }
            #expect(found.positions.contains(UInt64(since - 1)), "\(table.name) \(key)")
            rows += 1
            for position in found.positions where verified.insert(position).inserted {
              try desk.audit.receipt(of: position)
                .verify(record: try desk.audit.record(at: position), logKeys: keys)
            }
          }
        }
      }
      #expect(throws: DeskError(.notFound, "")) {
        try desk.provenance(of: "r-none", in: "requests", reading)
      }
      #expect(throws: DeskError(.notFound, "")) {
        try desk.provenance(of: "r-none", in: "nothing", reading)
      }
    }
    #expect(try rows > 300 && verified.count == Int(registry.size))
  }

  @Test func aReplayIsAFileOfItsOwn() async throws {
    let (registry, _) = try await TestRegistry.sample()
    try await registry.record([Step(ThingRef(.request, "r-new"), .begin(["note": .text("x")]))])
    let file = registry.path + "/as-of-645.sqlite"
    try registry.desk.replay(to: 645, into: file)
    let replayed = try ViewsAt(file).requests()
    #expect(try replayed == registry.ids(.request, asOf: 645).sorted())
    #expect(throws: DeskError(.refused, "")) { try registry.desk.replay(to: 645, into: file) }
    let beside = try FileManager.default.contentsOfDirectory(atPath: registry.path)
    #expect(!beside.contains { $0.hasPrefix("as-of-645.sqlite") && $0 != "as-of-645.sqlite" })
  }

  @Test func theRecordOfProcessingForgetsNoField() {
    let record = Processing.record
    for kind in Kind.allCases {
      for field in kind.definition.fields where field.sealed {
        #expect(record.contains { $0.field == field.name && $0.place == .sealed })
      }
    }
    #expect(
      record.contains { $0.holder == "request" && $0.field == "summary" && $0.place == .beside })
    #expect(record.contains { $0.holder == "meeting role" && $0.field == "person" })
    #expect(record.allSatisfy { !$0.purpose.isEmpty && !$0.kept.isEmpty && !$0.types.isEmpty })
  }
}
