import JSON
import ReferenceData

/// The lists of controlled terms: kinds, roles, statuses and the like. A term outside its list is
/// kept as it was written and listed for somebody to map.
public struct Vocabularies: Sendable {
  /// The lists the program ships, read when they are first asked for.
  public static let shared = Vocabularies()

  /// One term of a list.
  public struct Term: Hashable, Sendable {
    /// What records hold, such as `technical_assistance`.
    public let code: String
    /// What people read.
    public let label: String
  }

  private struct List {
    var terms: [Term]
    var codes: [String: String]
  }

  private let lists: [String: List]

  /// The names of the lists in alphabetical order.
  public var names: [String] { lists.keys.sorted() }

  private init() {
    let document = (try? JSONValue(parsing: ReferenceFile.vocabularies.bytes))?.object ?? [:]
    lists = document.filter { name, _ in !name.hasSuffix("_columns") }.compactMapValues { value in
      guard let entries = value.array else { return nil }
      let terms = entries.compactMap(Self.term)
      var codes: [String: String] = [:]
      // A code wins over a label.
      for term in terms { codes[TextFolding.key(term.label)] = term.code }
      for term in terms { codes[TextFolding.key(term.code)] = term.code }
      return List(terms: terms, codes: codes)
    }
  }

  /// A term as the file has it: a code alone, or a list of code, label and more.
  private static func term(_ entry: JSONValue) -> Term? {
    if let code = entry.string {
      return Term(code: code, label: String(code.map { $0 == "_" ? " " : $0 }))
    }
    guard let code = entry.array?.first?.string else { return nil }
    return Term(code: code, label: entry.array?.dropFirst().first?.string ?? code)
  }

  /// The terms of a list in its own order; empty when there is no such list.
  public func terms(of vocabulary: String) -> [Term] { lists[vocabulary]?.terms ?? [] }

  /// Whether the list has exactly this code.
  public func contains(_ code: String, in vocabulary: String) -> Bool {
    terms(of: vocabulary).contains { $0.code == code }
  }

  /// The code that somebody wrote as code or label (case, diacritics, hyphens, underscores and blanks
  /// do not count); nil when the list does not have it.
  public func resolve(_ written: String, in vocabulary: String) -> String? {
    let key = TextFolding.key(written)
    guard !key.isEmpty || written.isEmpty else { return nil }
    return lists[vocabulary]?.codes[key]
  }

  /// What to show for a code; one outside the list is shown as it is.
  public func label(of code: String, in vocabulary: String) -> String {
    terms(of: vocabulary).first { $0.code == code }?.label ?? code
  }

  /// Codes that may have been meant, nearest first.
  public func nearMatches(to written: String, in vocabulary: String) -> [String] {
    NearMatch.closest(to: written, in: terms(of: vocabulary).lazy.map(\.code))
  }
}
