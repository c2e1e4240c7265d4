import Interchange
import Registry
import Things

/// What a row holds, in the terms of the dataset: fields it has no column for do not count.
struct DatasetContent {
  var fields: Fields
  var sources: [String]

  func isSame(as other: Self) -> Bool {
    sources == other.sources
      && Set(fields.keys).union(other.fields.keys).allSatisfy { name in
        name == "post" || name == "preferred" || Self.same(fields[name], other.fields[name])
      }
  }

  /// Whether two values are the same to whoever wrote them: a text that a later release resolves to
  /// another code has not changed.
  static func same(_ a: Value?, _ b: Value?) -> Bool {
    if a == b { return true }
    guard let a, let b else { return false }
    switch (a, b) {
    case (.country, .country), (.term, .term), (.terms, .terms): return a.written == b.written
    case (.references, .text), (.text, .references):
      // Free text whose parts have meanwhile become ids.
      return a.written.filter { !$0.isWhitespace } == b.written.filter { !$0.isWhitespace }
    default: return false
    }
  }
}

extension DatasetRow {
  /// The fields as something new takes them. What was destroyed where the dataset comes from is not
  /// known here; only a field that has to be there, such as a name, says so.
  func recordable(_ definitions: [Field]) -> Fields {
    var fields = fields.filter { $0.value != .erased }
    for field in definitions where field.required && self.fields[field.name] == .erased {
      fields[field.name] = .text(Value.erased.written)
    }
    return fields
  }

  /// When it happened: the row's own date, or its period.
  var occurred: PartialDate? {
    for name in ["requested_on", "offered_on", "as_of", "established_on", "date"] {
      if case .date(let date)? = fields[name] { return date }
    }
    guard case .date(let start)? = fields["start"] else { return nil }
    guard case .date(let end)? = fields["end"], end != start else { return start }
    return (try? PartialDate("\(start)/\(end)")) ?? start
  }
}
