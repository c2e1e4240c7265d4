import Access
import HTTPTypes
import JSON
import Registry

// The log as auditors look at it.

extension Operation {
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

  static let auditing: [Operation] = [
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
      problems: [.refused], needs: [.readOwnRecords, .readRecords],
      run: { try await $0.records() }),
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
      problems: [.refused], needs: [.readOwnRecords, .readRecords],
      run: { try await $0.consistency() }),
    Operation(
      id: "getCheckpoint", method: .get, path: root + "log/checkpoint", tag: .log,
      summary: "Read the signed checkpoint",
      description:
        "The log's size and root. Keep it somewhere else. As text/plain, the signed note.",
      answer: Answer(
        status: 200, description: "The checkpoint.",
        content: [("application/json", .named("Checkpoint")), ("text/plain", .text)],
        headers: [.size]), needs: [],
      run: { try await $0.checkpoint() }),
    Operation(
      id: "followLog", method: .get, path: root + "log/follow", tag: .log,
      summary: "Be told of every record as it is recorded",
      description:
        "Server-sent events: `id` is the position, `event` the type, `data` the record's stored "
        + "bytes. Ends after ten minutes at the latest; EventSource comes again by itself. All for auditors, one's own for everybody else. After a break, go on "
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
      problems: [.refused], needs: [.readOwnRecords, .readRecords],
      run: { try await $0.follow() }),
    Operation(
      id: "getVerification", method: .get, path: root + "log/verification", tag: .log,
      summary: "Read what the last verification found",
      description: "And how far the one is that is under way.",
      answer: .json(.named("Verification"), "What is known."),
      needs: [.verify, .readRecords, .readOwnRecords],
      run: { try await $0.verification() }),
    Operation(
      id: "verifyLog", method: .post, path: root + "log/verification", tag: .log,
      summary: "Have the whole log verified",
      description:
        "Recomputes everything from the stored bytes and compares it with what was signed. One at "
        + "a time: while one is under way, no other is begun.",
      answer: .json(
        .named("Verification"), "It has begun.", status: 202, headers: [.location]),
      needs: [.verify],
      run: { try await $0.beginVerification() }),
    Operation(
      id: "listViews", method: .get, path: root + "views", tag: .service,
      summary: "See how far each view has come",
      answer: .json(.list(.named("View")), "The views.", headers: [.size]), needs: [.verify],
      run: { try await $0.views() }),
  ]
}
