import CSV
public import Registry

extension DatasetFile {
  /// The file's text: a header, and a row for each of these.
  ///
  /// - Parameter named: how the row names a thing: by the id that people type or, as the subject of
  ///   a statement, so that it is not taken for a thing of another kind.
  public func text(
    _ rows: [DatasetRow], named: (ThingRef, _ asSubject: Bool) throws -> String
  ) throws -> String {
    let writer = CSVWriter(.exchange, lineEnding: .lf)
    var text = writer.row(columns)
    for row in rows {
      let cells = try columns.map { column in
        if column == "source", hasSource { return row.sources.joined(separator: ";") }
        guard let field = fields.first(where: { $0.name == column }) else { return row.id ?? "" }
        return try cell(row.fields[column], field, named)
      }
      writer.append(cells, to: &text)
    }
    return text
  }

  private func cell(
    _ value: Value?, _ field: Field, _ named: (ThingRef, _ asSubject: Bool) throws -> String
  ) throws -> String {
    switch (field.type, value) {
    case (.reference(let kind), .reference(let id)): try named(ThingRef(kind, id), false)
    case (.subject, .subject(let thing)): try named(thing, true)
    default: value?.written ?? ""
    }
  }
}
