internal import Foundation

/// Where passwords are hashed: two at a time on threads of their own, each of which needs much
/// memory and much time, and a queue that has an end.
///
/// Sendable by hand: what changes is only touched under the lock.
final class HashingQueue: @unchecked Sendable {
  /// How many are hashed at a time.
  static let width = 2
  /// How many may wait.
  static let depth = 64

  private let lock = NSLock()
  private var waiting: [@Sendable () -> Void] = []
  private var admitted = 0
  private var threads = 0
  private var seconds = 0.5

  /// Runs `work` when its turn has come. Nothing is run, and nothing waits, when too many do.
  ///
  /// - Parameter admit: is run first, at once, when there is a place; what it throws gives the place
  ///   back.
  func run<T: Sendable>(
    _ work: @escaping @Sendable () throws -> T, after admit: () throws -> Void = {}
  ) async throws -> T {
    try takePlace()
    do { try admit() } catch {
      lock.withLock { admitted -= 1 }
      throw error
    }
    return try await withCheckedThrowingContinuation { continuation in
      start { continuation.resume(with: Result { try work() }) }
    }
  }

  private func takePlace() throws(AccessError) {
    let (isFull, wait) = lock.withLock {
      guard admitted >= Self.width + Self.depth else {
        admitted += 1
        return (false, 0)
      }
      return (true, Int((Double(admitted) * seconds / Double(Self.width)).rounded(.up)))
    }
    if isFull {
      throw AccessError(
        .throttled, "too many are logging in at this moment", hint: "try again in a little while",
        retryAfter: max(1, wait))
    }
  }

  private func start(_ work: @escaping @Sendable () -> Void) {
    let needsThread = lock.withLock {
      waiting.append(work)
      guard threads < Self.width else { return false }
      threads += 1
      return true
    }
    guard needsThread else { return }
    let thread = Thread { [self] in drain() }
    thread.name = "passwords"
    thread.start()
  }

  /// Does what waits, and ends when nothing does: between logins nothing is held.
  private func drain() {
    while let work = next() {
      let start = ContinuousClock.now
      work()
      let duration = (ContinuousClock.now - start) / .seconds(1)
      lock.withLock {
        admitted -= 1
        seconds = duration
      }
    }
  }

  private func next() -> (@Sendable () -> Void)? {
    lock.withLock {
      guard !waiting.isEmpty else {
        threads -= 1
        return nil
      }
      return waiting.removeFirst()
    }
  }
}
