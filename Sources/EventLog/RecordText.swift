/// The short texts of a record, written and read as bytes without a string between.
extension UniqueID {
  /// Where the hyphens stand in the 36-character form.
  private static func isHyphen(_ index: Int) -> Bool {
    index == 8 || index == 13 || index == 18 || index == 23
  }

  /// Appends the 36-character lower-case form.
  func append(to output: inout [UInt8]) {
    withUnsafeTemporaryAllocation(byteCount: 36, alignment: 1) { text in
      var high = bytes.high
      var low = bytes.low
      for index in (0..<36).reversed() {
        if Self.isHyphen(index) {
          text[index] = UInt8(ascii: "-")
          continue
        }
        let digit = UInt8(truncatingIfNeeded: low) & 0xF
        text[index] = digit + (digit < 10 ? 48 : 87)
        low = low >> 4 | high << 60
        high >>= 4
      }
      output.append(contentsOf: text)
    }
  }

  /// Reads the 36-character form in lower case, at the start of `text`.
  init?(prefix text: UnsafeRawBufferPointer) {
    let hyphen = UInt8(ascii: "-")
    guard text.count >= 36, text[8] == hyphen, text[13] == hyphen, text[18] == hyphen,
      text[23] == hyphen
    else { return nil }
    // Eight digits at a time, the first in the highest byte.
    func load<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _: T.Type) -> UInt64 {
      UInt64(T(bigEndian: text.loadUnaligned(fromByteOffset: offset, as: T.self)))
    }
    let a = Self.digits(load(0, UInt64.self))
    let b = Self.digits(load(9, UInt32.self) << 32 | load(14, UInt32.self))
    let c = Self.digits(load(19, UInt32.self) << 32 | load(24, UInt32.self))
    let d = Self.digits(load(28, UInt64.self))
    guard let a, let b, let c, let d else { return nil }
    self.init(high: a << 32 | b, low: c << 32 | d)
  }

  /// The number that eight lower-case hexadecimal digits stand for, worked out in all bytes of a
  /// word at once.
  private static func digits(_ text: UInt64) -> UInt64? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let top = ones << 7
    // With its top bit set no byte borrows from the next one.
    func isAtLeast(_ byte: UInt8) -> UInt64 { ((text | top) &- ones &* UInt64(byte)) & top }
    let decimal = isAtLeast(UInt8(ascii: "0")) & ~isAtLeast(UInt8(ascii: "9") + 1)
    let letter = isAtLeast(UInt8(ascii: "a")) & ~isAtLeast(UInt8(ascii: "f") + 1)
    guard text & top == 0, decimal | letter == top else { return nil }
    var value = (text & (ones &* 15)) &+ (letter >> 7) &* 9
    value = (value | value >> 4) & 0x00FF_00FF_00FF_00FF
    value = (value | value >> 8) & 0x0000_FFFF_0000_FFFF
    return (value | value >> 16) & 0xFFFF_FFFF
  }

  /// The sixteen bytes, in network order.
  var keyBytes: [UInt8] {
    [bytes.high, bytes.low].flatMap { half in
      (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - $0 * 8)) }
    }
  }

  /// The order of the sixteen bytes, which is the order of making for version 7.
  static func precedes(_ a: UniqueID, _ b: UniqueID) -> Bool {
    a.bytes.high != b.bytes.high ? a.bytes.high < b.bytes.high : a.bytes.low < b.bytes.low
  }
}
