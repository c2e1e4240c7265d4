import Foundation
import JSON
import Testing

/// A whole bilateral as one command.
@Suite struct BilateralTests {
  @Test func byOptions() throws {
    let registry = try CommandLineRegistry("demo")
    let size = try registry.size()
    let id = UUID().uuidString.lowercased()
    let arguments = [
      "bilateral", "log", "--with", "gov-fiji", "--under", "m-unpsf-2014", "--on", "2014-06-24",
      "--place", "Room 3", "--present", "p-aquaro", "--note", "Short.", "--request",
      "A study visit", "--theme", "e-government", "--support", "study_visit", "--offer",
      "An adviser", "--followup", "Propose dates", "--owner", "dpadm", "--due", "2014-09",
      "--command-id", id,
    ]
    let receipt = try registry.run(arguments).succeeded().json
    let meeting = try #require(receipt["id"]?.string)
    #expect(try registry.run(arguments).succeeded().json["events"] == receipt["events"])
    #expect(try registry.size() == size + Int64(receipt["events"]?.array?.count ?? 0))
    let page = try registry.run("meeting", "show", meeting).json
    #expect(page["kind"] == "bilateral_meeting")
    #expect(page["parent"] == "m-unpsf-2014")
    #expect(page["start"] == "2014-06-24")
    #expect(page["venue"] == "Room 3")
    #expect(page["roles"]?.array?.first?["person"] == "p-aquaro")
    let request = try #require(page["requests"]?.array?.first)
    #expect(request["requester"] == ["gov-fiji"])
    #expect(request["country"] == "FJI")
    #expect(request["support_types"] == ["study_visit"])
    #expect(request["status"] == "requested")
    #expect(page["offers"]?.array?.first?["summary"] == "An adviser")
    #expect(page["followups"]?.array?.first?["owner"] == ["dpadm"])
    // With one request, what is to be done is for it.
    #expect(page["followups"]?.array?.first?["request"] == request["id"])
  }

  @Test func aCountryInPlaceOfAPartyBringsItsOrganisations() throws {
    let registry = try CommandLineRegistry("demo")
    let size = try registry.size()
    let result = try registry.run("bilateral", "log", "--with", "Samoa", "--on", "2014-06-24")
    #expect(result.code == 1)
    #expect(
      result.errors.contains("there is no organisation “Samoa” (--with); did you mean gov-samoa?"))
    #expect(try registry.size() == size)
  }

  @Test func byFileOnStandardInput() throws {
    let registry = try CommandLineRegistry("demo")
    let json = """
      {"with": ["gov-samoa"], "under": "m-unpsf-2014", "on": "2014-06-25", "place": "Lobby",
       "present": [], "note": "n", "requests": [
         {"summary": "one", "themes": ["e-government"], "support_types": ["training"]},
         {"summary": "two", "kind": "expression_of_interest"}],
       "offers": [{"summary": "three"}],
       "followups": [{"what": "four", "owner": "dpadm", "due": "2014-09"}, {"what": "five"}]}
      """
    let result = try registry.run(["bilateral", "log", "--file", "-"], input: json).succeeded()
    let meeting = try #require(try result.json["id"]?.string)
    let page = try registry.run("meeting", "show", meeting).json
    #expect(page["requests"]?.array?.map { $0["summary"] } == ["one", "two"])
    // With several, nobody said for which.
    #expect(page["followups"]?.array?.allSatisfy { $0["request"] == .null } == true)
    #expect(page["requests"]?.array?.map { $0["status"] } == ["requested", "expressed"])
    #expect(page["offers"]?.array?.count == 1)
    #expect(page["followups"]?.array?.count == 2)
  }

  @Test(arguments: [
    #"{"with": ["gov-samoaa"], "requests": [{"summary": "x"}]}"#,
    #"{"with": ["gov-samoa"], "requests": [{"sumary": "x"}]}"#,
    #"{"with": ["gov-samoa"], "followups": [{"what": "x", "owner": "nobody"}]}"#,
    #"{"with": ["gov-samoa"], "offers": [{"summary": "x", "country": "Korea"}]}"#,
    #"{"with": ["gov-samoa"], "on": "24.06.2014"}"#, #"{"with": ["gov-samoa"], "what": 1}"#,
    #"{"with": 5}"#, #"{"requests": [{"summary": "x"}]}"#, "[]", "{",
    #"{"with": ["gov-samoa"], "under": "m-nowhere"}"#,
    #"{"with": ["gov-samoa"], "present": ["p-nobody"]}"#,
  ])
  func allOrNothing(json: String) throws {
    let registry = try CommandLineRegistry()
    try registry.run("organisation", "add", "--id", "gov-samoa", "--name", "Samoa").succeeded()
    let result = try registry.run(["bilateral", "log", "--file", "-"], input: json)
    #expect(result.code == 1, "\(result)")
    #expect(try result.json["error"]?["message"]?.string?.isEmpty == false)
    #expect(try registry.size() == 1)
  }

  @Test func aNewPartyIsRegisteredOnTheFly() throws {
    let registry = try CommandLineRegistry()
    try registry.run(
      "bilateral", "log", "--with-new", "Government of Fiji", "--country", "Fiji", "--on",
      "2014-06-24", "--request", "x"
    ).succeeded()
    let organisation = try #require(try registry.run("organisation", "list").json.array?.first)
    #expect(organisation["country"] == "FJI")
    let request = try #require(try registry.run("request", "list").json.array?.first)
    #expect(request["country"] == "FJI")
    #expect(request["requester"]?.strings == [organisation["id"]?.string ?? ""])
  }
}
