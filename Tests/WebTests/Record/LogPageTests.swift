import Access
import Desk
import EventLog
import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import Registry
import Testing
import Things
import WebCore

/// The page for bilaterals, without scripts.
@Suite struct LogPageTests {
  private static let command = "6f1c2a3e-0d5b-4a7e-9d58-2f6f6f1c0a01"

  private func fields(_ changes: [String: String] = [:], command: String = Self.command) -> [(
    String, String
  )] {
    var fields = [
      "command": command, "with": "Samoa", "day": "2012-03-25", "requests.0.summary": "A visit",
      "requests.0.themes": "e-government; tea", "requests.0.support_types": "study visit",
      "requests.0.kind": "explicit_request", "followups.0.what": "Propose dates",
      "followups.0.owner": "UNPOG", "followups.0.due": "September 2012",
    ]
    fields.merge(changes) { $1 }
    return fields.map { ($0.key, $0.value) }
  }

  private func page(_ response: TestResponse) -> String { String(buffer: response.body) }

  @Test func theFormIsThere() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let page = try await staff.page("/log")
      for name in [
        "with", "day", "on", "under", "present", "requests.0.summary", "offers.0.summary",
        "followups.0.what", "note", "new_name",
      ] {
        #expect(page.contains("name=\"\(name)\""), "\(name)")
      }
      #expect(!page.contains("style="))
      #expect(!page.contains(">log."), "a key without a word")
    }
  }

  @Test func aBilateralIsRecordedOnceHoweverOftenItIsSent() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let before = try site.desk.log.read { $0.size }
      let first = try await staff.post("/log", fields())
      #expect(first.status == .seeOther)
      let place = try #require(first.headers[.location])
      #expect(place.hasSuffix("?notice=bilateral_recorded"))
      let size = try site.desk.log.read { $0.size }
      #expect(size > before)
      let again = try await staff.post("/log", fields())
      #expect(again.headers[.location] == place)
      #expect(try site.desk.log.read { $0.size } == size)
      let id = String(place.dropFirst("/meeting/".count).prefix { $0 != "?" })
      let meeting = try site.desk.reading { try site.desk.page(.meeting, id, $0) }
      let request = try #require(meeting["requests"]?.array?.first)
      #expect(request["requester"] == ["gov-samoa"])
      #expect(request["themes"] == ["digital-government", "tea"])
      #expect(request["support_types"] == ["study_visit"])
      let followup = try #require(meeting["followups"]?.array?.first)
      #expect(followup["owner"] == ["unpog"])
      #expect(followup["due"] == "2012-09")
      // Who recorded it is who was logged in, by which door is known.
      let event = try site.desk.reading { try site.desk.event(at: before, $0) }
      #expect(event?["by"] == "staff-1")
      #expect(event?["via"] == "web")
    }
  }

  @Test func whatIsWrongIsSaidAtItsFieldAndNothingTypedIsLost() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let size = try site.desk.log.read { $0.size }
      for (changes, id, kept) in [
        (["with": "Ministry of Nowhere"], "with", "Ministry of Nowhere"),
        (["day": "", "on": "soon"], "on", "soon"),
        (["followups.0.owner": "Nobody Ltd"], "followups-0-owner", "Nobody Ltd"),
        (["under": "The ball"], "under", "The ball"), (["with": ""], "with", "A visit"),
      ] as [([String: String], String, String)] {
        let answer = try await staff.post("/log", fields(changes))
        #expect(answer.status == .unprocessableContent)
        let page = page(answer)
        #expect(page.contains("id=\"\(id)-fault\""), "\(id)")
        #expect(page.contains("href=\"#\(id)\""))
        #expect(page.contains(kept))
        #expect(page.contains("A visit") && page.contains("Propose dates"))
        #expect(page.contains(Self.command), "the same command is tried again")
      }
      #expect(try site.desk.log.read { $0.size } == size)
    }
  }

  @Test func whatMayMeanSeveralThingsIsChosen() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      var changes = ["with": "", "new_name": "Institute of Administration", "new_country": "Korea"]
      let asked = try await staff.post("/log", fields(changes))
      #expect(asked.status == .unprocessableContent)
      #expect(page(asked).contains("name=\"choice:/with_new/0/country\" value=\"KOR\""))
      changes["choice:/with_new/0/country"] = "KOR"
      let done = try await staff.post("/log", fields(changes))
      #expect(done.status == .seeOther)
      let found = try site.desk.reading { reading in
        var filter = ThingFilter()
        filter.text = "Institute of Administration"
        return try site.desk.list(.organisation, filter, reading).rows
      }
      #expect(found.first?["country"] == "KOR")
      #expect(found.first?["country_as_written"] == "Korea")
    }
  }

  @Test func aLikelyDuplicateIsShownAndMayBeRecordedAllTheSame() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      _ = try await staff.post("/log", fields())
      let size = try site.desk.log.read { $0.size }
      let other = "6f1c2a3e-0d5b-4a7e-9d58-2f6f6f1c0a02"
      let warned = try await staff.post("/log", fields(command: other))
      #expect(warned.status == .conflict)
      #expect(page(warned).contains("name=\"confirmed\" value=\"yes\""))
      #expect(page(warned).contains("Bilateral meeting with"))
      #expect(try site.desk.log.read { $0.size } == size)
      let done = try await staff.post("/log", fields(["confirmed": "yes"], command: other))
      #expect(done.status == .seeOther)
      #expect(try site.desk.log.read { $0.size } > size)
    }
  }

  @Test func markupInAnyFieldStaysText() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let script = "\"><script>alert(1)</script>"
      for name in [
        "with", "under", "place", "office", "present", "note", "new_name", "new_country",
        "on", "requests.0.summary", "requests.0.themes", "requests.0.kind", "followups.0.owner",
        "choice:/with/0", "command", "requests.\(script).summary",
      ] {
        var changes = ["with": "Samoa; nobody at all"]
        changes[name] = script
        let answer = try await staff.post("/log", fields(changes))
        #expect(!page(answer).contains("<script>alert"), "\(name)")
      }
    }
  }

  @Test func onlyThoseWhoRecordSeeIt() async throws {
    try await TestSite.run { site, visitor in
      for (account, status) in [
        ("auditor-1", HTTPResponse.Status.forbidden), ("admin-1", .forbidden),
        ("planner-1", .ok),
      ] {
        let one = try await site.visitor(account, visitor)
        #expect(try await one.send(.get, "/log").status == status)
        if status == .forbidden {
          #expect(try await one.post("/log", fields()).status == .forbidden)
        }
      }
      let nobody = try await visitor.send(.get, "/log")
      #expect(nobody.headers[.location]?.hasPrefix("/login") == true)
    }
  }
}
