internal import GRDB

/// The words of a full-text index one after the other, each with the place where it stands
/// (https://www.sqlite.org/fts5.html#the_fts5vocab_virtual_table_module).
final class WordWalk {
  /// A word in a column of the texts at a place.
  struct Word: Equatable, Comparable, CustomStringConvertible {
    var term: String
    var place: Int64
    var column: String

    /// The order of the index.
    static func < (a: Self, b: Self) -> Bool {
      let (first, second) = (a.term.utf8, b.term.utf8)
      if !first.elementsEqual(second) { return first.lexicographicallyPrecedes(second) }
      return (a.place, a.column) < (b.place, b.column)
    }

    var description: String { "“\(term)” at \(place) in \(column)" }
  }

  private static let name = "words_walked"

  private let session: Session
  private var statement: Statement?

  /// The words at places below `limit`. One walk at a time in a session.
  init(_ session: Session, _ index: String, below limit: Int64) throws {
    self.session = session
    try session.execute("DROP TABLE IF EXISTS temp.\(Self.name)")
    try session.execute(
      "CREATE VIRTUAL TABLE temp.\(Self.name) USING fts5vocab(main, '\(index)', 'instance')")
    let statement = try session.borrow(
      "SELECT term, doc, col FROM temp.\(Self.name) WHERE doc < ?1")
    try statement.bind(1, limit)
    self.statement = statement
  }

  /// The next word, in the order of the index; nil after the last.
  func next() throws -> Word? {
    guard let statement, try statement.step() else { return nil }
    return Word(term: statement.text(0), place: statement.integer(1), column: statement.text(2))
  }

  /// Lets go of the index.
  func end() throws {
    statement = nil
    try session.execute("DROP TABLE IF EXISTS temp.\(Self.name)")
  }
}
