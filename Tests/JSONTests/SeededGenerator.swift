import JSON

/// Random numbers that are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// A value of any shape, up to `depth` levels deep.
  mutating func value(depth: Int = 5) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &self) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &self))
    case 2: return .integer(Int64.random(in: .min ... .max, using: &self))
    case 3: return .integer(Int64.random(in: -9...99, using: &self))
    case 4: return .string(text())
    case 5: return .array((0..<count()).map { _ in value(depth: depth - 1) })
    default:
      var members: [String: JSONValue] = [:]
      for _ in 0..<count() { members[text()] = value(depth: depth - 1) }
      return .object(members)
    }
  }

  /// A text of ASCII, control characters, marks to escape, and characters of up to four bytes.
  mutating func text() -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...20, using: &self) {
      let range: ClosedRange<UInt32> =
        [
          0x20...0x7E, 0...0x1F, 0x22...0x22, 0x5C...0x5C, 0x80...0x7FF, 0xE000...0xFFFF,
          0x1F300...0x1FAFF,
        ].randomElement(using: &self) ?? 0x20...0x7E
      let scalar = Unicode.Scalar(UInt32.random(in: range, using: &self))
      text.unicodeScalars.append(scalar ?? "?")
    }
    return text
  }

  private mutating func count() -> Int { Int.random(in: 0...6, using: &self) }
}
