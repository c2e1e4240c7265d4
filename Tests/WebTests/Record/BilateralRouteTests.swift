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

/// `POST /api/v1/bilaterals`, and what the device asks besides.
@Suite struct BilateralRouteTests {
  private static let key = HTTPField.Name("Idempotency-Key") ?? .ifMatch

  private let bilateral: JSONValue = [
    "with": ["East Timor"], "on": "2012-03",
    "requests": [["summary": "A study visit on open data", "themes": ["open data"]]],
  ]

  private func json(_ response: TestResponse) throws -> JSONValue {
    try JSONValue(parsing: String(buffer: response.body))
  }

  private func post(
    _ json: JSONValue, _ visitor: Visitor, key: String = UUID().uuidString
  ) async throws -> TestResponse {
    try await visitor.send(.post, "/api/v1/bilaterals", json: json, headers: [Self.key: key])
  }

  @Test func itIsRecordedOnceUnderItsKey() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let key = UUID().uuidString
      let first = try await post(bilateral, staff, key: key)
      #expect(first.status == .created)
      let receipt = try json(first)
      let id = try #require(receipt["id"]?.string)
      #expect(receipt["repeated"] == false)
      #expect(first.headers[.location]?.hasSuffix(id) == true)
      let size = try site.desk.log.read { $0.size }
      let again = try await post(bilateral, staff, key: key)
      #expect(again.status == .ok)
      #expect(try json(again)["events"] == receipt["events"])
      #expect(try json(again)["id"]?.string == id)
      // Another bilateral under the same key is refused.
      let other = try await post(["with": ["gov-fiji"], "on": "2012"], staff, key: key)
      #expect(other.status == .unprocessableContent)
      // So is the same one of another account: a key is no way to somebody else's receipt.
      let stranger = try await site.visitor("staff-2", visitor)
      #expect(try await post(bilateral, stranger, key: key).status == .unprocessableContent)
      #expect(try site.desk.log.read { $0.size } == size)
    }
  }

  @Test func aLikelyDuplicateIsAConflictUntilItIsConfirmed() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      _ = try await post(bilateral, staff)
      let again = try await post(bilateral, staff)
      #expect(again.status == .conflict)
      let problem = try json(again)
      #expect(problem["code"] == "likely-duplicate")
      let reasons = problem["duplicates"]?.array?.flatMap {
        $0["why"]?.array?.compactMap { $0["reason"]?.string } ?? []
      }
      #expect(Set(reasons ?? []).isSuperset(of: ["same_party", "same_words", "same_themes"]))
      var confirmed = bilateral.object ?? [:]
      confirmed["confirmed"] = true
      #expect(try await post(.object(confirmed), staff).status == .created)
      confirmed["confirmed"] = "yes"
      #expect(try await post(.object(confirmed), staff).status == .unprocessableContent)
    }
  }

  @Test func whatMayMeanSeveralThingsNamesThePlacesAndCandidates() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let answer = try await post(
        [
          "with_new": [["name": "Institute", "country": "Korea"]], "on": "03/04/2012",
          "present": ["Jae-hong Lim"],
        ], staff)
      #expect(answer.status == .unprocessableContent)
      let problem = try json(answer)
      #expect(problem["code"] == "ambiguous")
      let places = problem["places"]?.array ?? []
      #expect(places.map { $0["pointer"] } == ["/on", "/with_new/0/country"])
      #expect(places.last?["candidates"]?.array?.map { $0["id"] } == ["KOR", "PRK"])
      #expect(problem["errors"]?.array?.count == 2)
    }
  }

  @Test func whatIsWrongNamesThePlace() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      for (sent, pointer) in [
        (["with": ["nobody"], "on": "2012"], "/with/0"), (["with": ["gov-fiji"]], "/on"),
        (["on": "2012"], "/with"), (["with": ["gov-fiji"], "on": 5], "/on"),
        (["with": ["gov-fiji"], "on": "2012", "offers": [["sumary": "x"]]], "/offers/0/sumary"),
        (["with": ["gov-fiji"], "on": "2012", "followups": [["owner": ["unpog"]]]], "/followups"),
        (["with": ["gov-fiji"], "on": "2012", "by": "admin-1"], "/by"),
      ] as [(JSONValue, String)] {
        let answer = try await post(sent, staff)
        #expect(answer.status == .unprocessableContent, "\(sent)")
        #expect(try json(answer)["where"]?["pointer"]?.string == pointer, "\(sent)")
      }
      for (body, status) in [
        ("{", HTTPResponse.Status.badRequest), ("[]", .unprocessableContent),
      ] {
        let answer = try await staff.send(
          .post, "/api/v1/bilaterals", headers: [.contentType: "application/json"], body: body,
          accept: "application/json")
        #expect(answer.status == status)
      }
      #expect(try await post(bilateral, staff, key: "twice").status == .badRequest)
    }
  }

  @Test func withoutASessionItIsKeptOnTheDevice() async throws {
    try await TestSite.run { site, visitor in
      #expect(try await post(bilateral, visitor).status == .unauthorized)
      let session = try await visitor.send(.get, "/log/session", accept: "application/json")
      #expect(session.status == .unauthorized)
      let auditor = try await site.visitor("auditor-1", visitor)
      #expect(try await post(bilateral, auditor).status == .forbidden)
      let staff = try await site.visitor("staff-1", visitor)
      let known = try await staff.json("/log/session")
      #expect(known["account"] == "staff-1")
      #expect(known["csrf"]?.string == staff.session?.session.csrf)
      let forged = try await staff.send(
        .post, "/api/v1/bilaterals", headers: [.contentType: "application/json"],
        body: bilateral.compactText, accept: "application/json", isForged: true)
      #expect(forged.status == .forbidden)
    }
  }

  // MARK: Completion

  @Test func completionKnowsWhoMaySeeNames() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let people = try await staff.json("/api/v1/complete?kind=person&q=jae")
      #expect(people.array?.first?["id"] == "p-lim-jae-hong")
      let auditor = try await site.visitor("auditor-1", visitor)
      let refused = try await auditor.send(
        .get, "/api/v1/complete?kind=person&q=jae", accept: "application/json")
      #expect(refused.status == .forbidden)
      let places = try await auditor.json("/api/v1/complete?kind=country&kind=theme&q=timor")
      #expect(places.array?.first?["id"] == "TLS")
      let french = try await staff.json("/api/v1/complete?kind=country&q=east+timor&lang=fr")
      #expect(french.array?.first?["title"]?.string?.contains("Timor-Leste") == true)
      for query in ["q=x", "kind=spell&q=x", "kind=country", "kind=country&q=x&limit=1000"] {
        let answer = try await staff.send(
          .get, "/api/v1/complete?" + query, accept: "application/json")
        #expect(answer.status == .badRequest, "\(query)")
      }
    }
  }

  // MARK: The device

  @Test func whatTheDeviceKeepsNamesNobody() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let answer = try await staff.send(.get, "/offline.json", accept: "application/json")
      #expect(answer.status == .ok)
      let text = String(buffer: answer.body)
      let data = try JSONValue(parsing: text)
      #expect(data["country"]?.array?.count == Countries.shared.all.count)
      #expect(data["organisation"]?.array?.contains { $0.array?.first == "gov-samoa" } == true)
      #expect(data["meeting"]?.array?.contains { $0.array?.first == "m-unpsf-2014" } == true)
      let tag = try #require(answer.headers[.eTag])
      let same = try await staff.send(.get, "/offline.json", headers: [.ifNoneMatch: tag])
      #expect(same.status == .notModified)
      // No person by any name, and no text in which one may be named.
      let (people, notes) = try site.desk.reading { reading in
        (
          try reading.list(.person).things.flatMap { person in
            ["name", "id"].compactMap { person.fields[$0]?.written }
          },
          try reading.list(.request).things.compactMap { $0.fields["summary"]?.written }
        )
      }
      #expect(people.count > 10 && notes.count > 10)
      for name in people + notes { #expect(!text.contains(name), "\(name)") }
    }
  }

  @Test func theShellHoldsNothingOfASession() async throws {
    try await TestSite.run { site, visitor in
      let staff = try await site.visitor("staff-1", visitor)
      let shell = try await staff.page("/log/offline")
      #expect(!shell.contains("staff-1"))
      #expect(!shell.contains(staff.session?.session.csrf ?? "?"))
      #expect(shell.contains("data-offline"))
      #expect(shell.contains("name=\"requests.0.summary\""))
      let open = try await visitor.send(.get, "/log/offline")
      #expect(open.status == .ok)
      let worker = try await visitor.send(.get, "/service-worker.js")
      #expect(worker.headers[.contentType] == "text/javascript; charset=utf-8")
      let manifest = try await visitor.send(.get, "/app.webmanifest")
      #expect(manifest.headers[.contentType] == "application/manifest+json")
      let icons = try json(manifest)["icons"]?.array?.compactMap { $0["src"]?.string } ?? []
      for icon in icons { #expect(try await visitor.send(.get, icon).status == .ok) }
    }
  }
}
