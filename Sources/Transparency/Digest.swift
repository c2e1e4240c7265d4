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
  public var base64: String {
    var text: [UInt8] = []
    text.reserveCapacity(Self.base64Count)
    withUnsafeBytes { bytes in
      for start in stride(from: 0, to: Self.byteCount, by: 3) {
        let count = min(3, Self.byteCount - start)
        var bits: UInt32 = 0
        for offset in 0..<3 {
          bits = bits << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0)
        }
        for place in 0...count {
          text.append(Self.base64Digits[Int(bits >> UInt32(18 - 6 * place) & 63)])
        }
      }
    }
    text.append(UInt8(ascii: "="))
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads exactly the form that `base64` writes: padded, nothing around it, spare bits zero.
  public init?(base64: some StringProtocol) {
    let text = Array(base64.utf8)
    guard text.count == Self.base64Count, text.last == UInt8(ascii: "=") else { return nil }
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    for character in text.dropLast() {
      guard let value = Self.base64Digits.firstIndex(of: character) else { return nil }
      bits = bits << 6 | UInt32(value)
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        bytes.append(UInt8(bits >> bitCount & 0xFF))
        bits &= 1 << bitCount - 1
      }
    }
    guard bits == 0 else { return nil }
    self.init(bytes: bytes)
  }

  private static let base64Count = 44
  private static let base64Digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
