/// Why a text cannot be a field's value: for a cell of an import, an option or a form.
public struct FieldError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The field.
  public let field: String
  /// The text as given, or the beginning of a long one.
  public let value: String
  /// What is wrong with it.
  public let reason: String
  /// What to do.
  public let hint: String?
  /// The choices, when the text has several readings.
  public let candidates: [String]

  init(
    _ field: String, _ value: String, _ reason: String, hint: String? = nil,
    candidates: [String] = []
  ) {
    self.field = field
    // A cell may hold a million characters.
    self.value = value.utf8.count <= 400 ? value : value.prefix(100) + "…"
    self.reason = reason
    self.hint = hint
    self.candidates = candidates
  }

  /// The field, the text, what is wrong with it and what to do.
  public var description: String {
    let problem = "\(field): “\(value)” \(reason)"
    return hint.map { "\(problem); \($0)" } ?? problem
  }
}

extension Field {
  /// Reads one cell; nil when it is empty. Lists are split at `;`.
  ///
  /// References are checked for their form only; whether the thing exists is the Desk's question.
  public func read(_ cell: String) throws(FieldError) -> Value? {
    let text = cell.trimmed
    guard !text.isEmpty else { return nil }
    try refuseUnstorable(text)
    guard isList else { return try read(single: text) }
    // By scalars: an accent after a semicolon does not hide it.
    let parts = text.unicodeScalars.split(separator: ";").map { String($0).trimmed }
      .filter { !$0.isEmpty }
    return parts.isEmpty ? nil : try read(parts: parts, whole: text)
  }

  /// Reads a list that is already split, as repeated options are.
  public func read(_ parts: [String]) throws(FieldError) -> Value? {
    let parts = parts.map(\.trimmed).filter { !$0.isEmpty }
    guard !parts.isEmpty else { return nil }
    let whole = parts.joined(separator: "; ")
    try refuseUnstorable(whole)
    return isList ? try read(parts: parts, whole: whole) : try read(single: whole)
  }

  /// The most bytes that one value may have in a record; free text, which stands beside it, may be
  /// longer.
  static let maximumBytes = 4_096

  /// The most bytes that one list may have in a record.
  public static let maximumListBytes = 4 * maximumBytes

  private func refuseUnstorable(_ text: String) throws(FieldError) {
    guard !text.utf8.contains(0) else {
      throw FieldError(name, text, "holds a NUL character", hint: "delete it")
    }
    switch type {
    case .text, .figureOrText, .referencesOrText: return
    case .title, .titles, .date, .country, .term, .terms, .reference, .references, .subject,
      .count, .flag:
      let most = isList ? Self.maximumListBytes : Self.maximumBytes
      guard text.utf8.count > most else { return }
      throw FieldError(
        name, text, "has \(text.utf8.count) bytes, and \(most) are the most",
        hint: "shorten it, or put it into a note")
    }
  }

  private func read(single text: String) throws(FieldError) -> Value {
    switch type {
    case .title, .text, .figureOrText: return .text(text)
    case .date:
      do { return .date(try PartialDate(text)) } catch {
        throw FieldError(name, text, error.reason, hint: error.hint)
      }
    case .country: return .country(try country(text))
    case .term(let vocabulary): return .term(term(text, vocabulary))
    case .reference(let kind): return .reference(try identifier(text, kind))
    case .subject:
      if let thing = ThingRef(stream: text) {
        return .subject(ThingRef(thing.kind, try identifier(thing.id, thing.kind, in: text)))
      }
      return .reference(try identifier(text, nil))
    case .count:
      guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int64(text) else {
        throw FieldError(name, text, "is no whole number", hint: "write digits only, as in 120")
      }
      return .count(number)
    case .flag:
      switch text.lowercased() {
      case "yes", "true": return .flag(true)
      case "no", "false": return .flag(false)
      default: throw FieldError(name, text, "is neither yes nor no", hint: "write yes or no")
      }
    case .titles, .terms, .references, .referencesOrText:
      return try read(parts: [text], whole: text)
    }
  }

  private func read(parts: [String], whole: String) throws(FieldError) -> Value {
    switch type {
    case .titles: return .texts(parts)
    case .terms(let vocabulary): return .terms(parts.map { term($0, vocabulary) })
    case .references(let kind):
      var ids: [String] = []
      for part in parts { ids.append(try identifier(part, kind)) }
      return .references(ids)
    case .referencesOrText:
      // Whether every part is the id of a thing, only the Desk can tell; it decides between the
      // two. Here the form has to do.
      let allIDs = parts.allSatisfy { (try? Identifier($0)) != nil }
      return allIDs ? .references(parts) : .text(whole)
    default:
      return try read(single: whole)
    }
  }

  private func term(_ text: String, _ vocabulary: String) -> Term {
    let code =
      vocabulary == "theme"
      ? Themes.shared.resolve(text) : Vocabularies.shared.resolve(text, in: vocabulary)
    return Term(code: code, written: text)
  }

  private func identifier(_ text: String, _ kind: Kind?, in whole: String? = nil)
    throws(FieldError) -> String
  {
    do { return try Identifier(text).text } catch {
      let thing = kind.map { "the id of \($0.phrase)" } ?? "an id"
      throw FieldError(name, whole ?? text, "is not \(thing): it \(error.reason)", hint: error.hint)
    }
  }

  private func country(_ text: String) throws(FieldError) -> CountryValue {
    let resolution = Countries.shared.resolve(text)
    if let country = resolution.country { return CountryValue(code: country.iso3, written: text) }
    let problem = resolution.problem
    throw FieldError(
      name, text, problem?.reason ?? "is no country that we know", hint: problem?.hint,
      candidates: resolution.candidates.map(\.iso3))
  }
}

extension Countries.Resolution {
  fileprivate var candidates: [Country] {
    switch self {
    case .ambiguous(let candidates, _): candidates
    case .country, .refused, .unknown: []
    }
  }
}

extension String {
  /// Without blanks and line ends around it.
  public var trimmed: String {
    let blank: (Character) -> Bool = { $0.isWhitespace }
    let body = drop(while: blank)
    guard let last = body.lastIndex(where: { !blank($0) }) else { return "" }
    return String(body[...last])
  }
}
