import EventLog
import Foundation
import Testing
import Transparency

/// What verification says of logs that somebody wrote anew so that all hashes are right.
@Suite struct VerifyRewriteTests {
  static let stored = Task { try await StoredLog(seed: 78, commands: 130, isIndexed: true).files() }

  /// What was rewritten.
  struct Rewriting: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let part: LogFault.Part
    /// Changes the records and returns the position of the first fault.
    let apply: @Sendable (inout [String]) throws -> Int

    init(
      _ description: String, _ part: LogFault.Part,
      _ apply: @escaping @Sendable (inout [String]) throws -> Int
    ) {
      testDescription = description
      self.part = part
      self.apply = apply
    }
  }

  static let rewritings: [Rewriting] = [
    Rewriting("an id is used twice", .order) { records in
      try records[60].set("id", to: records[59].get("id"))
      return 60
    },
    Rewriting("an id is smaller than the one before", .order) { records in
      try records[60].set("id", to: records[20].get("id"))
      return 60
    },
    Rewriting("an id has another version", .record) { records in
      let id = try records[60].get("id")
      try records[60].set("id", to: id.prefix(14) + "6" + id.dropFirst(15))
      return 60
    },
    Rewriting("the time goes back", .order) { records in
      try records[200].set("recorded", to: records[0].get("recorded"))
      return 200
    },
    Rewriting("the time is none", .record) { records in
      try records[records.count - 1].set("recorded", to: "2023-13-14T22:13:20.000000Z")
      return records.count - 1
    },
    Rewriting("a revision is left out", .order) { records in
      let place = try #require(records.indices.last { !records[$0].contains(#""revision":0,"#) })
      let revision = try #require(Int(try records[place].get("revision")))
      try records[place].set("revision", to: "\(revision + 1)")
      return place
    },
    Rewriting("a stream begins twice", .order) { records in
      let place = try #require(records.indices.last { !records[$0].contains(#""revision":0,"#) })
      try records[place].set("revision", to: "0")
      return place
    },
    Rewriting("a record says another position", .record) { records in
      try records[9].set("position", to: "10")
      return 9
    },
    Rewriting("a version is 0", .record) { records in
      try records[9].set("v", to: "0")
      return 9
    },
    Rewriting("a command comes back", .order) { records in
      // Of a command with one event only.
      let place = try #require(
        records.indices.first { place in
          place > 100 && place + 1 < records.count
            && (try? records[place].get("command") != records[place - 1].get("command")
              && records[place].get("command") != records[place + 1].get("command")) == true
        })
      try records[place].set("command", to: records[3].get("command"))
      return place
    },
    Rewriting("there is a blank", .record) { records in
      records[9] = "{ " + records[9].dropFirst()
      return 9
    },
    Rewriting("the end is missing", .record) { records in
      records[9].removeLast()
      return 9
    },
    Rewriting("a member is twice there", .record) { records in
      records[9] = records[9].dropLast() + #","via":"cli"}"#
      return 9
    },
    Rewriting("members have another order", .record) { records in
      records[9] = records[9].dropLast() + #","batch":"x","occurred":"2014"}"#
      return 9
    },
    Rewriting("data is not sorted", .record) { records in
      let place = try #require(records.firstIndex { $0.contains(#""n":"#) })
      records[place].replace(#""data":{"#, with: #""data":{"x":{"b":1,"a":2},"#)
      return place
    },
    Rewriting("a number is not whole", .record) { records in
      let place = try #require(records.firstIndex { $0.contains(#""n":"#) })
      records[place].replace(#""n":"#, with: #""n":1."#)
      return place
    },
    Rewriting("the fields beside have another order", .record) { records in
      let place = try #require(
        records.firstIndex { $0.contains(#""a-long-field""#) && $0.contains(#""name""#) })
      records[place].replace(#""a-long-field""#, with: #""z-long-field""#)
      return place
    },
    Rewriting("a hash is no base64", .record) { records in
      let place = try #require(records.firstIndex { $0.contains(#""hash":""#) })
      records[place].replace(#""hash":""#, with: #""hash":"!"#)
      return place
    },
    Rewriting("a record says another hash", .blob) { records in
      let place = try #require(
        records.firstIndex { $0.contains(#""note","hash":""#) && !$0.contains("texts") })
      let digest = Digest(bytes: Array(repeating: 7, count: 32))
      let tail = try #require(records[place].firstRange(of: #""note","hash":""#)).upperBound
      let end = records[place].index(tail, offsetBy: 44)
      records[place].replaceSubrange(tail..<end, with: try #require(digest).base64)
      return place
    },
  ]

  @Test(arguments: rewritings, [false, true])
  func aLogWithRightHashesIsJudgedByItsContent(
    _ rewriting: Rewriting, _ isIndexedAnew: Bool
  ) async throws {
    let log = try await Self.stored.value.copy()
    var records = try log.entries(.evidence, "events").map {
      String(decoding: $0.value, as: UTF8.self)
    }
    let place = try rewriting.apply(&records)
    try log.rewrite(records)
    if isIndexedAnew { try FileManager.default.removeItem(atPath: log.directory + "/log/index") }
    let faults = try #require(try await log.verified()).faults
    let first = try #require(faults.first)
    #expect(first.position == UInt64(place), "\(faults)")
    #expect(
      faults.contains { $0.position == UInt64(place) && $0.part == rewriting.part }, "\(faults)")
  }

  /// Only a checkpoint can tell.
  @Test func aConsistentRewritingIsSoundAndHasAnotherRoot() async throws {
    let log = try await Self.stored.value.copy()
    var options = StoredLog.options
    let before = try #require(try await log.verified(options))
    options.sizes = [before.size]
    var records = try log.entries(.evidence, "events").map {
      String(decoding: $0.value, as: UTF8.self)
    }
    let last = try #require(records.last)
    // The id is larger than all before.
    let id = try "1" + last.get("id").dropFirst()
    let recorded = try last.get("recorded")
    let forged =
      #"{"v":1,"position":\#(records.count),"id":"\#(id)","type":"a.b","stream":"new/1","#
      + #""revision":0,"recorded":"\#(recorded)","by":"x","via":"cli","command":"\#(newID())"}"#
    records.append(forged)
    try log.rewrite(records)
    let after = try #require(try await log.verified(options))
    #expect(after.faults == [])
    #expect(after.size == before.size + 1 && after.root != before.root)
    #expect(after.rootsAt == [before.size: before.root])
    records[7].replace("meeting.held", with: "meeting.hold")
    records[7].replace("request.raised", with: "request.razed")
    records[7].replace("a.b", with: "a.c")
    try log.rewrite(records)
    let rewritten = try #require(try await log.verified(options))
    #expect(rewritten.faults == [])
    #expect(rewritten.rootsAt[before.size] != before.root)
  }
}

extension String {
  /// The value of a member of the envelope.
  func get(_ name: String) throws -> String {
    let start = try #require(firstRange(of: "\"\(name)\":")).upperBound
    let value = self[start...].prefix { $0 != "," && $0 != "}" }
    return value.trimmingCharacters(in: ["\""])
  }

  /// Changes the value of a member of the envelope.
  mutating func set(_ name: String, to value: some StringProtocol) throws {
    let old = try get(name)
    let range = try #require(firstRange(of: "\"\(name)\":"))
    let place = try #require(self[range.upperBound...].firstRange(of: old))
    replaceSubrange(place, with: value)
  }
}

extension TamperedLog {
  /// Writes these records, and a tree that is theirs.
  func rewrite(_ records: [String]) throws {
    try edit(.evidence, "events") { entries in
      entries = records.enumerated().map { (key(UInt64($0.offset)), Array($0.element.utf8)) }
    }
    try edit(.evidence, "tree") { entries in
      var tree = MerkleTree.Appender()
      var command: String?
      for (place, record) in records.enumerated() {
        let leaf = Array(record.utf8).withUnsafeBytes { MerkleTree.leafHash($0) }
        var value = tree.append(leaf).flatMap(\.bytes)
        let own = try? record.get("command")
        if own != command || own == nil {
          value +=
            place < entries.count && entries.hasFingerprint(place)
            ? entries[place].value.suffix(32) : Array(repeating: 1, count: 32)
        }
        command = own
        if place < entries.count {
          entries[place].value = value
        } else {
          entries.append((key(UInt64(place)), value))
        }
      }
    }
  }
}
