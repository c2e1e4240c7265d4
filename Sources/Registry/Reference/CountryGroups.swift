import ReferenceData

/// The groups that countries belong to for a time: small island developing States (SIDS), least
/// developed countries (LDC), landlocked developing countries (LLDC).
///
/// A membership runs from the first day of its start to the day before the first day of its end: a
/// country that left on 2014-01-01 was a member on 2013-12-31 and is none in 2014. A bound known
/// only by its year or month counts from the first day of it. No start means as far back as anybody
/// asks, no end means still. A planned end changes nothing until it is an end; it is shown as a
/// warning.
public struct CountryGroups: Sendable {
  /// The memberships the program ships, read when they are first asked for.
  public static let shared = CountryGroups()

  /// One country's time in one group.
  public struct Membership: Hashable, Sendable {
    /// The group, such as `SIDS`.
    public let group: String
    /// The alpha-3 code of the country.
    public let iso3: String
    /// Since when; nil when the start is not known.
    public let validFrom: PartialDate?
    /// The first day, month or year in which it is no member any more; nil while it is one.
    public let validTo: PartialDate?
    /// When it is planned to leave; nil when nothing is planned.
    public let plannedTo: PartialDate?
    /// What the list says about it.
    public let note: String

    /// The days of the membership; nil when it ended before it began.
    public var span: DaySpan? {
      let first = validFrom?.earliest
      let last = validTo?.earliest?.advanced(by: -1)
      if let first, let last, last < first { return nil }
      return DaySpan(first: first, last: last)
    }
  }

  /// How far a country is a member over the days a date may mean.
  public enum Extent: Hashable, Sendable {
    case never
    /// On some days and not on others, as when it left in the month asked about.
    case partly
    case throughout
  }

  /// The names of the groups in alphabetical order.
  public let groups: [String]
  private let memberships: [String: [String: [Membership]]]

  private init() {
    var memberships: [String: [String: [Membership]]] = [:]
    for row in ReferenceTable(.countryGroups).rows {
      func date(_ column: String) -> PartialDate? { try? PartialDate(row[column]) }
      let membership = Membership(
        group: row["group"], iso3: row["iso3"], validFrom: date("valid_from"),
        validTo: date("valid_to"), plannedTo: date("planned_to"), note: row["note"])
      memberships[membership.group, default: [:]][membership.iso3, default: []].append(membership)
    }
    self.memberships = memberships
    groups = memberships.keys.sorted()
  }

  /// The group's name as it is written in the list; nil when there is no such group. Case does not
  /// count.
  public func resolve(_ written: String) -> String? {
    groups.first { TextFolding.key($0) == TextFolding.key(written) }
  }

  /// Whether the country is a member on at least one of the days the date may mean. Where it matters
  /// that it was one on all of them, ask for the extent.
  public func isMember(_ iso3: String, of group: String, on date: PartialDate) -> Bool {
    extent(of: iso3, in: group, on: date) != .never
  }

  /// Whether the country is a member on all, some or none of the days the date may mean.
  public func extent(of iso3: String, in group: String, on date: PartialDate) -> Extent {
    let spans = memberships(of: iso3, in: group).compactMap(\.span)
    if spans.contains(where: { $0.contains(date.span) }) { return .throughout }
    return spans.contains { $0.overlaps(date.span) } ? .partly : .never
  }

  /// The alpha-3 codes of all that are members on at least one of the days the date may mean.
  public func members(of group: String, on date: PartialDate) -> Set<String> {
    Set((memberships[group] ?? [:]).keys.filter { isMember($0, of: group, on: date) })
  }

  /// The groups that a country belonged to on at least one day of the date.
  public func groups(of iso3: String, on date: PartialDate) -> [String] {
    groups(of: iso3, in: date.span)
  }

  /// The groups that a country belonged to on at least one day of the span.
  public func groups(of iso3: String, in span: DaySpan) -> [String] {
    groups.filter { group in
      memberships(of: iso3, in: group).contains { $0.span?.overlaps(span) ?? false }
    }
  }

  /// The times a country was in a group.
  public func memberships(of iso3: String, in group: String) -> [Membership] {
    memberships[group]?[iso3] ?? []
  }

  /// The times that all the group's countries were in it, in the order of their codes.
  public func memberships(of group: String) -> [Membership] {
    (memberships[group] ?? [:]).sorted { $0.key < $1.key }.flatMap(\.value)
  }

  /// The members on a date whose planned end may have come by then, in the order of their codes:
  /// they still count, and whoever asks should check.
  public func doubtfulMemberships(of group: String, on date: PartialDate) -> [Membership] {
    (memberships[group] ?? [:]).values.joined().filter { membership in
      guard let planned = membership.plannedTo, let span = membership.span else { return false }
      return span.overlaps(date.span) && !date.isCertainlyBefore(planned)
    }.sorted { $0.iso3 < $1.iso3 }
  }
}
