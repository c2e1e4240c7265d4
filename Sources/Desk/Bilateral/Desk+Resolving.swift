public import JSON
public import Registry
public import Things

extension Desk {
  /// The bilateral that somebody wrote, with names in place of ids as people have heard them.
  ///
  /// A name that means exactly one thing becomes its id; one that means nothing is refused, with what
  /// comes near; names that may mean several throw an `Ambiguity` of them all. Themes and types of
  /// support that no vocabulary has are kept as written. Dates may be written as they are spoken.
  ///
  /// - Parameter named: whether people may be found by their names; their ids always do.
  public func bilateral(
    _ json: JSONValue, people named: Bool, _ reading: Reading
  ) throws -> Bilateral {
    var names = BilateralNames(self, reading, named: named)
    let resolved = try names.resolve(json)
    guard names.ambiguous.isEmpty else { throw Ambiguity(names.ambiguous) }
    var bilateral = try Bilateral(json: resolved)
    bilateral.written = json
    return bilateral
  }

  /// The value of one field, as somebody wrote it: texts, with names in place of ids as in
  /// `bilateral(_:people:_:)`. Errors and ambiguities name the place by the field's name, as in
  /// `/owner/0`.
  public func value(
    _ json: JSONValue, of field: Field, people named: Bool, _ reading: Reading
  ) throws -> Value? {
    var names = BilateralNames(self, reading, named: named)
    let resolved = try names.resolve(json, field, at: "/" + field.name)
    guard names.ambiguous.isEmpty else { throw Ambiguity(names.ambiguous) }
    return try BilateralDocument { field, texts in try field.read(texts) }
      .value(resolved, field, at: "/" + field.name)
  }
}

/// Puts ids in the place of names in a bilateral.
private struct BilateralNames {
  /// What has to be decided.
  private(set) var ambiguous: [Ambiguity.Place] = []
  private let desk: Desk
  private let reading: Reading
  private let named: Bool
  private let document = BilateralDocument { field, texts in try field.read(texts) }

  init(_ desk: Desk, _ reading: Reading, named: Bool) {
    self.desk = desk
    self.reading = reading
    self.named = named
  }

  mutating func resolve(_ json: JSONValue) throws -> JSONValue {
    var members = try document.members(json, at: "", known: BilateralDocument.known)
    for (name, kind) in [
      ("with", Kind.organisation), ("office", .organisation), ("present", .person),
    ] where members[name] != nil {
      members[name] = .array(
        try document.texts(members[name], at: "/" + name).enumerated().map { index, text in
          .string(try id(of: text, kind, at: "/\(name)/\(index)"))
        })
    }
    if let text = try document.text(members["under"], at: "/under") {
      members["under"] = .string(try id(of: text, .meeting, at: "/under"))
    }
    members["on"] = try date(members["on"], at: "/on")
    members["country"] = try country(members["country"], at: "/country")
    if case .array(let parties)? = members["with_new"] {
      members["with_new"] = .array(
        try parties.enumerated().map { index, party in
          guard var fields = party.object else { return party }
          fields["country"] = try country(
            fields["country"], at: "/with_new/\(index)/country")
          return .object(fields)
        })
    }
    for (name, kind) in [("requests", Kind.request), ("offers", .offer), ("followups", .followup)] {
      guard case .array(let things)? = members[name] else { continue }
      members[name] = .array(
        try things.enumerated().map { try resolve($1, kind, at: "/\(name)/\($0)") })
    }
    return .object(members)
  }

  private mutating func resolve(
    _ json: JSONValue, _ kind: Kind, at pointer: String
  ) throws -> JSONValue {
    guard var members = json.object else { return json }
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      guard let field = kind.definition.field(name) else { continue }
      members[name] = try resolve(value, field, at: "\(pointer)/\(name)")
    }
    return .object(members)
  }

  /// What was written for a field, with ids in place of names.
  mutating func resolve(_ json: JSONValue, _ field: Field, at place: String) throws -> JSONValue? {
    switch field.type {
    case .country: return try country(json, at: place)
    case .date: return try date(json, at: place)
    case .reference(let target):
      return try document.text(json, at: place).map {
        .string(try id(of: $0, target, at: place))
      }
    case .references(let target):
      let isList = json.array != nil
      return .array(
        try document.texts(json, at: place).enumerated().map { index, text in
          .string(try id(of: text, target, at: isList ? "\(place)/\(index)" : place))
        })
    default: return json
    }
  }

  // MARK: Dates and countries

  private mutating func date(_ json: JSONValue?, at pointer: String) throws -> JSONValue? {
    guard let text = try document.text(json, at: pointer) else { return nil }
    let readings = PartialDate.heard(text)
    if readings.count > 1 {
      ambiguous.append(
        .init(
          pointer: pointer, written: text,
          candidates: readings.map { Completion(.date, $0.text, $0.text) }))
    }
    // What is no date at all is refused with the rest of the form, in the words for dates.
    return .string(readings.first?.text ?? text)
  }

  /// The text as written stays beside the code.
  private mutating func country(_ json: JSONValue?, at pointer: String) throws -> JSONValue? {
    if json?.object != nil { return json }
    guard let text = try document.text(json, at: pointer) else { return nil }
    guard case .ambiguous(let candidates, let rule) = Countries.shared.resolve(text) else {
      return .string(text)
    }
    ambiguous.append(
      .init(
        pointer: pointer, written: text,
        candidates: candidates.map {
          Completion(.country, $0.iso3, $0.name, detail: $0.iso3, note: rule)
        }))
    return candidates.first.map { ["code": .string($0.iso3), "written": .string(text)] }
  }

  // MARK: Things

  /// The id of the one thing that a text names.
  private mutating func id(of text: String, _ kind: Kind, at pointer: String) throws -> String {
    if try reading.find(kind, text) != nil { return text }
    var found: [ThingRef] = []
    if kind != .person || named { found = try called(text, kind) }
    var needsDecision = false
    if found.isEmpty, kind == .organisation { (found, needsDecision) = try standsFor(text) }
    if found.count == 1, !needsDecision { return try reading.typedID(found[0]) }
    guard let first = found.first else {
      let near =
        kind == .person && !named
        ? [] : try desk.complete(text, among: [.thing(kind)], limit: 3, reading)
      throw DeskError(
        .refused, "there is no \(kind.word) “\(text)”", at: ["pointer": pointer],
        hint: near.isEmpty
          ? "give the id of \(kind.phrase), or a name that the registry has"
          : "did you mean \(near.map { "\($0.title) (\($0.id))" }.joined(separator: ", "))?")
    }
    ambiguous.append(
      .init(
        pointer: pointer, written: text,
        candidates: try found.prefix(Self.mostCandidates).map {
          try desk.completion(of: $0, reading)
        }))
    return try reading.typedID(first)
  }

  private static let mostCandidates = 20

  /// The things that are called just so, by one of their names; of people in any order of the words.
  private func called(_ text: String, _ kind: Kind) throws -> [ThingRef] {
    let exact = try reading.search(
      text, kinds: [kind], fits: [.exact], limit: Self.mostCandidates
    ).map(\.thing)
    guard exact.isEmpty, kind == .person else { return exact }
    // A surname alone is nobody's name.
    let typed = Spelling(text)
    guard TextFolding.tokens(text).count > 1 else { return [] }
    return try reading.search(text, kinds: [kind], fits: [.name], limit: 50).map(\.thing).filter {
      try spellings(of: $0).contains { $0.isTurned(typed) }
    }
  }

  private func spellings(of ref: ThingRef) throws -> [Spelling] {
    guard let thing = try reading.thing(ref) else { return [] }
    var texts = [thing.fields["name"]?.written].compactMap(\.self)
    if case .texts(let variants)? = thing.fields["variants"] { texts += variants }
    texts += try reading.entries(.name, of: ref).compactMap { $0.fields["name"]?.written }
    return texts.map(Spelling.init)
  }

  /// The organisations that a country's name may stand for. It means the government when one alone
  /// stands above the others; anything else has to be decided.
  private func standsFor(_ text: String) throws -> ([ThingRef], needsDecision: Bool) {
    let countries: [Country]
    switch Countries.shared.resolve(text) {
    case .country(let country): countries = [country]
    case .ambiguous(let candidates, _): countries = candidates
    case .refused, .unknown: return ([], false)
    }
    let found = try desk.organisations(of: countries, Self.mostCandidates, reading)
    let governments = try found.filter { ref in
      guard let thing = try reading.thing(ref), thing.fields["parent"] == nil,
        case .term(let kind)? = thing.fields["kind"]
      else { return false }
      return kind.code == "government"
    }
    if governments.count == 1, countries.count == 1 { return (governments, false) }
    return (found, true)
  }
}
