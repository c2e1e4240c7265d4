import JSON
import Registry
import Testing

/// Saved questions: asked again and again, changed with their history.
@Suite struct QuestionTests {
  @Test func aQuestionAnswersAsItsListDoes() throws {
    let registry = try CommandLineRegistry("demo")
    try registry.run(
      "question", "save", "pacific", "request", "--region", "Oceania", "--theme", "e-government",
      "--open", "--title", "Open in the Pacific"
    ).succeeded()
    let list = try registry.run(
      "request", "list", "--region", "009", "--theme", "digital-government", "--open"
    ).succeeded()
    for format in ["json", "jsonl", "csv", "table"] {
      let asked = try registry.run(["question", "ask", "pacific"], format: format).succeeded()
      let listed = try registry.run(
        ["request", "list", "--region", "009", "--theme", "e-government", "--open"], format: format)
      #expect(asked.output == listed.output)
    }
    #expect(try list.json.ids == ["r-fiji-1", "r-samoa-1"])
    // Further filters narrow, also where they are of the same name.
    let fiji = try registry.run("question", "ask", "pacific", "--country", "Fiji").succeeded()
    #expect(try fiji.json.ids == ["r-fiji-1"])
    #expect(
      try registry.run("question", "ask", "pacific", "--region", "Africa").succeeded().json == [])
    // The question is taken as it is now, the rows as they were then.
    #expect(try registry.run("question", "ask", "pacific", "--as-of", "0").succeeded().json == [])
  }

  @Test func savingAgainChangesAndKeepsTheHistory() throws {
    let registry = try CommandLineRegistry()
    let save = ["question", "save", "mine", "requests", "--open"]
    try registry.run(save + ["--note", "for May"]).succeeded()
    let again = try registry.run(save + ["--note", "for May"]).succeeded()
    #expect(try again.json["events"]?.array?.isEmpty == true)
    try registry.run("question", "save", "mine", "followup", "--overdue").succeeded()
    let row = try registry.run("question", "show", "mine").succeeded().json
    #expect(row["about"] == "followup" && row["filters"] == "overdue" && row["note"] == "for May")
    let types = try registry.run("question", "history", "mine").json.array?
      .compactMap { $0["type"]?.string }
    #expect(types == ["question.saved", "question.changed"])
    try registry.run("question", "retract", "mine", "--reason", "over").succeeded()
    #expect(try registry.run("question", "ask", "mine").code == 1)
    try registry.run("question", "reinstate", "mine", "--reason", "needed").succeeded()
    try registry.run("question", "ask", "mine").succeeded()
    // Filters may name a person: they stand beside the record.
    let record = try registry.run("log", "show", "0").json
    #expect(record["record"]?["data"]?["filters"] == nil)
    #expect(record["beside"]?["filters"] == "open")
  }

  @Test func everyShippedQuestionIsAnsweredAndMayBeOverridden() throws {
    let registry = try CommandLineRegistry("demo")
    let shipped = ShippedQuestions.shared.all
    #expect(shipped.count >= 7)
    let rows = try registry.run("question", "list").succeeded().json.array ?? []
    #expect(rows.compactMap { $0["id"]?.string } == shipped.map(\.id))
    for question in shipped {
      try registry.run("question", "ask", question.id, "--today", "2014-07-01").succeeded()
    }
    let ids = try registry.run("question", "ask", "sids-without-answer").json.ids
    #expect(ids == ["r-timor-leste-1", "r-fiji-1", "r-samoa-1", "r-sao-tome-1"])
    try registry.run("question", "save", "delivered", "offer", "--status", "delivered").succeeded()
    let after = try registry.run("question", "list").json.array ?? []
    #expect(after.count == rows.count && after.first?["shipped"] == false)
    #expect(after.first?["id"] == "delivered" && after.first?["about"] == "offer")
    try registry.run("question", "retract", "delivered", "--reason", "a test").succeeded()
    #expect(try registry.run("question", "ask", "delivered").json.ids.count == 3)
  }

  @Test func relativeWordsStayRelative() throws {
    let registry = try CommandLineRegistry("demo")
    try registry.run(
      "question", "save", "late", "followup", "--due-before", "today", "--status", "done"
    ).succeeded()
    #expect(
      try registry.run("question", "show", "late").json["filters"] == "due-before=today&status=done"
    )
    func ids(_ today: String) throws -> [String] {
      try registry.run("question", "ask", "late", "--today", today).succeeded().json.ids
    }
    #expect(try ids("2014-06-26").isEmpty)
    #expect(try ids("2014-07-02") == ["f-w1-plenary"])
    #expect(try ids("2014-07-03") == ["f-w1-plenary", "f-course-launch"])
  }

  @Test(arguments: [
    (["save", "x", "request", "--provider", "dpadm"], "--provider is no filter of requests"),
    (["save", "x", "request"], "a question without filters"),
    (["save", "x", "requst", "--open"], "did you mean request?"),
    (["save", "x", "request", "--meeting", "nothing"], "there is no meeting “nothing”"),
    (["save", "a b", "request", "--open"], "holds “ ”"),
    (["ask", "deliverd"], "did you mean delivered?"),
    (["ask", "delivered", "--owner", "none"], "--owner is no filter of requests"),
    (["ask", "delivered", "Fiji"], "“Fiji” is no filter"),
    (["ask", "delivered", "--country", "Atlantis"], "“Atlantis”"),
  ])
  func slipsAreNamed(arguments: [String], message: String) throws {
    let registry = try CommandLineRegistry()
    let result = try registry.run(["question"] + arguments)
    #expect(result.code == 1 && result.errors.contains(message), "\(result)")
    #expect(try registry.size() == 0)
  }
}
