import ProjectionKit
public import Registry

extension Reading {
  /// The countries that pass a filter by being in its group, though they were planned to leave it by
  /// the day that decides, in the order of their codes.
  public func doubtfulMembers(
    _ kind: Kind, _ filter: ThingFilter
  ) throws -> [CountryGroups.Membership] {
    var found: Set<CountryGroups.Membership> = []
    for part in filter.parts {
      for (field, inner) in part.through {
        guard let target = kind.definition.field(field)?.type.target else { continue }
        found.formUnion(try doubtfulMembers(target, inner))
      }
      guard let group = part.group else { continue }
      for membership in candidates(kind, group, part.groupDay)
      where try passes(membership, kind, filter, part.groupDay) {
        found.insert(membership)
      }
    }
    return found.sorted { ($0.iso3, $0.group) < ($1.iso3, $1.group) }
  }

  private func candidates(
    _ kind: Kind, _ group: String, _ day: ThingFilter.GroupDay
  ) -> [CountryGroups.Membership] {
    let groups = CountryGroups.shared
    switch kind.hasEventDay ? day : day.orToday {
    case .event: return groups.memberships(of: group).filter { $0.plannedTo != nil }
    case .today: return groups.doubtfulMemberships(of: group, on: PartialDate(today))
    case .date(let date): return groups.doubtfulMemberships(of: group, on: date)
    }
  }

  /// Whether something of the country passes the filter; where the event decides, something that may
  /// have been when the country had left as planned.
  private func passes(
    _ membership: CountryGroups.Membership, _ kind: Kind, _ filter: ThingFilter,
    _ day: ThingFilter.GroupDay
  ) throws -> Bool {
    var conditions = try conditions(kind, filter).passing
    if kind.definition.field("country") != nil {
      conditions.add("t.country = ?", [.text(membership.iso3)])
    }
    if day == .event, kind.hasEventDay, let planned = membership.plannedTo?.earliest {
      conditions.add("\(eventDays(kind).last) >= ?", [.integer(Int64(planned.number))])
    }
    return try !things(kind, where: conditions, limit: 1, fields: []).isEmpty
  }
}
