import ProjectionKit
import Registry

/// Who met whom, and what was left open.
extension Reading {
  /// The parties of a meeting: organisations and countries.
  public struct Parties: Hashable, Sendable {
    /// Ids, with all that were merged with them.
    public var organisations: [String]
    /// Alpha-3 codes.
    public var countries: [String]
  }

  /// Capacities in which the other side takes part in a meeting.
  private static let otherSide = ["counterpart", "delegation", "host_visited"]

  /// The other side of a meeting: who took part as counterpart, delegation or visited host; when
  /// nobody did, all who took part and did not organise it. An organisation stands for its country.
  public func parties(of meeting: String) throws -> Parties {
    let all = try reader.rows(
      """
      SELECT p.organisation, p.country, p.capacity, EXISTS (
        SELECT 1 FROM meetings m JOIN meetings_organisers_each x ON x.row = m.row
        WHERE m.id = p.thing AND x.value = p.organisation) AS organises
      FROM participations p WHERE p.thing = ? AND p.standing = 1
      """, [.text(meeting)])
    let others = all.filter { row in row[2].text.map(Self.otherSide.contains) ?? false }
    let rows = others.isEmpty ? all.filter { $0[3].integer == 0 } : others
    let named = Set(rows.compactMap { $0[0].text }).sorted()
    let stated = rows.compactMap { $0[1].text }
    let theirs = try reader.rows(
      "SELECT DISTINCT o.country FROM organisations o WHERE o.id IN (\(marks(named)))",
      named.map { .text($0) }
    ).compactMap { $0[0].text }
    return Parties(
      organisations: try same(.organisation, named), countries: Set(stated + theirs).sorted())
  }

  /// What is open from earlier dealings with the parties of a meeting: requests of theirs, follow-ups
  /// on those, and follow-ups of meetings at which they were the other side. Earlier is what may have
  /// been before the meeting's last day; what has no date may always have been.
  func add(carriedOverTo meeting: String, _ kind: Kind, to conditions: inout Conditions) throws {
    let parties = try parties(of: meeting)
    let last = try reader.first(
      "SELECT COALESCE(m.end_last, m.start_last) FROM meetings m WHERE m.id = ?", [.text(meeting)]
    )?[0].integer
    let end = SQLValue.integer(last ?? .max)
    try exclude(kind.closedStatuses, from: "status", of: kind, to: &conditions)
    conditions.add("t.meeting IS NOT ?", [.text(meeting)])
    let organisations = parties.organisations.map { SQLValue.text($0) }
    let countries = parties.countries.map { SQLValue.text($0) }
    let theirs = """
      SELECT o.id FROM organisations o WHERE o.id IN (\(marks(parties.organisations)))
      OR o.country IN (\(marks(parties.countries)))
      """
    // What was recorded in error is no earlier dealing; what was merged still is one.
    let asked = """
      q.retracted IS NULL AND (q.country IN (\(marks(parties.countries))) OR q.row IN (
        SELECT x.row FROM requests_requester_each x WHERE x.value IN (\(theirs))))
      AND COALESCE(q.requested_on_first,
        (SELECT m.start_first FROM meetings m WHERE m.id = q.meeting), \(Int64(Int32.min))) < ?
      """
    let askedArguments = countries + organisations + countries + [end]
    guard kind == .followup else {
      conditions.add(
        "t.id IN (SELECT q.id FROM requests q WHERE \(asked))", askedArguments)
      return
    }
    let capacities = Self.otherSide.map { "'\($0)'" }.joined(separator: ", ")
    conditions.add(
      """
      t.request IN (SELECT q.id FROM requests q WHERE \(asked))
      OR t.meeting IN (SELECT m.id FROM meetings m JOIN participations p ON p.thing = m.id
        WHERE p.standing = 1 AND m.retracted IS NULL AND p.capacity IN (\(capacities))
        AND (p.country IN (\(marks(parties.countries))) OR p.organisation IN (\(theirs)))
        AND COALESCE(m.start_first, \(Int64(Int32.min))) < ?)
      """, askedArguments + countries + organisations + countries + [end])
  }
}
