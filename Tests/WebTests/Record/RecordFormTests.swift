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

/// Forms made from the definitions.
@Suite struct RecordFormTests {
  private func page(_ response: TestResponse) -> String { String(buffer: response.body) }

  private func thing(_ kind: Kind, _ id: String, _ site: TestSite) throws -> JSONValue {
    try site.desk.reading { try site.desk.page(kind, id, $0) }
  }

  /// The hidden fields of a form that say what is recorded.
  private func before(_ page: String) -> [(String, String)] {
    page.matches(of: #/name="(was\.[a-z_]+)" value="([^"]*)"/#).map {
      (String($0.1), String($0.2))
    }
  }

  /// The fields of a form as they stand, taken from what is recorded.
  private func untouched(_ page: String) -> [String: String] {
    Dictionary(
      before(page).flatMap { [($0.0, $0.1), (String($0.0.dropFirst(4)), $0.1)] },
      uniquingKeysWith: { $1 })
  }

  @Test func everyFormIsThereForEveryKind() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("planner-1", visitor)
      let ids = try site.desk.reading { reading in
        try Kind.allCases.filter { $0 != .vocabulary && $0 != .account && $0 != .question }
          .compactMap { kind in
            try reading.list(kind).things.first.map { (kind, try reading.typedID($0.ref)) }
          }
      }
      #expect(ids.count >= 10)
      for (kind, id) in ids {
        var paths = ["/\(kind.table)/new"]
        let menu = try await staff.page("/\(kind.rawValue)/\(id)/record")
        paths += menu.matches(of: #/href="(/[a-z]+/[^"]+/(?:record/|correct|retract|merge)[^"]*)"/#)
          .map { String($0.1) }
        #expect(paths.count > 2)
        for path in paths {
          let answer = try await staff.send(.get, path)
          #expect(answer.status == .ok, "\(path)")
          let text = page(answer)
          #expect(text.contains("name=\"command\""), "\(path)")
          #expect(!text.contains(">field."), "\(path): a key without a word")
          #expect(!text.contains(">forms."), "\(path): a key without a word")
        }
      }
    }
  }

  @Test func aThingIsRecordedOnceWithWhatItRestsOn() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let fields = [
        ("command", UUID().uuidString), ("requester", "Fiji"), ("country", "Fidschi"),
        ("summary", "A portal"), ("themes", "open data; tea"), ("requested_on", "June 2012"),
        ("kind", "explicit_request"), ("sources", "D003:L1; D004:L2"), ("by", "admin-1"),
        ("via", "cli"),
      ]
      let faulty = try await staff.post("/requests/new", fields)
      #expect(faulty.status == .unprocessableContent)
      #expect(page(faulty).contains("id=\"country-fault\""))
      #expect(page(faulty).contains("A portal"))
      let right = fields.filter { $0.0 != "country" } + [("country", "Fiji")]
      let size = try site.desk.log.read { $0.size }
      let done = try await staff.post("/requests/new", right)
      #expect(done.status == .seeOther)
      let again = try await staff.post("/requests/new", right)
      #expect(again.headers[.location] == done.headers[.location])
      #expect(try site.desk.log.read { $0.size } == size + 1)
      let id = try #require(done.headers[.location]).dropFirst("/request/".count)
        .prefix { $0 != "?" }
      let request = try thing(.request, String(id), site)
      #expect(request["requester"] == ["gov-fiji"])
      #expect(request["themes"] == ["open-data", "tea"])
      #expect(request["requested_on"] == "2012-06")
      #expect(request["sources"] == ["D003:L1", "D004:L2"])
      let event = try site.desk.reading { try site.desk.event(at: size, $0) }
      #expect(event?["by"] == "staff-1")
      #expect(event?["via"] == "web")
    }
  }

  @Test func aCorrectionChangesWhatWasChangedInTheForm() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let path = "/request/r-ecuador-1/correct"
      var fields = untouched(try await staff.page(path))
      #expect(fields["status"] == "agreed")
      fields["summary"] = "A framework"
      fields["beneficiary"] = ""
      let unexplained = try await staff.post(path, fields.map { ($0.key, $0.value) })
      #expect(unexplained.status == .unprocessableContent)
      #expect(page(unexplained).contains("id=\"reason-fault\""))
      // What somebody else corrected meanwhile stays.
      _ = try await site.desk.submit(
        Submission(
          by: "other", reason: "late",
          steps: [
            Step(ThingRef(.request, "r-ecuador-1"), .correct(["note": .text("kept")]))
          ]))
      fields["reason"] = "misread"
      let done = try await staff.post(path, fields.map { ($0.key, $0.value) })
      #expect(done.status == .seeOther)
      let request = try thing(.request, "r-ecuador-1", site)
      #expect(request["summary"] == "A framework")
      #expect(request["beneficiary"] == .null)
      #expect(request["note"] == "kept")
      #expect(request["status"] == "agreed")
      // Nothing changed, nothing recorded.
      var same = untouched(try await staff.page(path))
      same["reason"] = "none"
      let size = try site.desk.log.read { $0.size }
      let unchanged = try await staff.post(path, same.map { ($0.key, $0.value) })
      #expect(unchanged.headers[.location]?.hasSuffix("notice=unchanged") == true)
      #expect(try site.desk.log.read { $0.size } == size)
    }
  }

  @Test func eventsRetractionsAndMergersFollowTheRules() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let planner = try await site.visitor("planner-1", visitor)
      let done = try await staff.post(
        "/request/r-ecuador-1/record/status_changed", [("status", "planned")])
      #expect(done.status == .seeOther)
      #expect(try thing(.request, "r-ecuador-1", site)["status"] == "planned")
      // Going back needs a reason: the domain's rule, said at its field.
      let back = try await staff.post(
        "/request/r-ecuador-1/record/status_changed", [("status", "expressed")])
      #expect(back.status == .unprocessableContent)
      let unexplained = try await staff.post("/request/r-ecuador-2/retract", [])
      #expect(unexplained.status == .unprocessableContent)
      _ = try await staff.post("/request/r-ecuador-2/retract", [("reason", "twice")])
      #expect(try thing(.request, "r-ecuador-2", site)["retracted"] == "twice")
      _ = try await staff.post("/request/r-ecuador-2/reinstate", [("reason", "not twice")])
      #expect(try thing(.request, "r-ecuador-2", site)["retracted"] == nil)
      let merge = [("into", "dpadm"), ("reason", "the same")]
      #expect(try await staff.post("/organisation/egb/merge", merge).status == .forbidden)
      #expect(try await planner.post("/organisation/egb/merge", merge).status == .seeOther)
      #expect(try thing(.organisation, "egb", site)["merged_into"] == "dpadm")
      for path in [
        "/request/r-nowhere/correct", "/request/r-ecuador-1/record/erased",
        "/statement/st-1/record/preferred", "/organisation/egb/entry/name-0/correct",
      ] {
        #expect(try await planner.send(.get, path).status == .notFound, "\(path)")
      }
    }
  }

  @Test func aPersonIsRecordedAndContactDataIsNotShownToCorrect() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let done = try await staff.post(
        "/people/new", [("name", "Ada Example"), ("email", "ada@example.org"), ("id", "p-ada")])
      #expect(done.headers[.location]?.hasPrefix("/person/p-ada") == true)
      let form = try await staff.page("/person/p-ada/correct")
      #expect(form.contains("Ada Example"))
      #expect(!form.contains("ada@example.org"))
      var fields = untouched(form)
      fields["honorific"] = "Ms."
      fields["reason"] = "stated"
      let corrected = try await staff.post(
        "/person/p-ada/correct", fields.map { ($0.key, $0.value) })
      #expect(corrected.status == .seeOther)
      let kept = try site.desk.reading { reading in
        try reading.find(.person, "p-ada").flatMap { try reading.thing($0) }?.fields["email"]
      }
      #expect(kept == .text("ada@example.org"))
    }
  }
}
