import Access
import NIOCore
import Desk
import EventLog
import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import Registry
import Testing
import Things
import Transparency
import WebCore

/// The pages of the audit.
@Suite struct AuditPageTests {
  /// A record of staff-1 in the sample, which somebody else recorded.
  private func record(_ site: TestSite, by account: String) async throws -> UInt64 {
    let outcome = try await site.desk.submit(
      Submission(
        by: account, via: "web",
        steps: [
          Step(ThingRef(.request, "r-of-\(account)"), .begin(["summary": .text("a secret sum")]))
        ]))
    _ = try site.desk.audit.checkpoint()
    return try #require(outcome.events.first?.position)
  }

  @Test func anEventShowsItsBytesItsPlaceAndItsProof() async throws {
    try await TestSite.run { site, visitor in
      let position = try await self.record(site, by: "staff-1")
      let auditor = try await site.visitor("auditor-1", visitor)
      let page = try await auditor.page("/audit/events/\(position)")
      #expect(page.contains("a secret sum") && page.contains("request.raised"))
      let record = try await auditor.send(.get, "/audit/events/\(position)/record")
      let stored = try site.desk.audit.record(at: position)
      #expect(Array(buffer: record.body) == stored)
      #expect(
        record.headers[.contentDisposition]
          == "attachment; filename=\"record-\(position).json\"")
      let answer = try await auditor.send(.get, "/audit/events/\(position)/receipt")
      let receipt = try EventReceipt(parsing: Array(buffer: answer.body))
      try receipt.verify(record: stored, logKeys: try site.desk.audit.verifierKeys())
      #expect(receipt.index == position)
      // Escaped quotation marks: the page shows the bytes, the browser gives them back.
      #expect(page.contains("&quot;position&quot;:\(position)"))
    }
  }

  @Test func whoRecordsSeesOnlyTheirOwn() async throws {
    try await TestSite.run { site, visitor in
      let mine = try await self.record(site, by: "staff-1")
      let other = try await self.record(site, by: "staff-2")
      let staff = try await site.visitor("staff-1", visitor)
      #expect(try await staff.send(.get, "/audit/events/\(mine)").status == .ok)
      for path in ["", "/record", "/receipt"] {
        let answer = try await staff.send(.get, "/audit/events/\(other)\(path)")
        #expect(answer.status == .forbidden, "\(path)")
        #expect(!String(buffer: answer.body).contains("secret"))
      }
      let list = try await staff.send(.get, "/audit/events?format=jsonl")
      let lines = String(buffer: list.body).split(separator: "\n")
      #expect(lines.count == 1)
      #expect(try JSONValue(parsing: String(lines[0]))["by"]?.string == "staff-1")
      #expect(try await staff.send(.get, "/audit/events?by=staff-2").status == .forbidden)
      let admin = try await site.visitor("admin-1", visitor)
      #expect(try await admin.send(.get, "/audit/events").status == .forbidden)
      #expect(try await admin.send(.get, "/audit").status == .ok)
      let nobody = try await site.visitor("nobody-1", visitor)
      #expect(try await nobody.send(.get, "/audit").status == .forbidden)
    }
  }

  @Test func filtersNarrowAndPagesLeadOn() async throws {
    try await TestSite.run { site, visitor in
      let auditor = try await site.visitor("auditor-1", visitor)
      func positions(_ query: String) async throws -> [Int64] {
        let answer = try await auditor.send(.get, "/audit/events?format=jsonl&" + query)
        return try String(buffer: answer.body).split(separator: "\n").map {
          try #require(try JSONValue(parsing: String($0))["position"]?.integer)
        }
      }
      let size = Int64(try site.desk.log.read { $0.size })
      #expect(try await positions("limit=3") == [size - 1, size - 2, size - 3])
      #expect(try await positions("after=4&limit=3") == [5, 6, 7])
      #expect(try await positions("before=5&limit=2") == [4, 3])
      let typed = try await positions("type=request.raised&after=0&limit=500")
      #expect(!typed.isEmpty && typed == typed.sorted())
      #expect(try await positions("stream=request/r-fiji-1&after=0").count >= 1)
      #expect(try await positions("batch=nothing") == [])
      #expect(try await positions("as-of=10&limit=1") == [9])
      #expect(try await auditor.send(.get, "/audit/events?type=request.rased").status.code == 422)
      #expect(try await auditor.send(.get, "/audit/events?after=x").status == .badRequest)
      for path in ["x", "-1", "01", "\(size)", "99999999999999999999"] {
        #expect(try await auditor.send(.get, "/audit/events/\(path)").status == .notFound)
      }
    }
  }

  @Test func everyPageOfTheAuditIsThere() async throws {
    try await TestSite.run { site, visitor in
      _ = try site.desk.audit.checkpoint()
      let auditor = try await site.visitor("auditor-1", visitor)
      for path in [
        "/audit", "/audit?as-of=10", "/audit/events", "/audit/events?stream=request/r-fiji-1",
        "/audit/checkpoints", "/audit/verify", "/audit/diff", "/audit/diff?from=0&to=50",
        "/audit/views", "/audit?lang=fr",
      ] {
        let answer = try await auditor.send(.get, path)
        #expect(answer.status == .ok, "\(path)")
        let page = String(buffer: answer.body)
        #expect(!page.contains("audit."), "a word is missing on \(path)")
      }
    }
  }

  @Test func aConsistencyProofVerifies() async throws {
    try await TestSite.run { site, visitor in
      let auditor = try await site.visitor("auditor-1", visitor)
      let json = try await auditor.json("/audit/consistency?from=100&to=400&format=json")
      func digest(_ text: String?) throws -> Digest {
        try #require(Digest(base64: text ?? ""))
      }
      let proof = try #require(json["proof"]?.array).map { try digest($0.string) }
      try MerkleTree.verifyConsistency(
        from: 100, to: 400, proof: proof, oldRoot: digest(json["old_root"]?.string),
        newRoot: digest(json["new_root"]?.string))
      let text = try await auditor.page("/audit/consistency?from=100&to=400")
      #expect(try ProofLines.parse(text) == proof)
      #expect(try await auditor.send(.get, "/audit/consistency?from=9&to=3").status.code == 422)
    }
  }

  @Test func aVerificationIsBegunByPostAndSeenToItsEnd() async throws {
    try await TestSite.run { site, visitor in
      let auditor = try await site.visitor("auditor-1", visitor)
      #expect(try await auditor.send(.get, "/audit/verify").status == .ok)
      #expect(site.desk.scrub.status.last == nil, "reading begins nothing")
      let staff = try await site.visitor("staff-1", visitor)
      #expect(try await staff.send(.post, "/audit/verify").status == .forbidden)
      let begun = try await auditor.send(.post, "/audit/verify")
      #expect(begun.status == .seeOther && begun.headers[.location] == "/audit/verify")
      let stream = try await auditor.send(
        .get, "/audit/verify/progress", accept: "text/event-stream")
      #expect(stream.headers[.contentType] == "text/event-stream")
      let text = String(buffer: stream.body)
      #expect(text.contains("event: done\ndata: {"))
      #expect(site.desk.scrub.status.last?.isSound == true)
      #expect(try await auditor.page("/audit/verify").contains("Whole"))
    }
  }

  /// A bit of a record changes on the disk: the next verification finds it, every page says so, and
  /// nothing more is recorded.
  @Test func aFaultIsToldOnEveryPage() async throws {
    try await TestSite.run { site, visitor in
      let position = try await self.record(site, by: "staff-1")
      try self.flip(site.desk.folder, position)
      let auditor = try await site.visitor("auditor-1", visitor)
      #expect(try await !auditor.page("/audit").contains("class=\"alarm\""))
      _ = try await auditor.send(.post, "/audit/verify")
      _ = try await auditor.send(.get, "/audit/verify/progress", accept: "text/event-stream")
      #expect(site.desk.scrub.status.last?.position == position)
      let staff = try await site.visitor("staff-1", visitor)
      for (who, path) in [(auditor, "/audit"), (auditor, "/audit/views"), (staff, "/audit/diff")] {
        #expect(try await who.page(path).contains("class=\"alarm\""), "\(path)")
      }
      await #expect(throws: DeskError(.verification, "")) {
        _ = try await self.record(site, by: "staff-2")
      }
      let ready = try await visitor.send(.get, "/ready", accept: "*/*")
      #expect(ready.status == .serviceUnavailable)
      #expect(String(buffer: ready.body).contains("recording"))
      #expect(try await visitor.send(.get, "/health").status == .ok)
      try self.flip(site.desk.folder, position)
      _ = try await auditor.send(.post, "/audit/verify")
      _ = try await auditor.send(.get, "/audit/verify/progress", accept: "text/event-stream")
      #expect(try await !auditor.page("/audit").contains("class=\"alarm\""))
      #expect(try await visitor.send(.get, "/ready", accept: "*/*").status == .ok)
    }
  }

  /// Flips a bit in the name of who recorded an event, as a failing disk does; a second time puts it right.
  private func flip(_ folder: RegistryFolder, _ position: UInt64) throws {
    let url = URL(fileURLWithPath: folder.log + "/data.mdb")
    let data = try Data(contentsOf: url)
    let file = try FileHandle(forUpdating: url)
    defer { try? file.close() }
    let mark = Data("\"position\":\(position),".utf8)
    var start = data.startIndex
    while let found = data.range(of: mark, in: start..<data.endIndex) {
      let name = data.range(of: Data("\"by\":\"".utf8), in: found.upperBound..<data.endIndex)
      guard let name else { break }
      try file.seek(toOffset: UInt64(name.upperBound))
      try file.write(contentsOf: Data([data[name.upperBound] ^ 1]))
      start = name.upperBound
    }
  }

  @Test func peopleStayUnnamedForAuditors() async throws {
    try await TestSite.run { site, visitor in
      let size = try site.desk.log.read { $0.size }
      let names = try site.desk.reading { reading in
        try site.desk.list(.person, ThingFilter(), reading).rows.compactMap { $0["name"]?.string }
      }.filter { $0.contains(" ") }
      try #require(names.count > 10)
      let auditor = try await site.visitor("auditor-1", visitor)
      var pages = try await auditor.page("/audit/diff?from=0&to=\(size)")
      for position in stride(from: UInt64(100), to: 200, by: 7) {
        pages += try await auditor.page("/audit/events/\(position)")
      }
      for name in names { #expect(!pages.contains(name), "\(name)") }
    }
  }

  @Test func viewsAreShownAndBuiltAnew() async throws {
    try await TestSite.run { site, visitor in
      let auditor = try await site.visitor("auditor-1", visitor)
      let page = try await auditor.page("/audit/views")
      #expect(page.contains("requests") && page.contains("up to date"))
      let answer = try await auditor.post("/audit/views/rebuild", [("view", "requests")])
      #expect(answer.status == .seeOther)
      let wrong = try await auditor.post("/audit/views/rebuild", [("view", "nothing")])
      #expect(wrong.status.code == 422)
      let staff = try await site.visitor("staff-1", visitor)
      #expect(try await staff.post("/audit/views/rebuild", []).status == .forbidden)
      let end = ContinuousClock.now + .seconds(20)
      while try await auditor.page("/audit/views").contains("being built"),
        ContinuousClock.now < end
      { try await Task.sleep(for: .milliseconds(50)) }
      #expect(try await auditor.page("/audit/views").contains("up to date"))
    }
  }
}
