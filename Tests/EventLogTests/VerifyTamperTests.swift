import EventLog
import Foundation
import JSON
import Sealing
import Testing
import Transparency

/// What verification says when entries were changed, removed or added behind the program's back.
@Suite struct VerifyTamperTests {
  static let stored = Task { try await StoredLog(seed: 77, commands: 130, isIndexed: true).files() }

  @Test(arguments: changes) func tamperingIsFound(_ change: Change) async throws {
    let log = try await Self.stored.value.copy()
    #expect(try await log.verified()?.faults == [])
    let position = try change.apply(log)
    let faults = try #require(try await log.verified()).faults
    let first = try #require(faults.first)
    #expect(first.position == position && first.part == change.part, "\(faults)")
    #expect(faults.allSatisfy { !$0.message.isEmpty })
  }

  /// Contents that events say were destroyed and that are put back.
  @Test(arguments: [false, true]) func whatWasDestroyedMustBeGone(_ isSealed: Bool) async throws {
    let fixture = try Fixture(.files)
    let log = fixture.log
    let event = NewEvent(
      type: "a.b", beside: ["t": .text("text"), "s": .sealed("S", subject: "x")])
    try await log.appended(command(newID(), "a/1", .any, [event]))
    let addresses = [BesideAddress(position: 0, field: isSealed ? "s" : "t")]
    let blob = try #require(try log.read { try $0.blob(at: addresses[0]) })
    var destruction =
      isSealed
      ? command(newID(), "person/x", .any, [NewEvent(type: "person.erased")])
      : command(
        newID(), "a/1", .any, [NewEvent(type: "a.text_redacted", data: ["texts": ["0:t"]])])
    destruction.erasing = addresses
    try await log.appended(destruction)
    await log.close()
    let files = try StoredFiles(of: fixture.directory).copy()
    let sound = try #require(try await files.verified())
    #expect(sound.faults == [])
    #expect(sound.blobs.erased == 1 && sound.blobs.present == 1)
    try files.edit(.evidence, "blobs") {
      $0.append((key(0) + Array(addresses[0].field.utf8), blob))
    }
    let faults = try #require(try await files.verified()).faults
    #expect(faults.map(\.position) == [0] && faults.map(\.part) == [.blob])
  }

  /// Whoever decides on a stream must not do so on records that were changed.
  @Test(arguments: ["events", "tree"]) func aChangedRecordIsNotDecidedOn(
    _ database: String
  ) async throws {
    let files = try await Self.stored.value.copy()
    try files.edit(.evidence, database) { entries in
      let place = entries[30].value.firstIndex(of: UInt8(ascii: "2")) ?? 0
      entries[30].value[database == "events" ? place : 0] ^= 1
    }
    let log = try LMDBEventLog(openingAt: files.directory + "/log", keyRing: MemoryKeyRing())
    let streams = Set(
      try log.records().compactMap {
        try? String(decoding: $0, as: UTF8.self).get("stream")
      })
    var messages: [String] = []
    for stream in streams {
      do { _ = try log.stream(stream) } catch let error as EventLogError {
        #expect(error.code == .damaged)
        messages.append(error.message)
      }
    }
    #expect(messages.count == 1)
    let message = try #require(messages.first)
    #expect(message.contains("position 30") && message.contains("audit verify"))
    await log.close()
  }

  /// An index of another layout is built anew.
  @Test func anOlderIndexIsReplaced() async throws {
    let files = try await Self.stored.value.copy()
    try files.edit(.index, "meta") { entries in
      let place = try #require(entries.firstIndex { $0.key == Array("format".utf8) })
      entries[place].value = Array("1".utf8)
    }
    try files.edit(.index, "ids") { entries in
      for place in entries.indices { entries[place].value.removeLast(4) }
    }
    #expect(try await files.verified(updatesIndex: true)?.faults == [])
    #expect(try files.entries(.index, "ids").allSatisfy { $0.value.count == 16 })
    #expect(try files.entries(.index, "meta").contains { $0.value == Array("2".utf8) })
  }

  /// A log that is so damaged that its index cannot be built opens all the same.
  @Test func aDamagedLogOpensToBeVerified() async throws {
    let fixture = try Fixture(.files)
    let events = Array(repeating: NewEvent(type: "a.b"), count: 8300)
    try await fixture.log.appended(command(newID(), "a/1", .any, events))
    await fixture.log.close()
    let files = try StoredFiles(of: fixture.directory).copy()
    try FileManager.default.removeItem(atPath: files.directory + "/log/index")
    try files.edit(.evidence, "events") { $0[5000].value[3] ^= 1 }
    let faults = try #require(try await files.verified()).faults
    #expect(faults.first?.position == 5000)
  }

  @Test func nothingIsDestroyedInAdvance() async throws {
    let fixture = try Fixture(.files)
    try await fixture.log.appended(command())
    try await fixture.log.appended(
      command(
        newID(), "a/1", .any, [NewEvent(type: "a.text_redacted", data: ["texts": ["2:t"]])]))
    try await fixture.log.appended(
      command(newID(), "a/1", .any, [NewEvent(type: "a.b", beside: ["t": .text("t")])]))
    await fixture.log.close()
    let files = try StoredFiles(of: fixture.directory).copy()
    #expect(try await files.verified()?.faults == [])
    try files.edit(.evidence, "blobs") { $0 = [] }
    let faults = try #require(try await files.verified()).faults
    #expect(faults.map(\.position) == [2] && faults.map(\.part) == [.blob])
    #expect(faults[0].message.contains("\"t\""))
  }
}
