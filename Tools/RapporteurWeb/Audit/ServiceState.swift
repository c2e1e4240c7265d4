import Access
import Foundation
import ServiceLifecycle
import Synchronization
import WebCore

/// What is known of the service as a whole.
final class ServiceState: Sendable {
  /// When the program was started.
  let started = Date()
  private let ending = Mutex(false)

  /// Whether the program is about to end.
  var isEnding: Bool { ending.withLock { $0 } }

  /// Notes that the program is about to end.
  func end() { ending.withLock { $0 = true } }
}

/// Verifies the whole log every day, as long as the site runs.
struct DailyScrub: Service {
  let site: Site
  let state: ServiceState

  func run() async throws {
    await withGracefulShutdownHandler {
      // It ends only when it is told to.
      await cancelWhenGracefulShutdown { try? await site.upkeep.scrubDaily() }
    } onGracefulShutdown: {
      state.end()
    }
  }
}
