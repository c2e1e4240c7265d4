import JSON
import Testing

@Suite struct ParsingTests {
  static let readable: [(String, JSONValue)] = [
    ("null", JSONValue.null), ("true", true), (" false\n", false), ("0", 0), ("-0", 0),
    ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
    (#""""#, ""), (#""a\/b\u0000\u00e9\ud83d\ude00\n""#, "a/b\u{0}é😀\n"),
    ("[]", []), ("{}", [:]), ("[[],{},[1]]", [[], [:], [1]]),
    (
      #"{"b":{"c":[1,"x",null]},"a":"\"\\","":0}"#,
      ["a": "\"\\", "b": ["c": [1, "x", nil]], "": 0]
    ),
  ]

  @Test(arguments: readable)
  func reads(text: String, value: JSONValue) throws {
    #expect(try JSONValue(parsing: text) == value)
    #expect(try JSONValue(parsing: Array(text.utf8)) == value)
  }

  @Test(arguments: [
    "", " ", "nul", "nulll", "tru", "[", "]", "[1", "[1,", "[1,]", "[,1]", "{", "}", "{\"a\"",
    "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{1:1}", "{\"a\" 1}", "\"", "\"a",
    "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\n\"", "\"\u{1}\"", "1 2", "[] []", "'a'",
    "[1}", "{\"a\":[}]", "/**/1", "NaN", "Infinity", "\u{FEFF}1", "\0", "1\0",
  ])
  func refusesMalformedText(text: String) {
    #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
  }

  @Test(arguments: [
    "1.5", "1.0", "1e3", "-0.0", "1E400", "9223372036854775808", "-9223372036854775809",
    "18446744073709551615", "18446744073709551616", "99999999999999999999999999", "01", "-", "+1",
    "1.", ".5", "1e", "0x10", "--1", "[1.5]", "{\"a\":1e2}",
  ])
  func refusesOtherNumbers(text: String) {
    #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
  }

  @Test func refusesWhatIsNoUnicode() {
    let hostile: [[UInt8]] = [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22], [0x80],
    ]
    for bytes in hostile { #expect(code(bytes) == .encoding, "\(bytes)") }
    for text in [
      #""\ud800""#, #""\udc00""#, #""\ud800x""#, #""\ud800\u0041""#, #""\ud800\ud800""#,
      #""\udfff\udfff""#, #""a\udbff""#, #"{"\udc00":1}"#, #"["x","\uDFFF"]"#,
    ] {
      #expect(throws: JSONError.self, "\(text)") { try JSONValue(parsing: text) }
    }
    #expect((try? JSONValue(parsing: #""\ud7ff\ue000""#)) == "\u{D7FF}\u{E000}")
  }

  @Test func refusesTwoMembersOfOneName() {
    for text in [
      #"{"a":1,"a":1}"#, #"{"a":1,"b":2,"\u0061":3}"#, #"[{"x":{"":1,"":2}}]"#,
      "{\"\u{E9}\":1,\"e\u{301}\":2}",
      "{" + (0..<40).map { #""k\#($0 % 39)":1"# }.joined(separator: ",") + "}",
    ] {
      #expect(code(Array(text.utf8)) == .duplicateName, "\(text)")
    }
    let many = "{" + (0..<5000).map { #""k\#($0)":\#($0)"# }.joined(separator: ",") + "}"
    #expect((try? JSONValue(parsing: many))?["k4999"] == 4999)
    #expect((try? JSONValue(parsing: #"{"a":{"a":{"a":1}}}"#)) == ["a": ["a": ["a": 1]]])
  }

  @Test func countsMoreElementsThanTheParserDoes() throws {
    let count = 1 << 24 + 3
    var text = [UInt8](repeating: UInt8(ascii: "0"), count: 2 * count + 1)
    text[0] = UInt8(ascii: "[")
    for index in stride(from: 2, to: 2 * count, by: 2) { text[index] = UInt8(ascii: ",") }
    text[2 * count] = UInt8(ascii: "]")
    #expect(try JSONDocument(parsing: text).read { $0.count } == count)
  }

  @Test func limitsDepth() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    let deepest = JSONText.maximumDepth
    _ = try JSONValue(parsing: nested(deepest))
    #expect(code(Array(nested(deepest + 1).utf8)) == .tooDeep)
    #expect(code(Array(nested(deepest + 2).utf8)) == .tooDeep)
    #expect(code(Array(nested(1_000_000).utf8)) == .tooDeep)
    #expect(throws: JSONError.self) {
      try JSONValue(parsing: String(repeating: "[", count: 1_000_000))
    }
    #expect(throws: JSONError.self) {
      try JSONValue(parsing: String(repeating: #"{"a":"#, count: 100_000))
    }
  }

  @Test func survivesEveryCutAndEveryChangedByte() throws {
    var generator = SeededGenerator(seed: 7)
    let text: JSONValue = ["name": "é\u{1}\"", "list": [1, -2, nil, true, ["deep": [[]]]]]
    let bytes = Array(text.compactText.utf8)
    for end in 0..<bytes.count {
      #expect(throws: JSONError.self) { try JSONValue(parsing: Array(bytes[..<end])) }
    }
    for _ in 0..<20_000 {
      var changed = bytes
      for _ in 0...Int.random(in: 0...2, using: &generator) {
        changed[Int.random(in: 0..<bytes.count, using: &generator)] =
          UInt8.random(in: 0...255, using: &generator)
      }
      guard let value = try? JSONValue(parsing: changed) else { continue }
      #expect(try JSONValue(parsing: value.compactText) == value)
    }
  }

  @Test func readsFromMemoryThatEndsRightAfterTheText() throws {
    // No byte behind the text may be needed, whatever its length.
    for length in 0...200 {
      let text = "\"" + String(repeating: "x", count: length) + "\""
      #expect(try JSONValue(parsing: text).string?.count == length)
    }
    let long = String(repeating: "y", count: 3_000_000)
    #expect(try JSONValue(parsing: "\"\(long)\"").string == long)
    #expect(try JSONValue(parsing: "1") == 1)
  }

  private func code(_ bytes: [UInt8]) -> JSONError.Code? {
    do { _ = try JSONValue(parsing: bytes) } catch { return error.code }
    return nil
  }
}
