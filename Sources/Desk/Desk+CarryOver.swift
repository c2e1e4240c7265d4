public import JSON
import Registry
public import Things

/// What is left open from earlier dealings with the parties of a meeting, for its agenda.
public struct CarryOverList: Sendable {
  /// The other side: ids of organisations.
  public var organisations: [String]
  /// The other side's countries, alpha-3.
  public var countries: [String]
  /// Open requests of theirs, as lists show them.
  public var requests: [JSONValue]
  /// Open follow-ups, by due date.
  public var followups: [JSONValue]

  /// The list as JSON.
  public func json(for meeting: String) -> JSONValue {
    [
      "meeting": .string(meeting),
      "organisations": .array(organisations.map { .string($0) }),
      "countries": .array(countries.map { .string($0) }), "requests": .array(requests),
      "followups": .array(followups),
    ]
  }
}

extension Desk {
  /// What is left open from earlier dealings with the parties of this meeting.
  public func carryOver(to meeting: String, _ reading: Reading) throws -> CarryOverList {
    func open(_ kind: Kind) throws -> [JSONValue] {
      let query = FilterQuery([FilterQuery.Pair("carry-over", meeting)])
      return try list(kind, try filter(query, of: kind, reading), reading).rows
    }
    let (requests, followups) = (try open(.request), try open(.followup))
    let parties = try reading.parties(of: meeting)
    return CarryOverList(
      organisations: parties.organisations, countries: parties.countries, requests: requests,
      followups: followups)
  }
}
