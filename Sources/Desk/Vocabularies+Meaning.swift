public import Registry

extension Vocabularies {
  /// The code that somebody means by a text, in a vocabulary or, for `theme`, in the taxonomy.
  ///
  /// Throws a `DeskError` with near matches when there is no such vocabulary or no such term.
  public static func meaning(of text: String, in vocabulary: String) throws(DeskError) -> String {
    let isTheme = vocabulary == "theme"
    guard isTheme || shared.names.contains(vocabulary) else {
      let names = ["theme"] + shared.names
      let near = NearMatch.closest(to: vocabulary, in: names, limit: 1)
      throw DeskError(
        .notFound, "there is no vocabulary “\(vocabulary)”", at: ["option": "VOCABULARY"],
        hint: near.first.map { "did you mean \($0)?" }
          ?? "the vocabularies are \(names.joined(separator: ", "))")
    }
    let code = isTheme ? Themes.shared.resolve(text) : shared.resolve(text, in: vocabulary)
    if let code { return code }
    let near =
      isTheme
      ? Themes.shared.nearMatches(to: text) : shared.nearMatches(to: text, in: vocabulary)
    throw DeskError(
      .notFound, "“\(text)” is no term of \(vocabulary)", at: ["option": "--to"],
      hint: near.isEmpty ? nil : "did you mean \(near.joined(separator: ", "))?")
  }
}
