import Access
import Desk
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import ServiceLifecycle
import WebCore

/// `/audit/verify`: the whole log is verified while one looks on.
enum VerifyPages {
  /// How often a running verification is told of.
  private static let pace = Duration.milliseconds(250)

  static let all = [
    Route(.get, "/audit/verify", .page, for: auditReaders) { try page($0) },
    Route(.post, "/audit/verify", .page, needs: .verify) { visit in
      try visit.gate.beginVerification()
      return visit.redirect(to: "/audit/verify")
    },
    Route(.get, "/audit/verify/progress", .api, for: auditReaders) { visit in
      _ = try visit.gate.scrubStatus()
      guard visit.head.headerFields[.accept]?.contains("text/event-stream") == true else {
        return visit.json(json(try visit.gate.scrubStatus()))
      }
      return stream(visit)
    },
  ]

  private static func page(_ visit: Visit) throws -> Response {
    let status = try visit.gate.scrubStatus()
    var content: [String: Any] = ["canVerify": visit.may(.verify)]
    if let running = status.running { content["running"] = words(running, visit) }
    if let last = status.last { content["last"] = visit.words(last) }
    if let failure = status.failure { content["failure"] = failure }
    if let refusal = try visit.gate.refusal() { content["refusal"] = refusal.description }
    return try visit.auditPage(
      "audit-verify", "verify", title: visit.text("audit.verify.title"), content,
      scripts: status.running == nil ? [] : ["audit-verify.js"])
  }

  private static func words(_ progress: Scrub.Progress, _ visit: Visit) -> [String: Any] {
    var words: [String: Any] = [
      "began": visit.words(progress.began),
      "phase": visit.text("audit.verify.\(progress.phase.rawValue)"),
      "pages": visit.text("audit.verify.pages"), "events": visit.text("audit.verify.events"),
    ]
    // A bar without a value says that the end is not known.
    if progress.all > 0 {
      words["of"] = [
        "done": String(min(progress.done, progress.all)), "all": String(progress.all),
        "words": visit.text(
          "audit.verify.of",
          ["done": visit.words(progress.done), "all": visit.words(progress.all)]),
      ]
    }
    return words
  }

  /// Tells how far the verification has come, until it has ended (HTML, server-sent events).
  private static func stream(_ visit: Visit) -> Response {
    let gate = visit.gate
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
          let status = try gate.scrubStatus()
          let name = status.running == nil ? "done" : "progress"
          try await writer.write(
            ByteBuffer(string: "event: \(name)\ndata: \(json(status).compactText)\n\n"))
          if status.running == nil { break }
          try await Task.sleep(for: pace)
        }
        try await writer.finish(nil)
      })
  }

  private static func json(_ status: Scrub.Status) -> JSONValue {
    [
      "running": status.running.map {
        [
          "phase": .string($0.phase.rawValue), "done": .integer(Int64(clamping: $0.done)),
          "all": .integer(Int64(clamping: $0.all)),
        ]
      } ?? .null,
      "last": status.last?.json ?? .null, "failure": JSONValue(status.failure),
    ]
  }
}
