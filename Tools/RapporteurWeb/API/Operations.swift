import Access
import HTTPTypes
import JSON
import Registry
import Requests
import Things

extension Operation {
  /// What all addresses of the API begin with.
  static let root = "/api/v1/"

  /// Everything that the API can do, in the order of the document.
  static let all: [Operation] =
    Kind.recordedByAPI.flatMap { ThingOperations($0).all } + matrices + questions + asking + past
    + imports + log + auditing + service + neighbouring

  // MARK: Asking

  private static let matrices: [Operation] = [
    Operation(
      id: "countRequests", method: .get, path: root + "requests/matrix", tag: .requests,
      summary: "Count requests along one or two dimensions",
      description: "With the requests behind every number. Takes the filters of the list.",
      parameters: [
        Parameter(
          name: "rows", place: .query, description: "What the rows are.",
          schema: .oneOf(MatrixDimension.allCases.map(\.rawValue)), required: true,
          example: "country"),
        Parameter(
          name: "columns", place: .query,
          description: "What the columns are. Left out, the rows are counted alone.",
          schema: .oneOf(MatrixDimension.allCases.map(\.rawValue)), example: "support"),
      ] + Parameter.filters(.request) + Parameter.reading + [.ifNoneMatch],
      answer: .json(.named("Matrix"), "The counts.", headers: [.etag, .size, .warnings]),
      problems: [.notFound, .refused], needs: [.readThings],
      run: { try await $0.matrix() }),
    Operation(
      id: "matchRequest", method: .get, path: root + "request/{id}/matches", tag: .requests,
      summary: "Find what could answer a request",
      description:
        "Offers, practices, people and peers; the score is the sum of the parts shown.",
      parameters: [
        .id(.request),
        Parameter(
          name: "kind", place: .query, description: "Only this kind of answer.",
          schema: .oneOf(["offer", "practice", "person", "peer"]), repeats: true),
      ] + Parameter.reading + Parameter.paging + [.ifNoneMatch],
      answer: .json(
        .list(.named("Match")), "What was found, best first.", headers: [.etag, .link, .size]),
      problems: [.notFound, .refused], needs: [.readThings],
      run: { try await $0.matches() }),
  ]

  private static let questions: [Operation] =
    [
      Operation(
        id: "listQuestions", method: .get, path: root + "questions", tag: .questions,
        summary: "List the questions",
        description: "Those saved, then those that come with the program.",
        parameters: Parameter.reading + Parameter.paging + [.ifNoneMatch],
        answer: .json(
          .list(.named("Question")), "The questions.", headers: [.etag, .link, .size]),
        problems: [.notFound, .refused], needs: [.readThings],
        run: { try await $0.questions() })
    ]
    + [
      question(
        "getQuestion", .get, "", "Read a question", parameters: Parameter.reading + [.ifNoneMatch],
        .json(.named("Question.Page"), "The question.", headers: [.etag, .size]), .readThings
      ) { try await $0.question() },
      question(
        "askQuestion", .get, "/answer", "Answer a question",
        "With the rows that the list would have; what they look like follows from the question.",
        parameters: Parameter.reading + Parameter.paging + [.ifNoneMatch],
        .json(
          .list(.open), "The rows.",
          headers: [.etag, .link, .size, .undated, .warnings]), .readThings
      ) { try await $0.answer() },
      question(
        "getQuestionHistory", .get, "/history", "Read every event of a question",
        parameters: Parameter.reading + [.ifNoneMatch],
        .json(.list(.named("Happening")), "The events.", headers: [.etag, .size]), .readThings
      ) { try await $0.questionHistory() },
      question(
        "saveQuestion", .put, "", "Save filters under a name",
        "A new question, or another meaning of one there is.", parameters: [.idempotencyKey],
        body: .json(
          "SavedQuestion", ["about": "request", "filters": "group=SIDS&open", "title": "Open SIDS"]),
        .receipt(), .record
      ) { try await $0.saveQuestion() },
      question(
        "retractQuestion", .post, "/retract", "Take back a question",
        parameters: [.idempotencyKey], body: .json("Explained", ["reason": "not asked any more"]),
        .receipt(), .record
      ) { try await $0.settle(.retract()) },
      question(
        "reinstateQuestion", .post, "/reinstate", "Bring back a question",
        parameters: [.idempotencyKey], body: .json("Command", ["reason": "asked again"]),
        .receipt(), .record
      ) { try await $0.settle(.reinstate()) },
    ]

  private static func question(
    _ id: String, _ method: HTTPRequest.Method, _ path: String, _ summary: String,
    _ description: String? = nil, parameters: [Parameter], body: Body? = nil, _ answer: Answer,
    _ right: Right, _ run: @escaping @Sendable (Call) async throws -> Reply
  ) -> Operation {
    Operation(
      id: id, method: method, path: root + "question/{id}" + path, tag: .questions,
      summary: summary, description: description, parameters: [.id(.question)] + parameters,
      body: body, answer: answer, problems: [.notFound, .refused], needs: [right],
      run: run)
  }

  private static let asking: [Operation] = [
    Operation(
      id: "search", method: .get, path: root + "search", tag: .asking,
      summary: "Find words in everything that can be read",
      description:
        "Case, accents and the order of words do not matter; a word may be cut short. Score 100 is "
        + "the very name, 80 its words, 60 their beginnings, 40 and 20 words and beginnings elsewhere.",
      parameters: [
        Parameter(
          name: "q", place: .query, description: "The words.",
          schema: .text.with("minLength", 1), required: true, example: "east timor"),
        Parameter(
          name: "kind", place: .query, description: "Only this kind of thing.",
          schema: .oneOf(Kind.allCases.filter { $0 != .vocabulary }.map(\.rawValue)),
          repeats: true),
      ] + Parameter.reading + Parameter.paging + [.ifNoneMatch],
      answer: .json(
        .list(.named("Hit")), "What was found, best first.", headers: [.etag, .link, .size]),
      problems: [.refused], needs: [.readThings],
      run: { try await $0.search() }),
    Operation(
      id: "listConflicts", method: .get, path: root + "conflicts", tag: .asking,
      summary: "List statements that disagree and are not settled",
      parameters: Parameter.reading + Parameter.paging + [.ifNoneMatch],
      answer: .json(
        .list(.named("Conflict")), "The disagreements.", headers: [.etag, .link, .size]),
      problems: [.refused], needs: [.readThings],
      run: { try await $0.conflicts() }),
    Operation(
      id: "listUnclassified", method: .get, path: root + "unclassified", tag: .asking,
      summary: "List terms that are in no vocabulary",
      parameters: Parameter.reading + Parameter.paging + [.ifNoneMatch],
      answer: .json(
        .list(.named("Unclassified")), "The terms, with where they occur.",
        headers: [.etag, .link, .size]),
      problems: [.refused], needs: [.readThings],
      run: { try await $0.unclassified() }),
    Operation(
      id: "mapTerm", method: .post, path: root + "unclassified/map", tag: .asking,
      summary: "Say what a term means",
      description: "It applies to old records from now on.", parameters: [.idempotencyKey],
      body: .json(
        "Mapping",
        [
          "vocabulary": "theme", "term": "vision, trust, user-centricity",
          "to": "digital-government",
        ]), answer: .receipt(201), problems: [.notFound], needs: [.settle],
      run: { try await $0.mapTerm() }),
  ]

  // MARK: Looking back

  private static let past: [Operation] = [
    Operation(
      id: "explain", method: .get, path: root + "why", tag: .past,
      summary: "Read the events that a value rests on",
      description:
        "Of an attribute every event that ever concerned it, what is in force at the end; of a "
        + "thing the events that its present values rest on.",
      parameters: [
        Parameter(
          name: "of", place: .query,
          description: "A thing or an entry of one, or an attribute of it: [kind/]id[.attribute].",
          schema: .text.with("minLength", 1), required: true,
          example: "request/r-ecuador-1.status")
      ] + Parameter.reading + [.ifNoneMatch],
      answer: .json(.list(.named("Reason")), "The events.", headers: [.etag, .size]),
      problems: [.notFound, .refused], needs: [.readThings],
      run: { try await $0.why() }),
    Operation(
      id: "compare", method: .get, path: root + "diff", tag: .past,
      summary: "Read what changed between two moments",
      description: "Thing by thing. What changed and changed back is left out.",
      parameters: [
        Parameter(
          name: "from", place: .query, description: "The earlier moment: a log size or a time.",
          schema: .text.with("minLength", 1), required: true, example: "0"),
        Parameter(
          name: "to", place: .query, description: "The later moment; now when not given.",
          schema: .text.with("minLength", 1)),
        Parameter(
          name: "thing", place: .query, description: "Only things of this kind.",
          schema: .oneOf(Kind.allCases.map(\.rawValue)), example: "document"),
        Parameter(
          name: "id", place: .query, description: "Only what has this id.",
          schema: .text.with("minLength", 1)),
        .limit, .cursor, .ifNoneMatch,
      ],
      answer: .json(.list(.named("Change")), "The changes.", headers: [.etag, .link, .size]),
      problems: [.notFound, .refused], needs: [.readThings],
      run: { try await $0.diff() }),
  ]
}
