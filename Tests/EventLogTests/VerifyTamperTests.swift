import EventLog
import Foundation
import JSON
import Sealing
import Testing
import Transparency

/// What verification says when entries were changed, removed or added behind the program's back.
@Suite struct VerifyTamperTests {
  static let stored = Task { try await StoredLog(seed: 77, commands: 130, isIndexed: true).files() }

  /// What was done, and where the first fault must be.
  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let part: LogFault.Part
    let apply: @Sendable (TamperedLog) throws -> UInt64?

    init(
      _ description: String, _ part: LogFault.Part,
      _ apply: @escaping @Sendable (TamperedLog) throws -> UInt64?
    ) {
      testDescription = description
      self.part = part
      self.apply = apply
    }
  }

  static let changes: [Change] = [
    Change("two records are swapped", .record) { log in
      try log.edit(.evidence, "events") { entries in
        (entries[40].value, entries[90].value) = (entries[90].value, entries[40].value)
      }
      return 40
    },
    Change("the last record is removed", .tree) { log in
      var last: UInt64 = 0
      try log.edit(.evidence, "events") { last = position($0.removeLast().key) }
      return last
    },
    Change("a record is removed", .record) { log in
      try log.edit(.evidence, "events") { $0.remove(at: 70) }
      return 70
    },
    Change("the first record is removed", .record) { log in
      try log.edit(.evidence, "events") { $0.removeFirst() }
      return 0
    },
    Change("all records are removed", .tree) { log in
      try log.edit(.evidence, "events") { $0 = [] }
      return 0
    },
    Change("the last nodes are removed", .tree) { log in
      var last: UInt64 = 0
      try log.edit(.evidence, "tree") { last = position($0.removeLast().key) }
      return last
    },
    Change("nodes are removed", .tree) { log in
      try log.edit(.evidence, "tree") { $0.remove(at: 63) }
      return 63
    },
    Change("nodes are swapped", .record) { log in
      try log.edit(.evidence, "tree") { entries in
        let length = entries[51].value.count
        let other = entries.indices.first { $0 > 51 && entries[$0].value.count == length } ?? 0
        (entries[51].value, entries[other].value) = (entries[other].value, entries[51].value)
      }
      return 51
    },
    Change("an upper node is another hash", .tree) { log in
      try log.edit(.evidence, "tree") { $0[127].value[7 * 32] ^= 1 }
      return 127
    },
    Change("a fingerprint is removed", .tree) { log in
      var place = 0
      try log.edit(.evidence, "tree") { entries in
        place = try #require(entries.indices.first { $0 > 20 && entries.hasFingerprint($0) })
        entries[place].value.removeLast(32)
      }
      return UInt64(place)
    },
    Change("a fingerprint is added", .tree) { log in
      var place = 0
      try log.edit(.evidence, "tree") { entries in
        place = try #require(entries.indices.first { $0 > 20 && !entries.hasFingerprint($0) })
        entries[place].value += Array(repeating: 7, count: 32)
      }
      return UInt64(place)
    },
    Change("a node is cut short", .tree) { log in
      try log.edit(.evidence, "tree") { $0[80].value.removeLast(5) }
      return 80
    },
    Change("a record follows without nodes", .record) { log in
      try log.edit(.evidence, "events") { $0.append((key(UInt64($0.count)), $0[5].value)) }
      return UInt64(try log.entries(.evidence, "tree").count)
    },
    Change("a record stands at another position", .record) { log in
      try log.edit(.evidence, "events") { $0[33].value = $0[32].value }
      return 33
    },
    Change("a record is longer than any", .record) { log in
      try log.edit(.evidence, "events") { $0[33].value = Array(repeating: 32, count: 70_000) }
      return 33
    },
    Change("a record is empty", .record) { log in
      try log.edit(.evidence, "events") { $0[33].value = [] }
      return 33
    },
    Change("a key of events is short", .record) { log in
      try log.edit(.evidence, "events") { $0.append(([0, 0, 0, 0, 0, 0, 0], [1])) }
      return nil
    },
    Change("a key of tree is long", .tree) { log in
      try log.edit(.evidence, "tree") { $0.append((key(9) + [1], [1])) }
      return nil
    },
    Change("a blob is removed", .blob) { log in
      var removed: UInt64 = 0
      try log.edit(.evidence, "blobs") { removed = position($0.remove(at: 30).key) }
      return removed
    },
    Change("all blobs are removed", .blob) { log in
      var first: UInt64 = 0
      try log.edit(.evidence, "blobs") {
        first = position($0[0].key)
        $0 = []
      }
      return first
    },
    Change("a blob is forged for a field that is not named", .blob) { log in
      try log.edit(.evidence, "blobs") { $0.append((key(44) + Array("forged".utf8), [0])) }
      return 44
    },
    Change("a blob is forged beyond the end", .blob) { log in
      try log.edit(.evidence, "blobs") { $0.append((key(100_000) + Array("t".utf8), [0])) }
      return 100_000
    },
    Change("a blob has no field", .blob) { log in
      try log.edit(.evidence, "blobs") { $0.append((key(44), [0])) }
      return nil
    },
    Change("two blobs are swapped", .blob) { log in
      var first: UInt64 = 0
      try log.edit(.evidence, "blobs") { entries in
        first = position(entries[20].key)
        (entries[20].value, entries[25].value) = (entries[25].value, entries[20].value)
      }
      return first
    },
    Change("a stream is missing in the index", .index) { log in
      var name: [UInt8] = []
      try log.edit(.index, "streams") { name = $0.remove(at: 1).key }
      let records = try log.entries(.evidence, "events").map(\.value)
      let text = #""stream":"\#(String(decoding: name, as: UTF8.self))""#
      let first = records.firstIndex { String(decoding: $0, as: UTF8.self).contains(text) }
      return UInt64(try #require(first))
    },
    Change("an event is missing in the index", .index) { log in
      var place: UInt64 = 0
      try log.edit(.index, "stream_events") { place = position($0.remove(at: 50).value) }
      return place
    },
    Change("a command is missing in the index", .index) { log in
      var place: UInt64 = 0
      try log.edit(.index, "ids") { place = position($0.remove(at: 50).value) }
      return place
    },
    Change("two events are swapped in the index", .index) { log in
      var places: [UInt64] = []
      try log.edit(.index, "stream_events") { entries in
        (entries[50].value, entries[51].value) = (entries[51].value, entries[50].value)
        places = entries[50...51].map { position($0.value) }
      }
      return places.min()
    },
    Change("a stream too many is in the index", .index) { log in
      try log.edit(.index, "streams") { $0.append((Array("a/b".utf8), [0, 0, 0, 99, 0, 0, 0, 1])) }
      return nil
    },
    Change("an event too many is in the index", .index) { log in
      try log.edit(.index, "stream_events") { $0.append(([0, 0, 0, 1, 0, 0, 9, 9], key(4))) }
      return nil
    },
    Change("a command too many is in the index", .index) { log in
      try log.edit(.index, "ids") {
        $0.append((Array(repeating: 9, count: 16), key(4) + [0, 0, 0, 1, 0, 0, 0, 0]))
      }
      return nil
    },
    Change("an entry of the index is cut short", .index) { log in
      var place: UInt64 = 0
      try log.edit(.index, "ids") { entries in
        place = position(entries[9].value)
        entries[9].value.removeLast()
      }
      return place
    },
    Change("the index says something unknown of itself", .index) { log in
      try log.edit(.index, "meta") { $0.append((Array("x".utf8), [1])) }
      return nil
    },
    Change("the log says something unknown of itself", .meta) { log in
      try log.edit(.evidence, "meta") { $0.append((Array("x".utf8), [1])) }
      return nil
    },
    Change("the log has another name", .meta) { log in
      try log.edit(.evidence, "meta") { entries in
        let place = try #require(entries.firstIndex { $0.key == Array("origin".utf8) })
        entries[place].value[20] = UInt8(ascii: "x")
      }
      return nil
    },
    Change("the log was made in the future", .meta) { log in
      try log.edit(.evidence, "meta") { entries in
        let place = try #require(entries.firstIndex { $0.key == Array("created".utf8) })
        entries[place].value = Array("2099-01-01T00:00:00.000000Z".utf8)
      }
      return nil
    },
    Change("a note of the clock is forged", .meta) { log in
      try log.edit(.evidence, "meta") { entries in
        let time = "2023-01-01T00:00:00.000000Z"
        entries.append((Array("clock/".utf8) + key(12), Array("\(time) \(time)".utf8)))
      }
      return 12
    },
    Change("a note of the clock is for no event", .meta) { log in
      try log.edit(.evidence, "meta") { entries in
        let note = try #require(entries.first { $0.key.starts(with: Array("clock/".utf8)) })
        entries.append((Array("clock/".utf8) + key(5000), note.value))
      }
      return 5000
    },
  ]

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
    #expect(messages[0].contains("position 30") && messages[0].contains("audit verify"))
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
    try await fixture.log.appended(
      command(
        newID(), "a/1", .any, [NewEvent(type: "a.text_redacted", data: ["texts": ["1:t"]])]))
    try await fixture.log.appended(
      command(newID(), "a/1", .any, [NewEvent(type: "a.b", beside: ["t": .text("t")])]))
    await fixture.log.close()
    let files = try StoredFiles(of: fixture.directory).copy()
    #expect(try await files.verified()?.faults == [])
    try files.edit(.evidence, "blobs") { $0 = [] }
    let faults = try #require(try await files.verified()).faults
    #expect(faults.map(\.position) == [1] && faults.map(\.part) == [.blob])
    #expect(faults[0].message.contains("\"t\""))
  }
}

extension [TamperedLog.Entry] {
  /// Whether the entry of `tree` at this place ends with a fingerprint.
  func hasFingerprint(_ place: Int) -> Bool {
    self[place].value.count > 32 * ((~place).trailingZeroBitCount + 1)
  }
}
