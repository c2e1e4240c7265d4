import JSON
import Registry
import Things

/// How one thing reads at one size of the log.
struct Appearance {
  /// The id that people type.
  var id: String
  /// Whether it is in lists.
  var counts: Bool
  /// The fields as lists show them, and why it does not count.
  var fields: [String: JSONValue]
  /// The entries that count, by id, oldest first.
  var entries: [(id: String, kind: EntryKind, shape: [String: JSONValue])]
}

extension Appearance {
  /// The names of the fields that a thing of this kind may show, in order.
  static func fieldNames(of kind: Kind) -> [String] {
    kind.definition.fields.flatMap { field in
      switch field.type {
      case .country, .terms: [field.name, field.name + "_as_written"]
      case .subject: [field.name, field.name + "_kind"]
      default: [field.name]
      }
    } + ["sources", "retracted", "merged_into"]
  }

  /// What reads otherwise from one appearance to the next.
  static func parts(from old: Self?, to new: Self?, of kind: Kind) -> [ThingChange.Part] {
    var parts = fieldNames(of: kind).compactMap { name in
      part(name, nil, old?.fields[name] ?? .null, new?.fields[name] ?? .null)
    }
    var ids: [(id: String, kind: EntryKind)] = []
    for entry in (old?.entries ?? []) + (new?.entries ?? [])
    where !ids.contains(where: { $0.id == entry.id }) {
      ids.append((entry.id, entry.kind))
    }
    for (id, kind) in ids {
      let (before, after) = (old?.entry(id), new?.entry(id))
      if let part = part(kind.rawValue, id, before ?? .null, after ?? .null) { parts.append(part) }
    }
    return parts
  }

  private func entry(_ id: String) -> JSONValue? {
    entries.first { $0.id == id }.map { .object($0.shape) }
  }

  private static func part(
    _ name: String, _ entry: String?, _ old: JSONValue, _ new: JSONValue
  ) -> ThingChange.Part? {
    guard old != new, !(old.isNothing && new.isNothing) else { return nil }
    return ThingChange.Part(name: name, entry: entry, from: old, to: new)
  }
}

extension Reading {
  /// How these things of one kind read now, those that do not count included.
  func appearances(_ kind: Kind, _ ids: [String]) throws -> [String: Appearance] {
    guard !ids.isEmpty else { return [:] }
    var conditions = Conditions()
    conditions.add("t.\(kind.key)", among: ids)
    var found: [String: Appearance] = [:]
    for thing in try things(kind, where: conditions) {
      let counts = thing.retraction == nil && thing.mergedInto == nil
      var fields = try shape(thing)
      // Of what does not count only why it does not is shown.
      if !counts { fields = fields.filter { ["retracted", "merged_into"].contains($0.key) } }
      found[thing.ref.id] = Appearance(
        id: try typedID(thing.ref), counts: counts || kind == .vocabulary, fields: fields,
        entries: [])
    }
    var owners = Conditions()
    owners.add("e.thing", among: ids)
    for entryKind in kind.definition.entries {
      for (owner, entry) in try standingEntries(entryKind, in: kind, where: owners)
      where found[owner]?.counts == true {
        var shape = try shape(entry, in: kind)
        shape["id"] = nil
        found[owner]?.entries.append((entry.id, entryKind, shape))
      }
    }
    return found
  }
}

extension JSONValue {
  /// Whether it stands for "not stated".
  fileprivate var isNothing: Bool { self == .null || self == [] }
}
