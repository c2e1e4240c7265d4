import ProjectionKit
public import Registry

extension Reading {
  /// What the terms of a vocabulary that it does not have were said to mean, by their folded text.
  public func meanings(in vocabulary: String) throws -> [String: String] {
    var meanings: [String: String] = [:]
    for entry in try entries(.mapping, of: ThingRef(.vocabulary, vocabulary)) {
      guard let term = entry.fields["term"]?.written else { continue }
      meanings[TextFolding.fold(term)] = entry.fields["to"]?.written
    }
    return meanings
  }

  /// The things that hold, themselves or in an entry, a term that the vocabulary does not have and
  /// whose folded text is among `texts`, with the texts they hold.
  ///
  /// Takes the time of reading the table of each kind that uses the vocabulary for single terms;
  /// lists of terms are found by an index.
  public func things(
    holding texts: Set<String>, in vocabulary: String
  ) throws -> [ThingRef: Set<String>] {
    var found: [ThingRef: Set<String>] = [:]
    func note(_ kind: Kind, _ sql: String) throws {
      try reader.forEachRow(sql) { row in
        if let id = row[0].text, let written = row[1].text {
          let text = TextFolding.fold(written)
          if texts.contains(text) { found[ThingRef(kind, id), default: []].insert(text) }
        }
        return true
      }
    }
    for kind in Kind.allCases {
      let definition = kind.definition
      for field in definition.fields {
        try unclassified(field, vocabulary, kind.table, kind.key).map { try note(kind, $0) }
      }
      for entry in definition.entries {
        for field in entry.fields(in: kind) {
          try unclassified(field, vocabulary, entry.table(in: kind), "thing")
            .map { try note(kind, $0) }
        }
      }
    }
    return found
  }

  /// The terms that stand in a field of the things of a kind, or of their entries, that no vocabulary
  /// has and nobody mapped, each with how often. Lists of terms are found by an index; of single terms
  /// the distinct texts are looked at first, and the rows only if one of those is unknown.
  public func unclassified(
    _ field: Field, of kind: Kind, _ entry: EntryKind? = nil
  ) throws -> [(term: String, count: Int)] {
    let table = entry?.table(in: kind) ?? kind.table
    let columns = FieldColumns(field: field)
    // An entry counts as long as its thing does.
    let standing =
      entry == nil
      ? "t.standing = 1"
      : """
      t.standing = 1 AND EXISTS (
        SELECT 1 FROM \(kind.table) o WHERE o.\(kind.key) = t.thing AND o.retracted IS NULL)
      """
    let vocabulary: String
    let rows: [ViewRow]
    switch field.type {
    case .terms(let name):
      vocabulary = name
      rows = try reader.rows(
        """
        SELECT x.written, count(*), min(t.begun) FROM \(table)_\(columns.list) x
        JOIN \(table) t ON t.row = x.row WHERE x.value IS NULL AND \(standing)
        GROUP BY x.written ORDER BY 3
        """)
    case .term(let name):
      vocabulary = name
      let unknown = try reader.images(table, [columns.name + "_written"])[0].values
        .compactMap(\.text).filter { Vocabularies.shared.resolve($0, in: name) == nil }
      guard !unknown.isEmpty else { return [] }
      rows = try reader.rows(
        """
        SELECT t.\(columns.name)_written, count(*), min(t.begun) FROM \(table) t
        WHERE t.\(columns.name) IS NULL AND t.\(columns.name)_written IN (\(marks(unknown)))
        AND \(standing) GROUP BY 1 ORDER BY 3
        """, unknown.map { .text($0) })
    default: return []
    }
    return rows.compactMap { row in
      guard let written = row[0].text,
        code(of: Term(code: nil, written: written), in: vocabulary) == nil
      else { return nil }
      return (written, Int(row[1].integer ?? 0))
    }
  }

  /// The query for the owner and the text of each term of a field that the vocabulary does not have;
  /// nil when the field is of another vocabulary.
  private func unclassified(
    _ field: Field, _ vocabulary: String, _ table: String, _ owner: String
  ) -> String? {
    let columns = FieldColumns(field: field)
    switch field.type {
    case .terms(vocabulary):
      return """
        SELECT t.\(owner), x.written FROM \(table)_\(columns.list) x
        JOIN \(table) t ON t.row = x.row WHERE x.value IS NULL
        """
    case .term(vocabulary):
      return """
        SELECT t.\(owner), t.\(columns.name)_written FROM \(table) t
        WHERE t.\(columns.name) IS NULL AND t.\(columns.name)_written IS NOT NULL
        """
    default: return nil
    }
  }
}
