import Synchronization

/// Those who wait for the log to grow.
final class Waiters: Sendable {
  private struct State {
    var size: UInt64 = 0
    var isClosed = false
    var next = 0
    var waiting: [Int: (size: UInt64, continuation: CheckedContinuation<UInt64, any Error>)] = [:]
    var isPolling = false
  }

  private let state = Mutex(State())

  /// Tells that the log has this size now.
  func announce(_ size: UInt64) {
    let ready = state.withLock { state in
      state.size = max(state.size, size)
      let ready = state.waiting.filter { $0.value.size < size }
      for key in ready.keys { state.waiting[key] = nil }
      return ready.values.map(\.continuation)
    }
    for continuation in ready { continuation.resume(returning: size) }
  }

  /// Ends all waiting, now and later.
  func close() {
    let waiting = state.withLock { state in
      state.isClosed = true
      defer { state.waiting = [:] }
      return state.waiting.values.map(\.continuation)
    }
    for continuation in waiting { continuation.resume(throwing: Self.closed) }
  }

  /// Whether nobody waits; then polling ends until somebody waits again.
  func endPollingIfIdle() -> Bool {
    state.withLock { state in
      if state.waiting.isEmpty || state.isClosed { state.isPolling = false }
      return !state.isPolling
    }
  }

  /// Returns when the log is larger than `size`. `startPolling` is called when nobody polls yet.
  func wait(beyond size: UInt64, startPolling: () -> Void) async throws -> UInt64 {
    let key = state.withLock { state in
      state.next += 1
      return state.next
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let (answer, mustPoll): (Result<UInt64, any Error>?, Bool) = state.withLock { state in
          if Task.isCancelled { return (.failure(CancellationError()), false) }
          if state.isClosed { return (.failure(Self.closed), false) }
          if state.size > size { return (.success(state.size), false) }
          state.waiting[key] = (size, continuation)
          defer { state.isPolling = true }
          return (nil, !state.isPolling)
        }
        if let answer { continuation.resume(with: answer) }
        if mustPoll { startPolling() }
      }
    } onCancel: {
      let continuation = state.withLock { $0.waiting.removeValue(forKey: key)?.continuation }
      continuation?.resume(throwing: CancellationError())
    }
  }

  private static let closed = EventLogError(.closed, "the log was closed")
}
