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
