import Interchange
import JSON
import Testing

/// Records as events, by the rules of CloudEvents 1.0.2.
@Suite struct CloudEventTests {
  static let record: JSONValue = [
    "v": 2, "position": 17, "id": "01a1fc79-d026-7502-913a-7fc73474c5bd", "type": "request.raised",
    "stream": "request/r-1", "revision": 4, "recorded": "2026-11-20T23:50:01.123456Z",
    "by": "staff-1", "via": "cli", "command": "c", "batch": "b", "cause": "e",
    "occurred": "2014-06", "sources": ["D1:L1", "D2:L2-3"], "data": ["kind": "interest"],
    "beside": [
      ["field": "note", "hash": "aGFzaA=="],
      ["field": "summary", "hash": "aGFzaA==", "subject": "s", "key": "a2V5"],
    ],
    "later": "a member that nobody knows yet",
  ]

  @Test func aRecordIsWrittenWithoutWhatStandsBeside() throws {
    let event = try #require(CloudEvent(record: Self.record, source: "example.org/log"))
    #expect(
      event.json == [
        "specversion": "1.0", "id": "01a1fc79-d026-7502-913a-7fc73474c5bd",
        "source": "example.org/log", "type": "request.raised", "subject": "request/r-1",
        "time": "2026-11-20T23:50:01.123456Z", "sequence": "00000000000000000017",
        "typeversion": 2, "revision": 4, "account": "staff-1", "via": "cli", "command": "c",
        "batch": "b", "cause": "e", "occurred": "2014-06", "sources": "D1:L1;D2:L2-3",
        "beside": "note;summary", "datacontenttype": "application/json",
        "data": ["kind": "interest"],
      ])
  }

  @Test func whatARecordDoesNotSayIsLeftOut() throws {
    var record = try #require(Self.record.object)
    for name in ["batch", "cause", "occurred", "sources", "data", "beside"] { record[name] = nil }
    let event = try #require(CloudEvent(record: .object(record), source: "x"))
    let names = Set(try #require(event.json.object).keys)
    #expect(
      names == [
        "specversion", "id", "source", "type", "subject", "time", "sequence", "typeversion",
        "revision", "account", "via", "command",
      ])
  }

  @Test func attributesAreLowerCaseLettersAndDigits() throws {
    let event = try #require(CloudEvent(record: Self.record, source: "x"))
    for name in try #require(event.json.object).keys {
      #expect(name.utf8.count <= 20)
      #expect(name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) })
    }
  }

  @Test(arguments: ["id", "type", "position", "stream", "recorded"])
  func aRecordThatIsNotWholeIsNoEvent(member: String) throws {
    var record = try #require(Self.record.object)
    record[member] = nil
    #expect(CloudEvent(record: .object(record), source: "x") == nil)
  }

  @Test(arguments: [
    ("registry.example.org/unpog", "registry.example.org/unpog"),
    ("https://example.org/x", "https://example.org/x"), ("10.0.0.1:80/x:y", "10.0.0.1%3A80/x:y"),
    ("localhost/é", "localhost/%C3%A9"), ("a?b#c[d]%", "a%3Fb%23c%5Bd%5D%25"),
  ])
  func theLogsNameIsAReference(origin: String, source: String) {
    #expect(CloudEvent.source(ofLog: origin) == source)
  }

  @Test(arguments: [("a.json", 0), ("a.json", 1), ("a.json", 3), ("a.jsonl", 3), ("json", 2)])
  func filesHoldLinesOrABatch(name: String, count: Int) throws {
    let event = try #require(CloudEvent(record: Self.record, source: "x"))
    let format = CloudEventFormat(fileName: name)
    var bytes = Array(format.opening.utf8)
    for index in 0..<count { format.append(event, isFirst: index == 0, to: &bytes) }
    bytes += format.closing.utf8
    let wanted = Array(repeating: event.json, count: count)
    if name.hasSuffix(".json") {
      #expect(try JSONValue(parsing: bytes) == .array(wanted))
    } else {
      let lines = String(decoding: bytes, as: UTF8.self).split(
        separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.last == "")
      #expect(try lines.dropLast().map { try JSONValue(parsing: String($0)) } == wanted)
    }
  }
}
