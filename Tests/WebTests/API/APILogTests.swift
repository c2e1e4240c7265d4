import Access
import Desk
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import RapporteurWeb
import Registry
import Testing
import Transparency
import WebCore

@testable import WebAPI

/// The records themselves, by programs.
@Suite struct APILogTests {
  @Test func recordsAreGivenAsTheyAreStored() async throws {
    try await TestSite.run { site, visitor in
      let auditor = try await site.program("auditor-1", .auditor, visitor)
      let stored = try site.desk.log.read { snapshot in
        var lines: [String] = []
        try snapshot.forEachRecord(in: 0..<snapshot.size) { _, bytes in
          lines.append(String(decoding: bytes, as: UTF8.self))
          return true
        }
        return lines
      }
      var lines: [String] = []
      var next: String? = "log/events?limit=300"
      while let address = next {
        let page = try await auditor.get(address, accept: "application/jsonl")
        #expect(page.status == 200)
        lines += page.text.split(separator: "\n").map(String.init)
        next = page.next
      }
      #expect(lines == stored)
      let json = try await auditor.get("log/events?after=9&limit=2")
      #expect(json.text == "[\(stored[10]),\n \(stored[11])]\n")
      let stream = try await auditor.get("log/events?stream=request/r-ecuador-1")
      #expect(stream.rows.map { $0["type"] } == ["request.raised"])
      let typed = try await auditor.get("log/events?type=document.registered&type=network.formed")
      #expect(typed.rows.count == 11)
      let past = try await auditor.get("log/events?as-of=10&after=5")
      #expect(past.rows.compactMap { $0["position"]?.integer } == [6, 7, 8, 9])
      #expect(try await auditor.get("log/events?type=request.rised").status == 400)
    }
  }

  @Test func whoRecordsReadsTheirOwnRecords() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.program("staff-1", .staff, visitor)
      #expect(try await staff.get("log/events").rows == [])
      let receipt = try await staff.give(.post, "followups", ["fields": ["what": "Mine"]])
      let position = try #require(receipt.json["events"]?.array?.first?["position"]?.integer)
      let own = try await staff.get("log/events")
      #expect(own.rows.compactMap { $0["position"]?.integer } == [position])
      #expect(try await staff.get("log/events/\(position)").json["by"] == "staff-1")
      let other = try await site.program("staff-2", .staff, visitor)
      for path in ["", "/proof"] {
        #expect(try await other.get("log/events/\(position)\(path)").status == 403)
        #expect(try await staff.get("log/events/446\(path)").status == 403)
      }
      #expect(try await other.get("log/events?by=staff-1").status == 403)
      let admin = try await site.program("admin-1", .admin, visitor)
      #expect(try await admin.get("log/events").status == 403)
      #expect(try await admin.get("requests").status == 403)
    }
  }

  @Test func proofsHold() async throws {
    try await TestSite.run { site, visitor in
      let auditor = try await site.program("auditor-1", .auditor, visitor)
      let proof = try await auditor.get("log/events/131/proof")
      #expect(proof.status == 200, "\(proof.testDescription)")
      let text = try await auditor.get("log/events/131/proof", accept: "text/plain")
      let receipt = try EventReceipt(parsing: Array(text.text.utf8))
      let keys = try #require(
        try await visitor.get("log/checkpoint").json["vkeys"]?.array?.compactMap(\.string))
      let record = try #require(proof.json["record"]?.string)
      let verified = try receipt.verify(
        record: Array(record.utf8), logKeys: keys.map { try VerifierKey(vkey: $0) })
      #expect(verified.cosignatures.isEmpty)
      let consistency = try await auditor.get("log/consistency?old=100&new=600")
      #expect(consistency.json["proof"]?.array?.isEmpty == false)
      #expect(try await auditor.get("log/consistency?old=600&new=100").status == 422)
      let views = try await auditor.get("views")
      #expect(views.rows.allSatisfy { $0["lag"] == 0 && $0["state"] == "running" })
    }
  }

  @Test func theLogIsVerified() async throws {
    try await TestSite.run { site, visitor in
      let admin = try await site.program("admin-1", .admin, visitor)
      let begun = try await admin.give(.post, "log/verification", [:])
      #expect(begun.status == 202, "\(begun.testDescription)")
      #expect(Described.faults(begun, "post", "/api/v1/log/verification") == [])
      var answer = try await admin.get("log/verification")
      while answer.json["last"] == .null || answer.json["running"] != .null {
        try await Task.sleep(for: .milliseconds(20))
        answer = try await admin.get("log/verification")
      }
      #expect(answer.json["last"]?["ok"] == true)
      let staff = try await site.program("staff-1", .staff, visitor)
      #expect(try await staff.give(.post, "log/verification", [:]).status == 403)
    }
  }

  // MARK: Following

  /// From any position on: what is there, then what comes, each once and in order.
  @Test func theLogIsFollowed() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.program("staff-1", .staff, visitor)
      let auditor = Principal(account: "auditor-1", roles: [.auditor], door: .token)
      let size = try site.size
      let reader = StreamReader()
      let stream = LogStream(
        site: site.server.site, gate: site.server.site.gate(for: auditor),
        filter: RecordFilter(), start: size - 2)
      let task = Task {
        var writer: any ResponseBodyWriter = reader
        try await stream.write(to: &writer)
      }
      try await reader.events(2)
      for number in 1...5 {
        _ = try await staff.give(
          .post, "followups", ["fields": ["what": .string("Task \(number)")]])
      }
      let events = try await reader.events(7)
      #expect(events.map(\.id) == (size - 2..<size + 5).map { String($0) })
      #expect(events.suffix(5).allSatisfy { $0.type == "followup.agreed" })
      for event in events {
        let position = try #require(UInt64(event.id))
        #expect(Array(event.data.utf8) == (try site.desk.audit.record(at: position)))
      }
      task.cancel()
      try? await task.value
    }
  }

  @Test func whoFollowsSeesTheirOwnRecords() async throws {
    try await TestSite.run { site, visitor in
      let (one, two) = (
        try await site.program("staff-1", .staff, visitor),
        try await site.program("staff-2", .staff, visitor)
      )
      let reader = StreamReader()
      let principal = Principal(account: "staff-2", roles: [.staff], door: .token)
      let stream = LogStream(
        site: site.server.site, gate: site.server.site.gate(for: principal),
        filter: RecordFilter(), start: 0)
      let task = Task {
        var writer: any ResponseBodyWriter = reader
        try await stream.write(to: &writer)
      }
      _ = try await one.give(.post, "followups", ["fields": ["what": "Not theirs"]])
      _ = try await two.give(.post, "followups", ["fields": ["what": "Theirs"]])
      let events = try await reader.events(1)
      #expect(events.count == 1)
      #expect(try JSONValue(parsing: events[0].data)["by"] == "staff-2")
      task.cancel()
      try? await task.value
    }
  }

  @Test func followingIsRefusedBeforeItBegins() async throws {
    try await TestSite.run { site, visitor in
      let admin = try await site.program("admin-1", .admin, visitor)
      #expect(try await admin.get("log/follow", accept: "text/event-stream").status == 403)
      let staff = try await site.program("staff-1", .staff, visitor)
      #expect(try await staff.get("log/follow").status == 406)
      let wrong = try await staff.get(
        "log/follow", headers: [.lastEventID: "soon"], accept: "text/event-stream")
      #expect(wrong.status == 400)
    }
  }
}

/// Somebody who reads a stream of events.
private final actor StreamReader: ResponseBodyWriter {
  struct Event {
    var id = ""
    var type = ""
    var data = ""
  }

  private var text = ""

  nonisolated func write(_ buffer: ByteBuffer) async throws { await take(buffer) }

  nonisolated func finish(_ trailingHeaders: HTTPFields?) async throws {}

  private func take(_ buffer: ByteBuffer) { text += String(buffer: buffer) }

  /// Waits until so many have come, and gives all.
  @discardableResult
  func events(_ count: Int) async throws -> [Event] {
    for _ in 0..<500 {
      let events = read()
      if events.count >= count { return events }
      try await Task.sleep(for: .milliseconds(20))
    }
    return read()
  }

  private func read() -> [Event] {
    text.components(separatedBy: "\n\n").compactMap { block in
      var event = Event()
      for line in block.split(separator: "\n") {
        let sides = line.split(separator: ":", maxSplits: 1)
        let value = sides.count == 2 ? String(sides[1].dropFirst()) : ""
        switch sides.first {
        case "id": event.id = value
        case "event": event.type = value
        case "data": event.data = value
        default: break
        }
      }
      return event.id.isEmpty ? nil : event
    }
  }
}
