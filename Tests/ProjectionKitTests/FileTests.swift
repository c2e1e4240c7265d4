import Foundation
import ProjectionKit
import Testing

@Suite struct FileTests {
  private let events = ToyEvent.random(80, seed: 3)

  private func expectRebuilt(_ folder: Folder) throws {
    let store = try folder.store()
    try store.catchUp(from: ToyLog(events))
    #expect(try store.model() == ToyModel(events))
    #expect(try store.check(at: [80], against: ToyLog(events)) == [])
  }

  @Test func onlyItsOwnerMayReadTheFile() throws {
    let folder = try Folder()
    try expectRebuilt(folder)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.url.path) {
      let path = folder.url.appending(path: name).path
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
      #expect(mode as? Int == 0o600, "\(name)")
    }
  }

  @Test(arguments: ["", "garbage", String(repeating: "not a database ", count: 5000)])
  func garbageIsReplaced(content: String) throws {
    let folder = try Folder()
    try Data(content.utf8).write(to: URL(fileURLWithPath: folder.file))
    try expectRebuilt(folder)
  }

  @Test func aTruncatedFileIsReplaced() throws {
    for size in [50, 100, 3000, 4096, 9000, 20000] {
      let folder = try Folder()
      try expectRebuilt(folder)
      let whole = try Data(contentsOf: URL(fileURLWithPath: folder.file))
      try whole.prefix(size).write(to: URL(fileURLWithPath: folder.file))
      try expectRebuilt(folder)
    }
  }

  @Test func aFileWithAnotherFormatIsReplaced() throws {
    let folder = try Folder()
    try expectRebuilt(folder)
    let other = try Folder()
    try other.write("CREATE TABLE thing_rows(x); PRAGMA user_version = 1")
    try expectRebuilt(other)
    try folder.write("PRAGMA user_version = 77")
    try expectRebuilt(folder)
  }

  @Test func aDamagedPageIsNoticedAndTheFileReplaced() throws {
    let folder = try Folder()
    try expectRebuilt(folder)
    let url = URL(fileURLWithPath: folder.file)
    var bytes = try Data(contentsOf: url)
    try #require(bytes.count > 16384)
    for index in 16384..<bytes.count { bytes[index] = 0xA5 }
    try bytes.write(to: url)
    let store = try folder.store()
    #expect(throws: ViewError(.damaged, "", hint: "")) { try store.model() }
    let log = ToyLog(events)
    log.add(ToyEvent.random(40, seed: 4))
    try store.catchUp(from: log)
    #expect(
      try store.model() == ToyModel(events + ToyEvent.random(40, seed: 4)))
  }

  @Test func aDeletedFileIsMadeAnewUnderAnOpenStore() throws {
    let folder = try Folder()
    let store = try folder.store()
    try store.catchUp(from: ToyLog(events))
    try folder.clear()
    #expect(throws: ViewError(.notBuilt, "", hint: "")) { try store.read { _ in } }
    try store.catchUp(from: ToyLog(events))
    #expect(try store.model() == ToyModel(events))
  }

  @Test func aMissingFolderIsAnError() throws {
    #expect(throws: ViewError(.io, "", hint: "")) {
      try ViewStore(path: "/nonexistent/views.sqlite", projections: [])
    }
  }

  @Test func otherToolsReadTodaysRows() throws {
    let folder = try Folder()
    try expectRebuilt(folder)
    let count = try folder.write("SELECT count(*) FROM thing WHERE owner IS NOT NULL")
    #expect(count == Int64(ToyModel(events).things.count))
  }
}
