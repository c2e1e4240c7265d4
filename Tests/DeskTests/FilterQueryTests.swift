import Desk
import Registry
import Testing
import Things

/// Filters as text: read, written back, refused.
@Suite struct FilterQueryTests {
  static let today = Day(year: 2014, month: 7, day: 1) ?? Day(number: 0)

  private func canonical(_ text: String, _ kind: Kind = .request) throws -> String {
    try FilterQuery(text: text).canonical(of: kind).text
  }

  private func refusal(_ text: String, _ kind: Kind = .request) -> FilterError? {
    do {
      _ = try FilterQuery(text: text).filter(of: kind, today: Self.today)
      return nil
    } catch { return error }
  }

  @Test(arguments: [
    (
      "open&theme=E-Government&group-at=today&group=sids",
      "group=SIDS&group-at=today&theme=digital-government&open"
    ),
    (
      "country=East+Timor&country=FJI&country=Fiji&country=none",
      "country=FJI&country=TLS&country=none"
    ),
    ("region=oceania&status=In%20delivery", "region=009&status=in_delivery"),
    (
      "text=S%C3%A3o+Tom%C3%A9%26more&from=2014-06&to=today",
      "from=2014-06&to=today&text=S%C3%A3o%20Tom%C3%A9%26more"
    ),
    ("country=&open=on&requester=", "open"),
    ("", ""),
    ("theme=what+nobody+maps", "theme=what%20nobody%20maps"),
  ])
  func equalFiltersHaveEqualTexts(given: String, expected: String) throws {
    #expect(try canonical(given) == expected)
    #expect(try canonical(expected) == expected)
    let (a, b) = (try FilterQuery(text: given), try FilterQuery(text: expected))
    let filter = try a.filter(of: .request, today: Self.today)
    #expect(try b.filter(of: .request, today: Self.today) == filter)
  }

  @Test func textsSayWhatTheyMean() throws {
    let filter = try FilterQuery(
      text: "group=SIDS&group-at=2014-05&open&theme=e-government&requester=gov-fiji&from=today"
    )
    .filter(of: .request, today: Self.today)
    #expect(filter.group == "SIDS")
    #expect(filter.groupDay == .date(try PartialDate("2014-05")))
    #expect(filter.excluded["status"] == Request.closedStatuses)
    #expect(filter.themes == ["digital-government"])
    #expect(filter.references == ["requester": ["gov-fiji"]])
    #expect(filter.from == PartialDate(Self.today))
  }

  @Test(arguments: [
    ("provider=dpadm", "provider"), ("grop=SIDS", "grop"), ("country=Atlantis", "country"),
    ("country=Oceania", "country"), ("region=Melanesa", "region"), ("region=Fiji", "region"),
    ("group=BRICS", "group"), ("group-at=yesterday", "group-at"), ("from=24.06.2014", "from"),
    ("from=2014-07&to=2014-06-30", "from"), ("limit=-1", "limit"), ("limit=some", "limit"),
    ("open=no", "open"), ("region=009&region=142", "region"), ("open&status=delivered", "open"),
    ("country-by=nobody", "country-by"), ("country=none&group=SIDS", "country none"),
    ("unanswered&delivered-by=x", "unanswered"), ("theme", "theme"),
    ("text=%E2%80%94", "text"), ("beneficiary=!%20!", "beneficiary"),
  ])
  func whatCannotBeIsRefused(text: String, name: String) {
    let error = refusal(text)
    #expect(error?.filter == name.split(separator: " ").first.map(String.init), "\(text)")
    #expect(error?.message.isEmpty == false)
  }

  @Test func bothEndsOfAPeriodMayOverlap() {
    #expect(refusal("from=2014-06-20&to=2014-06") == nil)
    #expect(refusal("open&status=delivered&status=agreed") == nil)
    #expect(refusal("country=none&group=SIDS&country-by=requester") == nil)
  }

  @Test func anUnknownNameIsAnsweredWithThoseThereAre() throws {
    let error = try #require(refusal("provder=x", .offer))
    #expect(error.hint == "did you mean --provider?")
    let other = try #require(refusal("provider=x"))
    #expect(other.message.hasPrefix("--provider is no filter of requests; they are --country, "))
  }

  @Test(arguments: ["%", "%4", "%zz", "a=%ff", "text=%00"])
  func brokenEscapesAreRefused(text: String) {
    #expect(throws: FilterError.self) { try FilterQuery(text: text) }
  }

  @Test func whatMayBeSeveralCountriesIsAsked() throws {
    #expect(refusal("country=Korea")?.candidates == ["KOR", "PRK"])
  }

  /// Every filter of every kind can be written, read and asked.
  @Test func everyFilterIsAnswered() async throws {
    let registry = try await TestRegistry.sample().registry
    try registry.desk.reading(today: Self.today) { reading in
      for kind in Kind.allCases {
        let names = kind.filters.map(\.name)
        #expect(Set(names).count == names.count, "\(kind.rawValue)")
        for filter in kind.filters {
          let value: String? =
            switch filter.value {
            case .flag: nil
            case .country: "Fiji"
            case .region: "Oceania"
            case .group: "LDC"
            case .groupDay, .date: "today"
            case .theme: "e-government"
            case .term(let vocabulary, _):
              Vocabularies.shared.terms(of: vocabulary).first?.code
            case .written(let place): try reading.texts(in: place).first
            case .id(let kinds):
              try reading.list(kinds[0]).things.first.map { try reading.typedID($0.ref) }
            case .anything: "m-unpsf-2014"
            case .choice(let words): words.last
            case .words: "government"
            case .number: "3"
            }
          if filter.value != .flag, value == nil { continue }
          for value in [value] + (filter.takesNone ? ["none"] : []) {
            let pair = FilterQuery.Pair(filter.name, value)
            for query in [FilterQuery([pair]), FilterQuery([pair, .init("limit", "2")])]
            where filter.name != "limit" {
              let narrowed = try registry.desk.filter(query, of: kind, reading)
              _ = try registry.desk.answer(kind, narrowed, reading)
              #expect(try FilterQuery(text: query.text) == query)
            }
          }
        }
      }
    }
  }
}
