import Desk
import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import Registry
import Testing
import Things

/// Pages of things, their histories and reasons, and what is settled there.
@Suite struct ThingPageTests {
  /// Every thing of the sample month has a page, a history, and the ways that the page shows exist.
  @Test func everyThingHasItsPages() async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.visitor("planner-1", visitor)
      let ids = try site.desk.reading { reading in
        try [
          Kind.request, .offer, .followup, .meeting, .person, .organisation, .network, .practice,
          .recommendation, .statement, .document,
        ].flatMap { kind in
          try reading.list(kind).things.prefix(12).map {
            "/\(kind.rawValue)/\(try reading.typedID($0.ref))"
          }
        }
      }
      for path in ids {
        for page in [path, path + "/history"] {
          let answer = try await planner.send(.get, page)
          #expect(answer.status == .ok, "\(page)")
        }
        let page = try await planner.page(path)
        #expect(page.contains("href=\"/why?of="), "\(path)")
      }
    }
  }

  @Test func aPageSaysWhatIsStatedAndWhatIsNot() async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.visitor("planner-1", visitor)
      let page = try await planner.page("/request/r-oman-2")
      #expect(page.contains("Study visit"))
      #expect(page.contains("href=\"/organisation/gov-oman\""))
      #expect(page.contains("href=\"/meeting/m-oman-study-visit-2014\""))
      #expect(page.contains("Not stated:"))
      #expect(page.contains("href=\"/why?of=request/r-oman-2.status\""))
      #expect(page.contains("href=\"/document/"))
    }
  }

  @Test func whyLeadsToTheEvent() async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.visitor("planner-1", visitor)
      let page = try await planner.page("/why?of=request/r-oman-2.support_types")
      #expect(page.contains("href=\"/audit/event/"))
      #expect(page.contains("Study visit"))
      let none = try await planner.send(.get, "/why?of=request/r-nowhere")
      #expect(none.status == .notFound)
      let wrong = try await planner.send(.get, "/why?of=request/r-oman-2.colour")
      #expect(wrong.status == .notFound)
      #expect(try await planner.send(.get, "/why").status == .unprocessableContent)
    }
  }

  @Test func aHistoryTellsWhatStoodThereBefore() async throws {
    try await TestSite.run { site, visitor in
      let thing = ThingRef(.practice, "pr-try")
      _ = try await site.desk.submit(
        Submission(by: "staff-1", steps: [Step(thing, .begin(["title": .text("First title")]))]))
      _ = try await site.desk.submit(
        Submission(
          by: "staff-2", reason: "misheard",
          steps: [Step(thing, .correct(["title": .text("Second title")], cleared: [], citing: nil))]
        ))
      let planner = try await site.visitor("planner-1", visitor)
      let page = try await planner.page("/practice/pr-try/history")
      #expect(page.contains("<del>First title</del>"))
      #expect(page.contains("misheard"))
      #expect(page.contains("staff-2"))
    }
  }

  @Test func whatDoesNotCountSaysSo() async throws {
    try await TestSite.run { site, visitor in
      _ = try await site.desk.submit(
        Submission(
          by: "staff-1", reason: "entered twice",
          steps: [Step(ThingRef(.practice, "pr-1"), .begin(["title": .text("A practice")]))]))
      _ = try await site.desk.submit(
        Submission(
          by: "staff-1", reason: "entered twice",
          steps: [Step(ThingRef(.practice, "pr-1"), .retract(entry: nil))]))
      let staff = try await site.visitor("staff-1", visitor)
      let page = try await staff.page("/practice/pr-1")
      #expect(page.contains("entered twice"))
      #expect(page.contains("href=\"/practice/pr-1/reinstate\""))
      #expect(!page.contains("href=\"/practice/pr-1/correct\""))
      #expect(try await staff.send(.get, "/practice/pr-none").status == .notFound)
    }
  }

  @Test func auditorsSeeNoNamesAnywhere() async throws {
    try await TestSite.run { site, visitor in
      let auditor = try await site.visitor("auditor-1", visitor)
      let people = try site.desk.reading { reading in
        try reading.list(.person).things.map {
          ($0.ref.id, $0.fields["name"]?.written ?? "", try reading.typedID($0.ref))
        }
      }
      for (id, name, typed) in people.prefix(10) {
        for path in ["/person/\(id)", "/person/\(id)/history", "/why?of=person/\(id)"] {
          let page = try await auditor.page(path)
          #expect(!page.contains(name), "\(name) at \(path)")
          #expect(!page.contains("\"\(typed)\""), "\(typed) at \(path)")
        }
      }
      let meetings = try site.desk.reading { try $0.list(.meeting).things.map(\.ref.id) }
      for id in meetings {
        let page = try await auditor.page("/meeting/\(id)")
        for (_, name, _) in people { #expect(!page.contains(">\(name)<"), "\(name) at \(id)") }
      }
    }
  }

  // MARK: Settling

  @Test func aDisagreementIsSettledByWhoMay() async throws {
    try await TestSite.run { site, visitor in
      for (id, value) in [("st-a", "120"), ("st-b", "130")] {
        _ = try await site.desk.submit(
          Submission(
            by: "staff-1",
            steps: [
              Step(
                ThingRef(.statement, id),
                .begin([
                  "subject": .subject(ThingRef(.request, "r-oman-2")),
                  "attribute": .text("trained"), "value": .text(value),
                ]))
            ]))
      }
      let staff = try await site.visitor("staff-1", visitor)
      let planner = try await site.visitor("planner-1", visitor)
      #expect(try await staff.page("/request/r-oman-2").contains("is-conflict"))
      #expect(try await staff.page("/conflicts").contains("trained"))
      #expect(!(try await staff.page("/conflicts").contains("name=\"reason\"")))
      let refused = try await staff.post(
        "/conflicts", [("statement", "st-a"), ("reason", "counted")])
      #expect(refused.status == .forbidden)
      let silent = try await planner.post("/conflicts", [("statement", "st-a")])
      #expect(silent.status == .unprocessableContent)
      let settled = try await planner.post(
        "/conflicts", [("statement", "st-a"), ("reason", "counted")])
      #expect(settled.status == .seeOther)
      #expect(!(try await planner.page("/conflicts").contains("trained")))
      #expect(try await planner.page("/statement/st-a/history").contains("planner-1"))
    }
  }

  @Test func aTermIsGivenAMeaning() async throws {
    try await TestSite.run { site, visitor in
      _ = try await site.desk.submit(
        Submission(
          by: "staff-1",
          steps: [
            Step(
              ThingRef(.practice, "pr-term"),
              .begin([
                "title": .text("A practice"),
                "themes": .terms([Term(code: nil, written: "quantum governance")]),
              ]))
          ]))
      let planner = try await site.visitor("planner-1", visitor)
      #expect(try await planner.page("/unclassified").contains("quantum governance"))
      let mapped = try await planner.post(
        "/unclassified",
        [("vocabulary", "theme"), ("term", "quantum governance"), ("to", "governance")])
      #expect(mapped.status == .seeOther)
      #expect(!(try await planner.page("/unclassified").contains("quantum governance")))
      #expect(try await planner.page("/practices?theme=governance").contains("/practice/pr-term"))
    }
  }

  @Test func aListIsSavedAsAQuestion() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let auditor = try await site.visitor("auditor-1", visitor)
      #expect(
        try await staff.page("/requests?country=OMN").contains("/questions/new?about=request"))
      #expect(
        try await auditor.send(.get, "/questions/new?about=request&open").status == .forbidden)
      let address = "/questions?about=request&country=OMN"
      let wrong = try await staff.post(address, [("name", "not a name!")])
      #expect(wrong.status == .unprocessableContent)
      #expect(String(buffer: wrong.body).contains("id=\"name-fault\""))
      let saved = try await staff.post(address, [("name", "from-oman"), ("title", "From Oman")])
      #expect(saved.status == .seeOther)
      let page = try await staff.page("/questions")
      #expect(page.contains("From Oman"))
      #expect(page.contains("href=\"/requests?country=OMN\""))
    }
  }
}
