import Glibc

/// The system's random numbers, fetched 256 bytes at a time.
struct RandomBytes: RandomNumberGenerator {
  private var buffer: [UInt64] = []
  private var system = SystemRandomNumberGenerator()

  mutating func next() -> UInt64 {
    if let number = buffer.popLast() { return number }
    // The most that one call fetches; see getentropy(3).
    buffer = [UInt64](repeating: 0, count: 32)
    let result = buffer.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map { getentropy($0, bytes.count) } ?? -1
    }
    guard result == 0, let number = buffer.popLast() else {
      buffer = []
      return system.next()
    }
    return number
  }

  /// Sixteen bytes, for a salt.
  mutating func salt() -> [UInt8] {
    withUnsafeBytes(of: (next(), next())) { Array($0) }
  }
}
