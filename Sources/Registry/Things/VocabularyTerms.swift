/// The terms of one vocabulary that somebody mapped. Its id is the vocabulary's name.
enum VocabularyTerms {
  static let definition = ThingDefinition(
    .vocabulary, dataset: nil, idPrefix: "vocabulary", title: "name", fields: [],
    entries: [.mapping])
}
