import Glibc

/// A thread of our own, for work that blocks.
enum Worker {
  private final class Box {
    let body: () -> Void

    init(_ body: @escaping () -> Void) { self.body = body }
  }

  /// Runs `body` on a new thread. See `pthread_create(3)`.
  static func start(_ body: @escaping @Sendable () -> Void) throws(EventLogError) {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(body))
    let result = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
      }, box.toOpaque())
    guard result == 0 else {
      box.release()
      throw EventLogError(.io, "a thread cannot be started: \(String(cString: strerror(result)))")
    }
    pthread_detach(thread)
  }
}
