/// A UUID; those made here are version 7 (RFC 9562): ordered by the millisecond of their making.
public struct UniqueID: Hashable, Sendable, CustomStringConvertible {
  /// The sixteen bytes, in network order.
  public let bytes: (high: UInt64, low: UInt64)

  /// A UUID from its two halves.
  public init(high: UInt64, low: UInt64) { bytes = (high, low) }

  /// A new version 7 id for this moment.
  public init(
    at instant: Instant, using generator: inout some RandomNumberGenerator
  ) {
    let milliseconds = UInt64(clamping: instant.microseconds / 1000) & 0xFFFF_FFFF_FFFF
    let random = (generator.next() as UInt64, generator.next() as UInt64)
    bytes = (
      milliseconds << 16 | 0x7000 | random.0 & 0x0FFF,
      0x8000_0000_0000_0000 | random.1 & 0x3FFF_FFFF_FFFF_FFFF
    )
  }

  /// Reads the 36-character form; either case.
  public init?(_ text: some StringProtocol) {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var digits = 0
    for (index, byte) in text.utf8.enumerated() {
      if index == 8 || index == 13 || index == 18 || index == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard let digit = Self.value(ofHexDigit: byte) else { return nil }
      if digits < 16 { high = high << 4 | digit } else { low = low << 4 | digit }
      digits += 1
    }
    guard digits == 32, text.utf8.count == 36 else { return nil }
    bytes = (high, low)
  }

  /// The 36-character lower-case form.
  public var description: String {
    var text = ""
    text.reserveCapacity(36)
    for index in 0..<32 {
      if index == 8 || index == 12 || index == 16 || index == 20 { text.append("-") }
      let half = index < 16 ? bytes.high : bytes.low
      let digit = half >> UInt64(60 - index % 16 * 4) & 0xF
      text.unicodeScalars.append(Unicode.Scalar(UInt8(digit < 10 ? 48 + digit : 87 + digit)))
    }
    return text
  }

  private static func value(ofHexDigit byte: UInt8) -> UInt64? {
    switch byte {
    case 48...57: UInt64(byte - 48)
    case 65...70: UInt64(byte - 55)
    case 97...102: UInt64(byte - 87)
    default: nil
    }
  }

  /// Two ids are equal when their bytes are.
  public static func == (a: Self, b: Self) -> Bool { a.bytes == b.bytes }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(bytes.high)
    hasher.combine(bytes.low)
  }
}
