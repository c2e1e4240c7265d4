/// The line end of every text format here.
let lineFeed = UInt8(ascii: "\n")

/// Takes lines that end in LF from the front of some bytes.
struct LineReader {
  /// What has not been taken yet.
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: some Collection<UInt8>) { rest = ArraySlice(bytes) }

  /// The next line without its LF; nil at the end and for a last line that has none.
  mutating func next() -> ArraySlice<UInt8>? {
    guard let end = rest.firstIndex(of: lineFeed) else { return nil }
    defer { rest = rest[(end + 1)...] }
    return rest[..<end]
  }

  /// The next line up to an empty one or the end; nil there. Takes the empty line.
  mutating func nextBeforeEmpty() -> ArraySlice<UInt8>? {
    guard let line = next(), !line.isEmpty else { return nil }
    return line
  }
}

extension Collection<UInt8> {
  /// The number that these ASCII digits are, without sign, blank or needless zero.
  var strictDecimal: UInt64? {
    guard let first, first != UInt8(ascii: "0") || count == 1 else { return nil }
    var value: UInt64 = 0
    for digit in self {
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
      let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, isStillTooLarge) = tens.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
      guard !isTooLarge, !isStillTooLarge else { return nil }
      value = sum
    }
    return value
  }

  /// What follows `prefix`; nil when these bytes start differently.
  func after(_ prefix: String) -> SubSequence? {
    starts(with: prefix.utf8) ? dropFirst(prefix.utf8.count) : nil
  }

  /// Whether an ASCII control character other than LF is among these bytes.
  var hasControlCharacters: Bool { contains { $0 < 0x20 && $0 != lineFeed } }
}

extension String {
  /// Whether both have the same bytes. `==` also takes two spellings of one character as equal,
  /// which no signature does.
  func isSame(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }

  /// Whether this may stand as a line of a note: not empty, no control character, no line end.
  var isNoteLine: Bool { !isEmpty && !utf8.contains { $0 < 0x20 } }

  /// Whether this may be the name of a key (C2SP signed-note, Format).
  var isKeyName: Bool {
    isNoteLine && !unicodeScalars.contains { $0 == "+" || $0.properties.isWhitespace }
  }
}
