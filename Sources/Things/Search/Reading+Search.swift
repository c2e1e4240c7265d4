import ProjectionKit
public import Registry

/// Something that a search found.
public struct SearchHit: Hashable, Sendable {
  /// How well it fits: in what it is called before anywhere, whole words before beginnings.
  public enum Fit: Int, CaseIterable, Sendable {
    /// It is called just so.
    case exact = 100
    /// All words are in what it is called.
    case name = 80
    /// All words begin one in what it is called.
    case nameBeginnings = 60
    /// All words are in its texts.
    case text = 40
    /// All words begin one in its texts.
    case textBeginnings = 20
  }

  /// The thing; of merged things the one that stands for them.
  public var thing: ThingRef
  /// How well it fits.
  public var fit: Fit
  /// Where the words are.
  public var extract: Extract
}

extension Reading {
  /// Everything that has all the words of a text among its own, or among those of one of its entries:
  /// best fit first, among equal ones what was written last. Nothing retracted.
  ///
  /// - Parameters:
  ///   - kinds: only these; all when empty.
  ///   - fits: only what fits so well.
  ///   - limit: at most so many.
  public func search(
    _ text: String, kinds: [Kind] = [], fits: [SearchHit.Fit] = SearchHit.Fit.allCases,
    limit: Int? = nil
  ) throws -> [SearchHit] {
    guard let words = WordQuery(text) else { return [] }
    let wanted = (kinds.isEmpty ? Kind.allCases : kinds).filter { !sight.lacks($0) }
    var search = Search(words, wanted, limit ?? .max)
    for fit in fits where search.hits.count < search.limit {
      try search.run(fit, self)
    }
    return search.hits
  }
}

/// A search on its way through the tables.
private struct Search {
  /// Words found in a row of some table.
  private struct Find {
    /// When they were written; see `WordIndex.place`.
    var place: Int64
    var thing: ThingRef
    var content: TableLayout.Content
    /// The row's key.
    var key: String
  }

  let words: WordQuery
  let limit: Int
  private(set) var hits: [SearchHit] = []
  private let contents: [TableLayout.Content]
  private var seen: Set<ThingRef> = []

  init(_ words: WordQuery, _ kinds: [Kind], _ limit: Int) {
    self.words = words
    self.limit = limit
    contents = kinds.flatMap { kind -> [TableLayout.Content] in
      if kind == .vocabulary { return [] }
      return [.things(kind)] + kind.definition.entries.map { .entries($0, of: kind) }
    }.filter { TableLayout.of($0).schema.words != nil }
  }

  mutating func run(_ fit: SearchHit.Fit, _ reading: Reading) throws {
    // Each table gives as many as could be wanted, last written first; then they are put together.
    var finds: [Find] = []
    let expression = words.expression(fit)
    for content in contents { finds += try find(fit, expression, in: content, reading) }
    for find in finds.sorted(by: { ($0.place, $0.key) > ($1.place, $1.key) }) {
      guard hits.count < limit else { return }
      guard seen.insert(find.thing).inserted else { continue }
      hits.append(
        SearchHit(thing: find.thing, fit: fit, extract: try extract(find, reading)))
    }
  }

  private func find(
    _ fit: SearchHit.Fit, _ expression: String, in content: TableLayout.Content, _ reading: Reading
  ) throws -> [Find] {
    let layout = TableLayout.of(content)
    let table = layout.schema.name
    let sql = """
      SELECT w.rowid, t."\(layout.schema.key)", \(layout.owner) FROM \(table)_words w
      JOIN \(table) t ON t.words = w.rowid
      WHERE \(table)_words MATCH ? AND w.rowid < ? AND \(content.isEntry ? "t.standing = 1" : "t.retracted IS NULL")
      ORDER BY w.rowid DESC
      """
    // Of somebody whose name is seen, all that a name is asked for is seen.
    let hidesSome =
      content.hidesSome(reading.sight) && !(fit.isOfNames && reading.sight.people == .names)
    let end = WordIndex.place(atSize: Int64(clamping: reading.reader.size) + 1)
    var finds: [Find] = []
    var new: Set<ThingRef> = []
    try reading.reader.forEachRow(sql, [.text(expression), .integer(end)]) { row in
      guard let key = row[1].text, let id = row[2].text else { return true }
      let thing = ThingRef(content.kind, id)
      guard !seen.contains(thing), !new.contains(thing) else { return true }
      // What a merged thing was called is found, and leads to the one that stands for it.
      let winner = try reading.winner(thing)
      if content.isEntry || winner != thing, try !reading.stands(winner) { return true }
      if hidesSome, try !isVisible(key, content, reading) { return true }
      guard !seen.contains(winner), new.insert(winner).inserted else { return true }
      if case .integer(let place) = row[0] {
        finds.append(Find(place: place, thing: winner, content: content, key: key))
      }
      return new.count + hits.count < limit
    }
    return finds
  }

  /// Whether the words are in what may be seen of a row: what is kept back is not found, or it could be
  /// guessed word by word.
  private func isVisible(
    _ key: String, _ content: TableLayout.Content, _ reading: Reading
  ) throws -> Bool {
    let passages = Passages(try reading.fields(ofRow: key, in: content), of: content)
    return Extract.holds(passages, words)
  }

  private func extract(_ find: Find, _ reading: Reading) throws -> Extract {
    let fields = try reading.fields(ofRow: find.key, in: find.content)
    return Extract(Passages(fields, of: find.content), words)
  }
}

extension SearchHit.Fit {
  /// Whether only names are looked at.
  fileprivate var isOfNames: Bool { rawValue > Self.text.rawValue }
}

extension WordQuery {
  /// What the full-text index is asked for.
  fileprivate func expression(_ fit: SearchHit.Fit) -> String {
    switch fit {
    case .exact: "names : \"\(WordQuery.word(forName: words.joined(separator: " ")))\""
    case .name: "names : (\(wholeWords))"
    case .nameBeginnings: "names : (\(beginnings))"
    case .text: wholeWords
    case .textBeginnings: beginnings
    }
  }
}

extension TableLayout.Content {
  /// The kind of the things whose texts they are.
  fileprivate var kind: Kind {
    switch self {
    case .things(let kind), .entries(_, let kind): kind
    }
  }

  fileprivate var isEntry: Bool {
    if case .entries = self { true } else { false }
  }

  /// Whether some of what stands there is kept back.
  fileprivate func hidesSome(_ sight: Sight) -> Bool {
    switch self {
    case .things(let kind): sight.hidesSome(of: kind)
    case .entries(let entry, let kind): sight.hidesSome(of: kind, entry: entry)
    }
  }
}
