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

/// Imports in the browser.
@Suite struct ImportPageTests {
  private func page(_ response: TestResponse) -> String { String(buffer: response.body) }

  private func upload(
    _ files: KeyValuePairs<String, String>, _ visitor: Visitor
  ) async throws -> TestResponse {
    var body = ""
    for (name, text) in files {
      body += "--edge\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\(name)\"\r\n"
      body += "Content-Type: text/csv\r\n\r\n\(text)\r\n"
    }
    return try await visitor.send(
      .post, "/import", headers: [.contentType: "multipart/form-data; boundary=edge"],
      body: body + "--edge--\r\n")
  }

  private static let organisations = """
    id,name,kind,country
    o-new,"=HYPERLINK(""x"")",government,Fiji
    gov-samoa,Independent State of Samoa,government,Samoa

    """

  @Test func thePlanIsShownAndThenRecordedAndTakenBack() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let size = try site.desk.log.read { $0.size }
      let uploaded = try await upload(["organisations.csv": Self.organisations], staff)
      #expect(uploaded.status == .seeOther)
      let plan = try #require(uploaded.headers[.location])
      let shown = try await staff.page(plan)
      #expect(shown.contains("organisations.csv"))
      #expect(shown.contains("<ins>Independent State of Samoa</ins>"))
      #expect(try site.desk.log.read { $0.size } == size)
      // Nobody else sees it.
      let other = try await site.visitor("staff-2", visitor)
      #expect(try await other.send(.get, plan).status == .notFound)
      #expect(try await other.post(plan, []).status == .notFound)
      let command = UUID().uuidString
      let done = try await staff.post(plan, [("command", command)])
      #expect(done.headers[.location] == "/import?notice=imported")
      let organisation = try site.desk.reading { try site.desk.page(.organisation, "o-new", $0) }
      #expect(organisation["name"] == "=HYPERLINK(\"x\")")
      let list = try await staff.page("/import")
      let batch = try #require(list.firstMatch(of: #/href="(/import/import-[^"]+/undo)"/#)?.1)
      // One's own may be taken back, and anybody's by those who settle.
      #expect(try await other.post(String(batch), []).status == .forbidden)
      let undone = try await staff.post(String(batch), [("reason", "a try")])
      #expect(undone.headers[.location] == "/import?notice=undone")
      let gone = try site.desk.reading { try site.desk.page(.organisation, "o-new", $0) }
      #expect(gone["retracted"]?.string != nil)
      #expect(try await staff.page("/import").contains("taken back by staff-1"))
      #expect(try await staff.post(String(batch), []).status == .unprocessableContent)
    }
  }

  @Test func aWrongCellIsShownInItsSheetAndNothingIsRecorded() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let size = try site.desk.log.read { $0.size }
      let uploaded = try await upload(
        [
          "requests.csv": """
          id,requester,requested_on,summary
          r-1,gov-fiji,24.06.2014,<script>alert(1)</script>
          r-2,gov-nowhere,2014,=cmd()

          """
        ], staff)
      let plan = try #require(uploaded.headers[.location])
      let shown = try await staff.page(plan)
      #expect(shown.contains("<td class=\"wrong\">24.06.2014"))
      #expect(shown.contains("<td class=\"wrong\">gov-nowhere"))
      #expect(!shown.contains("<script>alert"))
      let errors = try await staff.send(.get, plan + "/errors.csv")
      #expect(errors.headers[.contentDisposition]?.contains("errors.csv") == true)
      #expect(page(errors).contains("requests.csv,2,requested_on,24.06.2014"))
      let forced = try await staff.post(plan, [])
      #expect(forced.status == .unprocessableContent)
      #expect(try site.desk.log.read { $0.size } == size)
    }
  }

  @Test func aPlanThatTheLogLeftBehindIsMadeAnew() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let uploaded = try await upload(["organisations.csv": Self.organisations], staff)
      let plan = try #require(uploaded.headers[.location])
      _ = try await site.desk.submit(
        Submission(
          by: "other", reason: "late",
          steps: [
            Step(
              ThingRef(.organisation, "gov-samoa"),
              .correct(["name": .text("Independent State of Samoa")]))
          ]))
      let moved = try await staff.post(plan, [])
      #expect(moved.status == .conflict)
      #expect(!page(moved).contains("<ins>Independent State of Samoa</ins>"))
      #expect(try await staff.post(plan, []).headers[.location] == "/import?notice=imported")
      // Done once; the plan is gone.
      #expect(try await staff.post(plan, []).status == .notFound)
    }
  }

  @Test func whatIsNoDatasetIsRefusedInWords() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      for files in [
        [:], ["book.xlsx": "PK\u{3}\u{4}…"],
        ["documents.csv": "id\nD1\n", "./documents.csv": "id\nD2\n"],
      ] as [KeyValuePairs<String, String>] {
        let answer = try await upload(files, staff)
        #expect(answer.status == .unprocessableContent)
        #expect(page(answer).contains("href=\"#files\""))
      }
      let stranger = try await upload(["holidays.csv": "id\nx\n"], staff)
      let plan = try #require(stranger.headers[.location])
      #expect(try await staff.page(plan).contains("holidays.csv"))
      let large = try await upload(
        ["requests.csv": String(repeating: "x", count: 32 << 20)], staff)
      #expect(large.status == .contentTooLarge)
      let auditor = try await site.visitor("auditor-1", visitor)
      #expect(try await auditor.send(.get, "/import").status == .forbidden)
    }
  }
}
