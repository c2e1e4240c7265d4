import CSV
import Registry
import SampleData
import Testing

@Suite struct CountriesTests {
  private let countries = Countries.shared

  @Test func theListIsWhole() throws {
    #expect(countries.all.count == 248)
    #expect(Set(countries.all.map(\.iso3)).count == 248)
    #expect(Set(countries.all.map(\.m49)).count == 248)
    #expect(
      countries.all.allSatisfy { $0.iso2.count == 2 && $0.iso3.count == 3 && $0.m49.count == 3 })
    let fiji = try #require(countries["FJI"])
    #expect((fiji.name, fiji.m49, fiji.iso2, fiji.status) == ("Fiji", "242", "FJ", .member))
    #expect(fiji.officialName == "the Republic of Fiji")
    #expect((fiji.region, fiji.subregion, fiji.intermediateRegion) == ("009", "054", nil))
    #expect(countries.country(m49: "242") == fiji)
    #expect(countries["fji"] == nil)
  }

  @Test(arguments: [
    ("East Timor", "TLS"), ("timor leste", "TLS"), ("Republic of Georgia", "GEO"),
    ("Turkey", "TUR"),
    ("turkiye", "TUR"), ("TÜRKIYE", "TUR"), ("Kingdom of Bahrain", "BHR"), ("FJ", "FJI"),
    ("FJI", "FJI"), ("fji", "FJI"), ("242", "FJI"), (" Fiji ", "FJI"), ("Republic of Fiji", "FJI"),
    ("the Republic of Fiji", "FJI"), ("Côte d'Ivoire", "CIV"), ("Cote d’Ivoire", "CIV"),
    ("Co\u{302}te d'Ivoire", "CIV"), ("Ivory Coast", "CIV"), ("United Kingdom", "GBR"),
    ("uk", "GBR"), ("U.S.A.", "USA"), ("us", "USA"), ("South Korea", "KOR"),
    ("Korea, Republic of", "KOR"),
    ("Korea (Republic of)", "KOR"), ("DPRK", "PRK"), ("The Gambia", "GMB"), ("Gambia, The", "GMB"),
    ("Bahamas, the", "BHS"), ("Trinidad & Tobago", "TTO"), ("St. Lucia", "LCA"),
    ("St Kitts and Nevis", "KNA"),
    ("Samoa", "WSM"), ("Guinea", "GIN"), ("Macedonia", "MKD"), ("Palestine", "PSE"),
    ("Niger", "NER"),
    ("Dominica", "DMA"), ("Sudan", "SDN"), ("American Samoa", "ASM"), ("Fidji", "FJI"),
    ("Fidji (les)", "FJI"), ("Allemagne", "DEU"), ("Alemania", "DEU"), ("斐济", "FJI"),
    ("فيجي", "FJI"),
    ("Фиджи", "FJI"), ("ФИДЖИ", "FJI"), ("Czech Republic", "CZE"), ("Viet-Nam", "VNM"),
    ("Hong Kong", "HKG"),
    ("Swaziland", "SWZ"), ("Burma", "MMR"), ("Zaire", "COD"), ("Curacao", "CUW"),
    ("Aland Islands", "ALA"),
  ])
  func resolves(written: String, iso3: String) {
    #expect(countries.resolve(written).country?.iso3 == iso3)
    #expect(countries.resolve(written).problem == nil)
  }

  @Test(arguments: [
    ("Korea", ["KOR", "PRK"]), ("KOREA", ["KOR", "PRK"]), ("Congo", ["COG", "COD"]),
    ("the Congo", ["COG", "COD"]), ("Saint-Martin", ["MAF", "SXM"]),
    ("St. Martin", ["MAF", "SXM"]),
    ("Micronesia", ["FSM"]), ("Timor", ["TLS"]), ("America", ["USA"]),
    ("Virgin Islands", ["VGB", "VIR"]),
  ])
  func asks(written: String, among candidates: [String]) {
    guard case .ambiguous(let found, let rule) = countries.resolve(written) else {
      Issue.record("\(written) was not asked about")
      return
    }
    #expect(found.map(\.iso3) == candidates)
    #expect(!rule.isEmpty)
    #expect(countries.resolve(written).problem?.hint.contains(candidates[0]) == true)
  }

  @Test(arguments: [
    "Yugoslavia", "USSR", "Czechoslovakia", "European Union", "Kosovo", "Taiwan", "Caribbean",
    "Oceania",
    "Netherlands Antilles", "Africa", "009", "Western Africa", "world",
  ])
  func refuses(written: String) {
    guard case .refused = countries.resolve(written) else {
      Issue.record("\(written) was not refused")
      return
    }
    #expect(countries.resolve(written).problem != nil)
  }

  @Test(arguments: [
    ("Ecuadr", ["Ecuador"]), ("online", []), ("no", ["Norway"]), ("8", ["Albania"]), ("", []),
    ("–", []),
    ("Atlantis", []), ("xx", []), ("999", []),
  ])
  func doesNotKnow(written: String, near: [String]) {
    #expect(countries.resolve(written) == .unknown(nearMatches: near))
  }

  @Test func everyNameOfTheListResolvesToItself() {
    for country in countries.all {
      var names = [country.name, country.iso2, country.iso3, country.m49] + country.aliases
      names += [country.officialName].compactMap(\.self)
      names += ["fr", "es", "ar", "zh", "ru"].compactMap {
        countries.name(of: country.iso3, in: $0)
      }
      for name in names {
        switch countries.resolve(name) {
        case .country(let found): #expect(found == country, "\(name)")
        // The list of ambiguous names comes before all others.
        case .ambiguous(let candidates, _): #expect(candidates.contains(country), "\(name)")
        case .refused, .unknown: Issue.record("\(name) of \(country.iso3) is not found")
        }
      }
    }
  }

  @Test func everyCountryOfTheSampleMonthResolves() throws {
    var seen: Set<String> = []
    for file in SampleMonth.files {
      var reader = CSVReader(file.bytes)
      let (header, faults) = try reader.header()
      #expect(faults.isEmpty)
      while let record = try reader.next() {
        guard case .row(let row) = record else {
          Issue.record("\(file.name): \(record)")
          continue
        }
        if let index = header.index(of: "country"), !row.fields[index].isEmpty {
          seen.insert(row.fields[index])
        }
      }
    }
    #expect(seen.count > 30)
    for name in seen { #expect(countries.resolve(name).country != nil, "\(name)") }
  }

  @Test func namesInSixLanguages() {
    #expect(countries.name(of: "FJI", in: "ru") == "Фиджи")
    #expect(countries.name(of: "FJI", in: "en") == "Fiji")
    #expect(countries.name(of: "FJI", in: "de") == nil)
    #expect(countries.name(of: "XXX", in: "fr") == nil)
  }
}

@Suite struct RegionsTests {
  private let regions = Regions.shared

  @Test func theTreeHoldsEveryCountry() {
    #expect(regions.all.count == 30)
    #expect(regions.countries(in: "001").count == 248)
    let continents = ["002", "009", "019", "142", "150"].map { regions.countries(in: $0) }
    #expect(continents.map(\.count).reduce(0, +) == 247)
    #expect(continents.reduce(into: Set()) { $0.formUnion($1) }.count == 247)
    for country in Countries.shared.all where country.region != nil {
      let path = regions.regions(of: country.iso3).map(\.m49)
      let stated = [country.intermediateRegion, country.subregion, country.region, "001"]
      #expect(path == stated.compactMap(\.self), "\(country.iso3)")
    }
  }

  @Test func namesAndParents() {
    #expect(regions.resolve("polynesia")?.m49 == "061")
    #expect(regions.resolve("south eastern asia")?.m49 == "035")
    #expect(regions.resolve("029")?.name == "Caribbean")
    #expect(regions.resolve("nowhere") == nil)
    #expect(regions.path(from: "029").map(\.m49) == ["029", "419", "019", "001"])
    #expect(regions.countries(in: "061").isSuperset(of: ["WSM", "TON", "TUV"]))
    #expect(regions.countries(in: "029").isSubset(of: regions.countries(in: "019")))
    #expect(regions.countries(in: "998").isEmpty)
    #expect(regions.regions(of: "ATA").map(\.m49) == ["001"])
    #expect(regions.regions(of: "XXX").isEmpty)
  }
}
