import EventLog
import Testing

extension VerifyTamperTests {
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
}

extension [TamperedLog.Entry] {
  /// Whether the entry of `tree` at this place ends with a fingerprint.
  func hasFingerprint(_ place: Int) -> Bool {
    self[place].value.count > 32 * ((~place).trailingZeroBitCount + 1)
  }
}
