public import JSON
public import Registry

extension Reading {
  /// The thing as JSON: its fields under their dataset names, in the types of the command-line
  /// contract. Absent fields are null.
  public func shape(_ thing: Thing) throws -> [String: JSONValue] {
    var shape = try shape(thing.fields, thing.ref.kind.definition.fields)
    shape["id"] = .string(try typedID(thing.ref))
    shape["sources"] = .array(thing.sources.map { .string($0) })
    if let retraction = thing.retraction { shape["retracted"] = .string(retraction.reason ?? "") }
    if let winner = thing.mergedInto {
      shape["merged_into"] = .string(try typedID(ThingRef(thing.ref.kind, winner)))
    }
    return shape
  }

  /// The entry as JSON.
  public func shape(_ entry: Entry, in kind: Kind) throws -> [String: JSONValue] {
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

  /// The titles of these things, `null` for those that have none.
  public func titles(_ kind: Kind, _ value: Value?) throws -> JSONValue {
    guard case .references(let ids)? = value else { return [] }
    return .array(try ids.map { try title(ThingRef(kind, $0)).map { .string($0) } ?? .null })
  }
}
