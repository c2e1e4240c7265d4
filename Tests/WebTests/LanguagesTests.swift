import Foundation
import Registry
import Testing
import Things
import WebAssets
import WebCore

/// The catalogues of strings: complete, and true to each other.
@Suite struct LanguagesTests {
  private let languages: Languages
  private let french: Language
  private let korean: Language

  init() throws {
    languages = try Languages(WebAssets.files)
    french = try #require(Language.of("fr"))
    korean = try #require(Language.of("ko"))
  }

  private func keys(_ language: Language) -> Set<String> { languages.keys(of: language) }

  private func string(_ key: String, _ language: Language) -> String {
    languages.string(key, language) ?? ""
  }

  // MARK: The languages among each other

  @Test func frenchHasWhatEnglishHas() throws {
    let (english, french) = (keys(.english), keys(french))
    #expect(english.subtracting(french).sorted() == [])
    #expect(french.subtracting(english).sorted() == [])
  }

  @Test func koreanHasNothingThatEnglishHasNot() throws {
    let korean = keys(korean)
    #expect(korean.subtracting(keys(.english)).sorted() == [])
    #expect(korean.count > 300)
  }

  @Test func translationsKeepThePlaceholders() throws {
    for language in [french, korean] {
      for key in keys(language) {
        let (ours, theirs) = (string(key, .english), string(key, language))
        var expected = placeholders(ours)
        // A form for one thing may say the number in words, and a first day says its number itself.
        if key.hasSuffix(".one") { expected.remove("count") }
        var found = placeholders(theirs)
        if key.hasSuffix(".one") { found.remove("count") }
        #expect(found == expected, "\(key) in \(language.code)")
      }
    }
  }

  @Test func nothingIsEmpty() throws {
    for language in Language.all {
      for key in keys(language) {
        let text = string(key, language)
        #expect(!text.isEmpty, "\(key) in \(language.code)")
        let trimmed = text.trimmingCharacters(in: CharacterSet(charactersIn: " \n\t"))
        #expect(text == trimmed, "\(key) in \(language.code) begins or ends with a blank")
      }
    }
  }

  @Test func whatIsCountedHasItsForms() throws {
    let english = keys(.english)
    for key in english where key.hasSuffix(".one") {
      let stem = key.dropLast(".one".count)
      #expect(english.contains(stem + ".other") || english.contains(stem + ".many"), "\(key)")
    }
    for key in english
    where key.hasSuffix(".other") && placeholders(string(key, .english)).contains("count") {
      #expect(english.contains(key.dropLast(".other".count) + ".one"), "\(key)")
    }
  }

  /// A French sign of punctuation stands behind a blank that does not break.
  @Test func frenchPunctuationKeepsItsBlank() throws {
    for key in keys(french) {
      let text = string(key, french)
      #expect(!text.contains(#/ [;:?!»]/#), "\(key): \(text)")
      #expect(!text.contains(#/« [^\u{202F}\u{A0}]/#), "\(key): \(text)")
    }
  }

  // MARK: What pages ask for

  @Test func templatesAskForNothingUnknown() throws {
    let english = keys(.english)
    for (name, bytes) in WebAssets.files where name.hasSuffix(".mustache") {
      let template = String(decoding: bytes, as: UTF8.self)
      for match in template.matches(of: #/\{\{[#^]?t\.([a-z0-9_.\-]+)\}\}/#) {
        #expect(english.contains(String(match.1)), "\(match.1) in \(name)")
      }
    }
  }

  @Test func codeAsksForNothingUnknown() throws {
    let english = keys(.english)
    let stems = Set(
      english.compactMap { key in
        [".one", ".other"].first { key.hasSuffix($0) }.map { String(key.dropLast($0.count)) }
      })
    for (file, source) in try Self.sources() {
      for match in source.matches(of: #/\b(?:text|words|t)\(\s*"([a-z][a-z0-9_.\-]*)"/#) {
        let key = String(match.1)
        guard key.contains(".") else { continue }
        #expect(english.contains(key) || stems.contains(key), "\(key) in \(file)")
      }
      for match in source.matches(of: #/\bnotice: "([a-z0-9_.\-]+)"/#) {
        #expect(english.contains("notice.\(match.1)"), "notice.\(match.1) in \(file)")
      }
      // A key with a part that is filled in: some key has to begin so.
      for match in source.matches(
        of: #/\b(?:text|words)\(\s*"([a-z][a-z0-9_]*\.[a-z0-9_.\-]*)\\\(/#)
      {
        #expect(english.contains { $0.hasPrefix(match.1) }, "\(match.1)… in \(file)")
      }
    }
  }

  @Test func scriptsAskForNothingUnknown() throws {
    let english = keys(.english)
    for (name, bytes) in WebAssets.files where name.hasSuffix(".js") {
      let script = String(decoding: bytes, as: UTF8.self)
      for match in script.matches(of: #/\bwords\["([a-z0-9_.\-]+)"\]/#) {
        let key = String(match.1)
        #expect(english.contains(key), "\(key) in \(name)")
      }
    }
  }

  @Test func everythingDefinedHasAName() throws {
    var expected: Set<String> = []
    for kind in Kind.allCases {
      expected.formUnion(["kind.\(kind.rawValue).one", "kind.\(kind.rawValue).many"])
      expected.formUnion(kind.definition.fields.map { "field.\($0.name)" })
      expected.formUnion(kind.filters.map { "filter.\($0.name)" })
      for entry in kind.definition.entries {
        expected.formUnion(["entry.\(entry.rawValue).one", "entry.\(entry.rawValue).many"])
        expected.formUnion(entry.fields(in: kind).map { "field.\($0.name)" })
      }
    }
    expected.formUnion(EventCatalogue.all.map { "event.\($0.name)" })
    expected.formUnion(Themes.shared.all.map { "theme.\($0.id)" })
    expected.formUnion(Regions.shared.all.map { "region.\($0.m49)" })
    expected.formUnion(CountryGroups.shared.groups.map { "group.\($0)" })
    for vocabulary in Vocabularies.shared.names {
      let terms = Vocabularies.shared.terms(of: vocabulary)
      expected.formUnion(terms.map { "term.\(vocabulary).\($0.code)" })
    }
    #expect(expected.subtracting(keys(.english)).sorted() == [])
  }

  // MARK: Values in words

  @Test(arguments: [
    ("en", "Fiji", "1,234,567", "−1,000", "999"),
    ("fr", "Fidji", "1\u{202F}234\u{202F}567", "−1\u{202F}000", "999"),
    ("ko", "Fiji", "1,234,567", "−1,000", "999"),
  ])
  func countriesAndNumbersAreWrittenAsTheLanguageDoes(
    _ code: String, _ country: String, _ large: String, _ negative: String, _ small: String
  ) throws {
    let words = Words(languages, try #require(Language.of(code)))
    #expect(words.country("FJI") == country)
    #expect(words.number(1_234_567) == large)
    #expect(words.number(-1_000) == negative)
    #expect(words.number(999) == small)
    #expect(words.country("XXX") == "XXX")
  }

  @Test func frenchNamesOfCountriesStandWithoutTheirArticle() throws {
    #expect(Countries.shared.plainName(of: "CHL", in: "fr") == "Chili")
    #expect(Countries.shared.plainName(of: "DZA", in: "fr") == "Algérie")
    let odd = Countries.shared.all.compactMap { Countries.shared.plainName(of: $0.iso3, in: "fr") }
      .filter { $0.contains(#/\((l|le|la|les)[’']?\)$/#) }
    #expect(odd == [])
  }

  @Test func termsOutsideAVocabularyAreShownAsWritten() throws {
    let words = Words(languages, french)
    #expect(words.term("requested", of: "request_status") == "Demandée")
    #expect(words.term("open-data", of: "theme") == "Données publiques ouvertes")
    #expect(words.term("mobile clinics", of: "theme") == "mobile clinics")
  }

  // MARK: Means

  private func placeholders(_ text: String) -> Set<String> {
    Set(text.matches(of: #/\{([a-z_]+)\}/#).map { String($0.1) })
  }

  /// The Swift files of the web, by name.
  private static func sources() throws -> [(String, String)] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Tools/RapporteurWeb").standardized
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return try (files?.allObjects ?? []).compactMap { $0 as? URL }
      .filter { $0.pathExtension == "swift" }
      .map { ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8)) }
  }
}
