import Desk
import EventLog
import Foundation
import Registry
import Testing
import Things
import Transparency

/// The log's tree under its standard addresses.
@Suite struct TileTests {
  private func grow(_ registry: TestRegistry, to size: UInt64) async throws {
    let present = try registry.size
    guard size > present else { return }
    try await registry.record(
      (present..<size).map {
        Step(ThingRef(.request, "r-\($0)"), .begin(["note": .text("n")]))
      })
  }

  /// What is served is what an export of the same checkpoint holds, whatever the size.
  @Test func tilesAreThoseOfAnExport() async throws {
    let registry = try await TestRegistry()
    let audit = registry.desk.audit
    var earlier: Set<String> = []
    for size in [1, 2, 3, 255, 256, 257, 300, 511, 512, 513, 700] as [UInt64] {
      try await grow(registry, to: size)
      let directory = registry.path + "/export-\(size)"
      let signed = try audit.export(to: directory)
      try #require(signed.checkpoint.size == size)
      #expect(try audit.lastCheckpoint() == signed)
      var paths: Set<String> = []
      let root = URL(fileURLWithPath: directory)
      for path in try FileManager.default.subpathsOfDirectory(atPath: directory) {
        guard path.hasPrefix("tile/"), Tile(path: path) != nil else { continue }
        let bytes = try Array(Data(contentsOf: root.appendingPathComponent(path)))
        #expect(try audit.tile(path)?.bytes == bytes, "\(path) at size \(size)")
        paths.insert(path)
      }
      #expect(paths == Set(try Tile.all(size: size).map(\.path)))
      // Whoever holds an older checkpoint still finds the tiles of its day.
      for path in earlier { #expect(try audit.tile(path) != nil, "\(path) at size \(size)") }
      earlier.formUnion(paths)
    }
    await registry.desk.close()
  }

  @Test func whatIsNotSignedIsNotGivenAway() async throws {
    let registry = try await TestRegistry()
    let audit = registry.desk.audit
    #expect(try audit.tile("tile/0/000.p/1") == nil, "an empty tile is none")
    try await grow(registry, to: 10)
    #expect(try audit.lastCheckpoint()?.checkpoint.size == 0)
    #expect(try audit.tile("tile/entries/000.p/10") == nil)
    _ = try audit.checkpoint()
    #expect(try audit.tile("tile/entries/000.p/10")?.tile.isPartial == true)
    #expect(try audit.tile("tile/entries/000.p/11") == nil)
    #expect(try audit.tile("tile/1/000.p/1") == nil)
    try await grow(registry, to: 256)
    _ = try audit.checkpoint()
    #expect(try audit.tile("tile/0/000")?.tile.isPartial == false)
    #expect(try audit.tile("tile/1/000.p/1")?.bytes.count == 32)
    #expect(try audit.tile("tile/2/000.p/1") == nil)
    await registry.desk.close()
  }

  @Test func everyOtherPathIsRefused() async throws {
    let registry = try await TestRegistry()
    try await grow(registry, to: 257)
    _ = try registry.desk.audit.checkpoint()
    for path in Self.strangePaths {
      #expect(try registry.desk.audit.tile(path) == nil, "\(path)")
    }
    #expect(try registry.desk.audit.tile("tile/0/000") != nil)
    await registry.desk.close()
  }

  private static let strangePaths = [
    "", "/", "tile", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tile//0/000",
    "tile/0//000",
    "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/x000/000", "tile/00/000", "tile/+0/000",
    "tile/-1/000", "tile/64/000", "tile/0/000.p/0", "tile/0/000.p/01", "tile/0/000.p/256",
    "tile/0/000.p/-1", "tile/0/000.p/", "tile/0/000.p", "tile/0/000.P/1", "TILE/0/000",
    "Tile/0/000",
    "tile/Entries/000", "tile/ENTRIES/000", "tile/0/X000/001", "tile/0/../0/000",
    "tile/0/000/../000", "tile/entries/../0/000", "tile/0/..", "tile/0/%2e%2e", "tile/0/000%00",
    "tile/0/000\u{0}", "tile/0/٠٠٠", "tile/0/000 ", " tile/0/000", "tile/0/000\n", "tile\\0\\000",
    "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/0/x018/x446/x744/x073/x709/x551/616",
    "tile/9223372036854775808/000", "tile/99999999999999999999/000", "tile/0/1e2",
    "tile/0/x00/000",
    "tile/0/x001/x000", "tile/0/001/000", "tile/data/000", "checkpoint", "../checkpoint",
  ]

  /// A record that was changed in the file does not leave under its old hash.
  @Test func aChangedRecordIsNotHandedOut() async throws {
    let registry = try await TestRegistry()
    try await grow(registry, to: 5)
    _ = try registry.desk.audit.checkpoint()
    try Bits.flip(in: registry.desk.folder, record: 2)
    #expect(throws: DeskError(.verification, "")) {
      try registry.desk.audit.tile("tile/entries/000.p/5")
    }
    #expect(try registry.desk.audit.tile("tile/entries/000.p/2") != nil)
    #expect(try registry.desk.audit.tile("tile/0/000.p/5") != nil)
    await registry.desk.close()
  }
}
