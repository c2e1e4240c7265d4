import Transparency
import Access
import Desk
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import ProjectionKit
import WebCore

/// `/health`, `/ready` and `/metrics`: how the service does, for those who run it.
struct HealthRoutes: Sendable {
  let site: Site
  let rounds: WitnessRounds
  let state: ServiceState

  var all: [Route] {
    [
      // That there is an answer is the answer: nothing is looked at that could wait.
      Route(.get, "/health", .api, for: .everyone) { $0.json(["status": "ok"]) },
      Route(.get, "/ready", .api, for: .everyone) { try await ready($0) },
      Route(.get, "/metrics", .file, needs: .readMetrics) { try await metrics($0) },
    ]
  }

  /// Whether requests can be answered as they should be: the log can be read and recorded in, and the
  /// views run. Names what cannot, in a word each.
  private func ready(_ visit: Visit) async throws -> Response {
    let (upkeep, isEnding) = (site.upkeep, state.isEnding)
    let failing: [String] =
      await
      (try? site.work { () -> [String] in
        var failing: [String] = []
        if isEnding { failing.append("ending") }
        if upkeep.refusal != nil { failing.append("recording") }
        if let views = try? upkeep.views() {
          if views.contains(where: { $0.state == .failed }) { failing.append("views") }
        } else {
          failing.append("log")
        }
        return failing
      }) ?? ["log"]
    return visit.json(
      [
        "status": .string(failing.isEmpty ? "ready" : "not ready"),
        "failing": .array(failing.map { .string($0) }),
      ], status: failing.isEmpty ? .ok : .serviceUnavailable)
  }

  private typealias Gauge = (name: String, labels: [String: String], value: Double)

  private func metrics(_ visit: Visit) async throws -> Response {
    let upkeep = site.upkeep
    let (size, views) = try await site.work { (try upkeep.size(), try upkeep.views()) }
    var gauges: [Gauge] = [
      ("rapporteur_log_events", [:], Double(size)),
      ("rapporteur_recording_refused", [:], upkeep.refusal == nil ? 0 : 1),
      ("rapporteur_signing_failed", [:], upkeep.signingFailure == nil ? 0 : 1),
      ("rapporteur_start_time_seconds", [:], state.started.timeIntervalSince1970),
    ]
    for view in views {
      gauges.append(("rapporteur_view_lag_events", ["view": view.name], Double(view.lag)))
      gauges.append(
        ("rapporteur_view_failed", ["view": view.name], view.state == .failed ? 1 : 0))
    }
    gauges += checkpoint() + scrub() + witnesses()
    let text = site.metrics.text(gauges: gauges) + commits(upkeep.commits)
    return Response(
      status: .ok,
      headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  private func checkpoint() -> [Gauge] {
    guard let written = site.upkeep.checkpointWritten else { return [] }
    let signed = try? site.upkeep.lastCheckpoint()
    return [
      ("rapporteur_checkpoint_age_seconds", [:], max(0, -written.timeIntervalSinceNow)),
      ("rapporteur_checkpoint_events", [:], Double(signed?.checkpoint.size ?? 0)),
    ]
  }

  private func scrub() -> [Gauge] {
    let status = site.upkeep.scrub
    var gauges: [Gauge] = [("rapporteur_scrub_running", [:], status.running == nil ? 0 : 1)]
    guard let last = status.last else { return gauges }
    let ended = Double(last.ended.microseconds) / 1_000_000
    gauges.append(
      ("rapporteur_scrub_age_seconds", [:], max(0, Date().timeIntervalSince1970 - ended)))
    gauges.append(("rapporteur_scrub_ok", [:], last.isSound ? 1 : 0))
    gauges.append(("rapporteur_scrub_duration_seconds", [:], last.seconds))
    return gauges
  }

  private func witnesses() -> [Gauge] {
    rounds.standings.flatMap { standing -> [Gauge] in
      let labels = ["witness": standing.witness.key.name]
      return [
        ("rapporteur_witness_events", labels, Double(standing.size ?? 0)),
        ("rapporteur_witness_trouble", labels, standing.trouble == nil ? 0 : 1),
      ]
    }
  }

  /// What was appended, in how many commits of which size.
  private func commits(_ counts: CommitCounts) -> String {
    var lines = [
      "# TYPE rapporteur_appends_total counter",
      "rapporteur_appends_total{outcome=\"appended\"} \(counts.appends)",
      "rapporteur_appends_total{outcome=\"repeated_or_conflict\"} \(counts.withoutEvents)",
      "rapporteur_appends_total{outcome=\"failed\"} \(counts.failures)",
      "# TYPE rapporteur_commit_events histogram",
    ]
    var sum: UInt64 = 0
    for (place, number) in counts.commits.enumerated() {
      sum += number
      let bound = place < CommitCounts.bounds.count ? String(CommitCounts.bounds[place]) : "+Inf"
      lines.append("rapporteur_commit_events_bucket{le=\"\(bound)\"} \(sum)")
    }
    lines.append("rapporteur_commit_events_sum \(counts.events)")
    lines.append("rapporteur_commit_events_count \(sum)")
    return lines.joined(separator: "\n") + "\n"
  }
}
