import JSON
import Registry
import Things

extension FieldType {
  /// The vocabulary that its terms are from.
  var vocabulary: String? {
    switch self {
    case .term(let vocabulary), .terms(let vocabulary): vocabulary
    default: nil
    }
  }

  /// What lists and pages give for a field of this type.
  var answer: Schema {
    switch self {
    case .title, .text, .figureOrText, .referencesOrText: Schema.text.orNull
    case .titles: .list(.text)
    case .date: Schema.named("PartialDate").orNull
    case .country: Schema.named("CountryCode").orNull
    case .term(let vocabulary): Schema.named(Schema.name(ofTerm: vocabulary)).orNull
    case .terms(let vocabulary): .list(.named(Schema.name(ofTerm: vocabulary)))
    case .reference: Schema.named("Id").orNull
    case .references: .list(.named("Id"))
    case .subject: Schema.named("Id").orNull
    case .count: Schema.count.orNull
    case .flag: Schema.bool.orNull
    }
  }

  /// What a command may give for a field of this type.
  var given: Schema {
    switch self {
    case .title: Schema.text.with("minLength", 1).with("maxLength", 4_096)
    case .text, .figureOrText: Schema.text.with("minLength", 1)
    case .titles: .list(Schema.text.with("minLength", 1)).with("minItems", 1)
    case .date: .named("PartialDate")
    case .country:
      Schema.text.with("minLength", 1).saying("A country by any name it has or had, or its code.")
        .like("SLB", "East Timor")
    case .term(let vocabulary): .named(Schema.name(ofTerm: vocabulary))
    case .terms(let vocabulary):
      .list(.named(Schema.name(ofTerm: vocabulary))).with("minItems", 1)
    case .reference(let kind): Schema.id.saying("The id of \(kind.phrase).")
    case .references(let kind):
      .list(.id).with("minItems", 1).saying("Ids of \(kind.plural).")
    case .referencesOrText(let kind):
      Schema(["anyOf": [Schema.list(.id).with("minItems", 1).json, Schema.text.json]])
        .saying("Ids of \(kind.plural), or who it is in words.")
    case .subject:
      Schema.text.with("minLength", 1).saying("The id of a thing, alone or as kind/id.")
        .like("meeting/m-unpsf-2014")
    case .count: .count
    case .flag: .bool
    }
  }
}

extension Schema {
  /// The component that holds the terms of a vocabulary.
  static func name(ofTerm vocabulary: String) -> String { "Term." + vocabulary }

  /// What an answer has for these fields, and what it has only when something is stated.
  static func answer(for fields: [Field]) -> (always: [String: Schema], sometimes: [String: Schema])
  {
    var always: [String: Schema] = [:]
    var sometimes: [String: Schema] = [:]
    for field in fields {
      always[field.name] = field.type.answer
      switch field.type {
      case .country:
        always[field.name + "_name"] = text.orNull
        sometimes[field.name + "_as_written"] = text
      case .terms: always[field.name + "_as_written"] = list(text)
      case .subject: sometimes[field.name + "_kind"] = oneOf(Kind.allCases.map(\.rawValue))
      default: break
      }
    }
    return (always, sometimes)
  }

  /// What a command may give for these fields.
  ///
  /// - Parameter emptying: whether null empties a field.
  static func given(for fields: [Field], emptying: Bool = false) -> Schema {
    let members = Dictionary(
      uniqueKeysWithValues: fields.map {
        ($0.name, emptying && !$0.required ? $0.type.given.orNull : $0.type.given)
      })
    return body(members)
  }

  /// The values that a filter takes.
  static func given(for filter: FilterDefinition) -> Schema {
    switch filter.value {
    case .flag: .oneOf(["true"])
    case .country: Schema.text.with("minLength", 1).like("ECU", "East Timor")
    case .region: Schema.text.with("minLength", 1).like("009", "Oceania")
    case .group: .oneOf(CountryGroups.shared.groups)
    case .groupDay: Schema.text.with("minLength", 1).like("event", "today", "2014-06")
    case .date: Schema.text.with("minLength", 1).like("2014-06", "today")
    case .theme: Schema.text.with("minLength", 1).like("digital-government")
    case .term(let vocabulary, _): .named(name(ofTerm: vocabulary))
    case .id, .anything: Schema.text.with("minLength", 1).with("maxLength", 200)
    case .choice(let words): .oneOf(words)
    case .written, .words: Schema.text.with("minLength", 1)
    case .number: .count
    }
  }
}
