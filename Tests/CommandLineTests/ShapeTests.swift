import JSON
import Testing

/// The shapes of JSON that scripts rely on: keys may be added, never renamed or left out.
@Suite struct ShapeTests {
  static let lists: [(kind: String, keys: Set<String>)] = [
    (
      "request",
      [
        "id", "requester", "requester_names", "country", "country_name", "asked_of", "meeting",
        "requested_on", "kind", "themes", "themes_as_written", "support_types", "summary",
        "beneficiary", "status", "status_note", "priority", "sources",
      ]
    ),
    (
      "offer",
      [
        "id", "provider", "country", "meeting", "offered_on", "themes", "support_types", "summary",
        "beneficiary", "requests", "status", "sources",
      ]
    ),
    (
      "followup",
      [
        "id", "what", "owner", "due", "status", "basis", "overdue", "meeting", "request", "sources",
      ]
    ),
    (
      "meeting",
      [
        "id", "title", "kind", "start", "end", "city", "country", "venue", "parent", "status",
        "organisers", "statements", "sources",
      ]
    ),
    ("person", ["id", "name", "honorific", "variants", "affiliations", "roles"]),
    (
      "organisation",
      ["id", "name", "short_name", "kind", "country", "parent", "variants", "sources"]
    ),
    (
      "recommendation",
      ["id", "meeting", "addressees", "theme", "text", "kind", "same_as", "sources"]
    ),
    (
      "practice",
      ["id", "title", "country", "organisation", "award", "themes", "summary", "sources"]
    ),
    (
      "network",
      [
        "id", "name", "kind", "parent", "facilitator", "established_on", "focal_points", "names",
        "sources",
      ]
    ),
    (
      "statement",
      ["id", "subject", "attribute", "value", "unit", "qualifier", "preferred", "sources"]
    ),
    ("document", ["id", "title", "kind", "issuer", "date", "access"]),
  ]

  /// Members of nested objects, by list and member.
  static let nested: [(command: [String], member: String, keys: Set<String>)] = [
    (
      ["meeting", "show", "m-unpsf-2014-w1"], "roles",
      ["person", "name", "role", "session", "topic", "basis", "sources"]
    ),
    (
      ["meeting", "show", "m-unpsf-2014-w1"], "participations",
      ["organisation", "country", "capacity", "count"]
    ),
    (
      ["person", "show", "p-aquaro"], "affiliations",
      ["organisation", "position", "as_of", "rank", "sources"]
    ),
    (["person", "show", "p-aquaro"], "roles", ["meeting", "session", "role"]),
    (
      ["network", "show", "net-unct-nra"], "focal_points",
      ["person", "organisation", "status", "as_of", "sources"]
    ),
    (["network", "show", "net-unct-nra"], "names", ["name", "from"]),
  ]

  @Test func listsAndPagesHaveThePromisedKeys() throws {
    let registry = try CommandLineRegistry("demo")
    for (kind, keys) in Self.lists {
      let rows = try registry.run(kind, "list").succeeded().json.array ?? []
      #expect(!rows.isEmpty, "\(kind)")
      for row in rows {
        #expect(row.keys.isSuperset(of: keys), "\(kind): \(keys.subtracting(row.keys).sorted())")
      }
      let id = try #require(rows.first?["id"]?.string)
      let page = try registry.run(kind, "show", id).succeeded().json
      #expect(page.keys.isSuperset(of: keys), "\(kind) show")
      let history = try registry.run(kind, "history", id).succeeded().json.array ?? []
      #expect(
        history.first?.keys.isSuperset(of: [
          "position", "type", "recorded", "occurred", "by", "reason", "sources", "record",
        ]) == true, "\(kind) history")
      // One object a line, and the same objects.
      let lines = try registry.run([kind, "list"], format: "jsonl").succeeded().output
        .split(separator: "\n").map { try JSONValue(parsing: String($0)) }
      #expect(lines == rows, "\(kind) jsonl")
      #expect(try registry.run([kind, "list", "--limit", "1"]).json.array?.count == 1)
    }
    for (command, member, keys) in Self.nested {
      let rows = try registry.run(command).succeeded().json[member]?.array ?? []
      #expect(!rows.isEmpty, "\(command) \(member)")
      for row in rows {
        #expect(
          row.keys.isSuperset(of: keys), "\(member): \(keys.subtracting(row.keys).sorted())")
      }
    }
    let meeting = try registry.run("meeting", "show", "m-unpsf-2014-w1").json
    #expect(
      meeting.keys.isSuperset(of: [
        "sessions", "roles", "participations", "requests", "offers", "followups", "children",
      ]))
  }

  @Test func otherShapesHaveThePromisedKeys() throws {
    let registry = try CommandLineRegistry("demo")
    let conflict = try #require(try registry.run("conflicts").json.array?.first)
    #expect(conflict.keys.isSuperset(of: ["subject", "attribute", "values"]))
    let value = try #require(conflict["values"]?.array?.first)
    #expect(value.keys.isSuperset(of: ["id", "value", "unit", "qualifier", "sources"]))
    let term = try #require(try registry.run("unclassified").json.array?.first)
    #expect(term.keys.isSuperset(of: ["vocabulary", "term", "count", "things"]))
    let matrix = try registry.run(
      "request", "matrix", "--rows", "country", "--columns", "support"
    ).json
    #expect(matrix.keys.isSuperset(of: ["rows", "columns", "cells", "total"]))
    #expect(matrix["rows"]?.array?.first?.keys.isSuperset(of: ["key", "label"]) == true)
    #expect(
      matrix["cells"]?.array?.first?.keys.isSuperset(of: ["row", "column", "count", "requests"])
        == true)
    #expect(matrix["total"]?.integer == 25)
    let view = try #require(try registry.run("views", "status").json.array?.first)
    #expect(
      view.keys.isSuperset(of: [
        "name", "version", "size", "log_size", "lag", "unknown_events", "state", "error",
      ]))
    let stats = try registry.run("log", "stats").json
    #expect(
      stats.keys.isSuperset(of: [
        "size", "bytes", "by_type", "by_stream_kind", "first_recorded", "last_recorded",
      ]))
  }

  @Test func absentIsNullAndListsAreLists() throws {
    let registry = try CommandLineRegistry()
    try registry.run("request", "add", "--id", "r-1").succeeded()
    let row = try #require(try registry.run("request", "list").json.array?.first)
    for key in ["country", "meeting", "requested_on", "kind", "summary", "status", "priority"] {
      #expect(row[key] == .null, "\(key)")
    }
    for key in ["requester", "asked_of", "themes", "support_types", "sources"] {
      #expect(row[key] == [], "\(key)")
    }
  }

  @Test func csvForPeopleIsGuarded() throws {
    let registry = try CommandLineRegistry()
    try registry.run("request", "add", "--id", "r-1", "--summary", "=SUM(A1)").succeeded()
    let csv = try registry.run(["request", "list"], format: "csv").succeeded().output
    #expect(csv.contains("'=SUM(A1)"))
    #expect(!csv.contains(",=SUM(A1)"))
  }
}
