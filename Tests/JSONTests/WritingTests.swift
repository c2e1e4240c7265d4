import JSON
import Testing

@Suite struct WritingTests {
  @Test func writesTheOneText() {
    let value: JSONValue = [
      "b": [1, -20, nil, true, false], "a": ["": "x/y"], "ä": "é😀\u{7F}", "Z": [:], "aa": [],
      "\u{FFFD}": 1, "😀": 2,
    ]
    #expect(
      value.compactText
        == #"{"Z":{},"a":{"":"x/y"},"aa":[],"b":[1,-20,null,true,false],"ä":"é😀"#
        + "\u{7F}\",\"\u{FFFD}\":1,\"😀\":2}")
  }

  @Test func escapesNoMoreThanNeeded() {
    let all = String(String.UnicodeScalarView((0...0x22).compactMap { Unicode.Scalar($0) }))
    #expect(
      JSONValue.string(all + "\\/").compactText
        == #""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"#
        + #"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d"#
        + #"\u001e\u001f !\"\\/""#)
  }

  @Test func appendsBehindWhatIsThere() {
    var output = Array("x".utf8)
    JSONText.appendQuoted("", into: &output)
    JSONText.appendInteger(.min, into: &output)
    JSONText.appendInteger(0, into: &output)
    JSONText.appendObject(["k": 10], into: &output)
    #expect(String(decoding: output, as: UTF8.self) == #"x""-92233720368547758080{"k":10}"#)
  }

  @Test func writesForPeople() {
    let value: JSONValue = ["list": [1, ["x": "y"]], "none": [], "empty": [:]]
    #expect(
      value.prettyText(indent: 2) == """
        {
          "empty": {},
          "list": [
            1,
            {
              "x": "y"
            }
          ],
          "none": []
        }
        """)
  }

  @Test(arguments: UInt64(0)..<50)
  func readsBackWhatItWrote(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<40 {
      let value = generator.value()
      let text = value.compactText
      let read = try JSONValue(parsing: text)
      #expect(read == value)
      // Strings are equal in Swift when they are canonically equivalent; bytes must be the same.
      #expect(Array(read.compactText.utf8) == Array(text.utf8))
      #expect(try JSONValue(parsing: value.prettyText(indent: 3)) == value)
    }
  }
}
