import Glibc

/// Counts the transactions of this process, so that the map can be replaced while there is none.
///
/// Somebody who waits for an empty gate keeps newcomers out, except on threads that are inside
/// already: a read within a read must not deadlock.
final class Gate: @unchecked Sendable {
  private let monitor = Monitor()
  private var inside: [pthread_t: Int] = [:]
  private var waiting = 0
  private var isTaken = false

  /// Enters; waits while somebody has, or waits for, the gate alone.
  func enter() {
    let thread = pthread_self()
    monitor.withLock {
      while isTaken || waiting > 0 && inside[thread] == nil { monitor.wait() }
      inside[thread, default: 0] += 1
    }
  }

  /// Leaves; on the thread that entered.
  func leave() {
    let thread = pthread_self()
    monitor.withLock {
      if let count = inside[thread], count > 1 {
        inside[thread] = count - 1
      } else {
        inside[thread] = nil
        if inside.isEmpty { monitor.signal() }
      }
    }
  }

  /// Runs `body` while nobody is inside. Returns false, without running it, when the gate did not
  /// empty within `milliseconds`, or when this thread is inside itself.
  func alone(milliseconds: UInt64, _ body: () throws(LMDBError) -> Void) throws(LMDBError) -> Bool {
    let deadline = Monitor.now + milliseconds * 1_000_000
    let thread = pthread_self()
    let taken = monitor.withLock {
      guard inside[thread] == nil else { return false }
      waiting += 1
      defer { waiting -= 1 }
      while isTaken || !inside.isEmpty {
        guard monitor.wait(until: deadline) else {
          monitor.signal()
          return false
        }
      }
      isTaken = true
      return true
    }
    guard taken else { return false }
    defer {
      monitor.withLock {
        isTaken = false
        monitor.signal()
      }
    }
    try body()
    return true
  }
}
