import ArgumentParser
import Registry

/// The fields of a kind of thing as options of `add` and `correct`.
protocol FieldOptions: ParsableArguments, Sendable {
  /// The kind.
  static var kind: Kind { get }
  /// What was given, field by field; nothing for options that were not.
  var texts: [(field: String, parts: [String])] { get }
}

extension FieldOptions {
  /// The value of an option that takes one.
  func one(_ text: String?) -> [String] { text.map { [$0] } ?? [] }

  /// The fields that were given.
  func fields(asking ask: Asking) throws -> Fields {
    var fields: Fields = [:]
    for (name, parts) in texts where !parts.isEmpty {
      guard let field = Self.kind.definition.field(name) else { continue }
      fields[name] = try field.value(parts, asking: ask)
    }
    return fields
  }
}

extension Field {
  /// Reads what was given for this field. A country that may be one of several is asked for on a
  /// terminal, and refused elsewhere.
  func value(_ parts: [String], asking ask: Asking) throws -> Value? {
    let failure: FieldError
    do { return try read(parts) } catch { failure = error }
    let names = failure.candidates.map { "\($0) \(Countries.shared[$0]?.name ?? "")" }
    guard !names.isEmpty,
      let chosen = ask.choice("“\(failure.value)” \(failure.reason). Which?", of: names)
    else { throw failure }
    // The text stays as written; only the code is chosen.
    return .country(CountryValue(code: failure.candidates[chosen], written: failure.value))
  }
}
