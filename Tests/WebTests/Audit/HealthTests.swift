import NIOCore
import EventLog
import Access
import Foundation
import HTTPTypes
import HummingbirdTesting
import Registry
import Desk
import Testing
import Things
import WebCore

/// How the service does, for those who run it.
@Suite struct HealthTests {
  @Test func anybodyMayAskWhetherItIsWell() async throws {
    try await TestSite.run { _, visitor in
      for path in ["/health", "/ready"] {
        let answer = try await visitor.send(.get, path, accept: "*/*")
        #expect(answer.status == .ok, "\(path)")
        #expect(answer.headers[.cacheControl] == "no-store")
      }
    }
  }

  @Test func metricsAreInTheFormatOfPrometheus() async throws {
    try await TestSite.run { site, visitor in
      _ = try await site.desk.submit(
        Submission(
          by: "staff-1",
          steps: [Step(ThingRef(.request, "r-metric"), .begin(["note": .text("x")]))]))
      let admin = try await site.visitor("admin-1", visitor)
      _ = try await admin.page("/audit")
      let text = try await admin.page("/metrics")
      let size = try site.desk.log.read { $0.size }
      #expect(text.contains("\nrapporteur_log_events \(size)\n"))
      #expect(text.contains("rapporteur_appends_total{outcome=\"appended\"} 1\n"))
      #expect(text.contains("rapporteur_commit_events_bucket{le=\"1\"} 1\n"))
      #expect(text.contains("rapporteur_view_lag_events{view=\"requests\"}"))
      #expect(text.contains("route=\"/audit\""))
      // Every line is a comment, or a name with labels and a number; every metric has one type.
      let line = #/[a-z_]+(\{([a-z]+="[^"\\]*",?)+\})? (-?[0-9.]+(e[-+]?[0-9]+)?)/#
      var types: Set<Substring> = []
      for row in text.split(separator: "\n") {
        if row.hasPrefix("# TYPE ") {
          let name = row.split(separator: " ")[2]
          #expect(types.insert(name).inserted, "\(name) is declared twice")
        } else {
          #expect(row.wholeMatch(of: line) != nil, "\(row)")
        }
      }
      for account in ["staff-1", "planner-1", "nobody-1"] {
        let other = try await site.visitor(account, visitor)
        #expect(try await other.send(.get, "/metrics", accept: "*/*").status == .forbidden)
      }
      #expect(try await visitor.send(.get, "/metrics", accept: "*/*").status == .unauthorized)
    }
  }
}
