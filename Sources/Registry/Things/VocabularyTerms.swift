/// The terms of one vocabulary that somebody mapped. Its id is the vocabulary's name.
enum VocabularyTerms {
  static let definition = ThingDefinition(
    .vocabulary, dataset: nil, idPrefix: "vocabulary", title: "name", fields: [],
    entries: [.mapping]
  ) { change throws(Rejection) in
    guard change.event.type.effect == .adds(.mapping),
      case .text(let code)? = change.event.fields["to"]
    else { return [] }
    let vocabulary = change.after.ref.id
    guard vocabulary == "theme" || Vocabularies.shared.names.contains(vocabulary) else {
      throw Rejection("not_found", "there is no vocabulary “\(vocabulary)”", field: "vocabulary")
    }
    guard Vocabularies.codes(of: vocabulary).contains(code) else {
      throw Rejection(
        "invalid", "the vocabulary \(vocabulary) has no term “\(code)”", field: "to",
        hint: "its terms are \(Vocabularies.codes(of: vocabulary).joined(separator: ", "))")
    }
    return []
  }
}

extension Vocabularies {
  /// The codes of a vocabulary or, for `theme`, of the taxonomy.
  static func codes(of vocabulary: String) -> [String] {
    vocabulary == "theme" ? Themes.shared.all.map(\.id) : shared.terms(of: vocabulary).map(\.code)
  }
}
