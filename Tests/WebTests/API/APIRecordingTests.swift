import Access
import Desk
import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import Registry
import Testing
import Things

@testable import WebAPI

/// Commands to the registry by programs.
@Suite struct APIRecordingTests {
  /// What the document shows as examples is taken as it stands, for every kind.
  @Test func everyExampleIsTaken() async throws {
    try await TestSite.run { site, visitor in
      let program = try await site.program("planner-1", .planner, visitor)
      for kind in Kind.recordedByAPI {
        let schemas = ThingSchemas(kind: kind)
        let added = try await program.give(
          .post, kind.table, try #require(kind.sampleNew))
        #expect(added.status == 201, "\(kind): \(added.testDescription)")
        #expect(Described.faults(added, "post", "/api/v1/\(kind.table)") == [])
        let id = try #require(added.json["id"]?.string)
        #expect(added.headers[.location] == "/api/v1/\(kind.rawValue)/\(id)")
        let page = try await program.get("\(kind.rawValue)/\(id)")
        #expect(page.json["id"]?.string == id)

        let subject = kind.sampleID ?? id
        let corrected = try await program.give(
          .patch, "\(kind.rawValue)/\(subject)", try #require(kind.sampleCorrection))
        #expect(corrected.status == 200, "\(kind): \(corrected.testDescription)")
        #expect(corrected.json["events"]?.array?.count == 1, "\(kind)")
        let happened = try await program.give(
          .post, "\(kind.rawValue)/\(subject)/events", try #require(kind.sampleEvent))
        #expect(happened.status == 201, "\(kind): \(happened.testDescription)")
        #expect(schemas.components[schemas.new] != nil)

        for (verb, status) in [("retract", 200), ("retract", 200), ("reinstate", 200)] {
          let answer = try await program.give(
            .post, "\(kind.rawValue)/\(id)/\(verb)", ["reason": "tried"])
          #expect(answer.status == status, "\(kind) \(verb): \(answer.testDescription)")
        }
      }
    }
  }

  @Test func aRepeatIsHarmless() async throws {
    try await TestSite.run { site, visitor in
      let program = try await site.program("staff-1", .staff, visitor)
      let key = UUID().uuidString.lowercased()
      let body: JSONValue = ["fields": ["what": "Send the toolkit"]]
      let first = try await program.give(.post, "followups", body, key: key)
      #expect(first.status == 201 && first.json["command"]?.string == key)
      let size = try site.size
      // With and without quotation marks, as the draft has it.
      for key in [key, "\"\(key)\"", key.uppercased()] {
        let again = try await program.give(.post, "followups", body, key: key)
        #expect(again.status == 200 && again.json["repeated"] == true)
        #expect(
          again.json["id"] == first.json["id"] && again.json["events"] == first.json["events"])
      }
      let other = try await program.give(
        .post, "followups", ["fields": ["what": "Something else"]], key: key)
      #expect(other.status == 422)
      // Somebody else's command is another command.
      let somebody = try await site.program("staff-2", .staff, visitor)
      #expect(try await somebody.give(.post, "followups", body, key: key).status == 422)
      #expect(try await program.give(.post, "followups", body, key: "my-key").status == 400)
      #expect(try site.size == size)
    }
  }

  @Test func whatChangedSinceIsNotOverwritten() async throws {
    try await TestSite.run { site, visitor in
      let program = try await site.program("staff-1", .staff, visitor)
      let read = try await program.get("request/r-ecuador-1")
      let tag = try #require(read.headers[.eTag])
      // Others record other things meanwhile.
      _ = try await program.give(.post, "followups", ["fields": ["what": "Anything"]])
      let body: JSONValue = ["fields": ["priority": "high"], "type": "request.rated"]
      let first = try await program.give(
        .post, "request/r-ecuador-1/events", body, headers: [.ifMatch: tag])
      #expect(first.status == 201, "\(first.testDescription)")
      let size = try site.size
      let late = try await program.give(
        .patch, "request/r-ecuador-1", ["fields": ["summary": "Mine"], "reason": "misread"],
        headers: [.ifMatch: tag])
      #expect(late.status == 412, "\(late.testDescription)")
      #expect(late.json["code"] == "outdated")
      let wrong = try await program.give(
        .post, "request/r-ecuador-1/retract", ["reason": "twice"], headers: [.ifMatch: "\"never\""])
      #expect(wrong.status == 412)
      #expect(try site.size == size)
      let now = try #require(try await program.get("request/r-ecuador-1").headers[.eTag])
      for tag in [now, "*"] {
        let answer = try await program.give(
          .patch, "request/r-ecuador-1",
          ["fields": ["summary": .string("Mine \(tag.count)")], "reason": "misread"],
          headers: [.ifMatch: tag])
        #expect(answer.status == 200, "\(answer.testDescription)")
        if tag == now { continue }
      }
    }
  }

  @Test func everyFaultOfABodyIsNamed() async throws {
    try await TestSite.run { site, visitor in
      let program = try await site.program("staff-1", .staff, visitor)
      let size = try site.size
      let answer = try await program.give(
        .post, "requests",
        [
          "fields": [
            "requester": "gov-samoa", "summry": "A visit", "requested_on": 2014, "themes": [],
          ], "by": "planner-1", "sources": ["nowhere"], "id": "a b",
        ])
      #expect(answer.status == 422)
      #expect(
        Set(answer.pointers) == [
          "/by", "/fields/requester", "/fields/summry", "/fields/requested_on", "/fields/themes",
        ])
      #expect(answer.text.contains("did you mean summary"))
      let read = try await program.give(
        .post, "requests",
        ["fields": ["requested_on": "June 2014", "country": "Korea", "requester": ["a b"]]])
      #expect(read.status == 422)
      #expect(
        read.pointers == ["/fields/country", "/fields/requested_on", "/fields/requester"],
        "\(read.testDescription)")
      for (body, pointer) in [
        (["fields": ["summary": "A"], "sources": ["nowhere"]], "/sources/0"),
        (["fields": ["summary": "A"], "occurred": "soon"], "/occurred"),
        (["fields": ["summary": "A"], "id": "a b"], "/id"),
        (["fields": ["meeting": "m-nowhere"]], "/fields/meeting"),
        (["fields": ["summary": "  "]], "/fields/summary"), ([:], "/fields"),
      ] as [(JSONValue, String)] {
        let answer = try await program.give(.post, "requests", body)
        #expect([404, 422].contains(answer.status), "\(pointer): \(answer.testDescription)")
        #expect(answer.pointers == [pointer], "\(pointer): \(answer.testDescription)")
      }
      #expect(try site.size == size)
    }
  }

  @Test func bodiesAreReadStrictly() async throws {
    try await TestSite.run { site, visitor in
      let program = try await site.program("staff-1", .staff, visitor)
      for (body, type, status) in [
        (#"{"fields":{"what":"A"}"#, "application/json", 400),
        (#"{"fields":{"what":"A"},"fields":{}}"#, "application/json", 400),
        (String(repeating: "[", count: 5_000), "application/json", 400),
        (#"{"fields":{"what":"A"}}"#, "text/plain", 415), ("what=A", "", 415),
        (#"["what"]"#, "application/json", 422), ("null", "application/json", 422),
        (#"{"fields":{"what":1.5}}"#, "application/json", 400),
        (
          "{\"fields\":{\"what\":\"\(String(repeating: "a", count: 300 << 10))\"}}",
          "application/json", 413
        ),
      ] {
        let headers: HTTPFields = type.isEmpty ? [:] : [.contentType: type]
        let answer = try APIAnswer(
          try await program.send(
            .post, "/api/v1/followups", headers: headers, body: body, accept: "application/json"))
        #expect(answer.status == status, "\(body.prefix(40)): \(answer.testDescription)")
        #expect(Described.faults(answer, "post", "/api/v1/followups") == [])
      }
    }
  }

  @Test func rolesBind() async throws {
    try await TestSite.run { site, visitor in
      let body: JSONValue = ["fields": ["what": "Anything"]]
      #expect(try await visitor.give(.post, "followups", body).status == 401)
      let auditor = try await site.program("auditor-1", .auditor, visitor)
      #expect(try await auditor.give(.post, "followups", body).status == 403)
      let staff = try await site.program("staff-1", .staff, visitor)
      for path in ["organisation/gov-samoa/merge", "request/r-ecuador-1/merge"] {
        #expect(try await staff.give(.post, path, ["into": "gov-fiji"]).status == 403)
      }
      let map: JSONValue = [
        "vocabulary": "theme", "term": "vision, trust, user-centricity",
        "to": "digital-government",
      ]
      #expect(try await staff.give(.post, "unclassified/map", map).status == 403)
      let planner = try await site.program("planner-1", .planner, visitor)
      #expect(try await planner.give(.post, "unclassified/map", map).status == 201)
      // A session needs its token against forgery, a program has none.
      let session = try await site.visitor("staff-1", visitor)
      #expect(try await session.give(.post, "followups", body).status == 201)
      let forged = try await session.send(
        .post, "/api/v1/followups", headers: [.contentType: "application/json"],
        body: body.compactText, accept: "application/json", isForged: true)
      #expect(forged.status == .forbidden)
      var unknown = visitor
      unknown.token = "rap_unknown"
      #expect(try await unknown.get("requests").status == 401)
    }
  }

  @Test func statementsAreSettled() async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.program("planner-1", .planner, visitor)
      let conflicts = try await planner.get("conflicts")
      let ids = (conflicts.rows[0]["values"]?.array ?? []).compactMap { $0["id"]?.string }
      let body: JSONValue = ["type": "statement.preferred", "reason": "counted"]
      let staff = try await site.program("staff-1", .staff, visitor)
      #expect(try await staff.give(.post, "statement/\(ids[0])/events", body).status == 403)
      for id in ids.prefix(2) {
        let answer = try await planner.give(.post, "statement/\(id)/events", body)
        #expect(answer.status == 201, "\(answer.testDescription)")
      }
      // Of several answers to one question one is preferred at most.
      let preferred = try await planner.get("statements?preferred&limit=1000")
      #expect(preferred.ids.filter(ids.contains) == [ids[1]])
      #expect(try await planner.get("conflicts").rows.count == conflicts.rows.count - 1)
    }
  }

  @Test func entriesAreCorrectedAndTakenBack() async throws {
    try await TestSite.run { site, visitor in
      let program = try await site.program("staff-1", .staff, visitor)
      _ = try await program.give(
        .post, "meeting/m-unpsf-2014/events",
        [
          "type": "meeting.participation_recorded",
          "fields": ["organisation": "gov-samoa", "count": 3],
        ])
      func entry() async throws -> JSONValue? {
        try await program.get("meeting/m-unpsf-2014").json["participations"]?.array?
          .last { $0["organisation"] == "gov-samoa" }
      }
      let id = try #require(try await entry()?["id"]?.string)
      let path = "meeting/m-unpsf-2014/entry/\(id)"
      let corrected = try await program.give(
        .patch, path, ["fields": ["count": 4], "reason": "miscounted"])
      #expect(corrected.status == 200, "\(corrected.testDescription)")
      #expect(try await entry()?["count"] == 4)
      let wrong = try await program.give(
        .patch, path, ["fields": ["role": "speaker"], "reason": "miscounted"])
      #expect(wrong.status == 422 && wrong.pointers == ["/fields/role"], "\(wrong.testDescription)")
      #expect(try await program.give(.post, path + "/retract", ["reason": "twice"]).status == 200)
      #expect(try await entry() == nil)
      #expect(try await program.give(.post, path + "/reinstate", [:]).status == 200)
      #expect(try await entry()?["count"] == 4)
      let nothing = try await program.give(
        .patch, "meeting/m-unpsf-2014/entry/none", ["fields": ["count": 4], "reason": "a"])
      #expect(nothing.status == 404)
    }
  }

  @Test func questionsAreSavedAndAsked() async throws {
    try await TestSite.run { site, visitor in
      let program = try await site.program("staff-1", .staff, visitor)
      let saved = try await program.give(
        .put, "question/ecuador", ["about": "request", "filters": "country=Ecuador&open"])
      #expect(saved.status == 200, "\(saved.testDescription)")
      let answer = try await program.get("question/ecuador/answer?limit=2")
      #expect(answer.ids == ["r-ecuador-1", "r-ecuador-2"] && answer.next != nil)
      #expect(try await program.get("questions").ids.contains("ecuador"))
      let wrong = try await program.give(
        .put, "question/ecuador", ["about": "request", "filters": "contry=Ecuador"])
      #expect(wrong.status == 400 || wrong.status == 422, "\(wrong.testDescription)")
      let gone = try await program.give(.post, "question/ecuador/retract", ["reason": "done"])
      #expect(gone.status == 200)
      #expect(try await program.get("questions").ids.contains("ecuador") == false)
    }
  }
}
