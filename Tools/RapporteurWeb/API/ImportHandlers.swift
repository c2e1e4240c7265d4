import Access
import Desk
import EventLog
import HTTPTypes
import Interchange
import JSON
import Registry
import WebCore

// Datasets that are sent as a whole: planned, imported, taken back.

extension Call {
  /// What importing a dataset would do.
  func planImport() async throws -> Reply {
    let plan = try await plan(try dataset())
    return .json(
      plan.json(batch: nil, committed: false, events: 0, size: plan.size), at: plan.size)
  }

  /// An import, all of it or nothing.
  func commitImport() async throws -> Reply {
    let dataset = try dataset()
    let plan = try await plan(dataset)
    guard plan.faults.isEmpty else { throw Self.refusal(plan) }
    if let size = dataset.plannedAt, size != plan.size {
      throw DeskError(
        .outdated, "the log has moved on from size \(size) to \(plan.size) since the plan was made",
        hint: "nothing was written; plan again")
    }
    let (outcome, batch) = try await visit.gate.commit(
      plan, command: try commandID(), reason: dataset.reason)
    var json =
      plan.json(
        batch: batch, committed: true, events: outcome.events.count, size: outcome.size
      ).object ?? [:]
    json["command"] = .string(outcome.command.description)
    var reply = Reply.json(.object(json), at: outcome.size)
    if outcome.repeated || outcome.events.isEmpty { reply.status = .ok }
    return reply
  }

  /// An import that is taken back.
  func undoImport() async throws -> Reply {
    let batch = try path("batch")
    let outcome = try await visit.gate.undo(
      batch: batch, command: try commandID(), reason: body["reason"]?.string)
    return .receipt(outcome, id: batch)
  }

  // MARK: What is sent

  /// A dataset as it was sent.
  private struct Sent: Sendable {
    var source: DatasetSource
    var ignoresUnknown: Bool
    var plannedAt: UInt64?
    var reason: String?
  }

  private func plan(_ dataset: Sent) async throws -> ImportPlan {
    let gate = visit.gate
    return try await visit.site.work {
      try gate.plan(dataset.source, ignoringUnknown: dataset.ignoresUnknown)
    }
  }

  private func dataset() throws -> Sent {
    guard body == .null else {
      return Sent(
        source: DatasetSource(
          (body["files"]?.object ?? [:]).sorted { $0.key < $1.key }.map {
            ($0.key, Array(($0.value.string ?? "").utf8))
          }),
        ignoresUnknown: body["ignore_unknown"]?.bool ?? false,
        plannedAt: body["planned_at"]?.integer.flatMap { UInt64(exactly: $0) },
        reason: body["reason"]?.string)
    }
    let form = try visit.form()
    guard !form.files.isEmpty else {
      throw Body.refusal([.init("/files", "is empty: no file was sent")])
    }
    let known: Set<String> = ["ignore_unknown", "planned_at", "reason"]
    if let stranger = form.fields.first(where: { !known.contains($0.name) })?.name {
      throw Body.refusal([.init(SchemaCheck.pointer("", stranger), "is no field of this form")])
    }
    let size = form["planned_at"]
    guard size == nil || UInt64(size ?? "") != nil else {
      throw Body.refusal([.init("/planned_at", "is no whole number")])
    }
    return Sent(
      source: DatasetSource(form.files.map { ($0.name, $0.bytes) }),
      ignoresUnknown: ["on", "true", "yes"].contains(form["ignore_unknown"] ?? ""),
      plannedAt: size.flatMap { UInt64($0) }, reason: form["reason"])
  }

  /// Says of every cell that is wrong where it is; the member `import` is the plan.
  private static func refusal(_ plan: ImportPlan) -> Problem {
    let faults = plan.faults.prefix(100).map { fault in
      var place = fault.row.map { "row \($0)" } ?? ""
      if let column = fault.column { place += (place.isEmpty ? "" : ", ") + column }
      let detail = place.isEmpty ? fault.reason : "\(place): \(fault.reason)"
      return Problem.Fault(SchemaCheck.pointer("/files", fault.file), detail)
    }
    let count = plan.faults.count == 1 ? "1 error" : "\(plan.faults.count) errors"
    return Problem(
      .unprocessableContent, "refused", "the dataset has \(count); nothing was written",
      hint: "mend the cells named and import again", faults: Array(faults),
      members: [
        "import": plan.json(batch: nil, committed: false, events: 0, size: plan.size)
      ])
  }
}
