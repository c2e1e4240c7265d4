import ProjectionKit
import Registry
import Synchronization
import Things

/// Keeps counts for the overview, which everybody opens. Where there are very many things, counting
/// takes longer than all else on that page; then a count may be a moment old. In a registry of usual
/// size it is always of now.
final class CountMemo<Value: Sendable>: Sendable {
  private struct Kept {
    var value: Value
    var size: UInt64
    var day: Day
    var counted: ContinuousClock.Instant
  }

  private let kept = Mutex<[String: Kept]>([:])

  /// From so many events on, counts may be a moment old.
  private let large: UInt64 = 100_000

  /// What `count` gives as things are now or, in a large registry, gave a moment ago.
  func counted(
    _ name: String, _ reading: Reading, _ count: (Reading) throws -> Value
  ) throws -> Value {
    let (size, day) = (reading.reader.size, reading.today)
    if let kept = kept.withLock({ $0[name] }), kept.size <= size, kept.day == day {
      let isRecent = size > large && ContinuousClock.now - kept.counted < .seconds(15)
      if kept.size == size || isRecent { return kept.value }
    }
    let value = try count(reading)
    let new = Kept(value: value, size: size, day: day, counted: .now)
    kept.withLock { $0[name] = new }
    return value
  }
}
