/// The padded standard alphabet of RFC 4648 section 4, in its one strict form.
enum Base64 {
  /// The text of the bytes, padded, without line breaks.
  static func encode(_ bytes: some Collection<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var bits: UInt32 = 0
    var pending = 0
    func write(_ count: Int) {
      for place in 0..<count { text.append(digits[Int(bits >> UInt32(18 - 6 * place) & 63)]) }
    }
    for byte in bytes {
      bits |= UInt32(byte) << UInt32(16 - 8 * pending)
      pending += 1
      if pending == 3 {
        write(4)
        bits = 0
        pending = 0
      }
    }
    if pending > 0 {
      write(pending + 1)
      text.append(contentsOf: repeatElement(padding, count: 3 - pending))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads exactly what `encode` writes: padded, nothing around it, spare bits zero.
  static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    let count = text.count
    guard count % 4 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count / 4 * 3)
    var bits: UInt32 = 0
    var pending: UInt32 = 0
    var padded = 0
    for character in text {
      if character == padding {
        padded += 1
        continue
      }
      let value = values[Int(character)]
      guard value != none, padded == 0 else { return nil }
      bits = bits << 6 | UInt32(value)
      pending += 6
      if pending >= 8 {
        pending -= 8
        bytes.append(UInt8(bits >> pending & 0xFF))
        bits &= 1 << pending - 1
      }
    }
    // With the length a multiple of four, the bits left over say how much padding belongs there.
    guard bits == 0, padded * 2 == Int(pending) else { return nil }
    return bytes
  }

  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let padding = UInt8(ascii: "=")
  private static let none: UInt8 = 0xFF

  /// What each byte stands for; 0xFF for those that are no digit.
  static let values: [UInt8] = {
    var values = [UInt8](repeating: none, count: 256)
    for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
    return values
  }()
}
