public import JSON
public import Registry
public import Things

extension Desk {
  /// What has all the words of a text, best fit first, in the shape of the command-line contract: with
  /// the field that the extract is from, and where in it the words are (offset and length in
  /// characters).
  public func search(
    _ text: String, kinds: [Kind] = [], limit: Int? = nil, _ reading: Reading
  ) throws -> [JSONValue] {
    try reading.search(text, kinds: kinds, limit: limit).map { hit in
      [
        "kind": .string(hit.thing.kind.rawValue), "id": .string(try reading.typedID(hit.thing)),
        "title": JSONValue(try reading.title(hit.thing)),
        "extract": .string(hit.extract.text), "field": .string(hit.extract.field),
        "marks": .array(
          hit.extract.marks.map { [.integer(Int64($0.lowerBound)), .integer(Int64($0.count))] }),
        "score": .integer(Int64(hit.fit.rawValue)),
      ]
    }
  }
}
