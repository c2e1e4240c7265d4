public import EventLog
import JSON
public import Registry
import Things

extension Desk {
  /// Asks that a text be destroyed: all values that the field of a thing ever had, or the one that
  /// one event recorded.
  ///
  /// - Parameters:
  ///   - entry: the entry whose field it is; nil for the thing's own.
  ///   - position: the event; nil for all.
  public func requestRedaction(
    of field: String, _ thing: ThingRef, entry: String? = nil, at position: Position? = nil,
    _ submission: Submission
  ) async throws -> (outcome: Outcome, texts: [BesideAddress]) {
    var request = submission
    request.input = [
      "redact": .string(field), "thing": .string(thing.description), "entry": JSONValue(entry),
      "at": JSONValue(position?.description),
    ]
    if let command = request.command, let outcome = try repeated(command, request.content) {
      return (outcome, [])
    }
    return try await withoutOthersDestroying {
      let ref = try logged(thing)
      let texts = try log.read { snapshot in
        try self.texts(of: field, ref, entry, at: position, snapshot)
      }
      guard let type = EventCatalogue.redactionRequested(ref.kind) else {
        throw DeskError(.refused, "nothing of \(ref.kind.phrase) can be redacted")
      }
      request.steps = texts.pieces(of: Self.mostTexts).map { piece in
        Step(ref, .happen(type, ["texts": .texts(piece.map(\.text))]))
      }
      return (try await submit(request), texts)
    }
  }

  /// Approves what another account asked to have destroyed, and destroys it.
  ///
  /// - Parameters:
  ///   - field: only texts of this field; nil for all that were asked for.
  ///   - entry: the entry whose field it is; nil for the thing's own.
  public func approveRedaction(
    of field: String?, _ thing: ThingRef, entry: String? = nil, _ submission: Submission,
    progress: (String) throws -> Void = { _ in }
  ) async throws -> Destruction {
    var approval = submission
    let command = submission.command ?? newID()
    approval.command = command
    approval.input = [
      "approve_redaction": .string(thing.description), "field": JSONValue(field),
      "entry": JSONValue(entry),
    ]
    if let outcome = try repeated(command, approval.content) {
      return Destruction(outcome: outcome)
    }
    return try await withoutOthersDestroying {
      let ref = try logged(thing)
      let texts = try log.read { try asked(field, ref, entry, $0) }
      guard !texts.isEmpty, let type = EventCatalogue.redacted(ref.kind) else {
        throw DeskError(
          .refused, "nobody has asked for a redaction of \(thing)\(field.map { ".\($0)" } ?? "")",
          hint: "record the request first: `rapporteur redact`")
      }
      approval.steps = texts.pieces(of: Self.mostTexts).map { piece in
        Step(ref, .happen(type, ["texts": .texts(piece.map(\.text))]))
      }
      approval.erasing = texts
      let outcome = try await marking(command) { try await submit(approval) }
      var destruction = try await finishDestroying(progress)
      destruction.outcome = outcome
      destruction.contents += texts.count
      return destruction
    }
  }

  /// The texts whose redaction was asked for, of this field of this entry, or all.
  private func asked(
    _ field: String?, _ ref: ThingRef, _ entry: String?, _ snapshot: any LogSnapshot
  ) throws -> [BesideAddress] {
    let asked = try snapshot.thing(ref).redactionsAsked.keys.compactMap { BesideAddress(text: $0) }
      .sorted { ($0.position, $0.field) < ($1.position, $1.field) }
    guard let field else { return asked }
    var entries: [Position: String] = [:]
    for recorded in try snapshot.events(of: ref, before: .max) {
      entries[recorded.position] = recorded.event?.entry
    }
    return asked.filter { $0.field == field && (entry == nil || entries[$0.position] == entry) }
  }

  /// The thing as the log names it.
  private func logged(_ thing: ThingRef) throws -> ThingRef {
    try reading { reading in
      guard let ref = try reading.find(thing.kind, thing.id) else {
        throw try notFound(thing.kind, thing.id, reading)
      }
      return ref
    }
  }

  private func texts(
    of field: String, _ ref: ThingRef, _ entry: String?, at position: Position?,
    _ snapshot: any LogSnapshot
  ) throws -> [BesideAddress] {
    var texts: [BesideAddress] = []
    var isInRecord = false
    var known: Set<String> = []
    for recorded in try snapshot.events(of: ref, before: .max) {
      guard let event = recorded.event, entry == nil || event.entry == entry,
        entry != nil || event.entry == nil || field == "reason",
        position == nil || recorded.position == position
      else { continue }
      known.formUnion(recorded.beside.keys)
      if recorded.data[field] != nil { isInRecord = true }
      guard let content = recorded.beside[field], content != .erased else { continue }
      texts.append(BesideAddress(position: recorded.position, field: field))
    }
    guard texts.isEmpty else { return texts }
    if isInRecord {
      throw DeskError(
        .refused, "\(field) stands in the record itself, and records never change",
        at: ["option": "FIELD"], hint: "only what stands beside a record can be destroyed")
    }
    let list = known.sorted().joined(separator: ", ")
    throw DeskError(
      .notFound, "there is no text \(field) of \(ref.kind.rawValue) to destroy",
      at: ["option": "FIELD"], hint: list.isEmpty ? nil : "its texts are \(list)")
  }
}
