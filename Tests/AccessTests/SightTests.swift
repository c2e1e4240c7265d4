import Access
import Desk
import EventLog
import Foundation
import JSON
import ProjectionKit
import Registry
import Testing
import Things

/// How much of people each role sees, in every answer there is.
@Suite struct SightTests {
  @Test func auditorsSeeIdsOnly() async throws {
    let office = try await Office()
    try await Somebody.record(in: office)
    let hidden = Somebody.naming + Somebody.contact
    let seen = try Everything(office.gate("auditor-1"), searching: Self.words(of: hidden))
    #expect(seen.holding(hidden) == [])
    // What is theirs to see is there.
    let log = try office.personID()
    #expect(!seen.holding([log]).isEmpty)
    #expect(!seen.holding(["[withheld]"]).isEmpty)
    let row = try office.gate("auditor-1").reading { desk, reading in
      try desk.page(.person, log, reading)
    }
    #expect(row["name"] == .null && row["id"] == .string(log))
    #expect(
      row["withheld"] == [
        "address", "biography", "email", "honorific", "name", "note", "phone", "variants",
      ])
  }

  @Test(arguments: ["staff-1", "planner-1"])
  func whoRecordsSeesNamesAndPosts(_ account: String) async throws {
    let office = try await Office()
    try await Somebody.record(in: office)
    let seen = try Everything(
      office.gate(account), searching: Self.words(of: Somebody.naming + Somebody.contact))
    #expect(seen.holding(Somebody.contact) == [])
    for text in Somebody.naming { #expect(!seen.holding([text]).isEmpty, "\(text)") }
    let row = try office.gate(account).reading { try $0.page(.person, Somebody.id, $1) }
    #expect(row["withheld"] == ["address", "biography", "email", "note", "phone"])
    #expect(row["email"] == .null && row["name"] == "Zebulun Windmill")
    let found = try office.gate(account).reading { desk, reading in
      try desk.search("zebulon quixote", reading).compactMap { $0["id"]?.string }
    }
    #expect(found.contains(Somebody.id))
  }

  @Test func theCommandLineSeesEverything() async throws {
    let office = try await Office()
    try await Somebody.record(in: office)
    let page = try office.desk.reading { try office.desk.page(.person, Somebody.id, $0) }
    #expect(page["email"] == "z.quixote@canary.example" && page["withheld"] == nil)
    let found = try office.desk.reading { try office.desk.search("xyzzy", $0) }
    #expect(found.count == 1)
  }

  @Test func whatWasErasedIsSaidToBe() async throws {
    let office = try await Office()
    try await Somebody.record(in: office)
    let log = try office.personID()
    _ = try await office.gate("staff-1").requestErasure(
      of: Somebody.id, Submission(by: "", reason: "letter 7"))
    _ = try await office.gate("auditor-1").approveErasure(of: log, Submission(by: ""))
    for account in ["staff-1", "auditor-1"] {
      let history = try office.gate(account).reading { desk, reading in
        JSONValue.array(
          try desk.history(
            of: ThingRef(.person, log), upTo: reading.reader.size, reading))
      }
      #expect(history.compactText.contains("[erased]"), "\(account)")
      let row = try office.gate(account).reading { try $0.page(.person, log, $1) }
      #expect(row["id"] == .string(log))
    }
  }

  @Test func accountsAreThereForThoseWhoReadThem() async throws {
    let office = try await Office()
    for (account, sees) in [("staff-1", false), ("planner-1", false), ("auditor-1", true)] {
      let gate = try office.gate(account)
      let all = try Everything(gate, searching: ["admin-1"])
      let lists = all.answers.filter { $0.what.hasPrefix("account") || $0.what == "diff" }
      #expect(lists.contains { $0.text.contains("admin-1") } == sees, "\(account)")
      #expect(try gate.reading { try $1.find(.account, "admin-1") != nil } == sees)
    }
  }

  @Test func anImportsPlanShowsNothingThatIsKeptBack() async throws {
    let office = try await Office()
    try await Somebody.record(in: office)
    let files = [
      (
        name: "people.csv",
        bytes: Array("id,name,note\n\(Somebody.id),Zebulon Quixote,something else\n".utf8)
      )
    ]
    let plan = try office.gate("staff-1").plan(DatasetSource(files))
    let change = try #require(plan.changes.first { $0.field == "note" })
    #expect(change.from == "[withheld]" && change.to == "something else")
  }

  /// Texts as wholes and word by word, as somebody would guess them.
  private static func words(of texts: [String]) -> [String] {
    texts + texts.flatMap { $0.split(separator: " ").map(String.init) }.filter { $0.count > 3 }
  }
}
