import Registry

extension FilterDefinition {
  /// A filter that is there or not.
  static func flag(_ name: String, _ help: String, _ trait: ThingTrait) -> Self {
    Self(name, .flag, "", help) { filter, _ in filter.traits.insert(trait) }
  }

  /// A filter by the ids that a field refers to.
  static func ids(_ name: String, field: String? = nil, of target: Kind, _ help: String) -> Self {
    let field = field ?? name.replacing("-", with: "_")
    return Self(name, .id([target]), "id", help, repeats: true, none: true) { filter, given in
      filter.narrow(given, orAbsent: field) { $0.references[field] = given.values }
    }
  }

  /// A filter by the terms of a field.
  static func term(_ name: String, field: String? = nil, _ kind: Kind, _ help: String) -> Self {
    let field = field ?? name
    let place = FilterPlace.thing(kind, field)
    let isAbsent = place.field.type != .terms("account_role")
    return Self(
      name, .term(place.vocabulary, place), name, help, repeats: true, none: isAbsent
    ) { filter, given in
      filter.narrow(given, orAbsent: field) { $0.terms[field] = given.values }
    }
  }

  /// A filter by the types of support.
  static func support(_ kind: Kind) -> Self {
    let support = term("support", field: "support_types", kind, "Only with this type of support")
    return Self(
      support.name, support.value, "type", support.help, repeats: true, none: true,
      narrow: support.narrow)
  }

  /// A filter by themes with the narrower ones.
  static func themes(
    _ kind: Kind, _ name: String = "theme",
    _ help: String = "Only with this theme or a narrower one"
  ) -> Self {
    let field = kind.definition.themes?.name ?? "themes"
    return Self(
      name, .theme(.thing(kind, field)), "theme", help, repeats: true, none: true
    ) { filter, given in
      filter.narrow(given, orAbsent: field) { $0.themes = given.values }
    }
  }

  /// A filter by what a field holds in somebody's own words, as a whole.
  static func written(
    _ name: String, field: String? = nil, _ kind: Kind, _ help: String, none: Bool = true
  ) -> Self {
    let field = field ?? name
    return Self(
      name, .written(.thing(kind, field)), name, help, repeats: true, none: none
    ) { filter, given in
      filter.narrow(given, orAbsent: field) { $0.written[field] = given.values }
    }
  }

  /// A filter by words in a field.
  static func words(_ name: String, _ help: String) -> Self {
    Self(name, .words, "words", help, repeats: true, none: true) { filter, given in
      filter.narrow(given, orAbsent: name) { $0.wordsIn[name] = given.values }
    }
  }

  /// What is not closed.
  static func open(_ kind: Kind, _ help: String) -> Self {
    Self("open", .flag, "", help) { filter, _ in filter.excluded["status"] = kind.closedStatuses }
  }

  /// A meeting and all inside it.
  static let under = Self(
    "under", .id([.meeting]), "id", "Only of this meeting and all inside it"
  ) { $0.under = $1.values.first }

  /// What is left from earlier meetings with the same parties.
  static let carryOver = Self(
    "carry-over", .id([.meeting]), "id",
    "Only what is open from earlier dealings with the parties of this meeting"
  ) { filter, given in
    if let meeting = given.values.first { filter.traits.insert(.carriedOver(to: meeting)) }
  }

  /// Whose country counts.
  static let countryBy = Self(
    "country-by", .choice(["stated", "requester"]), "stated|requester",
    "Whose country counts when a request states none: nobody's, or the requester's (default: stated)"
  ) { filter, given in
    filter.countryBy = given.values.first.flatMap { .init(rawValue: $0) } ?? .stated
  }
}

extension ThingFilter {
  /// Narrows to values of a field, to what does not state it, or to either.
  mutating func narrow(
    _ given: FilterDefinition.Given, orAbsent field: String, _ set: (inout ThingFilter) -> Void
  ) {
    guard given.orNone else { return set(&self) }
    guard !given.values.isEmpty else {
      absent.insert(field)
      return
    }
    var (stated, not) = (ThingFilter(), ThingFilter())
    set(&stated)
    not.absent = [field]
    either.append([stated, not])
  }
}
