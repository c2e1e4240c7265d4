import Crypto
import EventLog
import Foundation
import JSON
import Sealing
import Testing
import Transparency

/// What every store does with reads.
@Suite struct ReadTests {
  /// A log of thirty events in three streams, of two types.
  func filled(_ store: Store) async throws -> Fixture {
    let fixture = try Fixture(store)
    for number in 0..<30 {
      fixture.clock.advance(by: 1_000_000)
      let type = number % 5 == 0 ? "request.raised" : "request.raised.again"
      try await fixture.log.appended(
        command(
          newID(), "a/\(number % 3)", .any,
          [NewEvent(type: type, data: ["n": .integer(Int64(number))])]))
    }
    return fixture
  }

  @Test(arguments: Store.allCases) func forwardAndBackward(_ store: Store) async throws {
    let log = try await filled(store).log
    #expect(try log.all(3..<7).map(\.position) == [3, 4, 5, 6])
    #expect(try log.all(3..<7, backward: true).map(\.position) == [6, 5, 4, 3])
    #expect(try log.all(30..<30).isEmpty && log.all(0..<0, backward: true).isEmpty)
    #expect(try log.all(backward: true).map(\.position) == Array((0..<30).reversed()))
  }

  @Test(arguments: Store.allCases) func byType(_ store: Store) async throws {
    let log = try await filled(store).log
    #expect(try log.all(types: ["request.raised"]).map(\.position) == [0, 5, 10, 15, 20, 25])
    #expect(
      try log.all(7..<21, types: ["request.raised", "x"], backward: true).map(\.position)
        == [20, 15, 10])
    #expect(
      try log.all(excluded: ["request.raised", "x"]).map(\.position)
        == (0..<30).filter { $0 % 5 != 0 })
    #expect(try log.all(types: ["request.raised"], excluded: ["request.raised"]).isEmpty)
    #expect(try log.all(types: []).isEmpty)
    #expect(try log.all(types: ["request"]).isEmpty)
  }

  @Test(arguments: Store.allCases) func byStream(_ store: Store) async throws {
    let log = try await filled(store).log
    #expect(try log.stream("a/1").map(\.position) == Array(stride(from: 1, to: 30, by: 3)))
    #expect(try log.stream("a/1", from: 7).map(\.revision) == [7, 8, 9])
    #expect(try log.stream("a/1", from: 7, backward: true).map(\.revision) == [9, 8, 7])
    #expect(try log.stream("a/1", from: 10).isEmpty)
    #expect(try log.stream("a/9").isEmpty && log.stream("a/").isEmpty)
    #expect(try log.read { try $0.lastRevision(of: StreamName("a/2")) } == 9)
  }

  @Test(arguments: Store.allCases) func aReadStopsWhenTold(_ store: Store) async throws {
    let log = try await filled(store).log
    try log.read { snapshot in
      var seen: [Position] = []
      try snapshot.forEachEvent(in: 0..<30, filter: EventFilter(), backward: false) {
        seen.append($0.position)
        return seen.count < 3
      }
      try snapshot.forEachEvent(of: StreamName("a/0"), from: 0, backward: true) {
        seen.append($0.position)
        return false
      }
      try snapshot.forEachRecord(in: 5..<30) { position, _ in
        seen.append(position)
        return position < 6
      }
      #expect(seen == [0, 1, 2, 27, 5, 6])
    }
  }

  @Test(arguments: Store.allCases) func aRangeBeyondTheEndIsRefused(_ store: Store) async throws {
    let log = try await filled(store).log
    #expect(await code { _ = try log.all(0..<31) } == .invalid)
    #expect(
      await code { try log.read { try $0.forEachRecord(in: 31..<32) { _, _ in true } } } == .invalid
    )
    #expect(await code { _ = try log.read { try $0.root(at: 31) } } == .invalid)
    #expect(await code { _ = try log.read { try $0.treeNode(1000) } } == .invalid)
  }

  @Test(arguments: Store.allCases) func aSnapshotDoesNotChange(_ store: Store) async throws {
    let fixture = try await filled(store)
    let log = fixture.log
    typealias Seen = (size: UInt64, events: Int, last: UInt32?, new: UInt32?)
    let (results, result) = AsyncStream.makeStream(of: Seen?.self)
    let proceed = DispatchSemaphore(value: 0)
    // A thread of its own: one that waits must not be missing among those that run tasks.
    await withCheckedContinuation { started in
      Thread.detachNewThread {
        let seen = try? log.read { (snapshot) throws -> Seen in
          started.resume()
          proceed.wait()
          var events = 0
          try snapshot.forEachEvent(of: StreamName("a/0"), from: 0, backward: false) { _ in
            events += 1
            return true
          }
          return (
            snapshot.size, events, try snapshot.lastRevision(of: StreamName("a/0")),
            try snapshot.lastRevision(of: StreamName("a/new"))
          )
        }
        result.yield(seen)
        result.finish()
      }
    }
    try await log.appended(command(newID(), "a/0"))
    try await log.appended(command(newID(), "a/new"))
    proceed.signal()
    var seen: Seen?
    for await result in results { seen = result }
    let (size, events, last, new) = try #require(seen)
    #expect(size == 30 && events == 10 && last == 9 && new == nil)
    #expect(try log.size() == 32)
  }

  @Test(arguments: Store.allCases) func eventsAreFoundByID(_ store: Store) async throws {
    let log = try await filled(store).log
    for event in try log.all() {
      #expect(try log.read { try $0.position(ofEvent: event.id) } == event.position)
    }
    for id in [UniqueID(high: 0, low: 0), UniqueID(high: .max, low: .max), newID()] {
      #expect(try log.read { try $0.position(ofEvent: id) } == nil)
    }
  }

  @Test(arguments: Store.allCases) func theSizeAtAnInstant(_ store: Store) async throws {
    let log = try await filled(store).log
    let events = try log.all()
    func size(_ microseconds: Int64) throws -> UInt64 {
      try log.read { try $0.size(at: Instant(microseconds: microseconds)) }
    }
    for event in events {
      #expect(try size(event.recorded.microseconds) == event.position + 1)
      #expect(try size(event.recorded.microseconds - 1) == event.position)
    }
    #expect(try size(0) == 0)
    #expect(try size(4_000_000_000_000_000) == 30)
  }

  @Test(arguments: Store.allCases) func theRootIsThatOfTheRecords(_ store: Store) async throws {
    let fixture = try Fixture(store)
    for number in 0..<25 {
      let events = Array(repeating: NewEvent(type: "a.b"), count: number % 4 + 1)
      try await fixture.log.appended(command(newID(), "a/\(number)", .any, events))
    }
    let leaves = try fixture.log.records().map { SHA256.hash(data: [0] + $0).map { $0 } }
    try fixture.log.read { snapshot in
      for size in 0...leaves.count {
        #expect(try snapshot.root(at: UInt64(size)) == Self.root(leaves[..<size]))
      }
      let proof = try MerkleTree.inclusionProof(index: 17, size: snapshot.size) {
        try snapshot.treeNode($0)
      }
      try MerkleTree.verifyInclusion(
        ofBytes: leaves[17], at: 17, size: snapshot.size, proof: proof.map(\.bytes),
        root: try snapshot.root(at: snapshot.size))
    }
  }

  /// RFC 6962 section 2.1, word for word.
  static func root(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
    if leaves.isEmpty { return Array(SHA256.hash(data: [UInt8]())) }
    if leaves.count == 1, let leaf = leaves.first { return leaf }
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    let middle = leaves.startIndex + split
    return Array(SHA256.hash(data: [1] + root(leaves[..<middle]) + root(leaves[middle...])))
  }

  @Test(arguments: Store.allCases) func theEnvelopeHasItsOrder(_ store: Store) async throws {
    let fixture = try Fixture(store)
    let cause = newID()
    var append = command(
      newID(), "a/1", .any,
      [
        NewEvent(
          type: "a.b", version: 2, occurred: "2014", sources: ["D1:1"],
          data: ["z": 1, "a": ["y": 1, "b": nil]],
          beside: ["y": .text("t"), "b": .sealed("s", subject: "person/1")]),
        NewEvent(type: "a.c"),
      ])
    append.batch = "b"
    append.cause = cause
    try await fixture.log.appended(append)
    let events = try fixture.log.all()
    let records = try fixture.log.records().map { String(decoding: $0, as: UTF8.self) }
    func hash(_ field: String) throws -> String {
      let blob = try fixture.log.read {
        try $0.blob(at: BesideAddress(position: 0, field: field))
      }
      return Data(SHA256.hash(data: try #require(blob))).base64EncodedString()
    }
    let key = try #require(try fixture.keyRing.key(for: "person/1", creating: false))
    let keyID = Data(key.keyID).base64EncodedString()
    let head = #""recorded":"2023-11-14T22:13:20.000000Z","by":"staff-1","via":"cli""#
    let tail = #""command":"\#(append.command)","batch":"b","cause":"\#(cause)""#
    #expect(
      records[0]
        == #"{"v":2,"position":0,"id":"\#(events[0].id)","type":"a.b","stream":"a/1","#
        + #""revision":0,\#(head),\#(tail),"occurred":"2014","sources":["D1:1"],"#
        + #""data":{"a":{"b":null,"y":1},"z":1},"beside":[{"field":"b","hash":"\#(try hash("b"))","#
        + #""subject":"person/1","key":"\#(keyID)"},{"field":"y","hash":"\#(try hash("y"))"}]}"#)
    #expect(
      records[1]
        == #"{"v":1,"position":1,"id":"\#(events[1].id)","type":"a.c","stream":"a/1","#
        + #""revision":1,\#(head),\#(tail)}"#)
  }

  @Test(
    arguments: Store.allCases,
    [
      "", " ", "\u{0}\u{1}\u{1F}\u{7F}", "\"\\/", "line\nfeed\r\t", "\u{1F469}\u{200D}\u{1F680}",
      "e\u{301}", "\u{E9}", "\u{FEFF}x", "\u{2028}\u{2029}", "\u{10FFFF}",
    ])
  func oddStringsComeBack(_ store: Store, _ text: String) async throws {
    let log = try Fixture(store).log
    let event = NewEvent(
      type: "a.b", occurred: text, sources: [text], data: [text: .string(text)],
      beside: ["t": .text(text), "s": .sealed(text, subject: "person/1")])
    try await log.appended(command(newID(), "a/1", .any, [event]))
    let back = try #require(try log.all().first)
    #expect(back.data == event.data && back.beside == event.beside)
    #expect(back.data.keys.first.map { Array($0.utf8) } == Array(text.utf8))
    #expect(back.occurred.map { Array($0.utf8) } == Array(text.utf8))
    #expect(back.sources == [text])
    #expect(try !log.records()[0].contains(10))
  }

  @Test(arguments: Store.allCases) func noContentStandsInTheRecord(_ store: Store) async throws {
    let log = try Fixture(store).log
    let event = NewEvent(
      type: "a.b",
      beside: ["t": .text("plain-secret"), "s": .sealed("sealed-secret", subject: "p/1")])
    try await log.appended(command(newID(), "a/1", .any, [event], content: Array("secret".utf8)))
    #expect(!String(decoding: try log.records()[0], as: UTF8.self).contains("secret"))
    let blob = try log.read { try $0.blob(at: BesideAddress(position: 0, field: "s")) }
    #expect(!String(decoding: try #require(blob), as: UTF8.self).contains("secret"))
  }

  @Test(arguments: Store.allCases) func errorsOfTheCallerPassThrough(_ store: Store) async throws {
    struct Stop: Error {}
    let log = try await filled(store).log
    #expect(throws: Stop.self) { try log.read { _ in throw Stop() } }
  }
}
