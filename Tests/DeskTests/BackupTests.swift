import Desk
import EventLog
import Foundation
import JSON
import Registry
import Testing
import Things
import Transparency

/// Copies that can be relied on, and putting them back.
@Suite struct BackupTests {
  /// A registry with a backup from before an erasure.
  private func erased() async throws -> TestRegistry {
    let registry = try await Canary.registry()
    _ = try await registry.desk.backUp(to: registry.path + "/backup")
    try registry.desk.backUpKeys(to: registry.path + "/keys-backup")
    try FileManager.default.copyItem(
      atPath: registry.desk.folder.keys + "/kek", toPath: registry.path + "/kek")
    _ = try await registry.desk.requestErasure(of: Canary.id, Canary.submission("planner-1"))
    _ = try await registry.desk.approveErasure(of: Canary.id, Canary.submission("auditor-1"))
    _ = try registry.desk.exportErasures(to: registry.path + "/erasures")
    await registry.desk.close()
    return registry
  }

  private func expectErased(_ folder: RegistryFolder) async throws {
    #expect(try Canary.found(in: folder.path).isEmpty)
    let desk = try Desk.open(folder)
    #expect(desk.refusal == nil)
    try desk.catchUp()
    let report = try desk.audit.verify()
    #expect(report.isSound, "\(report.faults)")
    try desk.reading { (reading) throws in
      #expect(try reading.find(.person, Canary.id) == nil)
      #expect(try desk.page(.request, "r-canary", reading)["summary"] == "[erased]")
      #expect(try desk.page(.meeting, "m-canary", reading)["roles"]?.array?.count == 1)
    }
    await desk.close()
    #expect(try Canary.found(in: folder.path).isEmpty)
  }

  @Test func aBackupIsVerifiedAndHoldsNoKey() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let backup = try await registry.desk.backUp(to: registry.path + "/backup")
    #expect(try backup.size == registry.size)
    #expect(try backup.root.bytes == registry.desk.log.read { try $0.root(at: backup.size) })
    let files = try FileManager.default.subpathsOfDirectory(atPath: backup.directory).sorted()
    #expect(files == ["checkpoint", "config.toml", "erasures", "log", "log/data.mdb", "vkey"])
    await #expect(throws: DeskError(.refused, "")) {
      try await registry.desk.backUp(to: registry.path + "/backup")
    }
    // Somebody's finger slips.
    let file = backup.directory + "/log/data.mdb"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    let record = try registry.desk.audit.record(at: 7)
    let place = try #require(bytes.range(of: Data(record)))
    bytes[place.lowerBound + 30] ^= 1
    try bytes.write(to: URL(fileURLWithPath: file))
    await #expect(throws: DeskError(.verification, "")) {
      try await Backup.verified(backup.directory)
    }
    await #expect(throws: DeskError(.notFound, "")) { try await Backup.verified(registry.path) }
  }

  @Test func anOlderBackupShowsThePersonErased() async throws {
    let registry = try await erased()
    let backup = try await Backup.verified(registry.path + "/backup")
    let done = try await backup.restore(to: registry.desk.folder, by: "admin-1")
    #expect(done.destroyedAgain > 1 && done.replacedSize ?? 0 > backup.size)
    try await expectErased(registry.desk.folder)
  }

  @Test func aNewFolderNeedsKeysAndTheLastListOfErasures() async throws {
    let registry = try await erased()
    let folder = RegistryFolder(path: registry.path + "/new")
    let backup = try await Backup.verified(registry.path + "/backup")
    await #expect(throws: DeskError(.refused, "")) { try await backup.restore(to: folder, by: "a") }
    try FileManager.default.createDirectory(
      atPath: folder.keys, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: registry.path + "/kek", toPath: folder.keys + "/kek")
    let keys = registry.path + "/keys-backup"
    await #expect(throws: DeskError(.refused, "")) {
      try await backup.restore(to: folder, keys: keys, by: "a")
    }
    try FileManager.default.removeItem(atPath: folder.path)
    try FileManager.default.createDirectory(
      atPath: folder.keys, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: registry.path + "/kek", toPath: folder.keys + "/kek")
    let done = try await backup.restore(
      to: folder, keys: keys, erasures: registry.path + "/erasures", by: "admin-1")
    #expect(done.replaced == nil && done.destroyedAgain > 1)
    try await expectErased(folder)
  }

  /// What is refused leaves nothing behind by which a second try could pass.
  @Test func aRefusedRestorationCopiesNoKeys() async throws {
    let registry = try await erased()
    let folder = RegistryFolder(path: registry.path + "/new")
    try FileManager.default.createDirectory(atPath: folder.keys, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: registry.path + "/kek", toPath: folder.keys + "/kek")
    let backup = try await Backup.verified(registry.path + "/backup")
    for keys in [registry.path + "/keys-backup", nil, registry.path + "/keys-backup"] {
      await #expect(throws: DeskError(.refused, "")) {
        try await backup.restore(to: folder, keys: keys, by: "a")
      }
      #expect(!folder.exists)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.keys) == ["kek"])
    }
    _ = try await backup.restore(
      to: folder, keys: registry.path + "/keys-backup", erasures: registry.path + "/erasures",
      by: "admin-1")
    try await expectErased(folder)
  }

  /// Positions are given again after a restoration; what was destroyed is known by its event.
  @Test func anInnocentTextAtTheSamePlaceStays() async throws {
    let registry = try await TestRegistry()
    let folder = registry.desk.folder
    let request = ThingRef(.request, "r-1")
    func note(_ desk: Desk, _ id: String, _ text: String) async throws {
      _ = try await desk.submit(
        Submission(
          by: "staff-1",
          steps: [Step(ThingRef(.request, id), .begin(["note": .text(text)]))]))
    }
    try await registry.record([Step(ThingRef(.meeting, "m-1"), .begin(["title": .text("M")]))])
    _ = try await registry.desk.backUp(to: registry.path + "/one")
    try await note(registry.desk, "r-1", "to be redacted")
    _ = try await registry.desk.requestRedaction(of: "note", request, Canary.submission("staff-1"))
    _ = try await registry.desk.approveRedaction(of: nil, request, Canary.submission("auditor-1"))
    await registry.desk.close()
    _ = try await Backup.verified(registry.path + "/one").restore(to: folder, by: "a")
    let again = try Desk.open(folder)
    try again.catchUp()
    try await note(again, "r-2", "innocent")
    _ = try await again.backUp(to: registry.path + "/two")
    await again.close()
    let done = try await Backup.verified(registry.path + "/two").restore(to: folder, by: "a")
    #expect(done.destroyedAgain == 0)
    let last = try Desk.open(folder)
    #expect(try last.reading { try last.page(.request, "r-2", $0)["note"] } == "innocent")
    await last.close()
  }

  @Test func aRegistryInUseIsNoBackup() async throws {
    let registry = try await TestRegistry()
    let folder = registry.desk.folder
    await #expect(throws: DeskError(.refused, "")) { try await Backup.verified(folder.path) }
    #expect(FileManager.default.fileExists(atPath: folder.log + "/lock.mdb"))
  }

  @Test func aListThatWasCutIsNone() async throws {
    let registry = try await erased()
    let list = try #require(FileManager.default.contents(atPath: registry.path + "/erasures"))
    let backup = try await Backup.verified(registry.path + "/backup")
    for cut in [list.dropLast(1), list.dropLast(10), list.prefix { $0 != 10 } + [10]] {
      try Data(cut).write(to: URL(fileURLWithPath: registry.path + "/cut"))
      await #expect(throws: DeskError(.refused, "")) {
        try await backup.restore(
          to: registry.desk.folder, erasures: registry.path + "/cut", by: "a")
      }
    }
  }

  @Test func onlyItsOwnRegistryTakesABackup() async throws {
    let registry = try await erased()
    let other = try await Desk.create(
      RegistryFolder(path: registry.path + "/other"), origin: "other.example/log", timeZone: .gmt)
    await other.close()
    let backup = try await Backup.verified(registry.path + "/backup")
    await #expect(throws: DeskError(.refused, "")) {
      try await backup.restore(to: other.folder, by: "a")
    }
  }

  @Test func nobodyElseMayHaveItOpen() async throws {
    let registry = try await erased()
    let open = try Desk.open(registry.desk.folder)
    let backup = try await Backup.verified(registry.path + "/backup")
    await #expect(throws: DeskError(.conflict, "")) {
      try await backup.restore(to: registry.desk.folder, by: "a")
    }
    await open.close()
  }

  /// Until the same restoration has ended, the folder holds half of two states.
  @Test func anInterruptedRestorationIsToldAndRepeated() async throws {
    let registry = try await erased()
    let folder = registry.desk.folder
    let backup = try await Backup.verified(registry.path + "/backup")
    let files = FileManager.default
    try Data().write(to: URL(fileURLWithPath: backup.directory + "/log/lock.mdb"))
    try files.moveItem(atPath: folder.log, toPath: registry.path + "/moved")
    try files.removeItem(atPath: folder.configuration)
    try Data().write(to: URL(fileURLWithPath: folder.path + "/placing"))
    #expect(throws: DeskError(.damaged, "")) { try Desk.open(folder) }
    #expect(throws: DeskError(.damaged, "")) { try LogAudit.open(folder) }
    #expect(throws: DeskError(.damaged, "")) { try LogAudit.damage(of: folder) }
    await #expect(throws: DeskError(.damaged, "")) { try await Desk.create(folder) }
    _ = try await Backup.verified(backup.directory).restore(
      to: folder, keys: registry.path + "/keys-backup", by: "admin-1")
    try await expectErased(folder)
  }

  @Test func withoutItsSettingsARegistryIsNotMadeAnew() async throws {
    let registry = try await erased()
    let folder = registry.desk.folder
    try FileManager.default.removeItem(atPath: folder.configuration)
    try FileManager.default.removeItem(atPath: folder.keys)
    #expect(throws: DeskError(.damaged, "")) { try Desk.open(folder) }
    await #expect(throws: DeskError(.damaged, "")) { try await Desk.create(folder) }
    #expect(!FileManager.default.fileExists(atPath: folder.keys))
  }

  @Test(arguments: ["checkpoint", "log/new", "new/folder"])
  func nothingIsWrittenIntoARegistry(name: String) async throws {
    let (registry, _) = try await TestRegistry.sample()
    let path = registry.desk.folder.path + "/" + name
    await #expect(throws: DeskError(.refused, "")) { try await registry.desk.backUp(to: path) }
    #expect(throws: DeskError(.refused, "")) { try registry.desk.backUpKeys(to: path) }
    #expect(throws: DeskError(.refused, "")) { try registry.desk.exportErasures(to: path) }
    #expect(throws: DeskError(.refused, "")) { try registry.desk.audit.export(to: path) }
    #expect(try registry.desk.audit.verify().isSound)
  }
}
