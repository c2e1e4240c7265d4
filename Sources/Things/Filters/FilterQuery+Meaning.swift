public import Registry

extension FilterQuery {
  /// What `none` is written as: not stated.
  static let none = "none"

  /// The same filters with codes in place of names, in the order of the kind's table and each once,
  /// so that equal filters have equal texts. `today` and the like stay as they are.
  ///
  /// Throws for names that the kind does not take and values that cannot be read; whether ids and
  /// terms name anything is not looked at.
  public func canonical(of kind: Kind) throws(FilterError) -> FilterQuery {
    for pair in pairs where kind.filter(pair.name) == nil { throw pair.unknown(of: kind) }
    var canonical: [Pair] = []
    for filter in kind.filters {
      let given = pairs.filter { $0.name == filter.name }
      guard !given.isEmpty else { continue }
      if filter.value == .flag {
        for pair in given { try filter.refuseValue(pair.value) }
        canonical.append(Pair(filter.name))
        continue
      }
      var values: Set<String> = []
      for pair in given { values.insert(try filter.canonical(pair.value)) }
      if values.count > 1, !filter.repeats {
        throw FilterError(
          filter.name, "--\(filter.name) takes one value, not \(values.count)",
          hint: "give one of \(given.compactMap(\.value).joined(separator: ", "))")
      }
      canonical += values.sorted().map { Pair(filter.name, $0) }
    }
    return FilterQuery(canonical)
  }

  /// The filter that the query means for lists of a kind, `today` being this day. Also refuses
  /// filters that cannot hold together.
  public func filter(of kind: Kind, today: Day) throws(FilterError) -> ThingFilter {
    let query = try canonical(of: kind)
    try query.refuseContradictions(of: kind, today)
    var filter = ThingFilter()
    if kind == .followup { filter.order = .due }
    for definition in kind.filters {
      let given = query.pairs.filter { $0.name == definition.name }
      guard !given.isEmpty else { continue }
      let values = given.compactMap(\.value)
      let orNone = definition.takesNone && values.contains(Self.none)
      definition.narrow(
        &filter,
        FilterDefinition.Given(
          values: orNone ? values.filter { $0 != Self.none } : values, orNone: orNone,
          today: today))
    }
    return filter
  }

  /// These filters, narrowed by others: what says how a filter is meant takes the place of what was
  /// said before, everything else has to hold as well.
  public func filter(
    narrowedBy more: FilterQuery, of kind: Kind, today: Day
  ) throws(FilterError) -> ThingFilter {
    let more = try more.canonical(of: kind)
    let modifiers = more.pairs.filter { Self.modifiers.contains($0.name) }
    let replaced = Set(modifiers.map(\.name))
    var filter = try FilterQuery(pairs.filter { !replaced.contains($0.name) } + modifiers)
      .filter(of: kind, today: today)
    filter.also.append(try more.filter(of: kind, today: today))
    return filter
  }

  /// Filters that only say how others are meant.
  static let modifiers: Set<String> = ["group-at", "country-by"]

  private func values(_ name: String) -> [String] {
    pairs.filter { $0.name == name }.compactMap(\.value)
  }

  private func has(_ name: String) -> Bool { pairs.contains { $0.name == name } }

  // MARK: What cannot hold together

  private func refuseContradictions(of kind: Kind, _ today: Day) throws(FilterError) {
    let from = date("from", today)
    let to = date("to", today)
    if let from, let to, from.isCertainlyAfter(to) {
      throw FilterError(
        "from", "--from \(from) is after --to \(to)", value: "\(from)",
        hint: "give the earlier date as --from")
    }
    for place in ["region", "group"]
    where values("country") == [Self.none] && has(place) && values("country-by") != ["requester"] {
      throw contradiction("country none", place)
    }
    let closed = kind.closedStatuses
    let statuses = values("status")
    for name in ["open", "overdue", "due-this-week", "unanswered"]
    where has(name) && !statuses.isEmpty && closed.isSuperset(of: statuses) {
      throw contradiction(name, "status \(statuses.joined(separator: ", "))")
    }
    for (one, other) in [
      ("open", "unverified"), ("overdue", "unverified"), ("due-this-week", "unverified"),
      ("open", "delivered-by"), ("unanswered", "delivered-by"),
    ] where has(one) && has(other) {
      throw contradiction(one, other)
    }
  }

  private func date(_ name: String, _ today: Day) -> PartialDate? {
    FilterDefinition.Given(values: values(name), orNone: false, today: today).dates.first
  }

  private func contradiction(_ one: String, _ other: String) -> FilterError {
    FilterError(
      String(one.prefix { $0 != " " }), "nothing passes both --\(one) and --\(other)",
      hint: "leave one of them out")
  }
}

extension FilterQuery.Pair {
  /// The error for a name that the kind does not take, with those it does.
  func unknown(of kind: Kind) -> FilterError {
    let names = kind.filters.map(\.name)
    let near = NearMatch.closest(to: name, in: names, limit: 2)
    let all = names.map { "--\($0)" }.joined(separator: ", ")
    return FilterError(
      name, "--\(name) is no filter of \(kind.plural); they are \(all)", value: value,
      hint: near.isEmpty
        ? nil : "did you mean \(near.map { "--\($0)" }.joined(separator: " or "))?")
  }
}

extension Kind {
  /// The statuses in which nothing more is asked of anybody.
  var closedStatuses: Set<String> {
    switch self {
    case .request: Request.closedStatuses
    case .followup: FollowUp.closedStatuses
    case .offer: Offer.closedStatuses
    default: []
    }
  }
}
