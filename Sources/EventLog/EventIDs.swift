/// Makes the ids of events, each larger than the one before it in the log, so that an event can be
/// found by its id without an index.
///
/// Version 7 of RFC 9562 with the fraction of the millisecond in the twelve bits behind it
/// (section 6.2, method 3); where that would not grow, a random step is added to the last id
/// (method 2).
struct EventIDs {
  private(set) var last: UniqueID?
  private var random = RandomBytes()

  /// Goes on behind the last id of the log.
  mutating func resume(after id: UniqueID?) { last = id }

  /// The next id.
  mutating func next(at instant: Instant) -> UniqueID {
    let microseconds = UInt64(clamping: instant.microseconds)
    let fraction = microseconds % 1000 * 4096 / 1000
    var id = UniqueID(
      high: (microseconds / 1000 & 0xFFFF_FFFF_FFFF) << 16 | 0x7000 | fraction,
      low: 1 << 63 | random.next() >> 2)
    if let last, !UniqueID.precedes(last, id) { id = step(from: last) }
    last = id
    return id
  }

  private mutating func step(from id: UniqueID) -> UniqueID {
    var high = id.bytes.high
    var low = id.bytes.low & (1 << 62 - 1)
    low += 1 + random.next() >> 30
    if low >> 62 != 0 {
      low &= 1 << 62 - 1
      // Carry into the fraction, and from there over the version into the milliseconds.
      high = high & 0xFFF == 0xFFF ? (high >> 16 + 1) << 16 | 0x7000 : high + 1
    }
    return UniqueID(high: high, low: 1 << 63 | low)
  }

  /// Random bytes from the same source.
  mutating func salt() -> [UInt8] { random.salt() }
}
