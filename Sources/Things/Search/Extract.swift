import Registry

/// The piece of a text in which something was found.
public struct Extract: Hashable, Sendable {
  /// The field it is from.
  public var field: String
  /// The piece, with … where it was cut.
  public var text: String
  /// Where the words are: offsets and lengths in characters.
  public var marks: [Range<Int>]

  /// About how many characters are shown.
  private static let length = 160
  /// How many of them stand before the first word found.
  private static let lead = 50

  /// The best piece: from the field that has most of the words, the first of those that have as many.
  init(_ passages: Passages, _ words: WordQuery) {
    var best: (count: Int, field: String, text: String, marks: [Range<Int>])?
    for passage in passages.all {
      for text in passage.texts {
        let (marks, _, count) = Self.marks(text, words)
        if best == nil || count > best?.count ?? 0 {
          best = (count, passage.field.name, text, marks)
        }
      }
    }
    field = best?.field ?? ""
    (text, marks) = Self.cut(best?.text ?? "", best?.marks ?? [])
  }

  /// Whether every word is in one of the passages.
  static func holds(_ passages: Passages, _ words: WordQuery) -> Bool {
    var found: Set<String> = []
    for text in passages.all.flatMap(\.texts) { found.formUnion(marks(text, words).found) }
    return found.isSuperset(of: words.words)
  }

  /// Where a text has words that begin with one of those looked for, and how many of them it has.
  private static func marks(_ text: String, _ words: WordQuery) -> (
    marks: [Range<Int>], found: Set<String>, count: Int
  ) {
    var marks: [Range<Int>] = []
    var found: Set<String> = []
    var start: Int?
    var word = ""
    func end(_ offset: Int) {
      defer {
        start = nil
        word = ""
      }
      guard let begin = start else { return }
      // "Jae-hong" answers to "jae", to "hong" and to "jaehong".
      let readings = TextFolding.tokens(word) + [TextFolding.key(word)]
      let matches = words.words.filter { word in readings.contains { $0.hasPrefix(word) } }
      if matches.isEmpty { return }
      found.formUnion(matches)
      marks.append(begin..<offset)
    }
    var offset = 0
    for character in text {
      if character.isLetter || character.isNumber || start != nil && "-‐‑'’".contains(character) {
        start = start ?? offset
        word.append(character)
      } else {
        end(offset)
      }
      offset += 1
    }
    end(offset)
    if let country = Countries.shared.country(named: text), let name = words.name(of: country.iso3)
    {
      return ([0..<offset], found, max(found.count, name.count))
    }
    return (marks, found, found.count)
  }

  /// A piece around the first mark, cut between words, on one line.
  private static func cut(_ text: String, _ marks: [Range<Int>]) -> (String, [Range<Int>]) {
    let characters = text.map { $0.isNewline ? " " : $0 }
    var from = max(0, (marks.first?.lowerBound ?? 0) - lead)
    if from > 0, let blank = characters[from...].firstIndex(where: \.isWhitespace),
      blank < marks.first?.lowerBound ?? 0
    {
      from = blank + 1
    }
    var to = min(characters.count, from + length)
    if to < characters.count, let blank = characters[..<to].lastIndex(where: \.isWhitespace),
      blank > from
    {
      to = blank
    }
    let head = from > 0 ? "…" : ""
    let piece = head + String(characters[from..<to]) + (to < characters.count ? "…" : "")
    let shift = head.count - from
    return (
      piece,
      marks.filter { $0.lowerBound >= from && $0.upperBound <= to }.map {
        $0.lowerBound + shift..<$0.upperBound + shift
      }
    )
  }
}
