import Access
import Desk
import Foundation
import HTTPTypes
import JSON
import Registry
import Testing
import Things

@testable import WebAPI

/// Questions to the registry by programs.
@Suite struct APIReadingTests {
  @Test func listsAreThoseOfTheCommandLine() async throws {
    try await TestSite.run { site, visitor in
      let program = try await site.program("planner-1", .planner, visitor)
      for kind in Kind.recordedByAPI where kind != .person {
        let answer = try await program.get("\(kind.table)?limit=1000&today=2014-07-01")
        let rows = try site.desk.reading(today: PartialDate("2014-07-01").earliest) {
          try site.desk.list(kind, site.desk.filter(FilterQuery(), of: kind, $0), $0).rows
        }
        #expect(answer.status == 200)
        for (given, row) in zip(answer.rows, rows) where given != row {
          Issue.record("\(kind): \(given.compactText) is not \(row.compactText)")
          break
        }
        #expect(answer.rows.count == rows.count, "\(kind)")
        #expect(answer.headers[.rapporteurSize] == "\(try site.size)")
        #expect(answer.next == nil)
      }
      let islands = try await program.get("requests?group=SIDS&open&theme=digital-government")
      #expect(islands.ids == ["r-solomon-1"] || !islands.ids.isEmpty)
      #expect(islands.ids.allSatisfy { $0.hasPrefix("r-") })
      let dated = try await program.get("requests?from=2014-06&to=2014-06")
      #expect(dated.headers[.rapporteurUndated].flatMap { Int($0) } ?? 0 > 0)
    }
  }

  /// Every question with the example that the document gives for it, held against the document.
  @Test func everyAnswerIsAsDescribed() async throws {
    try await TestSite.run { site, visitor in
      let planner = try await site.program("planner-1", .planner, visitor)
      let auditor = try await site.program("auditor-1", .auditor, visitor)
      var asked = 0
      for (path, methods) in OpenAPIDocument.json["paths"]?.object ?? [:] {
        guard let operation = methods["get"], !path.hasSuffix("/follow") else { continue }
        let parameters = operation["parameters"]?.array ?? []
        guard let address = Self.address(path, parameters) else { continue }
        for visitor in [planner, auditor] {
          let answer = try await visitor.get(address)
          let isAllowed = operation["x-roles"]?.array?.contains("auditor") != false
          if answer.status == 403, !isAllowed || path.hasSuffix("/views") { continue }
          #expect(answer.status < 500, "\(address): \(answer.testDescription)")
          #expect(
            Described.faults(answer, "get", path).prefix(5) == [],
            "\(address): \(answer.testDescription)")
          asked += 1
        }
      }
      #expect(asked > 80)
    }
  }

  private static func address(_ path: String, _ parameters: [JSONValue]) -> String? {
    var address = path
    var query: [String] = []
    for parameter in parameters {
      guard let name = parameter["name"]?.string, let example = parameter["example"] else {
        if parameter["required"] == true { return nil }
        continue
      }
      let text = example.string ?? example.compactText
      let encoded = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
      if parameter["in"] == "path" {
        address = address.replacing("{\(name)}", with: encoded)
      } else {
        query.append("\(name)=\(encoded)")
      }
    }
    return query.isEmpty ? address : address + "?" + query.joined(separator: "&")
  }

  @Test func pagesDoNotShiftWhileOthersRecord() async throws {
    try await TestSite.run { site, visitor in
      let program = try await site.program("planner-1", .planner, visitor)
      let whole = try await program.get("organisations?limit=1000")
      var next: String? = "/api/v1/organisations?limit=40"
      var ids: [String] = []
      var sizes: Set<String> = []
      while let address = next {
        let page = try await program.get(address)
        #expect(page.status == 200 && page.rows.count <= 40)
        ids += page.ids
        sizes.insert(page.headers[.rapporteurSize] ?? "")
        next = page.next
        // The first one leaves the list, another joins it.
        let first = ids[ids.count - page.rows.count]
        _ = try await program.give(.post, "organisation/\(first)/retract", ["reason": "twice"])
        _ = try await program.give(
          .post, "organisations", ["fields": ["name": .string("New \(ids.count)")]])
      }
      #expect(ids == whole.ids)
      #expect(sizes.count == 1)
    }
  }

  @Test func cursorsBelongToTheirList() async throws {
    try await TestSite.run { site, visitor in
      let program = try await site.program("staff-1", .staff, visitor)
      let page = try await program.get("requests?limit=5&country=ECU")
      let next = try #require(page.next)
      let cursor = try #require(next.split(separator: "cursor=").last)
      for address in [
        "requests?limit=5&cursor=\(cursor)", "offers?limit=5&country=ECU&cursor=\(cursor)",
        "requests?country=ECU&cursor=AAAA", "requests?country=ECU&cursor=%00%ff",
      ] {
        let answer = try await program.get(address)
        #expect(answer.status == 400, "\(address)")
      }
      // How many rows a page has may change on the way.
      let rest = try await program.get(next.replacing("limit=5", with: "limit=100"))
      #expect(rest.status == 200 && rest.next == nil)
      let all = try await program.get("requests?country=ECU")
      #expect(page.ids + rest.ids == all.ids)
    }
  }

  @Test func whatIsAskedWronglyIsNamed() async throws {
    try await TestSite.run { site, visitor in
      let program = try await site.program("staff-1", .staff, visitor)
      for (address, status, said) in [
        ("requests?contry=ECU", 400, "did you mean country"),
        ("requests?limit=0", 400, "less than 1"),
        ("requests?limit=1001", 400, "more than 1000"), ("requests?limit=ten", 400, "whole number"),
        ("requests?limit=1&limit=2", 400, "several times"),
        ("requests?today=2014-06", 400, "single"),
        ("requests/matrix", 400, "rows"), ("requests/matrix?rows=colour", 400, "none of country"),
        ("requests?country=Atlantis", 400, "Atlantis"), ("requests?open=no", 400, "takes no value"),
        ("requests?as-of=99999", 422, "as-of"), ("requests?meeting=m-nowhere", 404, "m-nowhere"),
        ("request/r-ecuador-77", 404, "r-ecuador"), ("search?q=%21%21", 422, "no word"),
        ("why?of=request/r-ecuador-1.colour", 404, "no attribute"), ("nothing", 404, "nothing"),
        ("diff?from=500&to=100", 422, "before"), ("question/never", 404, "never"),
        ("log/events/007", 404, "007"), ("log/events/99999", 404, "99999"),
      ] {
        let answer = try await program.get(address)
        #expect(answer.status == status, "\(address): \(answer.testDescription)")
        #expect(answer.text.contains(said), "\(address): \(answer.testDescription)")
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(answer.json["type"]?.string?.hasPrefix("urn:rapporteur:problem:") == true)
        #expect(answer.json["status"]?.integer == Int64(status))
      }
      let fault = try await program.get("requests?contry=ECU")
      #expect(fault.pointers == ["contry"])
    }
  }

  @Test func answersAreAsOfAnySize() async throws {
    try await TestSite.run { site, visitor in
      let program = try await site.program("planner-1", .planner, visitor)
      let before = try site.size
      let first = try await program.get("request/r-ecuador-1")
      let given = try await program.give(
        .patch, "request/r-ecuador-1", ["fields": ["summary": "Another"], "reason": "misread"])
      #expect(given.status == 200, "\(given.testDescription)")
      let past = try await program.get("request/r-ecuador-1?as-of=\(before)")
      #expect(past.json == first.json)
      let now = try await program.get("request/r-ecuador-1")
      #expect(now.json["summary"] == "Another")
      let changes = try await program.get("diff?from=\(before)")
      #expect(changes.ids == ["r-ecuador-1"])
      let why = try await program.get("why?of=request/r-ecuador-1.summary")
      #expect(why.rows.last?["reason"] == "misread" && why.rows.last?["by"] == "planner-1")
      let history = try await program.get("request/r-ecuador-1/history")
      #expect(history.rows.last?["record"]?["via"] == "token")
    }
  }

  @Test func anAnswerThatIsKnownIsNotGivenAgain() async throws {
    try await TestSite.run { site, visitor in
      let program = try await site.program("planner-1", .planner, visitor)
      let first = try await program.get("requests?open")
      let tag = try #require(first.headers[.eTag])
      let again = try await program.get("requests?open", headers: [.ifNoneMatch: tag])
      #expect(again.status == 304 && again.text.isEmpty && again.headers[.eTag] == tag)
      // Somebody else, and another question, have other tags.
      let auditor = try await site.program("auditor-1", .auditor, visitor)
      let theirs = try await auditor.get("requests?open", headers: [.ifNoneMatch: tag])
      #expect(theirs.status == 200)
      let other = try await program.get("requests", headers: [.ifNoneMatch: tag])
      #expect(other.status == 200)
      _ = try await program.give(
        .post, "followups", ["fields": ["what": "Anything at all"]])
      let changed = try await program.get("requests?open", headers: [.ifNoneMatch: tag])
      #expect(changed.status == 200 && changed.headers[.eTag] != tag)
    }
  }

  @Test func mediaTypesAreAgreedUpon() async throws {
    try await TestSite.run { site, visitor in
      let program = try await site.program("auditor-1", .auditor, visitor)
      let path = "log/events/131/proof"
      let note = try await program.get(path, accept: "text/plain")
      #expect(note.headers[.contentType] == "text/plain; charset=utf-8")
      let json = try await program.get(path, accept: "text/plain;q=0.5, application/json")
      #expect(json.json["receipt"]?.string == note.text)
      for accept in ["*/*", "application/*", "text/html, */*;q=0.1"] {
        #expect(try await program.get("requests", accept: accept).status == 200)
      }
      for accept in ["text/html", "application/json;q=0", "image/png"] {
        let refused = try await program.get("requests", accept: accept)
        #expect(refused.status == 406)
        #expect(refused.headers[.contentType] == "application/problem+json")
      }
    }
  }

  @Test func auditorsSeePeopleByIdsOnly() async throws {
    try await TestSite.run { site, visitor in
      let auditor = try await site.program("auditor-1", .auditor, visitor)
      let staff = try await site.program("staff-1", .staff, visitor)
      for path in ["people?limit=1000", "meeting/m-unpsf-2014-w1", "networks", "search?q=alberti"] {
        let (theirs, ours) = (try await auditor.get(path), try await staff.get(path))
        #expect(!theirs.text.contains("Alberti"), "\(path)")
        if path != "networks" { #expect(ours.text.contains("Alberti"), "\(path)") }
      }
    }
  }
}
