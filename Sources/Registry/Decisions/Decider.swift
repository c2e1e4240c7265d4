/// Turns commands into events. Pure: state, circumstances, surroundings and new ids are passed in.
public struct Decider {
  /// Who records, when it happened, on what source.
  public var circumstances: Circumstances
  /// Why, when a reason was given.
  public var reason: String?
  /// What is known of other things.
  public var surroundings: any Surroundings
  /// Makes the id of a new entry of a kind.
  public var newEntryID: (EntryKind) -> String

  /// A decider for one command.
  public init(
    circumstances: Circumstances, reason: String?, surroundings: any Surroundings,
    newEntryID: @escaping (EntryKind) -> String
  ) {
    self.circumstances = circumstances
    self.reason = reason
    self.surroundings = surroundings
    self.newEntryID = newEntryID
  }

  /// What the command makes happen to the thing, or why a rule refuses it.
  public func decide(_ command: Command, _ thing: Thing) throws(Rejection) -> Decision {
    guard let event = try event(for: command, thing) else {
      return Decision(events: [], warnings: [])
    }
    var after = thing
    after.evolve(event, circumstances)
    let change = Change(
      before: thing, after: after, event: event, circumstances: circumstances,
      surroundings: surroundings)
    let warnings = try thing.ref.kind.definition.rules(change)
    return Decision(events: [event], warnings: warnings)
  }

  /// The event a command stands for; nil when the thing is already so.
  private func event(for command: Command, _ thing: Thing) throws(Rejection) -> Event? {
    if case .begin(let fields) = command { return try begin(fields, thing) }
    try refuseIfMissing(thing)
    if isSo(command, thing) { return nil }
    try refuseIfGone(command, thing)
    switch command {
    case .begin: return nil
    case .happen(let type, let fields): return try happen(type, fields, thing)
    case .happenToEntry(let type, let entry, let fields):
      return try happen(type, to: try find(entry, in: thing), fields, thing)
    case .correct(let fields, let cleared, let citing):
      return try correct(fields, cleared, citing, thing)
    case .correctEntry(let entry, let fields, let cleared, let citing):
      return try correct(try find(entry, in: thing), fields, cleared, citing, thing)
    case .retract(let entry): return try retract(entry, thing)
    case .reinstate(let entry): return try reinstate(entry, thing)
    case .merge(let winner): return try merge(into: winner, thing)
    case .unmerge:
      guard thing.mergedInto != nil else {
        throw Rejection("invalid", "\(thing.ref.id) is not merged into anything")
      }
      return Event(try type(.revertsMerge, thing), reason: reason)
    }
  }

  private func begin(_ fields: Fields, _ thing: Thing) throws(Rejection) -> Event {
    guard !thing.exists else {
      throw Rejection(
        "exists", "there is already \(thing.ref.kind.phrase) \(thing.ref.id)", field: "id",
        hint: "use `correct` to change it, or give another id")
    }
    let type = try type(.begins, thing)
    let fields = try type.completed(fields, circumstances)
    try refuseMisfits(fields, type)
    try refuseMissing(thing.ref.kind.definition.fields, fields)
    return Event(type, fields: fields, reason: reason)
  }

  private func happen(_ type: EventType, _ given: Fields, _ thing: Thing) throws(Rejection)
    -> Event?
  {
    guard type.kind == thing.ref.kind else {
      throw Rejection("invalid", "\(type.name) cannot happen to \(thing.ref.kind.phrase)")
    }
    let fields = try type.completed(given, circumstances)
    try refuseMisfits(fields, type)
    let event = Event(type, fields: fields, reason: reason)
    switch type.effect {
    case .adds(let kind): return try add(kind, event, thing)
    case .sets(let names):
      try refuseNothing(names, fields, thing)
      try refuseUnknownStatus(fields, thing)
      return isNew(fields, to: thing.fields, citing: thing.sources) || names.isEmpty ? event : nil
    case .extends(let name), .shortens(let name):
      try refuseNothing([name], fields, thing)
      var after = thing
      after.evolve(event, circumstances)
      return after.fields == thing.fields && after.sources == thing.sources ? nil : event
    case .erases: return event
    case .asksRedaction: return try askRedaction(event, thing)
    case .redacts: return try redact(event, thing)
    case .begins, .corrects, .setsEntry, .correctsEntry, .retractsEntry, .reinstatesEntry,
      .retracts, .reinstates, .merges, .revertsMerge:
      throw Rejection("invalid", "\(type.name) is recorded by a command of its own")
    }
  }

  private func add(_ kind: EntryKind, _ event: Event, _ thing: Thing) throws(Rejection) -> Event? {
    try refuseMissing(kind.fields(in: thing.ref.kind), event.fields)
    try refuseEmpty(kind, event.fields)
    let standing = thing.entries(kind)
    let rivals: [Entry] =
      switch kind.supersededBy {
      case nil: standing
      case .some(""): standing.suffix(1)
      case .some(let key): standing.filter { $0.fields[key] == event.fields[key] }.suffix(1)
      }
    let known = rivals.contains {
      $0.fields == event.fields && $0.sources == circumstances.sources
    }
    if known { return nil }
    var event = event
    event.entry = newEntryID(kind)
    return event
  }

  private func happen(
    _ type: EventType, to entry: Entry, _ given: Fields, _ thing: Thing
  ) throws(Rejection) -> Event? {
    guard type.kind == thing.ref.kind, case .setsEntry(entry.kind, _) = type.effect else {
      throw Rejection("invalid", "\(type.name) cannot happen to the entry \(entry.id)")
    }
    try refuseIfRetracted(entry)
    let fields = try type.completed(given, circumstances)
    try refuseMisfits(fields, type)
    guard isNew(fields, to: entry.fields, citing: entry.sources) else { return nil }
    return Event(type, fields: fields, entry: entry.id, reason: reason)
  }

  private func correct(
    _ fields: Fields, _ cleared: [String], _ citing: [String]?, _ thing: Thing
  ) throws(Rejection) -> Event? {
    try Rejection.unlessReason(reason, for: "a correction")
    let type = try type(.corrects, thing)
    let definition = thing.ref.kind.definition.fields
    try refuseMisfits(fields, type)
    try refuseClearing(cleared, definition, fields)
    let changed = fields.filter { thing.fields[$0.key] != $0.value }
    let emptied = cleared.filter { thing.fields[$0] != nil }.sorted()
    let citing = citing == thing.sources ? nil : citing
    guard !(changed.isEmpty && emptied.isEmpty && citing == nil) else { return nil }
    return Event(type, fields: changed, cleared: emptied, citing: citing, reason: reason)
  }

  private func correct(
    _ entry: Entry, _ fields: Fields, _ cleared: [String], _ citing: [String]?, _ thing: Thing
  ) throws(Rejection) -> Event? {
    try Rejection.unlessReason(reason, for: "a correction")
    let type = try type(.correctsEntry, thing)
    let definition = entry.kind.fields(in: thing.ref.kind)
    try refuseIfRetracted(entry)
    try refuseMisfits(fields, definition, of: "an entry \(entry.kind.rawValue)")
    try refuseClearing(cleared, definition, fields)
    let changed = fields.filter { entry.fields[$0.key] != $0.value }
    let emptied = cleared.filter { entry.fields[$0] != nil }.sorted()
    let citing = citing == entry.sources ? nil : citing
    guard !(changed.isEmpty && emptied.isEmpty && citing == nil) else { return nil }
    try refuseEmpty(
      entry.kind, entry.fields.merging(changed) { $1 }.filter { !emptied.contains($0.key) })
    return Event(
      type, fields: changed, cleared: emptied, entry: entry.id, citing: citing, reason: reason)
  }

  private func retract(_ entry: String?, _ thing: Thing) throws(Rejection) -> Event? {
    try Rejection.unlessReason(reason, for: "a retraction")
    guard let entry else { return Event(try type(.retracts, thing), reason: reason) }
    guard try find(entry, in: thing).retraction == nil else { return nil }
    return Event(try type(.retractsEntry, thing), entry: entry, reason: reason)
  }

  private func reinstate(_ entry: String?, _ thing: Thing) throws(Rejection) -> Event? {
    guard let entry else {
      guard thing.retraction != nil else { return nil }
      return Event(try type(.reinstates, thing), reason: reason)
    }
    guard try find(entry, in: thing).retraction != nil else { return nil }
    return Event(try type(.reinstatesEntry, thing), entry: entry, reason: reason)
  }

  private func merge(into winner: String, _ thing: Thing) throws(Rejection) -> Event {
    let type = try type(.merges, thing)
    guard winner != thing.ref.id else {
      throw Rejection("invalid", "\(winner) cannot be merged into itself", field: "into")
    }
    switch surroundings.standing(of: ThingRef(thing.ref.kind, winner)) {
    case .stands: return Event(type, into: winner, reason: reason)
    case .retracted:
      throw Rejection(
        "retracted", "\(winner) is retracted and cannot stand for \(thing.ref.id)", field: "into",
        hint: "`reinstate` \(winner) first")
    case .merged(let other):
      throw Rejection(
        "merged", "\(winner) was merged into \(other) itself", field: "into",
        hint: other == thing.ref.id ? "`unmerge` \(winner) first" : "merge into \(other)")
    }
  }

  private func find(_ id: String, in thing: Thing) throws(Rejection) -> Entry {
    if let entry = thing.entry(id) { return entry }
    throw Rejection(
      "not_found", "\(thing.ref) has no entry \(id)",
      hint: "`rapporteur \(thing.ref.kind.rawValue) show` lists its entries")
  }

  private func type(_ effect: Effect, _ thing: Thing) throws(Rejection) -> EventType {
    if let type = EventCatalogue.type(of: thing.ref.kind, with: effect) { return type }
    throw Rejection("invalid", "that cannot be done to \(thing.ref.kind.phrase)")
  }
}
