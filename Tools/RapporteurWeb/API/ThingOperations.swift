import Access
import HTTPTypes
import JSON
import Registry
import Things

/// What can be done with the things of one kind.
struct ThingOperations {
  /// The kind.
  let kind: Kind
  private let schemas: ThingSchemas

  /// What can be done with the things of a kind.
  init(_ kind: Kind) {
    self.kind = kind
    schemas = ThingSchemas(kind: kind)
  }

  /// All of it.
  var all: [Operation] {
    guard kind.isRecordedByAPI else { return reading }
    return reading + recording + (kind.definition.entries.isEmpty ? [] : entries)
      + (kind.merges ? merging : [])
  }

  /// `/api/v1/requests`.
  private var listPath: String { Operation.root + kind.table }
  /// `/api/v1/request/{id}`.
  private var thing: String { Operation.root + kind.rawValue + "/{id}" }
  private var name: String { schemas.row }
  private var names: String { kind == .person ? "People" : name + "s" }

  private func operation(
    _ id: String, _ method: HTTPRequest.Method, _ path: String, _ summary: String,
    _ description: String? = nil, parameters: [Parameter] = [], body: Body? = nil, _ answer: Answer,
    problems: Set<ProblemStatus> = [.notFound], needs: Right,
    run: @escaping @Sendable (Call) async throws -> Reply
  ) -> Operation {
    Operation(
      id: id, method: method, path: path, tag: kind.tag, summary: summary,
      description: description, parameters: parameters, body: body, answer: answer,
      problems: problems, needs: [needs], run: run)
  }

  // MARK: Reading

  private var reading: [Operation] {
    [
      operation(
        "list\(names)", .get, listPath, "List \(kind.plural)",
        "In the order in which they were first recorded"
          + (kind == .followup ? ", but by due date." : "."),
        parameters: Parameter.filters(kind) + Parameter.reading + Parameter.paging
          + [.ifNoneMatch],
        .json(
          .list(.named(schemas.row)), "The \(kind.plural) that pass the filters.",
          example: kind.sampleRow.map { [$0] },
          headers: [.etag, .link, .size, .undated, .warnings]),
        problems: [.notFound, .refused], needs: .readThings, run: list),
      operation(
        "get\(name)", .get, thing, "Read \(kind.phrase)",
        "With all that hangs on it. Retracted and merged ones are found, too.",
        parameters: [.id(kind)] + Parameter.reading + [.ifNoneMatch],
        .json(.named(schemas.page), "The \(kind.word).", headers: [.etag, .size]),
        problems: [.notFound, .refused], needs: .readThings, run: page),
      operation(
        "get\(name)History", .get, thing + "/history", "Read every event of \(kind.phrase)",
        "Oldest first, each with its whole record. Needs only what is needed to read the thing.",
        parameters: [.id(kind)] + Parameter.reading + [.ifNoneMatch],
        .json(.list(.named("Happening")), "The events.", headers: [.etag, .size]),
        problems: [.notFound, .refused], needs: .readThings, run: history),
    ]
  }

  // MARK: Recording

  private var recording: [Operation] {
    [
      operation(
        "add\(name)", .post, listPath, "Record \(kind.phrase)",
        parameters: [.idempotencyKey], body: .json(schemas.new, kind.sampleNew), .receipt(201),
        needs: .record, run: add),
      operation(
        "correct\(name)", .patch, thing, "Correct \(kind.phrase)",
        "For what was recorded wrongly; the first value stays in the history. What has changed in "
          + "the world is an event: see the events of the \(kind.word).",
        parameters: [.id(kind), .ifMatch, .idempotencyKey],
        body: .json(schemas.correction, kind.sampleCorrection), .receipt(),
        problems: [.notFound, .preconditionFailed], needs: .record, run: correct),
      operation(
        "record\(name)Event", .post, thing + "/events", "Record what happened to \(kind.phrase)",
        kind.recordable.map(\.name).joined(separator: ", ") + ".",
        parameters: [.id(kind), .ifMatch, .idempotencyKey],
        body: .json(schemas.happening, kind.sampleEvent), .receipt(201),
        problems: [.notFound, .preconditionFailed], needs: .record, run: happen),
      operation(
        "retract\(name)", .post, thing + "/retract", "Take back what was recorded in error",
        "It leaves lists and counts, not the history.",
        parameters: [.id(kind), .ifMatch, .idempotencyKey],
        body: .json("Explained", ["reason": "recorded twice"]), .receipt(),
        problems: [.notFound, .preconditionFailed], needs: .record, run: retract),
      operation(
        "reinstate\(name)", .post, thing + "/reinstate", "Bring back what was retracted",
        parameters: [.id(kind), .ifMatch, .idempotencyKey],
        body: .json("Command", ["reason": "it was right"]), .receipt(),
        problems: [.notFound, .preconditionFailed], needs: .record, run: reinstate),
    ]
  }

  private var entries: [Operation] {
    let path = thing + "/entry/{entry}"
    let parameters: [Parameter] = [.id(kind), .entry, .ifMatch, .idempotencyKey]
    return [
      operation(
        "correct\(name)Entry", .patch, path, "Correct an entry of \(kind.phrase)",
        kind.definition.entries.map { $0.rawValue.replacing("_", with: " ") }
          .joined(separator: ", ") + ".",
        parameters: parameters, body: .json(schemas.entryCorrection), .receipt(),
        problems: [.notFound, .preconditionFailed], needs: .record, run: correctEntry),
      operation(
        "retract\(name)Entry", .post, path + "/retract", "Take back an entry",
        parameters: parameters, body: .json("Explained", ["reason": "recorded twice"]), .receipt(),
        problems: [.notFound, .preconditionFailed], needs: .record, run: retractEntry),
      operation(
        "reinstate\(name)Entry", .post, path + "/reinstate", "Bring back an entry",
        parameters: parameters, body: .json("Command", ["reason": "it was right"]), .receipt(),
        problems: [.notFound, .preconditionFailed], needs: .record, run: reinstateEntry),
    ]
  }

  private var merging: [Operation] {
    [
      operation(
        "merge\(name)", .post, thing + "/merge", "Say that two are the same",
        "The other one stands for both from now on; this one's id resolves for ever.",
        parameters: [.id(kind), .ifMatch, .idempotencyKey],
        body: .json("Merge"), .receipt(),
        problems: [.notFound, .preconditionFailed], needs: .settle, run: merge),
      operation(
        "unmerge\(name)", .post, thing + "/unmerge", "Say that two are not the same after all",
        parameters: [.id(kind), .ifMatch, .idempotencyKey],
        body: .json("Command", ["reason": "they were two"]), .receipt(),
        problems: [.notFound, .preconditionFailed], needs: .settle, run: unmerge),
    ]
  }
}

extension Kind {
  /// The chapter of the document.
  var tag: Operation.Tag {
    switch self {
    case .request: .requests
    case .offer: .offers
    case .followup: .followups
    case .meeting: .meetings
    case .person: .people
    case .document: .documents
    case .recommendation: .recommendations
    case .practice: .practices
    case .network: .networks
    case .statement: .statements
    case .question: .questions
    case .organisation, .account, .vocabulary: .organisations
    }
  }
}
