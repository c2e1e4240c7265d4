/// The common form of the texts of keys: `name+id+base64(type ‖ key)`.
struct KeyText {
  var name: String
  var id: UInt32
  var algorithm: VerifierKey.Algorithm
  var key: [UInt8]

  init(name: String, id: UInt32, algorithm: VerifierKey.Algorithm, key: [UInt8]) {
    self.name = name
    self.id = id
    self.algorithm = algorithm
    self.key = key
  }

  /// Reads the form that `description` writes, with a key of 32 bytes. The id is not checked.
  init(_ text: some Collection<UInt8>) throws(TransparencyError) {
    let parts = text.split(
      separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else {
      throw TransparencyError(.malformedKey, "a key has three parts with + between: name, id, key")
    }
    guard let name = String(validating: parts[0], as: UTF8.self), name.isKeyName else {
      throw Self.badName
    }
    guard let id = Self.id(parts[1]) else {
      throw TransparencyError(
        .malformedKey, "the id of the key \(name) is not eight lower-case hexadecimal digits")
    }
    guard let bytes = Base64.decode(parts[2]), let type = bytes.first else {
      throw TransparencyError(.malformedKey, "the key \(name) is not in base64")
    }
    guard let algorithm = VerifierKey.Algorithm(rawValue: type) else {
      throw TransparencyError(
        .malformedKey,
        "the key \(name) is of kind \(type); known are 1 (Ed25519) and 4 (cosignature)")
    }
    guard bytes.count == 1 + VerifierKey.byteCount else {
      throw TransparencyError(
        .malformedKey, "the key \(name) has \(bytes.count - 1) bytes instead of 32")
    }
    self.init(name: name, id: id, algorithm: algorithm, key: Array(bytes.dropFirst()))
  }

  var description: String {
    "\(name)+\(Self.text(ofID: id))+\(Base64.encode([algorithm.rawValue] + key))"
  }

  /// The eight digits of a key's id.
  static func text(ofID id: UInt32) -> String {
    let digits = String(id, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  private static func id(_ digits: some Collection<UInt8>) -> UInt32? {
    guard digits.count == 8 else { return nil }
    var value: UInt32 = 0
    for digit in digits {
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(digit - 0x30)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(digit - 0x57)
      default: return nil
      }
    }
    return value
  }

  static let badName = TransparencyError(
    .malformedKey, "the name of a key must not be empty nor contain blanks, + or control characters"
  )

  static func wrongID(_ name: String) -> TransparencyError {
    TransparencyError(
      .malformedKey, "the id in the key \(name) is not that of its name and bytes; copy it again")
  }
}
