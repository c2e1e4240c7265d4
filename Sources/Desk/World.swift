import EventLog
import ProjectionKit
import Registry
import Things

/// Everything a submission may refer to: the registry at one size, and what the submission itself
/// begins and changes.
final class World: Surroundings {
  /// The log's size.
  let size: UInt64
  /// Whether nothing else may be appended meanwhile: because a rule looked at things that the
  /// submission does not write, or because an id that people type is being given away and only the
  /// views know those that are taken.
  private(set) var needsQuiet = false

  private let snapshot: any LogSnapshot
  private let views: ViewStore
  private var working: [ThingRef: Thing] = [:]
  private var beginning: [ThingRef: Fields] = [:]
  private var people: [String: String] = [:]
  private var seenTerms: Set<Term> = []
  /// What was looked at already.
  private var seen: Set<ThingRef> = []
  /// Whether what is resolved is only looked at, and may never be recorded: a row of a file that
  /// says nothing new is no reason for a warning.
  var isLookingOnly = false
  /// What is worth a second look in what the submission refers to.
  private(set) var warnings: [Warning] = []

  init(_ desk: Desk, _ snapshot: any LogSnapshot) throws {
    self.snapshot = snapshot
    size = snapshot.size
    views = desk.views
    try views.catchUp(from: desk.log)
  }

  /// Takes note of what these steps begin, so that others may refer to it.
  func expect(_ steps: [Step]) throws {
    for step in steps {
      guard case .begin(let fields) = step.command else { continue }
      if step.thing.kind == .person {
        needsQuiet = true
        if try person(step.thing.id) == nil { people[step.thing.id] = Draft.randomHex(16) }
      }
      beginning[try resolve(step.thing)] = fields
    }
  }

  // MARK: Things

  /// The thing with all that this submission did to it so far.
  func thing(_ ref: ThingRef) throws -> Thing {
    if let thing = working[ref] { return thing }
    return try snapshot.thing(ref)
  }

  /// The position of the last event of a thing; nil when it has none.
  func lastPosition(of ref: ThingRef) throws -> Position? {
    var last: Position?
    try snapshot.forEachEvent(of: StreamName(ref), from: 0, backward: true) {
      last = $0.position
      return false
    }
    return last
  }

  /// Takes in an event that the submission decided.
  func evolve(_ ref: ThingRef, _ event: Event, _ circumstances: Circumstances) throws {
    var thing = try thing(ref)
    thing.evolve(event, circumstances)
    working[ref] = thing
  }

  /// Whether the thing is there, or begins in this submission.
  func contains(_ ref: ThingRef) throws -> Bool {
    try beginning[ref] != nil || working[ref] != nil || snapshot.contains(ref)
  }

  func value(of thing: ThingRef, _ field: String) -> Value? {
    needsQuiet = true
    if let value = working[thing]?.fields[field] ?? beginning[thing]?[field] { return value }
    return (try? snapshot.thing(thing))?.fields[field]
  }

  func standing(of ref: ThingRef) -> Standing {
    needsQuiet = true
    guard let thing = try? thing(ref) else { return .stands }
    if let winner = thing.mergedInto { return .merged(into: winner) }
    return thing.retraction == nil ? .stands : .retracted
  }

  func offers(naming request: String) -> [String] {
    let pending = beginning.filter { thing, fields in
      guard thing.kind == .offer, case .references(let requests)? = fields["request"] else {
        return false
      }
      return requests.contains(request)
    }
    if !pending.isEmpty { return pending.keys.map(\.id) }
    let recorded = try? views.read(asOf: size) { reader in
      try reader.rows(
        """
        SELECT o.id FROM offers o JOIN offers_request_each e ON e.row = o.row
        WHERE e.value = ? AND o.standing = 1
        """, [.text(request)]
      ).compactMap { try $0["id"].text }
    }
    return recorded ?? []
  }

  // MARK: From what people type to what the log holds

  /// The thing as the log names it: people get the log's id.
  func resolve(_ thing: ThingRef) throws -> ThingRef {
    guard thing.kind == .person else { return thing }
    if let id = try person(thing.id) { return ThingRef(.person, id) }
    throw try unknown(.person, thing.id, option: nil)
  }

  /// The log's id of the person that people call `typed`.
  func person(_ typed: String) throws -> String? {
    if let id = people[typed] { return id }
    let found = try views.read(asOf: size) { reader in
      try reader.rows("SELECT person FROM people WHERE id = ?", [.text(typed)]).first
    }
    guard let id = try found.flatMap({ try $0["person"].text }) else {
      return try snapshot.contains(ThingRef(.person, typed)) ? typed : nil
    }
    people[typed] = id
    return id
  }

  /// The command with every reference checked and every person named as the log does.
  func resolve(_ command: Command, of thing: ThingRef) throws -> Command {
    let definition = thing.kind.definition
    switch command {
    case .begin(let fields): return .begin(try resolve(fields, definition.fields))
    case .happen(let type, let fields): return .happen(type, try resolve(fields, type.fields))
    case .happenToEntry(let type, let entry, let fields):
      return .happenToEntry(type, entry: entry, try resolve(fields, type.fields))
    case .correct(let fields, let cleared, let citing):
      return .correct(try resolve(fields, definition.fields), cleared: cleared, citing: citing)
    case .correctEntry(let entry, let fields, let cleared, let citing):
      let entryFields = EntryKind(ofEntry: entry)?.fields(in: thing.kind) ?? []
      return .correctEntry(
        entry, try resolve(fields, entryFields), cleared: cleared, citing: citing)
    case .merge(let winner):
      return .merge(into: try existing(thing.kind, winner, option: "--into"))
    case .retract, .reinstate, .unmerge: return command
    }
  }

  /// The fields with every reference checked and every person named as the log does.
  func resolve(_ fields: Fields, _ definitions: [Field]) throws -> Fields {
    var resolved = fields
    for (name, value) in fields {
      guard let field = definitions.first(where: { $0.name == name }) else { continue }
      resolved[name] = try resolve(value, field)
    }
    return resolved
  }

  private func resolve(_ value: Value, _ field: Field) throws -> Value {
    switch (field.type, value) {
    case (.reference(let kind), .reference(let id)):
      return .reference(try existing(kind, id, option: field.option))
    case (.references(let kind), .references(let ids)):
      return .references(try ids.map { try existing(kind, $0, option: field.option) })
    case (.referencesOrText(let kind), .references(let ids)):
      let all = try ids.allSatisfy { try contains(ThingRef(kind, $0)) }
      return all ? value : .text(ids.joined(separator: "; "))
    case (.subject, .reference(let id)):
      return .subject(try anything(id, option: field.option))
    case (.subject, .subject(let thing)):
      return .subject(
        ThingRef(thing.kind, try existing(thing.kind, thing.id, option: field.option)))
    case (.term(let vocabulary), .term(let term)):
      note([term], in: vocabulary)
      return value
    case (.terms(let vocabulary), .terms(let terms)):
      note(terms, in: vocabulary)
      return value
    default:
      return value
    }
  }

  /// Notes terms that no vocabulary has; they are recorded all the same.
  private func note(_ terms: [Term], in vocabulary: String) {
    guard !isLookingOnly else { return }
    for term in terms where term.code == nil && seenTerms.insert(term).inserted {
      warnings.append(
        Warning(
          "“\(term.written)” is no term of \(vocabulary) and is kept as written; "
            + "`rapporteur unclassified` lists such terms, and maps them"))
    }
  }

  private func existing(_ kind: Kind, _ id: String, option: String) throws -> String {
    let known = kind == .person ? try person(id) : try contains(ThingRef(kind, id)) ? id : nil
    guard let known else { throw try unknown(kind, id, option: option) }
    if isLookingOnly || !seen.insert(ThingRef(kind, known)).inserted { return known }
    if try thing(ThingRef(kind, known)).retraction != nil {
      warnings.append(Warning("\(kind.rawValue) \(id) is retracted"))
    }
    return known
  }

  /// Notes the documents that are cited and that nobody registered.
  func check(sources: [String]) throws {
    for source in sources {
      guard let document = try? Source(source).document else { continue }
      let ref = ThingRef(.document, document)
      if seen.insert(ref).inserted, try !contains(ref) {
        warnings.append(Warning("the document \(document) is cited and not registered"))
      }
    }
  }

  /// Refuses to let a person's own id stand in every record as that of an account.
  func check(account: String) throws {
    guard try person(account) == nil else {
      throw DeskError(
        .refused, "“\(account)” is a person's id, and who records stands in the log for ever",
        at: ["option": "--actor"], hint: "give an account's name, as in staff-3")
    }
  }

  /// The one thing, of whatever kind, that has this id.
  func anything(_ id: String, option: String?) throws -> ThingRef {
    if let thing = ThingRef(stream: id) { return try resolve(thing) }
    var found: [ThingRef] = []
    for kind in Kind.allCases where kind != .person && kind != .vocabulary {
      let thing = ThingRef(kind, id)
      if try contains(thing) { found.append(thing) }
    }
    if let person = try person(id) { found.append(ThingRef(.person, person)) }
    let place = option.map { ["option": $0] } ?? [:]
    guard let thing = found.first else {
      throw DeskError(.notFound, "there is nothing with the id “\(id)”", at: place)
    }
    guard found.count == 1 else {
      let list = found.map { "\($0.kind.rawValue)/\(id)" }.joined(separator: ", ")
      throw DeskError(
        .refused, "“\(id)” names several things: \(list)", at: place,
        hint: "write the kind with it, as in \(found[0].kind.rawValue)/\(id)")
    }
    return thing
  }

  /// The error for an id that names nothing, with those it may be a slip of.
  func unknown(_ kind: Kind, _ id: String, option: String? = nil) throws -> DeskError {
    let ids = try views.read(asOf: size) { reader in
      try reader.rows("SELECT id FROM \(kind.table) WHERE standing = 1", [])
        .compactMap { try $0["id"].text }
    }
    let near = NearMatch.closest(to: id, in: ids, limit: 3)
    return DeskError(
      .notFound, "there is no \(kind.rawValue) “\(id)”",
      at: option.map { ["option": $0] } ?? [:],
      hint: near.isEmpty
        ? "`rapporteur \(kind.rawValue) list` shows those there are"
        : "did you mean \(near.joined(separator: ", "))?")
  }
}
