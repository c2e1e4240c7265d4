import CSV
public import Registry

extension DatasetFile {
  /// The file's text: a header, and a row for each of these.
  ///
  /// - Parameter typed: the id that people type, for ids of people.
  public func text(_ rows: [DatasetRow], typed: (ThingRef) throws -> String) throws -> String {
    let writer = CSVWriter(.exchange, lineEnding: .lf)
    var text = writer.row(columns)
    for row in rows {
      let cells = try columns.map { column in
        if column == "source", hasSource { return row.sources.joined(separator: ";") }
        guard let field = fields.first(where: { $0.name == column }) else { return row.id ?? "" }
        return try cell(row.fields[column], field, typed)
      }
      writer.append(cells, to: &text)
    }
    return text
  }

  private func cell(
    _ value: Value?, _ field: Field, _ typed: (ThingRef) throws -> String
  ) throws -> String {
    switch (field.type, value) {
    case (.reference(let kind), .reference(let id)): try typed(ThingRef(kind, id))
    case (.subject, .subject(let thing)): try typed(thing)
    default: value?.written ?? ""
    }
  }
}
