import Registry

extension FilterDefinition {
  /// A flag is given without a value, or as a form sends a ticked box.
  func refuseValue(_ value: String?) throws(FilterError) {
    guard let value, !["", "on", "yes", "true", "1"].contains(value.lowercased()) else { return }
    throw FilterError(
      name, "--\(name) takes no value, not even “\(value)”", value: value,
      hint: "write \(name) alone, or leave it out")
  }

  /// One value in canonical form: codes in place of names, dates in their own spelling. Ids, words
  /// and what is in no vocabulary stay as written.
  func canonical(_ given: String?) throws(FilterError) -> String {
    let written = (given ?? "").trimmed
    guard !written.isEmpty else {
      throw FilterError(
        name, "--\(name) is empty", value: given, hint: "give a value, or leave it out")
    }
    if takesNone, written.lowercased() == FilterQuery.none { return FilterQuery.none }
    switch value {
    case .flag, .id, .anything, .written: return written
    case .words:
      guard !TextFolding.tokens(written).isEmpty else {
        throw FilterError(
          name, "there is no word in “\(written)”", value: written, hint: "give letters or digits")
      }
      return written
    case .country: return try country(written)
    case .region: return try region(written)
    case .group: return try group(written)
    case .groupDay:
      let word = written.lowercased()
      return ["event", "today"].contains(word) ? word : try date(written)
    case .date: return written.lowercased() == "today" ? "today" : try date(written)
    case .theme: return Themes.shared.resolve(written) ?? written
    case .term(let vocabulary, _):
      return Vocabularies.shared.resolve(written, in: vocabulary) ?? written
    case .choice(let words):
      if words.contains(written.lowercased()) { return written.lowercased() }
      throw FilterError(
        name, "“\(written)” is no value of --\(name)", value: written,
        hint: "write \(words.joined(separator: " or "))")
    case .number:
      guard written.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(written) else {
        throw FilterError(
          name,
          written.hasPrefix("-") ? "--\(name) is negative" : "“\(written)” is no whole number",
          value: written, hint: "write digits only, as in 20")
      }
      return String(number)
    }
  }

  private func country(_ written: String) throws(FilterError) -> String {
    let failure: FieldError
    do {
      if case .country(let country)? = try Field("country", .country).read(written) {
        return country.code
      }
      return written
    } catch { failure = error }
    if let region = Regions.shared.resolve(written) {
      throw FilterError(
        name, "\(region.name) is a region, not a country", value: written,
        hint: "give it as --region \(region.m49)")
    }
    throw FilterError(
      name, "“\(failure.value)” \(failure.reason)", value: failure.value, hint: failure.hint,
      candidates: failure.candidates)
  }

  private func region(_ written: String) throws(FilterError) -> String {
    if let region = Regions.shared.resolve(written) { return region.m49 }
    let near = NearMatch.closest(to: written, in: Regions.shared.all.map(\.name), limit: 2)
      .compactMap { Regions.shared.resolve($0) }
    let isCountry = Countries.shared.resolve(written).country != nil
    throw FilterError(
      name, "there is no region “\(written)”", value: written,
      hint: isCountry
        ? "it is a country: give it as --country"
        : near.isEmpty
          ? "give an M49 code or name, as in 009 or Oceania"
          : "did you mean \(near.map { "\($0.name) (\($0.m49))" }.joined(separator: " or "))?")
  }

  private func group(_ written: String) throws(FilterError) -> String {
    if let group = CountryGroups.shared.resolve(written) { return group }
    throw FilterError(
      name, "there is no country group “\(written)”", value: written,
      hint: "the groups are \(CountryGroups.shared.groups.joined(separator: ", "))")
  }

  private func date(_ written: String) throws(FilterError) -> String {
    do { return try PartialDate(written).description } catch {
      throw FilterError(
        name, "“\(written)” \(error.reason)", value: written, hint: error.hint)
    }
  }
}
