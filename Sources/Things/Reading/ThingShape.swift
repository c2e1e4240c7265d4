public import JSON
public import Registry

extension Reading {
  /// The thing as JSON: its fields under their dataset names, in the types of the command-line
  /// contract. Absent fields are null, and so are those that are kept back, which `withheld` names.
  public func shape(_ thing: Thing) throws -> [String: JSONValue] {
    let thing = shown(thing)
    var shape = try shape(thing.fields, thing.ref.kind.definition.fields)
    shape["id"] = .string(try typedID(thing.ref))
    shape["sources"] = .array(thing.sources.map { .string($0) })
    if let retraction = thing.retraction { shape["retracted"] = .string(retraction.reason ?? "") }
    if let winner = thing.mergedInto {
      shape["merged_into"] = .string(try typedID(ThingRef(thing.ref.kind, winner)))
    }
    let withheld = thing.withheld.subtracting(["id"])
    if !withheld.isEmpty { shape["withheld"] = .array(withheld.sorted().map { .string($0) }) }
    return shape
  }

  /// The entry as JSON.
  public func shape(_ entry: Entry, in kind: Kind) throws -> [String: JSONValue] {
    let entry = shown(entry, in: kind)
    var shape = try shape(entry.fields, entry.kind.fields(in: kind))
    shape["id"] = .string(entry.id)
    shape["sources"] = .array(entry.sources.map { .string($0) })
    if let retraction = entry.retraction { shape["retracted"] = .string(retraction.reason ?? "") }
    return shape
  }

  /// These fields as JSON.
  public func shape(_ fields: Fields, _ definitions: [Field]) throws -> [String: JSONValue] {
    var shape: [String: JSONValue] = [:]
    for field in definitions { try add(fields[field.name], field, to: &shape) }
    return shape
  }

  private func add(_ value: Value?, _ field: Field, to shape: inout [String: JSONValue]) throws {
    let name = field.name
    switch field.type {
    case .title, .text, .figureOrText, .date, .count, .flag:
      shape[name] = value == .erased ? "[erased]" : value?.json ?? .null
    case .titles:
      shape[name] = value == .erased ? ["[erased]"] : value?.json ?? []
    case .country:
      guard case .country(let country)? = value else {
        shape[name] = .null
        shape[name + "_name"] = .null
        return
      }
      shape[name] = .string(country.code)
      shape[name + "_name"] = .string(Countries.shared[country.code]?.name ?? country.written)
      shape[name + "_as_written"] = .string(country.written)
    case .term(let vocabulary):
      guard case .term(let term)? = value else { return shape[name] = .null }
      shape[name] = .string(code(of: term, in: vocabulary) ?? term.written)
    case .terms(let vocabulary):
      guard case .terms(let terms)? = value else {
        shape[name] = []
        shape[name + "_as_written"] = []
        return
      }
      var keys: [JSONValue] = []
      for term in terms {
        let key = JSONValue.string(code(of: term, in: vocabulary) ?? term.written)
        if !keys.contains(key) { keys.append(key) }
      }
      shape[name] = .array(keys)
      shape[name + "_as_written"] = .array(terms.map { .string($0.written) })
    case .reference(let kind):
      guard case .reference(let id)? = value else { return shape[name] = .null }
      shape[name] = .string(try typedID(ThingRef(kind, id)))
    case .references(let kind):
      guard case .references(let ids)? = value else { return shape[name] = [] }
      shape[name] = .array(try ids.map { .string(try typedID(ThingRef(kind, $0))) })
    case .referencesOrText:
      shape[name] = value.map { .string($0.written) } ?? .null
    case .subject:
      guard case .subject(let thing)? = value else { return shape[name] = .null }
      shape[name] = .string(try typedID(thing))
      shape[name + "_kind"] = .string(thing.kind.rawValue)
    }
  }

  /// The titles of the things that a field of `thing` refers to, `null` for those that have none: as
  /// they are called on the day that decides.
  public func titles(_ field: String, of thing: Thing) throws -> JSONValue {
    guard let kind = thing.ref.kind.definition.field(field)?.type.target,
      case .references(let ids)? = thing.fields[field]
    else { return [] }
    let day = try names == .event ? eventDay(of: thing) : nil
    return .array(
      try ids.map { id in
        let ref = ThingRef(kind, id)
        let called = try day.map { try name(ref, on: $0) ?? firstTitle(ref) } ?? title(ref)
        return called.map { .string($0) } ?? .null
      })
  }

  /// The last day of the thing's own date, or else of its meeting's.
  private func eventDay(of thing: Thing) throws -> Day? {
    let dates = thing.ref.kind.definition.dates
    let own = [dates?.last, dates?.first].compactMap(\.self).lazy.compactMap { thing.fields[$0] }
    if case .date(let date)? = own.first { return date.latest ?? date.earliest }
    guard case .reference(let id)? = thing.fields["meeting"],
      let meeting = try self.thing(ThingRef(.meeting, id))
    else { return nil }
    return try eventDay(of: meeting)
  }
}
