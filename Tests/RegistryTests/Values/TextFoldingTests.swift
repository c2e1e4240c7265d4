import Registry
import Testing

@Suite struct TextFoldingTests {
  @Test(arguments: [
    ("Timor-Leste", "timor leste"), ("  Jae-hong   LIM ", "jae hong lim"),
    ("Côte d’Ivoire", "cote divoire"), ("Côte d'Ivoire", "cote divoire"),
    ("E\u{301}cole", "ecole"), ("École", "ecole"), ("Søren Łukasz Straße", "soren lukasz strasse"),
    ("Đặng İstanbul ılık Æsir Œuvre", "dang istanbul ilik aesir oeuvre"),
    ("Þór Guðrún", "thor gudrun"), ("Türkiye", "turkiye"), ("support_type", "support type"),
    ("ΑΘΉΝΑ Αθηνάς", "αθηνα αθηνασ"), ("Й и\u{306} Ё", "и и е"), ("العَرَبِيَّة", "العربية"),
    ("\u{1112}\u{1161}\u{11AB}국", "한국"), ("ＵＮＰＯＧ", "unpog"), ("soft\u{AD}en", "soften"),
    ("a\u{A0}b\tc\n", "a b c"), ("", ""), (" - ", ""), ("U.S.", "u.s."),
  ])
  func folds(text: String, folded: String) {
    #expect(Array(TextFolding.fold(text).utf8) == Array(folded.utf8))
  }

  @Test func keysHaveNoBlanks() {
    #expect(TextFolding.key("Timor-Leste") == TextFolding.key("TimorLeste"))
    #expect(TextFolding.key("Kyung Ae") == TextFolding.key("Kyung-ae"))
  }

  @Test func tokensAreWords() {
    #expect(TextFolding.tokens("Lim, Jae-hong (UNPOG)") == ["lim", "jae", "hong", "unpog"])
    #expect(TextFolding.tokens(" … ").isEmpty)
  }

  @Test func foldingTwiceChangesNothing() {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<5_000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<12 {
        Unicode.Scalar(UInt32.random(in: 0...0x33FF, using: &random)).map { text.append($0) }
      }
      let once = TextFolding.fold(String(text))
      let twice = TextFolding.fold(once)
      #expect(once == twice, "\(Array(text).map { String($0.value, radix: 16) })")
    }
  }
}

@Suite struct NearMatchTests {
  private let names = [
    "interoperability", "open data", "open government", "e-voting", "governance",
  ]

  @Test(arguments: [
    ("interoperabilty", ["interoperability"]), ("Open-Dta", ["open data"]),
    ("goverance", ["governance"]), ("zebra", []), ("", []), ("evotnig", ["e-voting"]),
    ("open", ["open data", "open government"]),
  ])
  func finds(text: String, near: [String]) {
    #expect(NearMatch.closest(to: text, in: names) == near)
  }

  @Test func limitAndDuplicates() {
    #expect(NearMatch.closest(to: "open", in: names + names, limit: 1) == ["open data"])
    #expect(NearMatch.closest(to: "open", in: names, limit: 0).isEmpty)
  }

  @Test func distances() {
    #expect(NearMatch.distance("ab", "ba", atMost: 3) == 1)
    #expect(NearMatch.distance("kitten", "sitting", atMost: 3) == 3)
    #expect(NearMatch.distance("kitten", "sitting", atMost: 2) == nil)
    #expect(NearMatch.distance("", "abc", atMost: 3) == 3)
  }
}
