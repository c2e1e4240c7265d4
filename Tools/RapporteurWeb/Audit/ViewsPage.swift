import HTTPTypes
import Access
import Desk
import Hummingbird
import ProjectionKit
import Synchronization
import WebCore

/// `/audit/views`: how far the tables that people read have come, and building them anew.
enum ViewsPage {
  static let all: [Route] = {
    // Building takes a while; one at a time is enough.
    let building = Building()
    return [
      Route(.get, "/audit/views", .page, needs: .verify) { try await page($0, building) },
      Route(.post, "/audit/views/rebuild", .page, needs: .verify) { visit in
        let name = try visit.form()["view"]
        let gate = visit.gate
        if let name, !(try gate.viewStatus().contains { $0.name == name }) {
          throw Problem(.unprocessableContent, "refused", "there is no view “\(name)”")
        }
        building.begin {
          try await visit.site.work { try gate.rebuildViews(name) }
        }
        return visit.redirect(to: "/audit/views")
      },
    ]
  }()

  private static func page(_ visit: Visit, _ building: Building) async throws -> Response {
    let gate = visit.gate
    let views = try await visit.site.work { try gate.viewStatus() }
    var content: [String: Any] = [
      "rows": views.map { row($0, visit) }, "building": building.isRunning,
    ]
    if let failure = building.failure { content["failure"] = failure }
    return try visit.auditPage(
      "audit-views", "views", title: visit.text("audit.views.title"), content)
  }

  private static func row(_ view: ViewStatus, _ visit: Visit) -> [String: Any] {
    var row: [String: Any] = [
      "name": view.name, "version": String(view.version), "size": visit.words(view.size),
      "lag": visit.words(view.lag), "unknown": visit.words(view.unknownEvents),
      "state": visit.text("audit.views.state.\(view.state.rawValue)"),
      "bad": view.state != .running && view.state != .building,
    ]
    if let error = view.error { row["error"] = error }
    return row
  }
}

/// Views that are being built anew by somebody who need not wait for it.
private final class Building: Sendable {
  private struct State {
    var isRunning = false
    var failure: String?
  }

  private let state = Mutex(State())

  var isRunning: Bool { state.withLock { $0.isRunning } }

  /// Why the last one failed; nil when it did not.
  var failure: String? { state.withLock { $0.failure } }

  /// Begins, unless one is under way.
  func begin(_ body: @escaping @Sendable () async throws -> Void) {
    let mayBegin = state.withLock { state in
      guard !state.isRunning else { return false }
      state = State(isRunning: true)
      return true
    }
    guard mayBegin else { return }
    Task {
      let outcome: Result<Void, any Error>
      do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
      state.withLock { state in
        state.isRunning = false
        if case .failure(let error) = outcome { state.failure = "\(error)" }
      }
    }
  }
}
