/// Readings of a date in a form that is not accepted, to be offered in an error message. Files and
/// options never take them by themselves; see `PartialDate.heard(_:)` for what a person types.
enum PartialDateGuess {
  /// The accepted texts that somebody may have meant, most likely first; empty when there is none.
  static func readings(of text: String) -> [String] {
    guard text.utf8.count <= 80 else { return [] }
    let intervals = interval(text)
    let candidates = intervals.isEmpty ? single(text) : intervals
    var seen: Set<String> = []
    return candidates.filter { seen.insert($0).inserted && (try? PartialDate($0)) != nil }
  }

  /// Readings as one year, month or day.
  private static func single(_ text: String) -> [String] {
    let words = pieces(of: text)
    if let month = words.lazy.compactMap(monthNumber).first {
      return named(month: month, numbers: words.compactMap(number))
    }
    let numbers = words.compactMap(number)
    guard numbers.count == words.count || text.contains("T") || text.contains(":") else {
      return numbers.count == 1 && words[0].count == 4 ? [words[0]] : []
    }
    switch numbers.count {
    case 1: return undivided(words[0])
    case 2 where words[0].count == 4: return [month(numbers[0], numbers[1])]
    case 2 where words[1].count == 4: return [month(numbers[1], numbers[0])]
    case 3... where words[0].count == 4: return [day(numbers[0], numbers[1], numbers[2])]
    case 3 where words[2].count == 4:
      let dayFirst = day(numbers[2], numbers[1], numbers[0])
      let monthFirst = day(numbers[2], numbers[0], numbers[1])
      return text.contains(".") ? [dayFirst] : [dayFirst, monthFirst]
    default: return []
    }
  }

  /// Readings as an interval whose ends are joined in another way, or whose second end is short.
  private static func interval(_ text: String) -> [String] {
    for mark in [" - ", " – ", " — ", "–", "—", " to ", "/"] {
      guard let (left, right) = split(text, at: mark) else { continue }
      let first = left.trimmingBlanks()
      let second = right.trimmingBlanks()
      guard let start = try? PartialDate(first) else { continue }
      if second.isEmpty { return ["\(first)/..", first] }
      if (try? PartialDate(second)) != nil { return ["\(first)/\(second)"] }
      if start.precision == .day, let last = number(second), second.utf8.count <= 2 {
        return ["\(first)/\(first.prefix(8))\(padded(last, 2))"]
      }
    }
    return []
  }

  /// Digits without marks between them: 20140623, 201406, or a spreadsheet's day number.
  private static func undivided(_ digits: String) -> [String] {
    guard let value = number(digits) else { return [] }
    switch digits.count {
    case 8: return [day(value / 10_000, value / 100 % 100, value % 100)]
    case 6: return [month(value / 100, value % 100)]
    // Spreadsheets count days from 1899-12-30, 25,569 days before 1970.
    case 5: return [Day(number: Int32(value - 25_569)).description]
    case 4: return [digits]
    default: return []
    }
  }

  /// A month in words with a year, and perhaps a day.
  private static func named(month name: Int, numbers: [Int]) -> [String] {
    guard let year = numbers.first(where: { $0 > 999 }) else { return [] }
    let days = numbers.filter { $0 < 32 }
    switch days.count {
    case 0: return [month(year, name)]
    case 1: return [day(year, name, days[0])]
    case 2: return ["\(day(year, name, days[0]))/\(day(year, name, days[1]))"]
    default: return []
    }
  }

  private static func month(_ year: Int, _ month: Int) -> String {
    "\(padded(year, 4))-\(padded(month, 2))"
  }

  private static func day(_ year: Int, _ month: Int, _ day: Int) -> String {
    "\(self.month(year, month))-\(padded(day, 2))"
  }

  /// The runs of letters and of digits in a text.
  private static func pieces(of text: String) -> [String] {
    var pieces: [String] = []
    var previous: Character = " "
    for character in text {
      defer { previous = character }
      guard character.isLetter || character.isNumber else { continue }
      let continues =
        previous.isLetter && character.isLetter || previous.isNumber && character.isNumber
      if continues, let last = pieces.popLast() {
        pieces.append(last + String(character))
      } else {
        pieces.append(String(character))
      }
    }
    return pieces
  }

  private static func number(_ text: String) -> Int? {
    text.utf8.count <= 8 && text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
  }

  /// The number of a month by its English or French name, or by letters, three at least, that begin
  /// no other month in either language.
  private static func monthNumber(_ word: String) -> Int? {
    let name = TextFolding.key(word)
    guard name.count >= 3 else { return nil }
    if name == "sept" { return 9 }
    for months in [english, french] {
      let found = months.indices.filter { months[$0].hasPrefix(name) }
      if found.count == 1 { return found[0] + 1 }
    }
    return nil
  }

  private static let english = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]
  private static let french = [
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre",
    "octobre", "novembre", "decembre",
  ]

  /// The text before and after the first place where `mark` stands.
  private static func split(_ text: String, at mark: String) -> (String, String)? {
    var rest = Substring(text)
    while !rest.isEmpty {
      if rest.hasPrefix(mark) {
        return (String(text[..<rest.startIndex]), String(rest.dropFirst(mark.count)))
      }
      rest = rest.dropFirst()
    }
    return nil
  }
}

extension String {
  /// The text without white space at its ends.
  func trimmingBlanks() -> String {
    let head = drop(while: \.isWhitespace)
    guard let end = head.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(head[...end])
  }
}
