import Access
import HTTPTypes
import JSON
import Registry

// Imports, the log, and the service itself.

extension Operation {
  private static let dataset = Body(
    content: [
      ("application/json", .named("Dataset")),
      (
        "multipart/form-data",
        Schema.table(of: .text.with("contentMediaType", "text/csv"))
          .saying("Each file of the dataset under its name: requests.csv, meetings.csv, …")
      ),
    ],
    example: [
      "files": [
        "organisations.csv":
          "id,name,kind,country\ngov-tonga,Government of Tonga,government,Tonga\n"
      ]
    ])

  static let imports: [Operation] = [
    Operation(
      id: "planImport", method: .post, path: root + "imports/plan", tag: .imports,
      summary: "See what importing a dataset would do",
      description: "Records nothing. Every value that would change, and every cell that is wrong.",
      body: dataset, answer: .json(.named("Import"), "The plan.", headers: [.size]), needs: .record),
    Operation(
      id: "commitImport", method: .post, path: root + "imports", tag: .imports,
      summary: "Import a dataset",
      description:
        "All of it or nothing: with any error, 422 says which cells are wrong. Give planned_at to "
        + "commit only what was planned. Importing the same again changes nothing.",
      parameters: [.idempotencyKey], body: dataset,
      answer: .json(.named("Import"), "What was imported.", status: 201, headers: [.size]),
      problems: [.preconditionFailed], needs: .record),
    Operation(
      id: "undoImport", method: .post, path: root + "import/{batch}/undo", tag: .imports,
      summary: "Take an import back as a whole",
      description:
        "What others recorded since stays as it is, and is named in the warnings. One's own; to "
        + "undo anybody's, one has to be a planner.",
      parameters: [
        Parameter(
          name: "batch", place: .path, description: "The import's name.",
          schema: .text.with("minLength", 1).with("maxLength", 200), required: true),
        .idempotencyKey,
      ], body: .json("Command", ["reason": "the wrong file"]), answer: .receipt(),
      problems: [.notFound], needs: .record),
  ]

  private static let position = Parameter(
    name: "position", place: .path, description: "The event's place in the log.", schema: .count,
    required: true, example: 446)

  private static let records: [Parameter] = [
    Parameter(
      name: "stream", place: .query, description: "Only of this stream, as in request/r-fiji-1.",
      schema: .text.with("minLength", 1), example: "request/r-ecuador-1"),
    Parameter(
      name: "type", place: .query, description: "Only of this type.",
      schema: .oneOf(EventCatalogue.all.map(\.name)), repeats: true),
    Parameter(
      name: "by", place: .query, description: "Only recorded by this account.",
      schema: .text.with("minLength", 1)),
    Parameter(
      name: "batch", place: .query, description: "Only of this import.",
      schema: .text.with("minLength", 1)),
  ]

  static let log: [Operation] = [
    Operation(
      id: "listRecords", method: .get, path: root + "log/events", tag: .log,
      summary: "List records, oldest first",
      description:
        "The records as they are stored: all for auditors, one's own for everybody else. As "
        + "application/jsonl, every line is a record's stored bytes.",
      parameters: records + [
        Parameter(
          name: "after", place: .query, description: "Only after this position.", schema: .count),
        .asOf, .limit, .cursor, .ifNoneMatch,
      ],
      answer: Answer(
        status: 200, description: "The records.",
        content: [
          ("application/json", .list(.named("Record"))), ("application/jsonl", .text),
        ], headers: [.etag, .link, .size]),
      problems: [.refused], needs: .readOwnRecords),
    Operation(
      id: "getRecord", method: .get, path: root + "log/events/{position}", tag: .log,
      summary: "Read one event", description: "With its whole record, and what stands beside it.",
      parameters: [position, .asOf, .ifNoneMatch],
      answer: .json(.named("Happening"), "The event.", headers: [.etag, .size]),
      problems: [.notFound, .refused], needs: .readOwnRecords),
    Operation(
      id: "proveRecord", method: .get, path: root + "log/events/{position}/proof", tag: .log,
      summary: "Prove that an event is in the log as signed",
      description: "As text/plain, a C2SP tlog-proof@v1.",
      parameters: [position],
      answer: Answer(
        status: 200, description: "The receipt.",
        content: [("application/json", .named("Proof")), ("text/plain", .text)], headers: [.size]),
      problems: [.notFound, .refused], needs: .readOwnRecords),
    Operation(
      id: "proveConsistency", method: .get, path: root + "log/consistency", tag: .log,
      summary: "Prove that the log only grew",
      parameters: [
        Parameter(
          name: "old", place: .query, description: "The smaller size.", schema: .count,
          required: true, example: 100),
        Parameter(
          name: "new", place: .query, description: "The larger size; the log's own otherwise.",
          schema: .count, example: 645),
      ],
      answer: .json(.named("Consistency"), "The proof.", headers: [.size]),
      problems: [.refused], needs: .readOwnRecords),
    Operation(
      id: "getCheckpoint", method: .get, path: root + "log/checkpoint", tag: .log,
      summary: "Read the signed checkpoint",
      description:
        "The log's size and root. Keep it somewhere else. As text/plain, the signed note.",
      answer: Answer(
        status: 200, description: "The checkpoint.",
        content: [("application/json", .named("Checkpoint")), ("text/plain", .text)],
        headers: [.size]), needs: nil),
    Operation(
      id: "countRecords", method: .get, path: root + "log/stats", tag: .log,
      summary: "Count records by type and kind of thing", parameters: [.asOf, .ifNoneMatch],
      answer: .json(.named("Statistics"), "The counts.", headers: [.etag, .size]),
      problems: [.refused], needs: .readThings),
    Operation(
      id: "followLog", method: .get, path: root + "log/follow", tag: .log,
      summary: "Be told of every record as it is recorded",
      description:
        "Server-sent events that never end: `id` is the position, `event` the type, `data` the "
        + "record's stored bytes. All for auditors, one's own for everybody else. After a break, go on "
        + "with Last-Event-ID: nothing is lost and nothing comes twice.",
      parameters: [
        Parameter(
          name: "after", place: .query,
          description: "Begin after this position; with what comes from now on when not given.",
          schema: .count),
        Parameter(
          name: "Last-Event-ID", place: .header,
          description: "The last position seen, as EventSource sends it; before `after`.",
          schema: .count),
      ] + records,
      answer: Answer(
        status: 200, description: "The stream.", content: [("text/event-stream", .text)]),
      problems: [.refused], needs: .readOwnRecords),
    Operation(
      id: "verifyLog", method: .post, path: root + "log/verify", tag: .log,
      summary: "Verify the whole log",
      description:
        "Recomputes everything from the stored bytes and compares it with what was signed. One at "
        + "a time.",
      answer: .json(.named("Verification"), "What was found.", headers: [.size]), needs: .verify),
  ]

  static let service: [Operation] = [
    Operation(
      id: "listViews", method: .get, path: root + "views", tag: .service,
      summary: "See how far each view has come",
      answer: .json(.list(.named("View")), "The views.", headers: [.size]), needs: .readThings),
    Operation(
      id: "getOpenAPI", method: .get, path: "/openapi.json", tag: .service,
      summary: "Read this document", parameters: [.ifNoneMatch],
      answer: .json(Schema(["type": "object"]), "This document.", headers: [.etag]), needs: nil),
  ]
}
