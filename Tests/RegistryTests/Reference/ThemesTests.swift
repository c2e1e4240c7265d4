import CSV
import Registry
import SampleData
import Testing

@Suite struct ThemesTests {
  private let themes = Themes.shared

  @Test(arguments: [
    ("open-data", "open-data"), ("Open government data", "open-data"), ("open data", "open-data"),
    ("OPEN  DATA", "open-data"), ("e-government", "digital-government"),
    ("egovernment", "digital-government"),
    ("E Government", "digital-government"), ("SIDS", "sids"),
    ("ICT in Parliament", "ict-in-parliaments"),
    ("audit", "public-accountability"), ("single window", "single-window"),
  ])
  func resolves(written: String, id: String) {
    #expect(themes.resolve(written) == id)
  }

  @Test func everyWayOfWritingATheme() {
    #expect(themes.all.count == 38)
    for theme in themes.all {
      for name in [theme.id, theme.label] + theme.aliases {
        #expect(themes.resolve(name) == theme.id, "\(name)")
      }
      #expect(theme.broader.map { themes[$0] != nil } ?? true)
    }
    #expect(themes.resolve("astronomy") == nil)
    #expect(themes.resolve("") == nil)
    #expect(themes.nearMatches(to: "interoperabilty") == ["interoperability"])
  }

  @Test func theTree() {
    #expect(
      themes.narrower(of: "open-government") == [
        "open-government", "open-data", "e-participation", "e-voting", "ict-in-parliaments",
      ])
    #expect(themes.narrower(of: "e-voting") == ["e-voting"])
    #expect(themes.narrower(of: "nothing").isEmpty)
    #expect(
      themes.path(from: "e-voting") == [
        "e-voting", "e-participation", "open-government", "governance",
      ])
    #expect(themes.distance(from: "e-voting", to: "e-voting") == 0)
    #expect(themes.distance(from: "e-voting", to: "open-data") == 3)
    #expect(themes.distance(from: "open-data", to: "e-voting") == 3)
    #expect(themes.distance(from: "governance", to: "e-voting") == 3)
    #expect(themes.distance(from: "e-voting", to: "connectivity") == nil)
    #expect(themes.distance(from: "e-voting", to: "nothing") == nil)
    #expect(themes.label(of: "open-data") == "Open government data")
    #expect(themes.label(of: "as written") == "as written")
  }

  @Test func twoThemesOfTheSampleMonthAreInNoList() throws {
    let written = try Sample.cells("themes") + Sample.cells("theme")
    let outside = Set(written.filter { themes.resolve($0) == nil })
    #expect(outside.count == 2, "\(outside)")
  }
}

@Suite struct VocabulariesTests {
  private let vocabularies = Vocabularies.shared

  @Test func listsAndTerms() {
    #expect(vocabularies.names.count == 23)
    #expect(vocabularies.names.contains("support_type"))
    #expect(
      !vocabularies.names.contains("note") && !vocabularies.names.contains("support_type_columns"))
    #expect(vocabularies.contains("advisory", in: "support_type"))
    #expect(!vocabularies.contains("Advisory services", in: "support_type"))
    #expect(!vocabularies.contains("advisory", in: "nothing"))
    #expect(vocabularies.contains("", in: "statement_qualifier"))
    #expect(vocabularies.terms(of: "request_status").first?.code == "expressed")
    #expect(vocabularies.terms(of: "request_status").count == 10)
  }

  @Test(arguments: [
    ("Advisory services", "support_type", "advisory"), ("advisory", "support_type", "advisory"),
    ("Study visit", "meeting_kind", "study_visit"), ("study-visit", "meeting_kind", "study_visit"),
    ("E-government", "wsis_action_lines", "C7.egov"), ("c7.egov", "wsis_action_lines", "C7.egov"),
    ("LESS LIKELY", "statement_qualifier", "less likely"), ("", "statement_qualifier", ""),
  ])
  func resolves(written: String, vocabulary: String, code: String) {
    #expect(vocabularies.resolve(written, in: vocabulary) == code)
  }

  @Test func whatIsOutside() {
    #expect(vocabularies.resolve("picnic", in: "meeting_kind") == nil)
    #expect(vocabularies.resolve(" - ", in: "statement_qualifier") == nil)
    #expect(vocabularies.resolve("workshop", in: "nothing") == nil)
    #expect(vocabularies.nearMatches(to: "worksop", in: "meeting_kind") == ["workshop"])
    #expect(
      vocabularies.label(of: "technical_assistance", in: "support_type") == "Technical assistance")
    #expect(vocabularies.label(of: "study_visit", in: "meeting_kind") == "study visit")
    #expect(vocabularies.label(of: "picnic", in: "meeting_kind") == "picnic")
  }

  @Test func everyTermResolvesToItself() {
    for name in vocabularies.names {
      for term in vocabularies.terms(of: name) {
        #expect(vocabularies.resolve(term.code, in: name) == term.code)
        #expect(vocabularies.resolve(term.label, in: name) == term.code)
      }
    }
  }
}

/// The cells of the sample month.
enum Sample {
  /// The parts between semicolons of every cell in the columns called `column`.
  static func cells(_ column: String) throws -> [String] {
    try SampleMonth.files.flatMap { file in
      var reader = CSVReader(file.bytes)
      guard let index = try reader.header().header.index(of: column) else { return [String]() }
      var cells: [String] = []
      while case .row(let row)? = try reader.next() {
        cells += row.fields[index].split(separator: ";").map { String($0.drop { $0 == " " }) }
      }
      return cells
    }
  }
}
