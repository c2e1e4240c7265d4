import Access
import Desk
import EventLog
import HTTPTypes
import JSON
import ProjectionKit
import Transparency
import WebCore

// The log as auditors look at it.

extension Call {
  /// Which records are wanted.
  func recordFilter() throws -> RecordFilter {
    try RecordFilter(
      stream: text("stream"), types: texts("type"), by: text("by"), batch: text("batch"))
  }

  /// Some of the records, as they are stored.
  func records() async throws -> Reply {
    let (filter, request) = (try recordFilter(), try page())
    let first =
      text("cursor") == nil ? number("after").map { $0 &+ 1 } ?? 0 : UInt64(request.offset)
    let gate = visit.gate
    let state = try await logSize(at: request.moment)
    let (records, isMore) = try await visit.site.work {
      try gate.records(filter, in: min(first, state)..<state, limit: request.limit)
    }
    let lines = records.map { String(decoding: $0.bytes, as: UTF8.self) }
    var reply = Reply(
      content: .text(
        mediaType == "application/jsonl"
          ? lines.map { $0 + "\n" }.joined() : "[" + lines.joined(separator: ",\n ") + "]\n"),
      size: state)
    if isMore, let last = records.last {
      reply.next = request.next(at: state, from: Int(last.event.position) + 1)
    }
    return reply
  }

  /// Proof that the log of one size only adds to the log of a smaller one.
  func consistency() async throws -> Reply {
    let gate = visit.gate
    let old = number("old") ?? 0
    let new = try number("new") ?? visit.site.size()
    let (proof, oldRoot, newRoot) = try await visit.site.work {
      try gate.consistency(from: old, to: new)
    }
    return .json(
      [
        "old": .integer(Int64(clamping: old)), "new": .integer(Int64(clamping: new)),
        "old_root": .string(oldRoot.base64), "new_root": .string(newRoot.base64),
        "proof": .array(proof.map { .string($0.base64) }),
      ], at: new)
  }

  /// The signed size and root of the log.
  func checkpoint() async throws -> Reply {
    let gate = visit.gate
    let (signed, keys) = try await visit.site.work {
      (try gate.lastCheckpoint(), try gate.verifierKeys())
    }
    guard let signed else {
      throw Problem(.notFound, "not_found", "the log was never signed")
    }
    let checkpoint = signed.checkpoint
    guard mediaType == "application/json" else {
      return Reply(content: .text(signed.encoded), size: checkpoint.size)
    }
    return .json(
      [
        "origin": .string(checkpoint.origin),
        "size": .integer(Int64(clamping: checkpoint.size)),
        "root": .string(checkpoint.root.base64), "note": .string(signed.encoded),
        "vkey": .string(keys.last?.description ?? ""),
        "vkeys": .array(keys.map { .string($0.description) }),
      ], at: checkpoint.size)
  }

  // MARK: Verification and views

  /// How far the verification of the whole log is, and what the last one found.
  func verification() async throws -> Reply {
    let status = try visit.gate.scrubStatus()
    return .json([
      "running": status.running.map { progress in
        [
          "began": .string(progress.began.description), "phase": .string(progress.phase.rawValue),
          "done": .integer(Int64(clamping: progress.done)),
          "all": .integer(Int64(clamping: progress.all)),
        ]
      } ?? .null,
      "last": status.last.map { result in
        [
          "ok": .bool(result.isSound), "began": .string(result.began.description),
          "ended": .string(result.ended.description),
          "size": .integer(Int64(clamping: result.size)), "fault": JSONValue(result.fault),
          "position": result.position.map { .integer(Int64(clamping: $0)) } ?? .null,
        ]
      } ?? .null,
      "failure": JSONValue(status.failure),
    ])
  }

  /// A verification, unless one is under way.
  func beginVerification() async throws -> Reply {
    try visit.gate.beginVerification()
    var reply = try await verification()
    reply.location = operation.path
    return reply
  }

  /// How far each view has come.
  func views() async throws -> Reply {
    let gate = visit.gate
    let views = try await visit.site.work { try gate.viewStatus() }
    return .json(
      .array(
        views.map { status in
          [
            "name": .string(status.name), "version": .integer(Int64(status.version)),
            "size": .integer(Int64(status.size)), "log_size": .integer(Int64(status.logSize)),
            "lag": .integer(Int64(status.lag)),
            "unknown_events": .integer(Int64(status.unknownEvents)),
            "state": .string(status.state.rawValue), "error": JSONValue(status.error),
          ]
        }), at: views.first?.logSize)
  }
}
