import EventLog
import JSON
import ProjectionKit
import Registry
import Things

/// Collects the events that one attribute, or every attribute, of a thing rests on.
struct Explainer {
  /// An event with what it means for the question.
  struct Reason {
    var link: Replay.Link
    /// The thing whose event it is.
    var thing: ThingRef
    var place: Replay.Place
    var value: JSONValue
    var isInForce: Bool
    var statement: String?
  }

  let desk: Desk
  let reading: Reading
  let thing: ThingRef
  private let replay: Replay

  init(_ desk: Desk, _ reading: Reading, _ thing: ThingRef) throws {
    (self.desk, self.reading, self.thing) = (desk, reading, thing)
    replay = try desk.replay(thing, reading)
  }

  // MARK: One attribute

  /// All events that ever concerned an attribute, oldest first, those in force at the end.
  func chain(_ attribute: Attribute, entry: String?) throws -> [Reason] {
    var reasons = try reasons(attribute, entry)
    if let entry {
      let isRetracted = replay.thing.entry(entry)?.retraction != nil
      reasons += links(replay, Replay.Place("", entry: entry), mayBeInForce: isRetracted) {
        $0.isStandingChange
      }
    }
    reasons += standing().filter { $0.place.name != attribute.name }
    if entry == nil, attribute.origin != .statements {
      reasons += try statements { Self.isAbout($0, attribute) }
    }
    return Self.sorted(reasons)
  }

  private func reasons(_ attribute: Attribute, _ entry: String?) throws -> [Reason] {
    switch attribute.origin {
    case .own(let names):
      // What a term is understood to mean does not change how it was written.
      let isWritten = attribute.name.hasSuffix("_as_written")
      return names.flatMap {
        links(replay, Replay.Place($0, entry: entry), shownAs: attribute.name) {
          !isWritten || $0.act != .mapped
        }
      }
    case .name: return names(of: replay)
    case .names(let field, let kind):
      var reasons = links(replay, Replay.Place(field))
      if case .references(let ids)? = replay.thing.fields[field] {
        for id in ids { reasons += names(of: try desk.replay(ThingRef(kind, id), reading)) }
      }
      return reasons
    case .entries(let kind):
      return entries(kind).flatMap { links(replay, Replay.Place("", entry: $0.id)) }
    case .latest(let kind, let field):
      let latest = replay.thing.entries(kind).last?.id
      return entries(kind).flatMap { entry in
        let isInForce = entry.id == latest
        return links(replay, Replay.Place(field, entry: entry.id), mayBeInForce: isInForce)
          + links(replay, Replay.Place("", entry: entry.id), mayBeInForce: false) {
            $0.isStandingChange
          }
      }
    case .naming(let kind, let field):
      var filter = ThingFilter()
      filter.references[field] = [thing.id]
      return try reading.list(kind, filter, fields: []).things.flatMap { other in
        links(try desk.replay(other.ref, reading), Replay.Place(field)).filter(\.isInForce)
      }
    case .rolesAtMeetings: return try roles()
    case .merged: return try merged()
    case .statements:
      return try statements { attribute.name == "statements" || Self.isAbout($0, attribute) }
    }
  }

  private func entries(_ kind: EntryKind) -> [Entry] {
    replay.thing.entries.filter { $0.kind == kind }
  }

  /// What made the thing as a whole count, or not.
  private func standing() -> [Reason] {
    let thing = replay.thing
    return links(replay, Replay.Place("retracted"), mayBeInForce: thing.retraction != nil)
      + links(replay, Replay.Place("merged_into"), mayBeInForce: thing.mergedInto != nil)
  }

  /// The first name and those given later.
  private func names(of replay: Replay) -> [Reason] {
    let today = reading.today
    func day(_ entry: Entry) -> Int64? {
      guard case .date(let from)? = entry.fields["from"] else { return nil }
      return from.earliest.map { Int64($0.number) }
    }
    let later = replay.thing.entries.filter { $0.kind == .name }
    // The latest of those that hold today; of two from one day, the one recorded later.
    let valid = replay.thing.entries(.name).filter { (day($0) ?? .min) <= Int64(today.number) }
    let last = valid.enumerated().max {
      (day($0.element) ?? .min, $0.offset) < (day($1.element) ?? .min, $1.offset)
    }?.element
    return links(replay, Replay.Place("name"), mayBeInForce: last == nil)
      + later.flatMap { entry in
        links(replay, Replay.Place("", entry: entry.id), mayBeInForce: entry.id == last?.id)
      }
  }

  private func roles() throws -> [Reason] {
    var conditions = Conditions()
    conditions.add("e.person", among: try reading.withMerged(thing))
    let found = try reading.standingEntries(.role, in: .meeting, where: conditions)
    return try Dictionary(grouping: found, by: \.thing).flatMap { meeting, roles in
      let replay = try desk.replay(ThingRef(.meeting, meeting), reading)
      return roles.flatMap { links(replay, Replay.Place("", entry: $0.entry.id)) }
    }
  }

  /// The mergers into this thing that hold.
  private func merged() throws -> [Reason] {
    try reading.mergedDirectly(into: thing).flatMap { loser in
      let replay = try desk.replay(loser, reading)
      return links(replay, Replay.Place("merged_into"))
    }
  }

  // MARK: Statements

  private static func isAbout(_ statement: Thing, _ attribute: Attribute) -> Bool {
    statement.fields["attribute"].map { fieldName($0.written) } == attribute.name
  }

  /// The statements about the thing that pass, each with the event that its value rests on and, where
  /// one is preferred, that it is.
  private func statements(_ passes: (Thing) -> Bool) throws -> [Reason] {
    try desk.statements(about: thing, reading).filter(passes).flatMap { statement in
      let replay = try desk.replay(statement.ref, reading)
      var value = try reading.shape(statement)
      value = value.filter { ["attribute", "value", "unit", "qualifier"].contains($0.key) }
      value["preferred"] = .bool(statement.fields["preferred"] == .flag(true))
      return ["value", "preferred"].flatMap { name in
        links(replay, Replay.Place(name)).filter(\.isInForce)
      }.map { reason in
        var reason = reason
        reason.statement = statement.ref.id
        reason.value = .object(value)
        // It stands beside the value, not for it.
        reason.isInForce = false
        return reason
      }
    }
  }

  // MARK: All attributes

  /// For every attribute that has a value the event that the value rests on.
  func present() throws -> [Reason] {
    var reasons: [Reason] = []
    let kind = thing.kind
    for name in kind.definition.fields.map(\.name) + ["sources"]
    where name == "sources" || replay.thing.fields[name] != nil {
      reasons += links(replay, Replay.Place(name)).filter(\.isInForce)
    }
    for entry in replay.thing.entries where entry.retraction == nil {
      reasons += links(replay, Replay.Place("", entry: entry.id)).filter(\.isInForce)
    }
    reasons += try merged() + standing().filter(\.isInForce) + statements { _ in true }
    return Self.sorted(reasons)
  }

  /// For every attribute of an entry that has a value the event that the value rests on.
  func present(entry id: String) -> [Reason] {
    guard let entry = replay.thing.entry(id) else { return [] }
    var reasons = entry.kind.fields(in: thing.kind).filter { entry.fields[$0.name] != nil }
      .flatMap { links(replay, Replay.Place($0.name, entry: id)).filter(\.isInForce) }
    if entry.retraction != nil {
      reasons += links(replay, Replay.Place("", entry: id)).filter(\.isInForce)
    }
    return Self.sorted(reasons + standing().filter(\.isInForce))
  }

  // MARK: Links

  /// The links of a place that pass; the last of them is in force, if it may be.
  private func links(
    _ replay: Replay, _ place: Replay.Place, shownAs name: String? = nil,
    mayBeInForce: Bool = true, _ passes: (Replay.Link) -> Bool = { _ in true }
  ) -> [Reason] {
    let all = (replay.links[place] ?? []).filter(passes)
    return all.enumerated().map { index, link in
      let value =
        place.name.isEmpty
        ? JSONValue.object(link.shape)
        : name.flatMap { link.shape[$0] } ?? link.shape[place.name] ?? .null
      return Reason(
        link: link, thing: replay.thing.ref, place: place, value: value,
        isInForce: mayBeInForce && index == all.count - 1, statement: nil)
    }
  }

  /// What is in force comes last; else what was recorded first comes first.
  private static func sorted(_ reasons: [Reason]) -> [Reason] {
    reasons.enumerated().sorted { a, b in
      let (first, second) = (a.element, b.element)
      return (first.isInForce ? 1 : 0, first.link.event.position, a.offset)
        < (second.isInForce ? 1 : 0, second.link.event.position, b.offset)
    }.map(\.element)
  }
}

extension Replay.Link {
  /// Whether the event changed whether something counts, and not what it says.
  var isStandingChange: Bool { act == .retracted || act == .reinstated }
}
