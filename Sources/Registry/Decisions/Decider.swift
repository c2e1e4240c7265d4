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
    guard let event = try event(for: command, thing) else { return Decision(events: [], warnings: []) }
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
    // A vocabulary is there from the start; everything else has to be recorded first.
    guard thing.exists || thing.ref.kind == .vocabulary else {
      throw Rejection(
        "not_found", "there is no \(thing.ref.kind.rawValue) \(thing.ref.id)",
        hint: "`rapporteur \(thing.ref.kind.rawValue) list` shows those there are")
    }
    try refuseIfGone(command, thing)
    switch command {
    case .begin: return nil
    case .happen(let type, let fields): return try happen(type, fields, thing)
    case .happenToEntry(let type, let entry, let fields):
      let entry = try find(entry, in: thing)
      return Event(type, fields: fields, entry: entry.id, reason: reason)
    case .correct(let fields, let cleared, let citing):
      return try correct(fields, cleared, citing, thing)
    case .correctEntry(let entry, let fields, let cleared, let citing):
      return try correctEntry(entry, fields, cleared, citing, thing)
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
        "exists", "there is already a \(thing.ref.kind.rawValue) \(thing.ref.id)", field: "id",
        hint: "use `correct` to change it, or give another id")
    }
    try refuseMissing(thing.ref.kind.definition.fields, fields)
    return Event(try type(.begins, thing), fields: fields, reason: reason)
  }

  private func happen(_ type: EventType, _ fields: Fields, _ thing: Thing) throws(Rejection)
    -> Event?
  {
    switch type.effect {
    case .adds(let kind):
      try refuseMissing(kind.fields(in: thing.ref.kind), fields)
      let known = thing.entries.contains {
        $0.kind == kind && $0.retraction == nil && $0.fields == fields
          && $0.sources == circumstances.sources
      }
      return known ? nil : Event(type, fields: fields, entry: newEntryID(kind), reason: reason)
    default:
      return Event(type, fields: fields, reason: reason)
    }
  }

  private func correct(
    _ fields: Fields, _ cleared: [String], _ citing: [String]?, _ thing: Thing
  ) throws(Rejection) -> Event? {
    try refuseWithoutReason("a correction")
    for field in thing.ref.kind.definition.fields where field.required {
      if cleared.contains(field.name) { throw missing(field) }
    }
    let changed = fields.filter { thing.fields[$0.key] != $0.value }
    let emptied = cleared.filter { thing.fields[$0] != nil }.sorted()
    let citing = citing == thing.sources ? nil : citing
    guard !(changed.isEmpty && emptied.isEmpty && citing == nil) else { return nil }
    return Event(
      try type(.corrects, thing), fields: changed, cleared: emptied, citing: citing,
      reason: reason)
  }

  private func correctEntry(
    _ id: String, _ fields: Fields, _ cleared: [String], _ citing: [String]?, _ thing: Thing
  ) throws(Rejection) -> Event? {
    try refuseWithoutReason("a correction")
    let entry = try find(id, in: thing)
    for field in entry.kind.fields(in: thing.ref.kind) where field.required {
      if cleared.contains(field.name) { throw missing(field) }
    }
    let changed = fields.filter { entry.fields[$0.key] != $0.value }
    let emptied = cleared.filter { entry.fields[$0] != nil }.sorted()
    guard !(changed.isEmpty && emptied.isEmpty && citing == nil) else { return nil }
    return Event(
      try type(.correctsEntry, thing), fields: changed, cleared: emptied, entry: id,
      citing: citing, reason: reason)
  }

  private func retract(_ entry: String?, _ thing: Thing) throws(Rejection) -> Event? {
    try refuseWithoutReason("a retraction")
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
    guard winner != thing.ref.id else {
      throw Rejection("invalid", "\(winner) cannot be merged into itself", field: "into")
    }
    return Event(try type(.merges, thing), into: winner, reason: reason)
  }

  // MARK: What every command has to meet

  /// What is retracted or merged takes no further command but the one that brings it back.
  private func refuseIfGone(_ command: Command, _ thing: Thing) throws(Rejection) {
    if thing.retraction != nil, command != .reinstate() {
      throw Rejection(
        "retracted", "\(thing.ref) is retracted: \(thing.retraction?.reason ?? "no reason given")",
        hint: "`reinstate` it first")
    }
    if let winner = thing.mergedInto, command != .unmerge {
      throw Rejection(
        "merged", "\(thing.ref) was merged into \(winner)",
        hint: "record it for \(winner), or `unmerge` first")
    }
  }

  private func refuseMissing(_ definition: [Field], _ fields: Fields) throws(Rejection) {
    for field in definition where field.required && fields[field.name] == nil {
      throw missing(field)
    }
  }

  private func missing(_ field: Field) -> Rejection {
    Rejection(
      "missing", "\(field.name) is missing", field: field.name, hint: "give it: \(field.option)")
  }

  private func refuseWithoutReason(_ act: String) throws(Rejection) {
    guard (reason ?? "").isEmpty else { return }
    throw Rejection("missing", "\(act) needs a reason", field: "reason", hint: "say why: --reason")
  }

  private func find(_ id: String, in thing: Thing) throws(Rejection) -> Entry {
    if let entry = thing.entry(id) { return entry }
    throw Rejection(
      "not_found", "\(thing.ref) has no entry \(id)",
      hint: "`rapporteur \(thing.ref.kind.rawValue) show` lists its entries")
  }

  private func type(_ effect: Effect, _ thing: Thing) throws(Rejection) -> EventType {
    if let type = EventCatalogue.type(of: thing.ref.kind, with: effect) { return type }
    throw Rejection("invalid", "that cannot be done to a \(thing.ref.kind.rawValue)")
  }
}
