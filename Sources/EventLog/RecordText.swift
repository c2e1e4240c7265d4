/// The short texts of a record, written and read as bytes without a string between.
extension UniqueID {
  /// Appends the 36-character lower-case form.
  func append(to output: inout [UInt8]) {
    for index in 0..<32 {
      if index == 8 || index == 12 || index == 16 || index == 20 {
        output.append(UInt8(ascii: "-"))
      }
      let half = index < 16 ? bytes.high : bytes.low
      let digit = UInt8(truncatingIfNeeded: half >> UInt64(60 - index % 16 * 4)) & 0xF
      output.append(digit < 10 ? 48 + digit : 87 + digit)
    }
  }

  /// Reads the 36-character form in lower case, at the start of `text`.
  init?(prefix text: UnsafeRawBufferPointer) {
    guard text.count >= 36 else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    var digits = 0
    for index in 0..<36 {
      let byte = text[index]
      if index == 8 || index == 13 || index == 18 || index == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      let digit: UInt8
      switch byte {
      case 48...57: digit = byte - 48
      case 97...102: digit = byte - 87
      default: return nil
      }
      if digits < 16 {
        high = high << 4 | UInt64(digit)
      } else {
        low = low << 4 | UInt64(digit)
      }
      digits += 1
    }
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

extension Instant {
  /// Reads the 27-character form from bytes.
  init?(_ text: UnsafeRawBufferPointer) {
    self.init(String(decoding: text, as: UTF8.self))
  }
}
