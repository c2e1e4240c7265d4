import Access
import Desk
import Foundation
import HTTPTypes
import JSON
import Testing

@testable import WebAPI

/// Datasets that programs send.
@Suite struct APIImportTests {
  private let good: JSONValue = [
    "organisations.csv": "id,name,kind,country\ngov-tonga,Government of Tonga,government,Tonga\n",
    "requests.csv":
      "id,requester,country,requested_on,summary\nr-t-1,gov-tonga,Tonga,2014-07,Data\n",
  ]

  @Test func aDatasetIsPlannedImportedAndTakenBack() async throws {
    try await TestSite.run { [good] site, visitor in
      let program = try await site.program("staff-1", .staff, visitor)
      let size = try site.size
      let plan = try await program.give(.post, "imports/plan", ["files": good])
      #expect(plan.status == 200, "\(plan.testDescription)")
      #expect(plan.json["planned"]?["create"] == 2 && plan.json["committed"] == false)
      #expect(Described.faults(plan, "post", "/api/v1/imports/plan") == [])
      #expect(try site.size == size)

      let key = UUID().uuidString.lowercased()
      let body: JSONValue = ["files": good, "planned_at": plan.json["planned_at"] ?? 0]
      let done = try await program.give(.post, "imports", body, key: key)
      #expect(done.status == 201, "\(done.testDescription)")
      #expect(Described.faults(done, "post", "/api/v1/imports") == [])
      #expect(done.json["events"] == 2 && done.json["command"]?.string == key)
      let batch = try #require(done.json["batch"]?.string)
      // The plan was for the log as it was.
      let late = try await program.give(.post, "imports", body)
      #expect(late.status == 412)
      let again = try await program.give(.post, "imports", ["files": good])
      #expect(again.status == 200 && again.json["events"] == 0)

      let other = try await site.program("staff-2", .staff, visitor)
      #expect(try await other.give(.post, "import/\(batch)/undo", [:]).status == 403)
      let undone = try await program.give(.post, "import/\(batch)/undo", ["reason": "wrong file"])
      #expect(undone.status == 200, "\(undone.testDescription)")
      let list = try await program.get("requests?limit=1000")
      #expect(!list.ids.contains("r-t-1"))
      #expect(try await program.give(.post, "import/never/undo", [:]).status == 404)
    }
  }

  @Test func everyWrongCellIsNamed() async throws {
    try await TestSite.run { site, visitor in
      let program = try await site.program("staff-1", .staff, visitor)
      let size = try site.size
      let files: JSONValue = [
        "requests.csv": "id,requester,country,requested_on\nr-t-1,gov-nowhere,Atlantis,June 2014\n"
      ]
      let answer = try await program.give(.post, "imports", ["files": files])
      #expect(answer.status == 422, "\(answer.testDescription)")
      #expect(Set(answer.pointers) == ["/files/requests.csv"] && answer.pointers.count >= 2)
      let errors = answer.json["import"]?["errors"]?.array ?? []
      let columns = Set(errors.compactMap { $0["column"]?.string })
      #expect(columns.isSuperset(of: ["country", "requested_on"]))
      #expect(try site.size == size)
    }
  }

  @Test func filesAreTakenAsAForm() async throws {
    try await TestSite.run { [good] site, visitor in
      let program = try await site.program("staff-1", .staff, visitor)
      let boundary = "limit-7d9"
      var body = ""
      for (name, text) in good.object ?? [:] {
        body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; "
        body += "filename=\"\(name)\"\r\nContent-Type: text/csv\r\n\r\n\(text.string ?? "")\r\n"
      }
      body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"reason\"\r\n\r\nby post\r\n"
      body += "--\(boundary)--\r\n"
      let answer = try APIAnswer(
        try await program.send(
          .post, "/api/v1/imports",
          headers: [.contentType: "multipart/form-data; boundary=\(boundary)"], body: body,
          accept: "application/json"))
      #expect(answer.status == 201, "\(answer.testDescription)")
      #expect(answer.json["planned"]?["create"] == 2)
    }
  }
}
