import Access
import Desk
import EventLog
import HTTPTypes
import Hummingbird
import JSON
import WebCore

/// When a size of the log was reached, for whoever moves along it.
struct MomentAnswer: Sendable {
  /// The answer to a visit.
  func answer(_ visit: Visit) async throws -> Response {
    guard let size = visit.value("size").flatMap({ UInt64($0) }) else {
      throw Problem(.unprocessableContent, "size", visit.text("time.no_size"), hint: "0")
    }
    let gate = visit.gate
    let state = try await visit.site.work { try gate.logState(asOf: .size(size)) }
    let count = Int(state.size)
    let words =
      state.recorded.map {
        visit.text(
          "asof.past_recorded",
          ["count": count, "moment": DateText(visit.language, visit.site).moment($0)])
      } ?? visit.text("asof.past", ["count": count])
    return visit.json(["size": .count(count), "words": .string(words)])
  }
}
