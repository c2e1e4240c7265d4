import Registry
import Testing

@Suite struct IdentifierTests {
  @Test(arguments: ["r-fiji-1", "D003", "a", "9", "m.2014_06-x", String(repeating: "a", count: 64)])
  func accepts(text: String) throws {
    #expect(try Identifier(text).text == text)
  }

  @Test(arguments: [
    ("", IdentifierError.Code.empty), (String(repeating: "a", count: 65), .tooLong),
    ("-a", .firstCharacter), (".a", .firstCharacter), ("_a", .firstCharacter), ("a b", .character),
    ("a/b", .character), ("é", .character), ("a\u{0}", .character), ("a\n", .character),
  ])
  func refuses(text: String, code: IdentifierError.Code) {
    #expect(throws: IdentifierError(code, text)) { try Identifier(text) }
  }

  @Test func messageNamesTheCharacterAndAnId() throws {
    let error = try #require(throws: IdentifierError.self) { try Identifier("Gov Fiji") }
    #expect(error.message.contains("holds “ ”"))
    #expect(error.message.contains("for example gov-fiji"))
  }

  @Test(arguments: [
    ("Government of Fiji", "government-of-fiji"), ("  São Tomé & Príncipe ", "sao-tome-principe"),
    ("\"E-Government\" (Workshop 1)", "e-government-workshop-1"), ("Côte d’Ivoire", "cote-divoire"),
    ("Łódź / Straße", "lodz-strasse"), ("大韓民國", "untitled"), ("", "untitled"),
    ("= - =", "untitled"),
    ("Visit 2014.06", "visit-2014-06"),
    (String(repeating: "x", count: 90), String(repeating: "x", count: 48)),
  ])
  func suggests(title: String, id: String) throws {
    #expect(Identifier.suggestion(from: title) == id)
    #expect(try Identifier(Identifier.suggestion(from: title)).text == id)
  }

  @Test func suggestionsAreIds() throws {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<2_000 {
      let scalars = (0..<Int.random(in: 0...80, using: &random)).compactMap { _ in
        Unicode.Scalar(UInt32.random(in: 0...0x2FFF, using: &random))
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      _ = try Identifier(Identifier.suggestion(from: String(text)))
    }
  }
}
