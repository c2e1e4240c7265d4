/// A SHA-256 value: the hash of a leaf, of a node or of a whole tree.
public struct Digest: Hashable, Sendable {
  // The 32 bytes in memory order; the words have no meaning as numbers.
  private var a: UInt64 = 0
  private var b: UInt64 = 0
  private var c: UInt64 = 0
  private var d: UInt64 = 0

  /// How many bytes a digest has.
  public static let byteCount = 32

  init() {}

  /// A digest from its bytes; nil unless there are exactly 32.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    Swift.withUnsafeMutableBytes(of: &self) { $0.copyBytes(from: bytes) }
  }

  /// Calls `body` with the 32 bytes, which are valid only inside the call.
  public func withUnsafeBytes<T, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> T
  ) throws(E) -> T {
    try Swift.withUnsafeBytes(of: self, body)
  }

  /// The 32 bytes.
  public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }
}

extension Digest: CustomStringConvertible {
  /// The 64 lower-case hexadecimal digits.
  public var hex: String {
    String(unsafeUninitializedCapacity: 2 * Self.byteCount) { text in
      withUnsafeBytes { bytes in
        for (index, byte) in bytes.enumerated() {
          text[2 * index] = Self.hexDigits[Int(byte >> 4)]
          text[2 * index + 1] = Self.hexDigits[Int(byte & 15)]
        }
      }
      return 2 * Self.byteCount
    }
  }

  /// Reads 64 hexadecimal digits in either case; nil for anything else.
  public init?(hex: some StringProtocol) {
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in hex.utf8 {
      guard bytes.count < Self.byteCount,
        let value = Self.hexDigits.firstIndex(of: digit | 0x20).map(UInt8.init),
        digit >= UInt8(ascii: "0")
      else { return nil }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    guard high == nil else { return nil }
    self.init(bytes: bytes)
  }

  /// The hexadecimal digits.
  public var description: String { hex }

  private static let hexDigits = Array("0123456789abcdef".utf8)
}

extension Digest {
  /// The 44 characters of the padded standard alphabet (RFC 4648 section 4).
  public var base64: String { withUnsafeBytes { Base64.encode($0) } }

  /// Reads exactly the form that `base64` writes: padded, nothing around it, spare bits zero.
  public init?(base64: some StringProtocol) {
    self.init(base64: base64.utf8)
  }

  /// Reads exactly the form that `base64` writes.
  init?(base64 text: some Collection<UInt8>) {
    guard let bytes = Base64.decode(text) else { return nil }
    self.init(bytes: bytes)
  }

  /// Reads the same form from bytes, with nothing on the heap: a verification reads millions.
  public init?(base64 text: UnsafeRawBufferPointer) {
    guard text.count == 44, text[43] == UInt8(ascii: "=") else { return nil }
    self.init()
    let isWrong = Swift.withUnsafeMutableBytes(of: &self) { bytes in
      Base64.values.withUnsafeBufferPointer { values in
        // A value of no digit has bits above the lowest six, and they last.
        var seen: UInt32 = 0
        for group in 0..<11 {
          var bits: UInt32 = 0
          for place in 0..<(group < 10 ? 4 : 3) {
            let value = UInt32(values[Int(text[4 * group + place])])
            seen |= value
            bits = bits << 6 | value
          }
          if group == 10 {
            seen |= bits & 3 == 0 ? 0 : 64
            bits <<= 6
          } else {
            bytes[3 * group + 2] = UInt8(truncatingIfNeeded: bits)
          }
          bytes[3 * group] = UInt8(truncatingIfNeeded: bits >> 16)
          bytes[3 * group + 1] = UInt8(truncatingIfNeeded: bits >> 8)
        }
        return seen > 63
      }
    }
    guard !isWrong else { return nil }
  }
}
