public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// Terms that somebody mapped to a vocabulary. They apply to old records from then on.
public struct TermsProjection: ThingProjection {
  /// The projection's name.
  public let name = "terms"
  /// Raised when the tables or the fold change.
  public let version = 1
  /// The tables, one for each kind of thing and of entry.
  public let things = ThingTables([.vocabulary])

  /// The projection.
  public init() {}

  /// Folds one event into the rows.
  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// A term that is in no vocabulary, where it stands.
public struct UnclassifiedTerm: Hashable, Sendable {
  /// The vocabulary that should have it.
  public var vocabulary: String
  /// The term as somebody wrote it.
  public var term: String
  /// How many hold it.
  public var count: Int
  /// The kind of thing that holds it.
  public var kind: Kind
  /// The kind of entry that holds it; nil when the things themselves do.
  public var entry: EntryKind?
  /// The field that holds it.
  public var field: String
}

extension Reading {
  /// Terms that are in no vocabulary and that nobody mapped, by the fields that hold them.
  public func unclassifiedTerms() throws -> [UnclassifiedTerm] {
    var found: [UnclassifiedTerm] = []
    func look(_ kind: Kind, _ entry: EntryKind?, _ fields: [Field]) throws {
      for field in fields {
        guard let vocabulary = field.vocabulary else { continue }
        found += try unclassified(field, of: kind, entry).map {
          UnclassifiedTerm(
            vocabulary: vocabulary, term: $0.term, count: $0.count, kind: kind, entry: entry,
            field: field.name)
        }
      }
    }
    for kind in Kind.allCases where kind != .vocabulary {
      try look(kind, nil, kind.definition.fields)
      for entry in kind.definition.entries { try look(kind, entry, entry.fields(in: kind)) }
    }
    return found
  }
}

extension Reading {
  /// Terms that are in no vocabulary and that nobody mapped, with the things that use them.
  public func unclassified() throws -> JSONValue {
    var found: [WrittenTerm: [String]] = [:]
    var order: [WrittenTerm] = []
    func note(_ value: Value?, _ field: Field, _ id: String) {
      for (term, vocabulary) in Self.terms(value, field)
      where code(of: term, in: vocabulary) == nil {
        let key = WrittenTerm(vocabulary: vocabulary, term: term.written)
        if found[key] == nil { order.append(key) }
        if found[key]?.last != id { found[key, default: []].append(id) }
      }
    }
    for kind in Kind.allCases where kind != .vocabulary {
      let definition = kind.definition
      for thing in try list(kind).things {
        let id = try typedID(thing.ref)
        for field in definition.fields { note(thing.fields[field.name], field, id) }
      }
      for entryKind in definition.entries {
        for (thing, entry) in try standingEntries(entryKind, in: kind) {
          let id = try typedID(ThingRef(kind, thing))
          for field in entryKind.fields(in: kind) { note(entry.fields[field.name], field, id) }
        }
      }
    }
    return .array(
      order.map { key in
        let ids = found[key] ?? []
        return [
          "vocabulary": .string(key.vocabulary), "term": .string(key.term),
          "count": .integer(Int64(ids.count)), "things": .array(ids.map { .string($0) }),
        ]
      })
  }

  private struct WrittenTerm: Hashable {
    let vocabulary: String
    let term: String
  }

  private static func terms(_ value: Value?, _ field: Field) -> [(Term, String)] {
    switch (field.type, value) {
    case (.term(let vocabulary), .term(let term)): [(term, vocabulary)]
    case (.terms(let vocabulary), .terms(let terms)): terms.map { ($0, vocabulary) }
    default: []
    }
  }
}

extension Field {
  /// The vocabulary of its terms.
  fileprivate var vocabulary: String? {
    switch type {
    case .term(let name), .terms(let name): name
    default: nil
    }
  }
}
