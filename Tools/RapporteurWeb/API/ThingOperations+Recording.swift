import Access
import Desk
import EventLog
import HTTPTypes
import JSON
import Registry
import Things
import WebCore

// What records something of the things of a kind. Whether somebody may, and every rule, is decided
// behind the gate.

extension ThingOperations {
  /// A new thing.
  func add(_ call: Call) async throws -> Reply {
    let (kind, given) = (kind, try GivenFields(call.body["fields"], kind.definition.fields))
    let (id, submission) = (call.body["id"]?.string, try call.submission())
    let outcome = try await call.visit.gate.submit { desk, _ in
      try desk.adding(kind, given.fields, id: id, to: submission)
    }
    let made = try await call.read(asOf: nil, today: nil) { _, reading in
      try outcome.thing.map { try reading.typedID($0) }
    }
    var reply = Reply.receipt(outcome, id: made)
    if outcome.repeated { reply.status = .ok }
    reply.location = made.map { "\(Operation.root)\(kind.rawValue)/\($0)" }
    return reply
  }

  /// Values that were recorded wrongly.
  func correct(_ call: Call) async throws -> Reply {
    let given = try GivenFields(call.body["fields"], kind.definition.fields)
    return try await record(.correct(given.fields, cleared: given.cleared), call)
  }

  /// Something that happened.
  func happen(_ call: Call) async throws -> Reply {
    guard let type = call.body["type"]?.string.flatMap({ EventCatalogue.type(named: $0) }) else {
      throw Problem(.unprocessableContent, "invalid", "/type is missing")
    }
    let given = try GivenFields(call.body["fields"], type.fields)
    let command: Command
    if case .setsEntry = type.effect, let entry = call.body["entry"]?.string {
      command = .happenToEntry(type, entry: entry, given.fields)
    } else {
      command = .happen(type, given.fields)
    }
    var reply: Reply
    if type.name == "statement.preferred" {
      let id = try call.path("id")
      let outcome = try await call.visit.gate.prefer(id, try call.submission())
      reply = .receipt(outcome, id: id)
      if outcome.repeated { reply.status = .ok }
    } else {
      reply = try await record(command, call)
    }
    reply.location = "\(Operation.root)\(kind.rawValue)/\(try call.path("id"))"
    return reply
  }

  /// What was recorded in error.
  func retract(_ call: Call) async throws -> Reply { try await record(.retract(), call) }

  /// What was right after all.
  func reinstate(_ call: Call) async throws -> Reply { try await record(.reinstate(), call) }

  /// The same thing twice.
  func merge(_ call: Call) async throws -> Reply {
    try await record(.merge(into: call.body["into"]?.string ?? ""), call)
  }

  /// Two things after all.
  func unmerge(_ call: Call) async throws -> Reply { try await record(.unmerge, call) }

  // MARK: Entries

  /// Values of an entry that were recorded wrongly.
  func correctEntry(_ call: Call) async throws -> Reply {
    let entry = try call.path("entry")
    guard let entryKind = EntryKind(ofEntry: entry), kind.definition.entries.contains(entryKind)
    else {
      throw DeskError(.notFound, "there is no entry “\(entry)” of \(kind.phrase)")
    }
    let definitions = entryKind.fields(in: kind)
    let strangers = (call.body["fields"]?.object ?? [:]).keys.sorted().filter { name in
      !definitions.contains { $0.name == name }
    }
    guard strangers.isEmpty else {
      let names = definitions.map(\.name).joined(separator: ", ")
      throw Body.refusal(
        strangers.map {
          Problem.Fault(
            SchemaCheck.pointer("/fields", $0), "is no field of this entry; there are \(names)")
        })
    }
    let given = try GivenFields(call.body["fields"], definitions)
    return try await record(.correctEntry(entry, given.fields, cleared: given.cleared), call)
  }

  /// An entry that was recorded in error.
  func retractEntry(_ call: Call) async throws -> Reply {
    try await record(.retract(entry: try call.path("entry")), call)
  }

  /// An entry that was right after all.
  func reinstateEntry(_ call: Call) async throws -> Reply {
    try await record(.reinstate(entry: try call.path("entry")), call)
  }

  private func record(_ command: Command, _ call: Call) async throws -> Reply {
    try await call.record(kind, try call.path("id"), command)
  }
}

extension Call {
  /// Records one command for a thing.
  func record(_ kind: Kind, _ id: String, _ command: Command) async throws -> Reply {
    var submission = try submission()
    submission.steps = [Step(ThingRef(kind, id), command)]
    let outcome = try await visit.gate.submit(submission)
    var reply = Reply.receipt(outcome, id: id)
    if outcome.repeated || outcome.events.isEmpty { reply.status = .ok }
    return reply
  }

  /// What the call says of its command, without steps. Who records is set behind the gate.
  func submission() throws -> Submission {
    var faults: [Problem.Fault] = []
    var occurred: PartialDate?
    if let text = body["occurred"]?.string {
      do throws(PartialDateError) { occurred = try PartialDate(text) } catch {
        faults.append(.init("/occurred", "“\(text.prefix(100))” \(error.reason)"))
      }
    }
    var sources: [String] = []
    for (place, text) in (body["sources"]?.array ?? []).compactMap(\.string).enumerated() {
      do throws(SourceError) { sources.append(try Source(text).text) } catch {
        faults.append(.init("/sources/\(place)", error.reason))
      }
    }
    guard faults.isEmpty else { throw Body.refusal(faults) }
    var submission = Submission(
      command: try commandID(), by: "", occurred: occurred, sources: sources,
      reason: body["reason"]?.string)
    submission.unchangedSince = try visit.head.headerFields[.ifMatch].flatMap { header in
      try EntityTag.size(in: header)
    }
    return submission
  }

  /// The id of the command: what the client says; a new one when it says nothing.
  func commandID() throws(Problem) -> UniqueID? {
    guard let key = visit.head.headerFields[.idempotencyKey] else { return nil }
    // The draft has it as a string with quotation marks; many send it bare.
    let text = key.hasPrefix("\"") && key.hasSuffix("\"") ? String(key.dropFirst().dropLast()) : key
    guard let id = UniqueID(text) else {
      throw Problem(
        .badRequest, "idempotency_key", "Idempotency-Key is “\(key.prefix(100))”, which is no UUID",
        hint: "send a UUID of your own with each command, and the same one when you repeat it")
    }
    return id
  }
}

extension Reply {
  /// What a command recorded.
  static func receipt(_ outcome: Outcome, id: String? = nil) -> Reply {
    .json(outcome.json(id: id), at: outcome.size)
  }
}
