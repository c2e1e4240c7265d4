import JSON
import Registry
import Things
import WebCore

/// The filters of a list as a form, and those that are in force as chips.
struct FilterForm: Sendable {
  /// The kind of thing.
  let kind: Kind
  /// Who asks.
  let visit: Visit
  private let words: AskWords
  /// The filters as they were given, or in canonical form if they can be read.
  private let query: FilterQuery
  /// What is wrong with one of them: its name and the message.
  private let fault: (name: String, message: String)?

  /// The form of a kind’s filters, filled with those of a query.
  init(_ kind: Kind, _ visit: Visit, _ query: FilterQuery, fault: (String, String)? = nil) {
    self.kind = kind
    self.visit = visit
    words = AskWords(visit)
    self.query = (try? query.canonical(of: kind)) ?? query
    self.fault = fault.map { ($0.0, $0.1) }
  }

  /// What most people narrow by; the others stand behind a fold.
  private static let common: [Kind: [String]] = [
    .request: ["text", "country", "group", "theme", "status", "open"],
    .offer: ["text", "country", "theme", "support", "status", "open"],
    .followup: ["text", "owner", "status", "overdue", "due-this-week", "open"],
    .meeting: ["text", "country", "kind", "from", "to"],
    .person: ["text", "country", "organisation", "expertise"],
    .organisation: ["text", "country", "kind"],
    .network: ["text", "kind", "gaps"],
    .practice: ["text", "country", "theme"],
    .recommendation: ["text", "theme", "addressee", "once"],
    .statement: ["text", "subject", "attribute"],
    .document: ["text", "kind", "access"],
  ]

  /// What the template `filters` shows.
  var content: JSONValue {
    let names = Self.common[kind] ?? []
    let common = names.compactMap { $0 == "text" ? nil : kind.filter($0) }
    let rest = kind.filters.filter { !names.contains($0.name) && $0.name != "limit" }
    func isActive(_ filter: FilterDefinition) -> Bool {
      filter.name == fault?.name || query.pairs.contains { $0.name == filter.name }
    }
    var content: [String: JSONValue] = [
      "action": .string(visit.path),
      "quick": .array(kind.filter("text").map { [field($0)] } ?? []),
      "fields": .array(common.filter { $0.value != .flag }.map(field)),
      "flags": .array(common.filter { $0.value == .flag }.map(flag)),
      "more_fields": .array(rest.filter { $0.value != .flag }.map(field)),
      "more_flags": .array(rest.filter { $0.value == .flag }.map(flag)),
      "keep": .array(kept.map { ["name": .string($0.name), "value": .string($0.value ?? "")] }),
    ]
    // What a page narrows to by itself opens nothing.
    if !visit.query.filters.pairs.isEmpty, (common + rest).contains(where: isActive) {
      content["opened"] = true
    }
    if rest.contains(where: isActive) { content["opened_more"] = true }
    return .object(content)
  }

  /// What the form sends along: values of fields that hold several, and what is no filter.
  private var kept: [FilterQuery.Pair] {
    let several = kind.filters.filter { values($0.name).count > 1 }.flatMap { filter in
      values(filter.name).map { FilterQuery.Pair(filter.name, $0) }
    }
    return several + visit.query.pairs.filter { ["as-of", "in", "group-by"].contains($0.name) }
      + query.pairs.filter { $0.name == "limit" }
  }

  private func values(_ name: String) -> [String] {
    query.pairs.filter { $0.name == name }.compactMap(\.value)
  }

  private func id(_ name: String) -> JSONValue { .string("filter-" + name) }

  private func flag(_ filter: FilterDefinition) -> JSONValue {
    var flag: [String: JSONValue] = [
      "id": id(filter.name), "name": .string(filter.name),
      "label": .string(words.filter(filter.name)),
    ]
    if query.pairs.contains(where: { $0.name == filter.name }) { flag["on"] = true }
    return .object(flag)
  }

  private func field(_ filter: FilterDefinition) -> JSONValue {
    let values = values(filter.name)
    // Of several values, each is a chip; the field adds another.
    let value = values.count == 1 ? values[0] : ""
    var field: [String: JSONValue] = [
      "id": id(filter.name), "name": .string(filter.name),
      "label": .string(words.filter(filter.name)),
    ]
    if let fault, fault.name == filter.name { field["fault"] = .string(fault.message) }
    if let choices = choices(filter, value) {
      field["choice"] = true
      field["choices"] = .array([Self.choice("", words("lists.any"), value)] + choices)
    } else {
      field["line"] = true
      field["type"] = filter.value == .number ? "number" : "text"
      field["value"] = .string(shown(value, filter))
      if let kind = completed(filter) { field["complete"] = .string(kind) }
      if filter.value == .date { field["hint"] = .string(words("lists.date_hint")) }
    }
    return .object(field)
  }

  /// Countries read as names in fields, everything else as it is.
  private func shown(_ value: String, _ filter: FilterDefinition) -> String {
    guard filter.value == .country, let country = Countries.shared[value] else { return value }
    return country.name
  }

  /// What a field completes as one types.
  private func completed(_ filter: FilterDefinition) -> String? {
    switch filter.value {
    case .country: "country"
    case .id(let kinds): kinds.first?.rawValue
    default: nil
    }
  }

  private static func choice(_ value: String, _ label: String, _ chosen: String) -> JSONValue {
    var choice: [String: JSONValue] = ["value": .string(value), "label": .string(label)]
    if value == chosen { choice["chosen"] = true }
    return .object(choice)
  }

  /// The values to choose from, for filters that have few.
  private func choices(_ filter: FilterDefinition, _ chosen: String) -> [JSONValue]? {
    var options: [(value: String, label: String)]
    switch filter.value {
    case .region: options = Regions.shared.all.map { ($0.m49, words.region($0.m49)) }
    case .group: options = CountryGroups.shared.groups.map { ($0, words.group($0)) }
    case .theme: options = Themes.shared.all.map { ($0.id, words.term($0.id, in: "theme")) }
    case .term(let vocabulary, _):
      options = Vocabularies.shared.terms(of: vocabulary).map {
        ($0.code, words.term($0.code, in: vocabulary))
      }
    case .choice(let names): options = names.map { ($0, words("filter.\(filter.name).\($0)")) }
    default: return nil
    }
    if filter.takesNone { options.append(("none", words("things.not_stated"))) }
    if !chosen.isEmpty, !options.contains(where: { $0.value == chosen }) {
      options.append((chosen, chosen))
    }
    return options.map { Self.choice($0.value, $0.label, chosen) }
  }

  // MARK: Chips

  /// The filters in force, each with the address of the list without it.
  func chips(_ lines: [FilterLine], _ reading: Reading) throws -> JSONValue {
    var chips: [JSONValue] = []
    for pair in query.pairs {
      var without = query
      without.pairs.removeAll { $0 == pair }
      chips.append([
        "name": pair.value == nil ? .null : .string(words.filter(pair.name)),
        "label": .string(try label(pair, reading)), "on": true,
        "remove": .string(address(without, lines)),
      ])
    }
    for line in lines {
      chips.append([
        "name": .string(line.name), "label": .string(line.label), "on": true,
        "remove": .string(address(query, lines.filter { $0.text != line.text })),
      ])
    }
    return .array(chips)
  }

  private func address(_ query: FilterQuery, _ lines: [FilterLine]) -> String {
    var query = query
    query.pairs += lines.map { .init("in", $0.text) }
    return visit.address(visit.path, query)
  }

  private func label(_ pair: FilterQuery.Pair, _ reading: Reading) throws -> String {
    guard let filter = kind.filter(pair.name), let value = pair.value else {
      return words.filter(pair.name)
    }
    if filter.takesNone, value == "none" { return words("things.not_stated") }
    switch filter.value {
    case .country: return words.country(value)
    case .region: return words.region(value)
    case .theme: return words.term(value, in: "theme")
    case .term(let vocabulary, _): return words.term(value, in: vocabulary)
    case .date, .groupDay:
      return (try? PartialDate(value)).map { words.date($0) }
        ?? words.string("filter.day.\(value)") ?? value
    case .choice: return words("filter.\(filter.name).\(value)")
    case .id(let kinds):
      for kind in kinds {
        if let ref = try reading.find(kind, value) {
          return try reading.called(ref).shortened(to: 60)
        }
      }
      return value
    case .group: return words.group(value)
    case .flag, .written, .anything, .words, .number: return value
    }
  }
}

/// A line of a matrix or chart that a list of requests is narrowed to.
struct FilterLine: Sendable {
  /// As it stands in the address.
  let text: String
  /// What the lines go by.
  let name: String
  /// Which one it is.
  let label: String
}
