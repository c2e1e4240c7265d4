import Registry
import Testing

@Suite struct FieldReaderTests {
  private func read(_ type: FieldType, _ cell: String) throws(FieldError) -> Value? {
    try Field("field", type).read(cell)
  }

  @Test(arguments: [
    (FieldType.title, " Fiji \r\n", Value.text("Fiji")), (.text, "a;b", .text("a;b")),
    (.text, "two\nlines", .text("two\nlines")), (.figureOrText, "120", .text("120")),
    (.titles, "a; b ;;c;", .texts(["a", "b", "c"])),
    (.titles, "a;\u{301}b", .texts(["a", "\u{301}b"])),
    (.references(.organisation), "gov-fiji;itu", .references(["gov-fiji", "itu"])),
    (.reference(.meeting), "m-1", .reference("m-1")),
    (.referencesOrText(.organisation), "gov-fiji; itu", .references(["gov-fiji", "itu"])),
    (.referencesOrText(.organisation), "women; men and more", .text("women; men and more")),
    (.subject, "m-1", .reference("m-1")),
    (.subject, "meeting/m-1", .subject(ThingRef(.meeting, "m-1"))),
    (.count, "120", .count(120)), (.count, "0", .count(0)), (.flag, "Yes", .flag(true)),
    (.flag, "true", .flag(true)), (.flag, "no", .flag(false)), (.flag, "FALSE", .flag(false)),
    (.term("role"), "Co-Chair", .term(Term(code: "co_chair", written: "Co-Chair"))),
    (.term("role"), "piper", .term(Term(code: nil, written: "piper"))),
    (
      .terms("theme"), "Open data; astronomy",
      .terms([Term(code: "open-data", written: "Open data"), Term(code: nil, written: "astronomy")])
    ),
    (.country, "Fiji", .country(CountryValue(code: "FJI", written: "Fiji"))),
    (.country, "FJ", .country(CountryValue(code: "FJI", written: "FJ"))),
    (.country, "242", .country(CountryValue(code: "FJI", written: "242"))),
    (.title, "=1+1", .text("=1+1")), (.title, "\u{202E}abc", .text("\u{202E}abc")),
    (.title, "وزارة", .text("وزارة")),
  ])
  func whatIsRead(type: FieldType, cell: String, value: Value) throws {
    #expect(try read(type, cell) == value)
  }

  @Test func datesAreReadAndKeptAsWritten() throws {
    for text in ["2014", "2014-06", "2014-06-23", "2014-06-23/2014-06-26", "../2014-06-22"] {
      #expect(try read(.date, " \(text) ") == .day(text))
    }
  }

  @Test(arguments: [
    FieldType.title, .titles, .text, .date, .country, .term("role"), .terms("theme"),
    .reference(.meeting), .references(.meeting), .referencesOrText(.meeting), .figureOrText,
    .subject,
    .count, .flag,
  ])
  func emptyIsNotStated(type: FieldType) throws {
    for cell in ["", " ", "\t\r\n", "\u{A0}\u{2003}"] { #expect(try read(type, cell) == nil) }
    let field = Field("field", type)
    #expect(try field.read([String]()) == nil)
    #expect(try field.read(["", " "]) == nil)
    if field.isList { #expect(try read(type, " ; ;") == nil) }
  }

  @Test(arguments: [
    (FieldType.date, "24.06.2014"), (.date, "2014-13"), (.date, "June 2014"), (.date, "2014-6-3"),
    (.count, "-1"), (.count, "+5"), (.count, "1.5"), (.count, "１２"), (.count, "12 people"),
    (.count, "99999999999999999999"), (.flag, "maybe"), (.flag, "1"), (.country, "Atlantis"),
    (.reference(.meeting), "m 1"), (.reference(.meeting), "-m"), (.reference(.meeting), "é"),
    (.references(.meeting), "m-1;m 2"), (.subject, "a b"), (.subject, "meeting/"),
    (.subject, "meeting/a b"), (.subject, "colour/blue"),
    (.reference(.meeting), String(repeating: "a", count: 65)), (.title, "a\0b"), (.text, "a\0b"),
  ])
  func whatIsRefused(type: FieldType, cell: String) {
    let error = #expect(throws: FieldError.self) { try read(type, cell) }
    #expect(error?.field == "field" && error?.value.isEmpty == false)
    #expect(error?.reason.isEmpty == false)
  }

  @Test func refusalsSayWhatToDo() throws {
    let date = #expect(throws: FieldError.self) { try read(.date, "24.06.2014") }
    #expect("\(try #require(date))".contains("2014-06-24"))
    let organisation = #expect(throws: FieldError.self) {
      try read(.reference(.organisation), "a b")
    }
    #expect("\(try #require(organisation))".contains("the id of an organisation"))
    #expect(try #require(organisation).hint?.contains("a-b") == true)
    let congo = #expect(throws: FieldError.self) { try read(.country, "Congo") }
    #expect(Set(try #require(congo).candidates) == ["COG", "COD"])
  }

  /// A cell of a million characters is text or a short refusal, and quick either way.
  @Test(arguments: [
    FieldType.title, .titles, .date, .country, .term("role"), .terms("theme"), .reference(.meeting),
    .references(.meeting), .subject, .count, .flag,
  ])
  func aMillionCharacters(type: FieldType) {
    for part in ["x;", "9", "e\u{301}"] {
      let cell = String(repeating: part, count: 1_000_000)
      let error = #expect(throws: FieldError.self) { try read(type, cell) }
      #expect((error?.description.utf8.count ?? .max) < 1_000)
    }
  }

  @Test func freeTextMayBeLong() throws {
    let cell = String(repeating: "word ", count: 200_000) + "end"
    for type in [FieldType.text, .figureOrText, .referencesOrText(.organisation)] {
      #expect(try read(type, cell) == .text(cell))
    }
  }

  /// Whatever is read can be stored and comes back, and what it is written as reads the same again.
  @Test func hostileTextsNeverCrash() {
    var generated = Generated(seed: 23)
    for type in EventCatalogue.all where type.effect == .begins {
      for field in type.fields {
        for _ in 0..<40 {
          guard let value = try? field.read(generated.text()) else { continue }
          if case .reference = value, field.type == .subject { continue }
          let event = Event(type, fields: [field.name: value])
          #expect(Event(type, stored: event.payload) == event, "\(field.name)")
          #expect((try? field.read(value.written)) == value, "\(field.name): \(value)")
        }
      }
    }
  }

  @Test func repeatedOptionsAreAList() throws {
    #expect(try Field("f", .titles).read(["a; b", "c"]) == .texts(["a; b", "c"]))
    #expect(try Field("f", .text).read(["a", "b"]) == .text("a; b"))
    #expect(Field("requested_on", .date).option == "--requested-on")
  }
}
