internal import Desk
internal import EventLog
public import JSON
internal import Registry
internal import ProjectionKit
internal import Things

/// Personal data that pages keep back, shown to those who may see it. Each time is noted, before it is
/// shown.
extension Gate {
  /// What can be revealed of a person: contact data and what was noted, and, for those to whom people
  /// are ids, what they are called and what they do.
  public static func revealable(to principal: Principal) -> [String] {
    let contact = ["email", "phone", "address", "note", "biography"]
    return principal.may(.seeNames)
      ? contact : ["name", "honorific", "variants", "affiliations"] + contact
  }

  /// Why the principal may not have this person's data shown; nil when it may. That somebody has to
  /// give a reason is no obstacle.
  public func obstacle(toRevealing person: String) throws -> AccessError? {
    do {
      try check(person, reason: "asked", in: try requireRevealer())
      return nil
    } catch let error as AccessError { return error }
  }

  /// Personal data of somebody, by field.
  ///
  /// - Parameters:
  ///   - person: the person's id, as the principal sees it.
  ///   - fields: which; see `revealable`.
  ///   - reason: why; auditors have to say it.
  ///   - log: where it is noted.
  public func reveal(
    _ person: String, _ fields: Set<String>, reason: String?, notingIn log: AccessLog
  ) throws -> [String: JSONValue] {
    let principal = try requireRevealer()
    let reason = reason?.trimmed
    let ref = try check(person, reason: reason, in: principal)
    let allowed = Self.revealable(to: principal)
    if let unknown = fields.sorted().first(where: { !allowed.contains($0) }) {
      throw DeskError(
        .refused, "“\(unknown)” is nothing that can be revealed of a person",
        at: ["option": "fields"], hint: "ask for \(allowed.joined(separator: ", "))")
    }
    guard !fields.isEmpty else {
      throw DeskError(
        .refused, "nothing was asked for", at: ["option": "fields"],
        hint: "ask for \(allowed.joined(separator: ", "))")
    }
    if let reason { try desk.refuseNaming(ref, in: reason) }
    let page = try Sight.$current.withValue(.everything) {
      try desk.reading { try desk.page(.person, ref.id, $0) }
    }
    try log.note(
      by: principal, person: ref.id, fields: fields.sorted(),
      reason: reason?.isEmpty == false ? reason : nil)
    return Dictionary(uniqueKeysWithValues: fields.map { ($0, page[$0] ?? .null) })
  }

  private func requireRevealer() throws(AccessError) -> Principal {
    try require(anyOf: [.revealContacts, .revealOwnContacts, .revealWithReason])
  }

  /// The person, if the principal may have its data shown for this reason.
  @discardableResult
  private func check(_ person: String, reason: String?, in principal: Principal) throws -> ThingRef
  {
    try Sight.$current.withValue(Self.sight(of: principal)) {
      try desk.reading { reading in
        guard let ref = try reading.find(.person, person) else {
          throw try desk.notFound(.person, person, reading)
        }
        if principal.may(.revealContacts) { return ref }
        if principal.may(.revealWithReason), reason?.isEmpty == false { return ref }
        if principal.may(.revealOwnContacts), try met(ref, principal, reading) { return ref }
        throw principal.may(.revealWithReason)
          ? AccessError(.forbidden, "this needs a reason", hint: "say why")
          : AccessError(
            .forbidden, "you recorded no meeting that this person took part in",
            hint: "ask a planner")
      }
    }
  }

  /// Whether the person had a role in a meeting that the principal recorded itself.
  private func met(_ person: ThingRef, _ principal: Principal, _ reading: Reading) throws -> Bool {
    let same = try reading.withMerged(try reading.winner(person))
    var conditions = Conditions()
    conditions.add("e.person", among: same)
    let meetings = try reading.standingEntries(.role, in: .meeting, where: conditions).map(\.thing)
    return try desk.log.read { snapshot in
      try Set(meetings).contains { meeting in
        var author: String?
        try snapshot.forEachEvent(
          of: StreamName(ThingRef(.meeting, meeting)), from: 0, backward: false
        ) {
          author = $0.by
          return false
        }
        return author == principal.account
      }
    }
  }
}
