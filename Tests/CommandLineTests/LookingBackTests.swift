import Foundation
import JSON
import Testing

/// `why`, `diff`, `request match`, and histories and records as of a moment.
@Suite struct LookingBackTests {
  @Test func whyDiffAndMatchPrintTheShapesOfTheContract() throws {
    let registry = try CommandLineRegistry("demo")
    let size = try registry.size()
    try registry.run(
      "request", "correct", "r-benin-1", "--requested-on", "2014-06-26", "--reason", "misread",
      "--source", "D003:L62"
    ).succeeded()
    let why = try registry.run("why", "r-benin-1.requested_on").succeeded().json.array ?? []
    #expect(why.map { $0["value"] } == ["2014-06-25", "2014-06-26"])
    #expect(
      why.last?.keys.isSuperset(of: [
        "position", "type", "recorded", "occurred", "by", "value", "reason", "sources",
      ]) == true)
    #expect(why.last?["position"]?.integer == size)
    #expect(why.last?["reason"] == "misread")
    #expect(why.last?["sources"] == ["D003:L62"])
    let before = try registry.run("why", "r-benin-1.requested_on", "--as-of", "\(size)")
    #expect(try before.succeeded().json.array?.count == 1)

    let diff = try registry.run("diff", "--from", "\(size)").succeeded().json
    #expect(
      diff == [
        [
          "thing": "request", "id": "r-benin-1", "change": "changed",
          "title": "Needs assessment study for e-government development",
          "fields": [
            [
              "name": "requested_on", "entry": .null, "from": "2014-06-25", "to": "2014-06-26",
            ]
          ], "events": [.integer(size)],
        ]
      ])
    let all = try registry.run("diff", "--from", "0", "--thing", "request", "--limit", "4")
    #expect(try all.succeeded().json.array?.count == 4)

    let matches = try registry.run("request", "match", "r-ecuador-1").succeeded().json.array ?? []
    #expect(matches.first?["id"] == "o-ecuador-dpadm")
    for match in matches {
      #expect(match.keys.isSuperset(of: ["kind", "id", "title", "score", "parts"]))
      let parts = match["parts"]?.array ?? []
      #expect(parts.allSatisfy { $0.keys == ["name", "value", "why"] })
      #expect(
        parts.compactMap { $0["value"]?.integer }.reduce(0, +) == match["score"]?.integer)
    }
    let peers = try registry.run(
      "request", "match", "r-fiji-1", "--kind", "peer", "--limit", "2", "--today", "2014-07-01")
    #expect(try peers.succeeded().json.array?.map { $0["kind"] } == ["country", "country"])
  }

  @Test func theyReadWellOnATerminal() throws {
    let registry = try CommandLineRegistry("demo")
    for (arguments, words) in [
      (["why", "r-benin-1"], ["request.raised", "requested on", "DPADM Monthly Update"]),
      (["why", "m-unpsf-2014.city"], ["stated", "Seoul", "in force"]),
      (["diff", "--from", "600"], ["added", "statement/"]),
      (["diff", "--from", "600", "--to", "600"], ["nothing changed between sizes 600 and 600"]),
      (["request", "match", "r-ecuador-1", "--limit", "1"], ["linked", "30", "more"]),
      (
        ["meeting", "history", "m-unpsf-2014-bilaterals"],
        ["Hyunjung Kim (p-kim-hyunjung)"]
      ),
    ] {
      let output = try registry.run(arguments, format: "table").succeeded().output
      for word in words { #expect(output.contains(word), "\(arguments): no \(word)") }
    }
  }

  @Test(arguments: [
    ("why r-nowhere", 1, "not_found"), ("why r-fiji-1.stats", 1, "not_found"),
    ("why meting/x", 1, "not_found"), ("diff --from 9 --to 3", 1, "refused"),
    ("diff --from 9999999", 1, "refused"), ("diff --from soon", 1, "refused"),
    ("diff --from 0 --thing reqest", 1, "refused"), ("diff --from 0 --id r-fji-1", 1, "not_found"),
    ("diff", 2, "usage"), ("request match r-nowhere", 1, "not_found"),
    ("request match r-fiji-1 --kind peers", 2, "usage"),
    ("log list --follow --as-of 3", 2, "usage"), ("log show 5 --as-of 3", 1, "not_found"),
  ])
  func slipsAreRefused(_ command: String, _ code: Int32, _ word: String) throws {
    let registry = try CommandLineRegistry("demo")
    let result = try registry.run(command.split(separator: " ").map(String.init))
    #expect(result.code == code, "\(result)")
    #expect(try result.json["error"]?["code"]?.string == word, "\(result)")
  }

  @Test func historiesTellOfMergersAndEntries() throws {
    let registry = try CommandLineRegistry("demo")
    try registry.run("organisation", "merge", "benin-env", "--into", "gov-benin", "--reason", "one")
      .succeeded()
    let winner = try registry.run("organisation", "history", "gov-benin").succeeded().json.array
    #expect(winner?.last?["type"] == "organisation.merged")
    #expect(winner?.last?["thing"] == "organisation/benin-env")
    let roles = try registry.run("meeting", "show", "m-unpsf-2014-bilaterals").succeeded().json
    let role = try #require(roles["roles"]?.array?.first?["id"]?.string)
    let history = try registry.run("meeting", "history", role).succeeded().json.array
    #expect(history?.map { $0["type"] } == ["meeting.role_assigned"])
    // The record keeps the log's id of a person; who it is stands beside.
    #expect(history?.first?["people"]?.object?.values.first?["id"]?.string?.hasPrefix("p-") == true)
  }

  @Test func recordsAreReadAsOfAMoment() throws {
    let registry = try CommandLineRegistry("demo")
    #expect(try registry.run("log", "list", "--as-of", "7").succeeded().json.array?.count == 7)
    let tail = try registry.run("log", "tail", "--as-of", "7", "--limit", "2").succeeded().json
    #expect(tail.array?.compactMap { $0["position"]?.integer } == [5, 6])
    #expect(try registry.run("log", "stats", "--as-of", "7").succeeded().json["size"] == 7)
    #expect(try registry.run("log", "show", "6", "--as-of", "7").succeeded().json["position"] == 6)
  }
}
