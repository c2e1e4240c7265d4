import Foundation
import JSON
import Testing

/// Reading verbs in every format, and the records themselves.
@Suite struct ReadingTests {
  static let kinds = [
    "organisation", "person", "document", "meeting", "request", "offer", "followup",
    "recommendation", "practice", "network", "statement",
  ]

  @Test func everythingPrintsInEveryFormat() throws {
    let registry = try CommandLineRegistry("demo")
    for kind in Self.kinds {
      let rows = try registry.run(kind, "list").succeeded().json.array ?? []
      let id = try #require(rows.first?["id"]?.string)
      for format in ["table", "csv"] {
        let list = try registry.run([kind, "list"], format: format).succeeded().output
        #expect(list.split(separator: "\n").count > rows.count, "\(kind) \(format)")
        #expect(list.contains(id), "\(kind) \(format)")
        for verb in ["show", "history"] {
          let page = try registry.run([kind, verb, id], format: format).succeeded().output
          #expect(!page.isEmpty, "\(kind) \(verb) \(format)")
        }
      }
      // Off a terminal nobody chose a format for, it is JSON, without colour.
      #expect(try registry.run([kind, "list"], format: nil).succeeded().json.array == rows)
    }
    for command in [
      ["conflicts"], ["unclassified"], ["log", "stats"], ["views", "status"], ["views", "check"],
      ["request", "matrix", "--rows", "region", "--columns", "theme"], ["log", "list"],
      ["log", "tail"], ["log", "show", "0"], ["person", "find", "aquaro"],
    ] {
      for format in ["table", "json", "jsonl", "csv"] {
        let result = try registry.run(command, format: format).succeeded()
        #expect(!result.output.contains("\u{1B}"), "\(command)")
      }
    }
  }

  @Test func peopleAreFoundByEverySpelling() throws {
    let registry = try CommandLineRegistry("demo")
    for text in ["aquaro", "AQUARO vincenzo", "Vincenzo", "vincénzo"] {
      #expect(try registry.run("person", "find", text).json.ids.contains("p-aquaro"), "\(text)")
    }
    for text in ["lim jaehong", "Jae Hong Lim", "JAE-HONG"] {
      #expect(try registry.run("person", "find", text).json.ids.contains("p-lim-jae-hong"))
    }
    #expect(try registry.run("person", "find", "nobody at all").json == [])
  }

  @Test func recordsAreListedOldestFirst() throws {
    let registry = try CommandLineRegistry("demo")
    let size = try registry.size()
    func positions(_ arguments: String...) throws -> [Int64] {
      try registry.run(["log"] + arguments).succeeded().json.array?
        .compactMap { $0["position"]?.integer } ?? []
    }
    #expect(try positions("list") == Array(0..<size))
    #expect(try positions("list", "--after", "9", "--limit", "3") == [10, 11, 12])
    #expect(try positions("tail", "--limit", "3") == [size - 3, size - 2, size - 1])
    let types = try registry.run("log", "list", "--type", "request.raised").json.array ?? []
    #expect(types.count == 25)
    let stream = try registry.run("log", "list", "--stream", "request/r-ecuador-1").json.array
    #expect(stream?.first?["type"] == "request.raised")
    let batch = try #require(stream?.first?["batch"]?.string)
    #expect(try positions("list", "--batch", batch).count == Int(size))
    #expect(try positions("list", "--by", "demo").count == Int(size))
    #expect(try positions("list", "--by", "nobody").isEmpty)
    // What stands beside a record is shown with it, and only there.
    let show = try registry.run(
      "log", "show", String(try #require(stream?.first?["position"]?.integer))
    ).json
    #expect(show["beside"]?["summary"]?.string?.isEmpty == false)
    #expect(show["record"]?["data"]?["summary"] == nil)
  }

  @Test func timesAndSizesAreMoments() throws {
    let registry = try CommandLineRegistry()
    try registry.run("request", "add", "--id", "r-1").succeeded()
    let recorded = try #require(
      try registry.run("log", "list").json.array?.first?["recorded"]?.string)
    Thread.sleep(forTimeInterval: 0.01)
    try registry.run("request", "add", "--id", "r-2").succeeded()
    func ids(_ moment: String) throws -> [String] {
      try registry.run("request", "list", "--as-of", moment).succeeded().json.ids
    }
    #expect(try ids("0") == [])
    #expect(try ids("1") == ["r-1"])
    #expect(try ids("2") == ["r-1", "r-2"])
    #expect(try ids(recorded) == ["r-1"])
    #expect(try ids("2000-01-01") == [])
    #expect(try ids("2999-01-01") == ["r-1", "r-2"])
    #expect(try ids("2000-01-01T12:00Z") == [])
    #expect(try ids("2000-01-01T12:00+09:00") == [])
    #expect(try ids("2999-01-01T12:00-05:00") == ["r-1", "r-2"])
    #expect(try ids("2999-01-01T12:00:30.5+09:00") == ["r-1", "r-2"])
  }

  @Test func whatDoesNotCountIsMarked() throws {
    let registry = try CommandLineRegistry("demo")
    try registry.run("request", "retract", "r-fiji-1", "--reason", "recorded twice").succeeded()
    let list = ["request", "list", "--country", "Fiji", "--include-retracted"]
    let table = try registry.run(list, format: "table").succeeded().output
    #expect(table.contains("retracted: recorded twice"))
    #expect(!(try registry.run("request", "list").succeeded().output.contains("r-fiji-1")))
  }

  @Test func organisationsAreCalledAsTheyWereThen() throws {
    let registry = try CommandLineRegistry("demo")
    try registry.run(
      "organisation", "rename", "gov-fiji", "Republic of Fiji", "--occurred", "2015"
    ).succeeded()
    func names(_ arguments: String...) throws -> [String] {
      try registry.run(["request", "list", "--country", "Fiji"] + arguments).succeeded().json
        .array?.first?["requester_names"]?.strings ?? []
    }
    #expect(try names() == ["Republic of Fiji"])
    #expect(try names("--names", "event") == ["Government of Fiji"])
    #expect(try names("--names", "today", "--today", "2014-12-31") == ["Government of Fiji"])
  }

  @Test func viewsComeBackWhenTheirFileIsGoneOrSpoiled() throws {
    let registry = try CommandLineRegistry("demo")
    let before = try registry.run("request", "list").output
    let views = registry.registry + "/views.sqlite"
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: views + suffix)
    }
    #expect(try registry.run("request", "list").output == before)
    try Data("this is no database, however long it may be".utf8).write(
      to: URL(fileURLWithPath: views))
    #expect(try registry.run("request", "list").output == before)
    try registry.run("views", "check").succeeded()
    try registry.run("views", "rebuild", "requests").succeeded()
    #expect(try registry.run("views", "rebuild", "nothing").code == 1)
  }

  @Test func aRegistryIsMadeOnce() throws {
    let registry = try CommandLineRegistry()
    #expect(try registry.run("init").code == 1)
    // An empty registry, as an interrupted first try leaves it, is filled; a filled one is not.
    try registry.run("demo").succeeded()
    #expect(try registry.run("demo").code == 1)
    #expect(
      try registry.run("init", "--registry", registry.folder + "/b", "--origin", "a b").code == 1)
    #expect(
      try registry.run("init", "--registry", registry.folder + "/c", "--time-zone", "Mars").code
        == 1)
    // Nothing is left of a registry that was refused.
    #expect(!FileManager.default.fileExists(atPath: registry.folder + "/b"))
  }
}
