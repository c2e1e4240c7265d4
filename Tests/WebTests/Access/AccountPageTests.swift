import Access
import Desk
import EventLog
import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import RapporteurWeb
import Registry
import Testing
import Things
import WebCore

/// Accounts, tokens, erasures and reveals, as people do them with a browser.
@Suite struct AccountPageTests {
  @Test func anAdminMakesInvitesChangesAndDisables() async throws {
    try await TestSite.run { site, visitor in
      let admin = try await site.browser("admin-1", visitor)
      _ = try await admin.get("/accounts/new")
      for (fields, what) in [
        ([("name", "two words")], "a name with a blank"), ([("name", "staff-1")], "a taken name"),
        ([("name", "x-1"), ("roles", "admin"), ("roles", "auditor")], "both roles"),
      ] {
        let refused = try await admin.post("/accounts", fields)
        #expect(refused.status == .unprocessableContent, "\(what)")
      }
      let made = try await admin.post(
        "/accounts", [("name", "staff-9"), ("roles", "staff"), ("note", "for the desk <b>")])
      #expect(made.headers[.location] == "/account/staff-9?notice=account_made")
      let page = String(buffer: try await admin.get("/account/staff-9").body)
      #expect(page.contains("for the desk &lt;b&gt;"))

      let invited = String(buffer: try await admin.post("/account/staff-9/invite", []).body)
      let link = try #require(invited.firstMatch(of: #/\/invitation\/([A-Za-z0-9_-]{43})/#))
      let guest = Browser(visitor)
      _ = try await guest.get("/invitation/\(link.1)")
      let entered = try await guest.post(
        "/invitation/\(link.1)", [("password", TestSite.password), ("again", TestSite.password)])
      #expect(entered.status == .seeOther)
      #expect(try await guest.get("/account").status == .ok)

      _ = try await admin.post("/account/staff-9/roles", [("grant", "planner")])
      #expect(try site.server.site.accounts.account("staff-9")?.roles == [.staff, .planner])
      _ = try await admin.post("/account/staff-9/roles", [("revoke", "staff")])
      #expect(try site.server.site.accounts.account("staff-9")?.roles == [.planner])
      _ = try await admin.post("/account/staff-9/disable", [])
      #expect(try await guest.get("/account").status == .seeOther)
      #expect(String(buffer: try await admin.get("/accounts").body).contains("staff-9"))
    }
  }

  @Test func aTokenIsShownOnce() async throws {
    try await TestSite.run { site, visitor in
      let admin = try await site.browser("admin-1", visitor)
      let page = String(buffer: try await admin.get("/account/staff-1").body)
      let day = try #require(page.firstMatch(of: #/type="date" value="([0-9-]{10})"/#)).1
      let made = try await admin.post(
        "/account/staff-1/tokens",
        [("label", "the robot"), ("role", "staff"), ("until", String(day))])
      #expect(made.status == .created)
      let secret = try #require(
        String(buffer: made.body).firstMatch(of: #/rap_[A-Za-z0-9_-]{43}/#)
      ).0
      #expect(try site.credentials.token(String(secret))?.account == "staff-1")
      for path in ["/account/staff-1", "/tokens"] {
        let page = String(buffer: try await admin.get(path).body)
        #expect(page.contains("the robot") && !page.contains(secret), "\(path)")
      }
      for fields in [
        [("label", ""), ("role", "staff"), ("until", String(day))],
        [("label", "x"), ("role", "staff"), ("until", "2001-01-01")],
        [("label", "x"), ("role", "planner"), ("until", String(day))],
        [("label", "x"), ("role", "king"), ("until", String(day))],
      ] {
        let refused = try await admin.post("/account/staff-1/tokens", fields)
        #expect(refused.status == .unprocessableContent, "\(fields)")
      }
      let id = try #require(try site.credentials.tokens(of: "staff-1").first?.id)
      _ = try await admin.post("/tokens", [("id", id), ("account", "staff-1")])
      #expect(try site.credentials.token(String(secret)) == nil)
    }
  }

  @Test func anErasureTakesTwo() async throws {
    try await TestSite.run { site, visitor in
      let name = "Zebulon Quixote"
      _ = try await site.desk.submit(
        Submission(
          by: "setup",
          steps: [
            Step(
              ThingRef(.person, "p-quixote"),
              .begin(["id": .text("p-quixote"), "name": .text(name)])),
            Step(
              ThingRef(.request, "r-canary"),
              .begin(["summary": .text("asked for by Zebulon Quixote in person")])),
          ]))
      let planner = try await site.browser("planner-1", visitor)
      let form = String(buffer: try await planner.get("/erasures/new?person=p-quixote").body)
      let place = try #require(form.firstMatch(of: #/name="goes" value="([0-9]+:summary)"/#)).1
      let unexplained = try await planner.post(
        "/erasures", [("person", "p-quixote"), ("goes", String(place))])
      #expect(unexplained.status == .unprocessableContent)
      let asked = try await planner.post(
        "/erasures",
        [("person", "p-quixote"), ("goes", String(place)), ("reason", "letter 2026/17")])
      #expect(asked.status == .seeOther)
      let list = String(buffer: try await planner.get("/erasures").body)
      let path = try #require(list.firstMatch(of: #/href="(\/erasures\/[0-9]+)"/#)).1

      // Whoever asked cannot approve; staff cannot at all.
      let own = String(buffer: try await planner.get(String(path)).body)
      #expect(!own.contains("action=\"\(path)\""))
      #expect(try await planner.post(String(path), []).status == .unprocessableContent)
      let staff = try await site.browser("staff-1", visitor)
      _ = try await staff.get("/erasures")
      #expect(try await staff.post(String(path), []).status == .forbidden)

      // An auditor sees what it is about, and no name.
      let auditor = try await site.browser("auditor-1", visitor)
      let seen = String(buffer: try await auditor.get(String(path)).body)
      #expect(!seen.contains("Quixote") && !seen.contains("quixote"))
      #expect(seen.contains(String(place)))
      let done = try await auditor.post(String(path), [])
      #expect(done.status == .seeOther)
      let page = String(buffer: try await planner.get(String(path)).body)
      #expect(page.contains("auditor-1") && !page.contains(name))
      let request = try site.desk.reading { try site.desk.page(.request, "r-canary", $0) }
      #expect(request["summary"] == "[erased]")
    }
  }

  @Test func aRedactionTakesTwo() async throws {
    try await TestSite.run { site, visitor in
      _ = try await site.desk.submit(
        Submission(
          by: "setup",
          steps: [
            Step(
              ThingRef(.request, "r-text"),
              .begin(["summary": .text("names a third person"), "note": .text("stays")]))
          ]))
      let staff = try await site.browser("staff-1", visitor)
      let form = String(buffer: try await staff.get("/redactions/new?thing=request/r-text").body)
      let place = try #require(form.firstMatch(of: #/value="([0-9]+:summary)"/#)).1
      let asked = try await staff.post(
        "/redactions",
        [("thing", "request/r-text"), ("text", String(place)), ("all", "yes"), ("reason", "asked")])
      #expect(asked.status == .seeOther)
      let planner = try await site.browser("planner-1", visitor)
      let list = String(buffer: try await planner.get("/erasures").body)
      let path = try #require(list.firstMatch(of: #/href="(\/erasures\/[0-9]+)"/#)).1
      _ = try await planner.get(String(path))
      #expect(try await planner.post(String(path), []).status == .seeOther)
      let request = try site.desk.reading { try site.desk.page(.request, "r-text", $0) }
      #expect(request["summary"] == "[erased]" && request["note"] == "stays")
    }
  }

  @Test func contactDataIsShownAndNoted() async throws {
    try await TestSite.run { site, visitor in
      _ = try await site.desk.submit(
        Submission(
          by: "setup",
          steps: [
            Step(
              ThingRef(.person, "p-quixote"),
              .begin([
                "id": .text("p-quixote"), "name": .text("Zebulon Quixote"),
                "email": .text("zeb@example.org"),
              ]))
          ]))
      let planner = try await site.browser("planner-1", visitor)
      let form = String(buffer: try await planner.get("/person/p-quixote/reveal").body)
      #expect(form.contains(#"value="email""#) && !form.contains("zeb@example.org"))
      let shown = try await planner.post("/person/p-quixote/reveal", [("fields", "email")])
      #expect(String(buffer: shown.body).contains("zeb@example.org"))
      #expect(shown.headers[.cacheControl] == "no-store")

      let log = try site.desk.reading { try $0.find(.person, "p-quixote")?.id ?? "" }
      let auditor = try await site.browser("auditor-1", visitor)
      _ = try await auditor.get("/person/\(log)/reveal")
      let unexplained = try await auditor.post("/person/\(log)/reveal", [("fields", "name")])
      #expect(unexplained.status == .unprocessableContent)
      let explained = try await auditor.post(
        "/person/\(log)/reveal", [("fields", "name"), ("reason", "case <7>")])
      #expect(String(buffer: explained.body).contains("Zebulon Quixote"))

      let page = String(buffer: try await auditor.get("/access-log").body)
      #expect(page.contains("planner-1") && page.contains("case &lt;7&gt;"))
      #expect(!page.contains("Zebulon") && !page.contains("zeb@example.org"))
      let none = String(buffer: try await auditor.get("/access-log?account=nobody").body)
      #expect(!none.contains("planner-1"))
      #expect(try await auditor.get("/access-log?from=soon").status == .badRequest)

      let staff = try await site.browser("staff-1", visitor)
      _ = try await staff.get("/account")
      let refused = try await staff.post("/person/p-quixote/reveal", [("fields", "email")])
      #expect(refused.status == .forbidden)
    }
  }

  @Test func passwordsAreChangedByWhoKnowsThem() async throws {
    try await TestSite.run { site, visitor in
      let browser = try await site.browser("staff-1", visitor)
      let other = try await site.browser("staff-1", visitor)
      _ = try await browser.get("/account")
      for (old, new, again) in [
        ("wrong password", "a much longer one", "a much longer one"),
        (TestSite.password, "short", "short"),
        (TestSite.password, "a much longer one", "another long one"),
      ] {
        let refused = try await browser.post(
          "/account/password", [("old", old), ("new", new), ("again", again)])
        #expect(refused.status == .unprocessableContent, "\(new)")
      }
      let changed = try await browser.post(
        "/account/password",
        [("old", TestSite.password), ("new", "a much longer one"), ("again", "a much longer one")])
      #expect(changed.status == .seeOther)
      #expect(try await browser.get("/account").status == .ok)
      #expect(try await other.get("/account").status == .seeOther)
    }
  }

  @Test func theRecordOfProcessingIsInWords() async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.browser("planner-1", visitor)
      for language in ["en", "fr"] {
        let page = String(
          buffer: try await planner.get("/erasures/processing?lang=\(language)").body)
        for prefix in ["processing.", "field.", "kind.", "entry.", "erasures."] {
          #expect(!page.contains(">\(prefix)"), "\(language) \(prefix)")
        }
        #expect(page.contains("<table"))
      }
    }
  }
}
