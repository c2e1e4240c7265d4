import EventLog
import Synchronization

/// A clock that stands until it is moved.
final class TestClock: Sendable {
  private let microseconds = Mutex<Int64>(1_700_000_000_000_000)

  var now: Instant { Instant(microseconds: microseconds.withLock { $0 }) }

  func advance(seconds: Int64 = 0, minutes: Int64 = 0, hours: Int64 = 0, days: Int64 = 0) {
    let total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    microseconds.withLock { $0 += total * 1_000_000 }
  }

  func after(days: Int64) -> Instant {
    Instant(microseconds: now.microseconds + days * 86_400_000_000)
  }
}
