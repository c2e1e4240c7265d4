/// Finds what somebody probably meant, for "did you mean" hints. A near match is only ever offered,
/// never taken.
public enum NearMatch {
  /// The candidates most like `text`, nearest first, at most `limit`.
  ///
  /// Two texts are alike when few letters have to be added, left out, changed or swapped to get from
  /// one to the other (a third of the shorter one, at most three), or when one begins with the other
  /// (from three letters on). Case, diacritics, hyphens and blanks do not count. Time is
  /// proportional to the number of candidates.
  public static func closest(
    to text: String, in candidates: some Sequence<String>, limit: Int = 3
  ) -> [String] {
    let wanted = Array(TextFolding.key(text).unicodeScalars)
    guard !wanted.isEmpty, limit > 0 else { return [] }
    var found: [(score: Int, candidate: String)] = []
    for candidate in candidates {
      let other = Array(TextFolding.key(candidate).unicodeScalars)
      if let score = score(wanted, other) { found.append((score, candidate)) }
    }
    found.sort {
      ($0.score, $0.candidate.count, $0.candidate)
        < ($1.score, $1.candidate.count, $1.candidate)
    }
    var seen: Set<String> = []
    return Array(found.map(\.candidate).filter { seen.insert($0).inserted }.prefix(limit))
  }

  /// The number of letters to add, leave out, change or swap with their neighbour to get from one
  /// text to the other (optimal string alignment); nil when it is more than `most`.
  public static func distance(_ a: String, _ b: String, atMost most: Int) -> Int? {
    distance(Array(a.unicodeScalars), Array(b.unicodeScalars), atMost: most)
  }

  /// How far apart two keys are; nil when they are not alike.
  private static func score(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int? {
    let shorter = min(a.count, b.count)
    let tolerance = min(3, max(1, shorter / 3))
    if let distance = distance(a, b, atMost: tolerance) { return distance }
    return shorter >= 3 && (a.starts(with: b) || b.starts(with: a)) ? tolerance + 1 : nil
  }

  private static func distance(
    _ a: [Unicode.Scalar], _ b: [Unicode.Scalar], atMost most: Int
  ) -> Int? {
    guard abs(a.count - b.count) <= most else { return nil }
    var twoBack: [Int] = []
    var previous = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      row.reserveCapacity(b.count + 1)
      for j in b.indices {
        var cost = min(previous[j] + (a[i] == b[j] ? 0 : 1), previous[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, twoBack[j - 1] + 1) }
        row.append(cost)
      }
      guard row.contains(where: { $0 <= most }) else { return nil }
      (twoBack, previous) = (previous, row)
    }
    return previous[b.count] <= most ? previous[b.count] : nil
  }
}
