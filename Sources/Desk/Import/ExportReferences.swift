import Registry
import Things

/// What references of an exported row point at: only what is exported itself, so that the dataset
/// can be imported again.
struct ExportReferences {
  /// How many pointed at something merged, and point at what stands for it.
  private(set) var redirected = 0
  /// How many pointed at something retracted, and are left out.
  private(set) var dropped = 0
  private let reading: Reading
  private var known: [ThingRef: ThingRef?] = [:]
  private var isShared: [ThingRef: Bool] = [:]

  init(_ reading: Reading) { self.reading = reading }

  /// What stands for the thing: itself, or what it was merged into; nil when that is retracted.
  mutating func standing(for ref: ThingRef) throws -> ThingRef? {
    if let found = known[ref] { return found }
    var current = ref
    var seen: Set<ThingRef> = []
    var found: ThingRef?
    while seen.insert(current).inserted, let thing = try reading.thing(current) {
      guard thing.retraction == nil else { break }
      guard let winner = thing.mergedInto else {
        found = current
        break
      }
      current = ThingRef(ref.kind, winner)
    }
    known[ref] = .some(found)
    return found
  }

  /// The fields with every reference as it is exported.
  mutating func resolve(_ fields: Fields, _ definitions: [Field]) throws -> Fields {
    var resolved = fields
    for field in definitions {
      switch (field.type, fields[field.name]) {
      case (.reference(let kind), .reference(let id)?):
        resolved[field.name] = try target(ThingRef(kind, id)).map { .reference($0.id) }
      case (.references(let kind), .references(let ids)?),
        (.referencesOrText(let kind), .references(let ids)?):
        var targets: [String] = []
        for id in ids {
          if let target = try target(ThingRef(kind, id)), !targets.contains(target.id) {
            targets.append(target.id)
          }
        }
        resolved[field.name] = targets.isEmpty ? nil : .references(targets)
      case (.subject, .subject(let thing)?):
        resolved[field.name] = try target(thing).map { .subject($0) }
      default: break
      }
    }
    return resolved
  }

  /// The thing as a statement's subject names it: by its kind, too, when things of several kinds
  /// have the id.
  mutating func subject(_ ref: ThingRef) throws -> String {
    let id = try reading.typedID(ref)
    if isShared[ref] == nil {
      isShared[ref] = try Kind.allCases.contains { kind in
        guard kind != ref.kind, kind != .vocabulary else { return false }
        return try reading.find(kind, id) != nil
      }
    }
    return isShared[ref] == true ? "\(ref.kind.rawValue)/\(id)" : id
  }

  private mutating func target(_ ref: ThingRef) throws -> ThingRef? {
    let target = try standing(for: ref)
    if target == nil { dropped += 1 } else if target != ref { redirected += 1 }
    return target
  }
}
