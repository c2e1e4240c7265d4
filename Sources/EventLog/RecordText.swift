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
    guard text.count >= 36 else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    var isWrong = false
    for index in 0..<36 {
      let byte = text[index]
      if Self.isHyphen(index) {
        isWrong = isWrong || byte != UInt8(ascii: "-")
        continue
      }
      let digit = byte &- 48 < 10 ? byte &- 48 : byte &- 87
      isWrong = isWrong || digit > 15 || byte > 57 && digit < 10
      high = high << 4 | low >> 60
      low = low << 4 | UInt64(digit & 15)
    }
    guard !isWrong else { return nil }
    self.init(high: high, low: low)
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
