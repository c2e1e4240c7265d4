public import JSON
public import Registry
public import Things

/// What a list answers: its rows, and what whoever asked should know besides.
public struct Answer: Sendable {
  /// The things, as lists show them.
  public var rows: [JSONValue]
  /// How many fell out for having no date.
  public var undated: Int
  /// What is worth a second look.
  public var warnings: [Warning]
}

extension Desk {
  /// The filter that a query means for things of a kind. Refuses what cannot be read, and ids and
  /// terms that name nothing, with those that may have been meant.
  public func filter(_ query: FilterQuery, of kind: Kind, _ reading: Reading) throws -> ThingFilter
  {
    let filter = try query.filter(of: kind, today: reading.today)
    try check(query, of: kind, reading)
    return filter
  }

  /// The things of a kind that pass a filter, with what is doubtful about them.
  public func answer(_ kind: Kind, _ filter: ThingFilter, _ reading: Reading) throws -> Answer {
    let (rows, undated) = try list(kind, filter, reading)
    return Answer(rows: rows, undated: undated, warnings: try doubts(kind, filter, reading))
  }

  /// What is doubtful about an answer: countries that count as members of a group though they were
  /// planned to leave it by then.
  public func doubts(
    _ kind: Kind, _ filter: ThingFilter, _ reading: Reading
  ) throws -> [Warning] {
    try reading.doubtfulMembers(kind, filter).map { membership in
      let name = Countries.shared[membership.iso3]?.name ?? membership.iso3
      let planned = membership.plannedTo.map { " (\($0))" } ?? ""
      return Warning(
        "\(name) is counted to the \(membership.group), which it was planned to leave by "
          + "then\(planned); check whether it did")
    }
  }

  /// Refuses ids and terms that name nothing, so that a slip is not read as "no results".
  public func check(_ query: FilterQuery, of kind: Kind, _ reading: Reading) throws {
    for pair in try query.canonical(of: kind).pairs {
      guard let filter = kind.filter(pair.name), let value = pair.value,
        !(filter.takesNone && value == "none")
      else { continue }
      switch filter.value {
      case .id(let kinds):
        if try kinds.allSatisfy({ try reading.find($0, value) == nil }) {
          throw try notFound(kinds, value, at: "--" + filter.name, reading)
        }
      case .anything: try checkAnything(value, filter, reading)
      case .theme(let place):
        if Themes.shared[value] == nil, try !isWritten(value, in: place, reading) {
          throw unknown(value, filter, near: Themes.shared.nearMatches(to: value))
        }
      case .term(let vocabulary, let place):
        let vocabularies = Vocabularies.shared
        if !vocabularies.contains(value, in: vocabulary),
          try !isWritten(value, in: place, reading)
        {
          let near = vocabularies.nearMatches(to: value, in: vocabulary)
          throw unknown(
            value, filter,
            near: near.isEmpty ? vocabularies.terms(of: vocabulary).map(\.code) : near)
        }
      case .written(let place):
        let known = try reading.texts(in: place)
        let key = TextFolding.fold(value)
        if !known.contains(where: { TextFolding.fold($0) == key }) {
          let near = NearMatch.closest(to: value, in: known)
          throw unknown(value, filter, near: near.isEmpty ? Array(known.sorted().prefix(5)) : near)
        }
      case .words where filter.name != "text":
        var any = try FilterQuery([pair]).filter(of: kind, today: reading.today)
        any.limit = 1
        if try reading.list(kind, any).things.isEmpty { throw unknown(value, filter, near: []) }
      case .flag, .country, .region, .group, .groupDay, .date, .choice, .words, .number: break
      }
    }
  }

  /// A term in no vocabulary may still be what somebody wrote.
  private func isWritten(_ term: String, in place: FilterPlace, _ reading: Reading) throws -> Bool {
    try reading.texts(in: place).contains(term)
  }

  private func checkAnything(
    _ id: String, _ filter: FilterDefinition, _ reading: Reading
  ) throws {
    let kinds = Kind.allCases.filter { $0 != .vocabulary }
    if let thing = ThingRef(stream: id) {
      if try reading.find(thing.kind, thing.id) != nil { return }
      throw try notFound([thing.kind], thing.id, at: "--" + filter.name, reading)
    }
    if try kinds.contains(where: { try reading.find($0, id) != nil }) { return }
    throw DeskError(
      .notFound, "there is nothing with the id “\(id)”", at: ["option": "--" + filter.name],
      hint: "give the id of a thing, or its kind with it, as in meeting/\(id)")
  }

  private func unknown(
    _ value: String, _ filter: FilterDefinition, near: [String]
  ) -> DeskError {
    DeskError(
      .refused, "there is no \(filter.name) “\(value)”", at: ["option": "--" + filter.name],
      hint: near.isEmpty ? nil : "did you mean \(near.joined(separator: ", "))?")
  }
}
