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
      body: dataset, answer: .json(.named("Import"), "The plan.", headers: [.size]),
      needs: [.record], bodyLimit: 32 << 20,
      run: { try await $0.planImport() }),
    Operation(
      id: "commitImport", method: .post, path: root + "imports", tag: .imports,
      summary: "Import a dataset",
      description:
        "All of it or nothing: with any error, 422 says which cells are wrong. Give planned_at to "
        + "commit only what was planned. Importing the same again changes nothing.",
      parameters: [.idempotencyKey], body: dataset,
      answer: .json(.named("Import"), "What was imported.", status: 201, headers: [.size]),
      problems: [.preconditionFailed], needs: [.record], bodyLimit: 32 << 20,
      run: { try await $0.commitImport() }),
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
      problems: [.notFound], needs: [.record],
      run: { try await $0.undoImport() }),
  ]

  private static let position = Parameter(
    name: "position", place: .path, description: "The event's place in the log.", schema: .count,
    required: true, example: 446)

  static let log: [Operation] = [
    Operation(
      id: "getRecord", method: .get, path: root + "log/events/{position}", tag: .log,
      summary: "Read one event", description: "With its whole record, and what stands beside it.",
      parameters: [position, .asOf, .ifNoneMatch],
      answer: .json(.named("Happening"), "The event.", headers: [.etag, .size]),
      problems: [.notFound, .refused], needs: [.readOwnRecords, .readRecords],
      run: { try await $0.record() }),
    Operation(
      id: "proveRecord", method: .get, path: root + "log/events/{position}/proof", tag: .log,
      summary: "Prove that an event is in the log as signed",
      description: "As text/plain, a C2SP tlog-proof@v1.",
      parameters: [position],
      answer: Answer(
        status: 200, description: "The receipt.",
        content: [("application/json", .named("Proof")), ("text/plain", .text)], headers: [.size]),
      problems: [.notFound, .refused], needs: [.readOwnRecords, .readRecords],
      run: { try await $0.proof() }),
    Operation(
      id: "countRecords", method: .get, path: root + "log/stats", tag: .log,
      summary: "Count records by type and kind of thing", parameters: [.asOf, .ifNoneMatch],
      answer: .json(.named("Statistics"), "The counts.", headers: [.etag, .size]),
      problems: [.refused], needs: [.readThings],
      run: { try await $0.statistics() }),
  ]

  static let service: [Operation] = [
    Operation(
      id: "getOpenAPI", method: .get, path: "/openapi.json", tag: .service,
      summary: "Read this document", parameters: [.ifNoneMatch],
      answer: .json(.open, "This document.", headers: [.etag]), needs: [],
      run: { try await $0.document() })
  ]
}
